"""The county's units, staff and accounts, entered as an administrator would before the year begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import frappe
from frappe.utils.nestedset import get_root_of, rebuild_tree
from frappe.utils.password import update_password

from healthtalk_app.demo import county
from healthtalk_app.services.organisation import units as unit_service

FOUNDED = date(2020, 1, 1)
IN_OFFICE_SINCE = 420
# with whom public-health units are appraised; the others by their kind
APPRAISED_AS = {
	"cdc": "Disease Control",
	"mch": "Maternal and Child",
	"supervision": "Health Supervision",
	"blood": "Blood",
}


@dataclass
class Staff:
	"""Who acts for a unit, and what everybody is called."""

	officer: dict[str, str] = field(default_factory=dict)
	leader: dict[str, str] = field(default_factory=dict)
	names: dict[str, str] = field(default_factory=dict)

	def name(self, user: str) -> str:
		"""The full name of an account."""
		return self.names[user]


class Namer:
	"""Invented names, each once."""

	def __init__(self, seed: int) -> None:
		self.rng = Random(f"{seed}:names")
		self.used: set[str] = set()

	def __call__(self) -> str:
		while True:
			given = "".join(self.rng.sample(county.GIVEN, self.rng.choice((1, 2, 2))))
			name = self.rng.choice(county.SURNAMES) + given
			if name not in self.used:
				self.used.add(name)
				return name


def set_up(seed: int, today: date) -> Staff:
	"""Units, settings, accounts, employees, duties and venues. Returns who acts for whom."""
	namer, staff = Namer(seed), Staff()
	company = company_of_site()
	make_units(company)
	since = today - timedelta(days=IN_OFFICE_SINCE)
	duties: dict[str, list[dict[str, Any]]] = {}
	for account in county.accounts():
		enter_account(account, namer, staff, company, since, duties)
	for unit in county.units():
		if unit.has_account and unit.code not in staff.leader and unit.kind != "Team":
			head = make_employee(namer(), company, namer.rng, unit.code)
			duties.setdefault(unit.code, []).append(duty_row(county.FIRST, head, None, since))
	for unit, rows in duties.items():
		give_duties(unit, rows)
	add_other_duties(namer, company, since)
	rebuild_tree("Employee")
	for venue in county.venues():
		make_venue(venue)
	return staff


def company_of_site() -> str:
	"""The site's own Company; a new one, without a chart of accounts, only where there is none."""
	default = frappe.defaults.get_global_default("company")
	if company := default or frappe.db.get_value("Company", {}, "name"):
		return company
	frappe.local.flags.ignore_chart_of_accounts = True
	values = {
		"company_name": f"{county.NAME}卫生健康局",
		"abbr": "青岚",
		"default_currency": "CNY",
		"country": "China",
	}
	return frappe.get_doc({"doctype": "Company", **values}).insert().name


def make_units(company: str) -> None:
	"""The tree, and the settings that name its root."""
	root = get_root_of("Department")
	for unit in county.units():
		department = None
		if unit.kind == "Department":
			short = unit.name.removeprefix(f"{county.NAME}卫生健康局")
			department = make_department(short, company, root)
		frappe.get_doc(
			doctype="Health Unit",
			code=unit.code,
			unit_name=unit.name,
			short_name=unit.short,
			kind=unit.kind,
			parent_health_unit=unit.parent,
			is_group=int(any(other.parent == unit.code for other in county.units())),
			has_account=int(unit.has_account),
			party_organisation=county.PARTY if unit.kind == "Team" else None,
			valid_from=FOUNDED,
			appraisal_group=APPRAISED_AS.get(unit.speciality) if unit.kind == "Public Health Unit" else None,
			company=company if unit.kind == "Bureau" else None,
			department=department,
		).insert()
	settings = frappe.get_doc("Healthtalk Settings")
	settings.bureau_unit = county.BUREAU
	settings.form_heading = f"{county.NAME}卫生健康局"
	settings.service_phone = "（演示）0000-0000000"
	settings.save()


def make_department(name: str, company: str, root: str) -> str:
	existing = frappe.db.get_value("Department", {"department_name": name, "company": company})
	if existing:
		return existing
	values = {"department_name": name, "company": company, "parent_department": root}
	return frappe.get_doc({"doctype": "Department", **values}).insert().name


def enter_account(
	account: county.Account,
	namer: Namer,
	staff: Staff,
	company: str,
	since: date,
	duties: dict[str, list[Any]],
) -> None:
	"""One account with its Employee, unit and duty."""
	name = namer()
	make_user(account, name)
	staff.names[account.user] = name
	if county.OFFICER in account.roles:
		staff.officer[account.unit] = account.user
	if county.LEADER in account.roles:
		staff.leader[account.unit] = account.user
	employee = make_employee(name, company, namer.rng, account.unit, account.user)
	if account.duty:
		duties.setdefault(account.unit, []).append(duty_row(account.duty, employee, account.user, since))


def make_user(account: county.Account, name: str) -> None:
	"""An account in Chinese that sees its unit and what lies below it."""
	user = frappe.get_doc(
		doctype="User",
		email=account.user,
		first_name=name,
		send_welcome_email=0,
		user_type="System User",
		language="zh",
		time_zone="Asia/Shanghai",
	)
	if not account.profile:
		user.extend("roles", [{"role": role} for role in account.roles])
	elif user.meta.has_field("role_profiles"):
		user.append("role_profiles", {"role_profile": account.profile})
	else:
		user.role_profile_name = account.profile
	user.flags.no_welcome_mail = True
	user.insert()
	permit(account.user, account.unit)
	if account in county.NAMED:
		update_password(account.user, county.PASSWORD)


def permit(user: str, unit: str) -> None:
	frappe.get_doc(
		doctype="User Permission", user=user, allow="Health Unit", for_value=unit, apply_to_all_doctypes=1
	).insert()


def make_employee(name: str, company: str, rng: Random, unit: str, user: str | None = None) -> str:
	"""An Employee, written without its controller: that one empties every cache of the site each time."""
	employee = frappe.new_doc("Employee")
	employee.update(
		{
			"first_name": name,
			"employee_name": name,
			"company": company,
			"gender": gender(rng),
			"date_of_birth": date(rng.randrange(1966, 1998), rng.randrange(1, 13), rng.randrange(1, 28)),
			"date_of_joining": date(2019, rng.randrange(1, 13), 1),
			"status": "Active",
			"create_user_permission": 0,
			"user_id": user,
			"department": frappe.get_cached_value("Health Unit", unit, "department"),
		}
	)
	employee.set_new_name()
	employee.db_insert()
	return employee.name


def gender(rng: Random) -> str:
	for wanted in rng.sample(("Female", "Male"), 2):
		if frappe.db.exists("Gender", wanted):
			return wanted
	frappe.get_doc(doctype="Gender", gender="Female").insert()
	return "Female"


def duty_row(
	duty: str, employee: str, user: str | None, since: date, until: date | None = None
) -> dict[str, Any]:
	name = frappe.db.get_value("Employee", employee, "employee_name")
	return {
		"duty": duty,
		"employee": employee,
		"employee_name": name,
		"user": user,
		"valid_from": since,
		"valid_to": until,
	}


def give_duties(unit: str, rows: list[dict[str, Any]]) -> None:
	doc = frappe.get_doc("Health Unit", unit)
	doc.extend("duties", rows)
	doc.save()


def add_other_duties(namer: Namer, company: str, since: date) -> None:
	"""Deputies and a spokesperson in the bureau, an area leader in each group, and staff who left before."""
	rows = [
		duty_row(duty, make_employee(namer(), company, namer.rng, county.BUREAU), None, since)
		for duty in ("Deputy in Charge", "Deputy in Charge", "Spokesperson")
	]
	left = make_employee(namer(), company, namer.rng, county.BUREAU)
	last_day = since + timedelta(days=110)
	rows.append(duty_row("Spokesperson", left, None, since - timedelta(days=600), last_day))
	give_duties(county.BUREAU, rows)
	leave(left, last_day)
	for code, *_rest in county.GROUPS:
		head = make_employee(namer(), company, namer.rng, code)
		give_duties(code, [duty_row("Area Leader", head, None, since)])


def leave(employee: str, last_day: date) -> None:
	"""The person leaves the service."""
	frappe.db.set_value("Employee", employee, {"status": "Left", "relieving_date": last_day})


def make_venue(venue: county.Venue) -> None:
	frappe.get_doc(
		doctype="Talk Venue",
		venue_name=venue.name,
		kind=venue.kind,
		unit=venue.unit,
		active=1,
		opened_on=FOUNDED,
		address=f"{county.NAME}（演示地址）",
		**venue.more,
	).insert()


def change_leader(staff: Staff, seed: int, today: date) -> None:
	"""A new head takes over a unit today; the former one leaves."""
	unit, _days, login = county.LEADER_CHANGE
	former = staff.leader[unit]
	account = county.Account(login, "新任负责人", unit, (county.LEADER,), duty=county.FIRST)
	name = succeed(account, staff, seed)
	doc = frappe.get_doc("Health Unit", unit)
	for row in doc.duties:
		if row.user == former and not row.valid_to:
			row.valid_to = today - timedelta(days=1)
	employee = frappe.db.get_value("Employee", {"user_id": account.user})
	doc.append("duties", duty_row(county.FIRST, employee, account.user, today))
	doc.save()
	dismiss(former, today)
	staff.leader[unit] = account.user
	staff.names[account.user] = name


def succeed(account: county.Account, staff: Staff, seed: int) -> str:
	"""The account and the Employee of somebody who comes during the year; returns the name."""
	namer = Namer(seed)
	namer.rng = Random(f"{seed}:{account.login}")
	namer.used.update(staff.names.values())
	name = namer()
	make_user(account, name)
	make_employee(name, company_of_site(), namer.rng, account.unit, account.user)
	rebuild_tree("Employee")
	staff.names[account.user] = name
	return name


def dismiss(user: str, last_day: date) -> None:
	"""Somebody left: the account is closed, the name stays on what was signed."""
	leave(frappe.db.get_value("Employee", {"user_id": user}), last_day)
	doc = frappe.get_doc("User", user)
	doc.enabled = 0
	doc.save()


def close(unit: county.Unit, today: date) -> None:
	"""Close a unit at the end of today; its officer works for the successor until further notice."""
	unit_service.close_unit(unit.code, today, unit.successor)

"""Records for the tests, made with keyword arguments; nothing depends on what a site already holds."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, cint, now_datetime, today

from healthtalk_app import permissions
from healthtalk_app.services.organisation import units
from healthtalk_app.tests.compat import caches_kept

CALENDAR = "Test Calendar"
COMPANY = "Health Test Company"


def _make(doctype: str, values: dict[str, Any], given: dict[str, Any]) -> Document:
	"""Insert `values` overridden by `given`; permissions apply only with `ignore_permissions=False`."""
	ignore_permissions = given.pop("ignore_permissions", True)
	return frappe.get_doc({"doctype": doctype, **values, **given}).insert(
		ignore_permissions=ignore_permissions
	)


def unit(code: str | None = None, parent: str | None = None, kind: str = "Branch", **given: Any) -> Document:
	"""A Health Unit; `code` is its name. An existing unit of that code is returned as it is."""
	code = code or f"T-{frappe.generate_hash(length=8)}"
	if frappe.db.exists("Health Unit", code):
		return frappe.get_doc("Health Unit", code)
	if parent:
		frappe.db.set_value("Health Unit", parent, "is_group", 1)
	return _make("Health Unit", _unit_values(code, parent, kind), given)


def _unit_values(code: str, parent: str | None, kind: str) -> dict[str, Any]:
	return {
		"code": code,
		"unit_name": f"Unit {code}",
		"short_name": code,
		"kind": kind,
		"parent_health_unit": parent,
		"is_group": 0,
		"has_account": 0 if kind == "Outside Department" else 1,
		"valid_from": "2020-01-01",
	}


def work_calendar(**given: Any) -> Document:
	"""A calendar from 08:30 to 17:00, Monday to Friday, without deviating days."""
	name = given.pop("calendar_name", CALENDAR)
	if frappe.db.exists("Work Calendar", name):
		return frappe.get_doc("Work Calendar", name)
	values = {"calendar_name": name, "office_start": "08:30:00", "office_end": "17:00:00"}
	return _make("Work Calendar", values, given)


def county(prefix: str = "T") -> frappe._dict:
	"""A county: the bureau with its Party committee and a department, headquarters A (branches A1, A2) and
	B (branch B1), and an outside department; with calendar and settings. Returns the units' codes."""
	codes = {
		"bureau": (None, "Bureau"),
		"party": ("bureau", "Party Committee"),
		"dept": ("bureau", "Department"),
		"a": ("bureau", "Group Headquarters"),
		"a1": ("a", "Branch"),
		"a2": ("a", "Branch"),
		"b": ("bureau", "Group Headquarters"),
		"b1": ("b", "Branch"),
		"outside": ("bureau", "Outside Department"),
	}
	made = frappe._dict({key: f"{prefix}-{key.upper()}" for key in codes})
	if not frappe.db.exists("Health Unit", made.bureau):
		_tree({made[key]: (made.get(parent), kind) for key, (parent, kind) in codes.items()})
	made.calendar = work_calendar().name
	frappe.db.set_single_value("Healthtalk Settings", "bureau_unit", made.bureau)
	frappe.db.set_single_value("Healthtalk Settings", "calendar", made.calendar)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	return made


def _tree(codes: dict[str, tuple[str | None, str]]) -> None:
	"""The rows of units below one root, as `unit` makes them one by one with half of a second for a county.

	`codes` gives for each the superior unit, which stands before it, and the kind.
	"""
	last = frappe.db.get_value("Health Unit", {}, "rgt", order_by="rgt desc")
	ends = count(cint(last) + 1)

	def write(code: str) -> None:
		parent, kind = codes[code]
		below = [other for other, (above, _kind) in codes.items() if above == code]
		row = frappe.new_doc("Health Unit").update(_unit_values(code, parent, kind))
		row.update({"name": code, "is_group": int(bool(below)), "old_parent": parent or ""})
		row.talk_frequency = units.default_frequency(kind)
		row.lft = next(ends)
		for other in below:
			write(other)
		row.rgt = next(ends)
		row.db_insert()

	for code, (parent, _kind) in codes.items():
		if not parent:
			write(code)
	permissions.clear_tree_cache()


def user(role: str | list[str], unit: str | None = None, email: str | None = None, **given: Any) -> str:
	"""A desk user with `role` (or several) who is permitted on `unit`; returns the user's name."""
	roles = [role] if isinstance(role, str) else role
	email = email or f"{frappe.generate_hash(length=10)}@example.com"
	if not frappe.db.exists("User", email):
		values = {
			"first_name": email.split("@")[0],
			"send_welcome_email": 0,
			"user_type": "System User",
			"roles": [{"role": name} for name in roles],
		}
		_account(email, values | given)
	if unit:
		permit(email, unit)
	return email


def _account(email: str, values: dict[str, Any]) -> None:
	"""The rows of a user as the platform's form writes them, without the contact, shares and caches that it
	makes anew each time, which took a quarter of the time of all tests."""
	account = frappe.new_doc("User").update({"email": email, "name": email, **values})
	account.full_name = " ".join(filter(None, (account.first_name, account.last_name)))
	account.db_insert()
	for place, row in enumerate(account.roles, 1):
		row.update({"parent": email, "parenttype": "User", "parentfield": "roles", "idx": place})
		row.db_insert()


def permit(user: str, unit: str, **given: Any) -> Document:
	"""The User Permission that gives `user` the unit and everything below it."""
	values = {"user": user, "allow": "Health Unit", "for_value": unit, "apply_to_all_doctypes": 1}
	return _make("User Permission", values, given)


def company() -> str:
	"""A company of the site, or a new one without a chart of accounts."""
	if found := frappe.db.get_value("Company", {}, "name"):
		return found
	frappe.local.flags.ignore_chart_of_accounts = True
	values = {"company_name": COMPANY, "abbr": "HTC", "default_currency": "CNY", "country": "China"}
	return _make("Company", values, {}).name


def employee(**given: Any) -> Document:
	"""An Employee; with `user_id` it is that user's own record."""
	if not frappe.db.exists("Gender", "Female"):
		_make("Gender", {"gender": "Female"}, {})
	values = {
		"first_name": f"Employee {frappe.generate_hash(length=6)}",
		"company": given.pop("company", None) or company(),
		"gender": "Female",
		"date_of_birth": "1980-05-01",
		"date_of_joining": "2015-01-01",
		"status": "Active",
		"create_user_permission": 0,
	}
	with caches_kept():
		return _make("Employee", values, given)


def duty(unit: str, duty: str, **given: Any) -> None:
	"""Give a duty of `unit` to somebody, since the beginning of 2020 unless said otherwise."""
	doc = frappe.get_doc("Health Unit", unit)
	doc.append("duties", {"duty": duty, "valid_from": "2020-01-01", **given})
	doc.save(ignore_permissions=True)


def category(**given: Any) -> Document:
	"""A Matter Category; `category_code` is its name."""
	code = given.pop("category_code", None) or f"TC-{frappe.generate_hash(length=6)}"
	if frappe.db.exists("Matter Category", code):
		return frappe.get_doc("Matter Category", code)
	values = {"category_code": code, "category_name": f"Category {code}", "enabled": 1}
	return _make("Matter Category", values, given)


def session(**given: Any) -> Document:
	"""A planned talk of a unit, a week ahead."""
	values = {
		"title": "Talk on the new ward",
		"planned_start": datetime.fromisoformat(f"{add_days(today(), 7)}T09:00:00"),
		"mode": "Fixed Day",
		"organiser_kind": "Unit",
		"cooperation": "Alone",
		"place": "Hall",
	}
	return _make("Talk Session", values, given)


def matter(**given: Any) -> Document:
	"""A matter as raised an hour ago by telephone, by somebody who gave a name."""
	values = {
		"subject": "Queue at the pharmacy",
		"content": "Waiting takes an hour, a second window is wanted.",
		"channel": "Telephone",
		"regime": "Talk",
		"raised_at": now_datetime() - timedelta(hours=1),
		"identity_level": "Named",
	}
	return _make("Talk Matter", values, given)


def slip(**given: Any) -> Document:
	"""A draft slip about `matter` from `sender_unit` to `receiver_unit`."""
	values = {
		"subject": "Please handle",
		"kind": "Referral",
		"urgency": "Normal",
		"request": "Please check the opening hours and answer.",
	}
	return _make("Referral Slip", values, given)


def evaluation(**given: Any) -> Document:
	"""A single signed opinion about `reference_doctype` and `reference_name`."""
	values = {
		"kind": "Single",
		"source": "Paper",
		"evaluated_at": now_datetime(),
		"signed": 1,
		"overall": "Satisfied",
		"outcome": "Solved",
	}
	return _make("Public Evaluation", values, given)


def file(doctype: str, name: str, content: str = "secret", **given: Any) -> Document:
	"""A private attachment."""
	values = {
		"file_name": f"{frappe.generate_hash(length=8)}.txt",
		"attached_to_doctype": doctype,
		"attached_to_name": name,
		"content": content,
		"is_private": 1,
	}
	return _make("File", values, given)

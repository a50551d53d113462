"""Ways out of the platform that ask for no document: charts, counts, removals, mails, closed units."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe
import pytest
from frappe.utils import add_days, today

from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user, forget
from healthtalk_app.tests.test_permissions import raw
from tests.site.rest import Rest
from tests.site.test_leaks_demerits import HEARD, METHODS, RECORD, points
from tests.site.test_leaks_inspections import LETTER, RECT, ground

__all__ = ["ground", "points"]

PROCEEDINGS = "Accountability Record"
CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
CARD = "frappe.desk.doctype.number_card.number_card.get_result"
COUNTS = "frappe.desk.notifications.get_open_count"
SUBSCRIBING = {
	"15": ("frappe.realtime.can_subscribe_doc", "docname"),
	"16": ("frappe.realtime.has_permission", "name"),
}


@pytest.fixture
def county(site: str) -> Iterator[frappe._dict]:
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	made = factories.county("TO")
	frappe.db.commit()
	yield made
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


def drawn(session: Rest, column: str) -> Any:
	chart = {
		"name": "x",
		"document_type": RECORD,
		"chart_type": "Group By",
		"group_by_based_on": column,
		"group_by_type": "Count",
		"filters_json": "[]",
		"type": "Bar",
	}
	return session.post(f"{METHODS}{CHART}", {"chart": json.dumps(chart), "no_cache": 1, "filters": "[]"})


def labels(answer: Any) -> set[str]:
	"""What stands below the bars; version 16 writes titles in place of names."""
	assert answer.ok, answer.text
	return set((answer.json().get("message") or {}).get("labels") or ())


def counted(session: Rest, *condition: str) -> int:
	card = {"document_type": RECORD, "function": "Count", "name": "x"}
	filters = json.dumps([[RECORD, *condition]])
	answer = session.post(f"{METHODS}{CARD}", {"doc": json.dumps(card), "filters": filters})
	return int(answer.json()["message"])


# ---- charts and cards ----------------------------------------------------------------------------
def test_no_chart_or_card_tells_who_proposed_points(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	own = rest(make_user("Inspector", unit=points.county.a1, fresh=True))
	office = rest(make_user("Inspector", unit=points.county.bureau, fresh=True))
	proposer, matter, _word = points.secrets
	titles = {
		"proposed_by": {proposer, frappe.utils.get_fullname(proposer)},
		"matter": {matter, frappe.db.get_value("Talk Matter", matter, "subject")},
	}
	for column, secrets in titles.items():
		assert not labels(drawn(own, column)) & secrets
		assert labels(drawn(office, column)) & secrets
	assert counted(own, "proposed_by", "=", points.secrets[0]) == 0
	assert counted(office, "proposed_by", "=", points.secrets[0]) > 0
	# what everybody may know of his own points is still drawn and counted
	assert "Confirmed" in labels(drawn(own, "status"))
	assert counted(own, "name", "=", points.name) == 1


def test_a_stored_chart_neither(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	chart = frappe.get_doc(
		doctype="Dashboard Chart",
		chart_name=f"Hands {points.name}",
		document_type=RECORD,
		chart_type="Group By",
		group_by_based_on="proposed_by",
		group_by_type="Count",
		filters_json="[]",
		type="Bar",
		is_public=1,
	).insert()
	frappe.db.commit()
	roles = ("Inspector", "Dashboard Manager")
	secrets = {points.secrets[0], frappe.utils.get_fullname(points.secrets[0])}
	for unit, sees in ((points.county.a1, False), (points.county.bureau, True)):
		session = rest(make_user(*roles, unit=unit, fresh=True))
		answer = session.post(f"{METHODS}{CHART}", {"chart_name": chart.name, "no_cache": 1})
		assert bool(labels(answer) & secrets) is sees, answer.text


# ---- counts, removals and mails ------------------------------------------------------------------
def concerned(county: frappe._dict, make_user: Callable[..., str]) -> tuple[str, str, str]:
	"""A user of A1, his employee record, and a proposal about him of which he knows nothing."""
	user = make_user("Unit Officer", unit=county.a1, fresh=True)
	employee = factories.employee(user_id=user).name
	name = f"TO-{frappe.generate_hash(length=6)}"
	raw(
		PROCEEDINGS,
		name,
		subject=name,
		ground="Other",
		unit=county.a1,
		employee=employee,
		account=user,
		status="Proposed",
		workflow_state="Proposed",
	)
	frappe.db.commit()
	return user, employee, name


@contextmanager
def linked_by_employee() -> Iterator[None]:
	"""As other apps make it: the form of an employee counts what has a field of that name."""
	real = frappe.model.meta.Meta.get_dashboard_data

	def with_field(meta: Any) -> Any:
		found = real(meta)
		return frappe._dict({**found, "fieldname": "employee"}) if meta.name == "Employee" else found

	with patch.object(frappe.model.meta.Meta, "get_dashboard_data", with_field):
		yield


def test_the_links_of_an_employee_count_no_proposal(
	county: frappe._dict, make_user: Callable[..., str]
) -> None:
	from healthtalk_app.api import overrides

	user, employee, _name = concerned(county, make_user)
	# both may open the employee's record
	discipline = make_user("Discipline Officer", "HR User", unit=county.bureau, fresh=True)
	for reader, count in ((user, 0), (discipline, 1)):
		with as_user(reader), linked_by_employee():
			answer = overrides.get_open_count("Employee", employee, [PROCEEDINGS])
		# the platform leaves this connection with one second for any later statement
		frappe.db.set_execution_timeout(0)
		(row,) = answer["count"]["external_links_found"]
		assert (row["count"], row["open_count"]) == (count, 0), reader


def test_a_refused_removal_names_no_proposal(
	county: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	user, employee, name = concerned(county, make_user)
	officer = rest(make_user("HR Manager", "HR User", "System Manager", unit=county.a1, fresh=True))
	for doctype, linked in (("Employee", employee), ("User", user)):
		answer = officer.delete(f"/api/resource/{doctype}/{linked}")
		assert not answer.ok and frappe.db.exists(doctype, linked)
		assert name not in answer.text and PROCEEDINGS not in answer.text, answer.text
	free = factories.employee().name
	frappe.db.commit()
	assert officer.delete(f"/api/resource/Employee/{free}").ok


def test_a_report_of_ours_is_ordered_for_oneself_alone(
	county: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	roles = ("System Manager", "Report Manager", "Healthtalk Administrator")
	manager = make_user(*roles, unit=county.a1, fresh=True)
	other = make_user(*roles, unit=county.b1, fresh=True)
	session, path = rest(manager), "/api/resource/Auto Email Report"
	mail = {"report": "Matter Ledger", "frequency": "Daily", "format": "CSV", "no_of_rows": 5}
	own = {"user": manager, "email_to": manager}
	for given in (
		{"user": "Administrator", "email_to": manager},
		{"user": other, "email_to": manager},
		{"user": manager, "email_to": "head@elsewhere.example"},
		{"user": manager, "email_to": f"{manager} {other}"},
		{"user": "Administrator", "email_to": manager, "owner": "Administrator"},
		{"user": "Administrator", "email_to": manager, "report": "Demerit Standing"},
	):
		answer = session.post(path, {**mail, **given})
		assert answer.status_code == 403, (given, answer.text)
	name = session.post(path, {**mail, **own}).json()["data"]["name"]
	for caller, given in (
		(session, {"user": "Administrator"}),
		(session, {"owner": "Administrator", "user": "Administrator"}),
		(session, {"email_to": "head@elsewhere.example"}),
		(rest(other), {"email_to": other}),
		(rest(other), {"report": "ToDo"}),
	):
		answer = caller.put(f"{path}/{name}", given)
		assert answer.status_code == 403, (given, answer.text)
	assert session.put(f"{path}/{name}", {"frequency": "Weekly", "day_of_week": "Monday"}).ok
	# reports of others are the platform's business
	assert session.post(path, {"report": "Website Analytics", "user": manager, **mail_of(manager)}).ok
	frappe.delete_doc("Auto Email Report", name, force=True)
	frappe.db.commit()


def mail_of(user: str) -> dict[str, str]:
	return {"email_to": user, "frequency": "Daily", "format": "CSV"}


def test_a_report_is_worked_out_with_the_rows_of_its_user(
	county: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	roles = ("System Manager", "Report Manager", "Unit Leader")
	here, there = (make_user(*roles, unit=unit, fresh=True) for unit in (county.a1, county.b1))
	seen, unseen = (factories.matter(unit=unit).name for unit in (county.a1, county.b1))
	frappe.db.commit()
	filters = json.dumps({"from_date": add_days(today(), -30), "to_date": today()})
	mail = {"report": "Matter Ledger", "filters": filters, "no_of_rows": 50, **mail_of(here)}
	session = rest(here)
	name = session.post("/api/resource/Auto Email Report", {**mail, "user": here}).json()["data"]["name"]
	fetched = {"name": name}
	download = f"{METHODS}frappe.email.doctype.auto_email_report.auto_email_report.download"
	text = session.post(download, fetched).text
	assert seen in text and unseen not in text
	for method in ("download", "send_now"):
		answer = rest(there).post(download.replace("download", method), fetched)
		assert answer.status_code == 403 and seen not in answer.text
	frappe.delete_doc("Auto Email Report", name, force=True)
	frappe.db.commit()


# ---- who is shown beside an open form ------------------------------------------------------------
def opens(session: Rest, doctype: str, name: str) -> bool:
	method, key = SUBSCRIBING[str(frappe.__version__).split(".")[0]]
	return session.post(f"{METHODS}{method}", {"doctype": doctype, key: name}).ok


def test_a_visitor_is_not_shown_beside_his_letter(
	ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	visitor = frappe.db.get_value("Inspection Member", {"parent": ground.inspection}, "user")
	frappe.utils.password.update_password(visitor, "Shuo-Shi-2026!")
	frappe.db.commit()
	unit = rest(make_user("Unit Officer", unit=ground.a1))
	for doctype, name in ((LETTER, ground.letter), (RECT, ground.order)):
		assert not opens(rest(visitor), doctype, name)
		assert opens(unit, doctype, name)
	assert opens(rest(visitor), "Inspection", ground.inspection)


def test_who_deals_with_points_is_not_shown_to_the_unit(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	assert not opens(rest(make_user("Unit Leader", unit=points.county.a1)), RECORD, points.name)
	assert opens(rest(make_user("Inspector", unit=points.county.bureau)), RECORD, points.name)


# ---- notices and numbers -------------------------------------------------------------------------
def test_the_notice_of_points_does_not_say_who_gave_them(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	clerk = rest(make_user("Unit Officer", unit=points.county.a1, fresh=True))
	factories.duty(points.county.a1, "Liaison", user=clerk.user)
	judges = [make_user("Discipline Officer", unit=points.county.bureau, fresh=True) for _judge in range(2)]
	doc = frappe.get_doc(RECORD, points.name)
	given = {field: doc.get(field) for field in ("kind", "unit", "proposing_unit", "code", "facts")}
	proposer = rest(make_user("Inspector", unit=points.county.bureau, fresh=True))
	sent = {**given, "occurred_on": today(), "evidence_note": "Folder 4."}
	name = proposer.post(f"/api/resource/{RECORD}", sent).json()["data"]["name"]
	step = {"doctype": RECORD, "name": name, "action": "Confirm Points", "values": HEARD}
	assert rest(judges[0]).post(f"{METHODS}healthtalk_app.api.desk.act", step).ok

	def told(session: Rest) -> str:
		asked = {"fields": '["*"]', "filters": json.dumps({"document_name": name}), "limit_page_length": 0}
		return session.get("/api/resource/Notification Log", asked).text

	assert name in told(clerk) and judges[0] not in told(clerk) and proposer.user not in told(clerk)
	assert proposer.user in told(rest(judges[1]))


def test_a_decision_has_no_influence_for_ever(
	county: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user("Discipline Officer", unit=county.bureau))
	new = {"ground": "Poor Service", "unit": county.a1, "person": "X", "proposal_reason": "r"}
	for months, status in ((10**9, 417), (121, 417), (120, 200)):
		answer = session.post(f"/api/resource/{PROCEEDINGS}", {**new, "influence_months": months})
		assert answer.status_code == status, answer.text


# ---- a unit is closed between the steps ----------------------------------------------------------
def test_proposals_stay_hidden_where_the_people_of_a_closed_unit_work_now(
	make_user: Callable[..., str], rest: Callable[[str], Rest], county: frappe._dict
) -> None:
	closed = factories.unit(parent=county.a).name
	roles = ("Discipline Officer", "Inspector", "Unit Leader")
	successor = rest(make_user(*roles, unit=county.a2, fresh=True))
	above = rest(make_user(*roles, unit=county.bureau, fresh=True))
	names = {PROCEEDINGS: f"TO-{closed}-P", RECORD: f"TO-{closed}-D"}
	state = {"unit": closed, "status": "Proposed", "workflow_state": "Proposed"}
	raw(PROCEEDINGS, names[PROCEEDINGS], subject="x", ground="Other", person="Somebody", **state)
	raw(RECORD, names[RECORD], title="x", kind="Institution", proposing_unit=county.bureau, **state)
	doc = frappe.get_doc("Health Unit", closed)
	doc.update({"valid_to": add_days(today(), -1), "successor": county.a2})
	doc.save()
	frappe.db.commit()
	forget()
	for doctype, name in names.items():
		path = f"/api/resource/{doctype}/{name}"
		assert successor.get(path).status_code == 403, doctype
		assert name not in successor.get(f"/api/resource/{doctype}", {"limit_page_length": 0}).text
		assert above.get(path).ok, doctype


# ---- views of a list -----------------------------------------------------------------------------
def test_who_keeps_a_view_of_a_list_reads_no_more_by_it(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user("Unit Officer", unit=points.county.b1))
	view = json.dumps({"fields": [["name", RECORD]], "filters": []})
	name = frappe.generate_hash(length=8)
	saved = session.post(
		f"{METHODS}frappe.desk.reportview.save_report",
		{"name": name, "doctype": RECORD, "report_settings": view},
	)
	assert saved.ok, saved.text
	shown = session.get(f"{METHODS}frappe.desk.query_report.run", {"report_name": name})
	assert points.name not in shown.text
	hidden = {"doctype": RECORD, "name": points.name}
	assert session.get(f"{METHODS}frappe.client.get", hidden).status_code == 403
	frappe.delete_doc("Report", name, force=True, ignore_permissions=True)
	frappe.db.commit()

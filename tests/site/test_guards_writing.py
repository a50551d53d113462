"""What the app keeps itself, written from outside by every way that the platform's web interface knows.

Refused with a sentence, or passed over: never taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.utils import now_datetime

from tests.site.county import (
	EVALUATION,
	MATTER,
	SESSION,
	SLIP,
	County,
	act,
	api,
	count,
	county_of,
	done,
	insert,
	nothing_changes,
	picture,
	put,
	refused,
	text,
)
from tests.site.rest import Rest

METHOD = "/api/method/"
JUMPS = {MATTER: ("Raised", "Closed"), SESSION: ("Planned", "Closed"), SLIP: ("Draft", "Confirmed")}
REFUSED = ("StatusWrittenError", "MoveNotAllowedError", "WorkflowPermissionError", "WorkflowTransitionError")
# fields that only the app writes, with a value that a client might like to see there
KEPT = {
	MATTER: {
		"number": "县院卫说事〔2020〕1号",
		"ring": "Evaluate",
		"accepted_at": "2020-01-01 10:00:00",
		"resolved_at": "2020-01-01 10:00:00",
		"closed_at": "2020-01-01 10:00:00",
		"response_due_at": "2099-01-01 10:00:00",
		"resolution_due_at": "2099-01-01 10:00:00",
		"resolution_on_time": "On Time",
		"satisfaction": "Very Satisfied",
		"outcome": "Solved",
		"reopen_count": 9,
		"open_slips": 9,
		"settled_inside": 1,
		"on_the_spot": 1,
		"closed_unrated": 1,
		"merged_from_status": "Planned",
		"event_count": 99,
		"last_event_hash": "0" * 64,
		"late_entry": 1,
		"tracking_digest": "x" * 20,
		"rating_digest": "y" * 20,
	},
	SESSION: {
		"number": "县院卫说场〔2020〕1号",
		"held_at": "2020-01-01 10:00:00",
		"closed_at": "2020-01-01 10:00:00",
		"evaluation_count": 99,
		"waived_by": "Administrator",
		"event_count": 99,
		"last_event_hash": "0" * 64,
	},
	SLIP: {
		"number": "县院卫说流〔2020〕1号",
		"issued_at": "2020-01-01 10:00:00",
		"replied_at": "2020-01-01 10:00:00",
		"reply_due_at": "2099-01-01 10:00:00",
		"reply_on_time": "On Time",
		"designated": 1,
		"urged_count": 9,
		"round_no": 9,
		"outside_unit": 1,
		"objection_decision": "Rejected",
		"event_count": 99,
	},
}
TABLES = {
	"parties": {"unit": "ELSEWHERE", "part": "Owner"},
	"clocks": {"step": "Reply", "due_at": "2099-01-01 10:00:00"},
	"pauses": {"reason": "鉴定", "paused_at": "2020-01-01 10:00:00"},
	"extensions": {"step": "Resolution", "amount": 99, "decision": "Approved"},
	"hops": {"kind": "Designated", "sent_at": "2020-01-01 10:00:00"},
}


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "GUARD") as made:
		yield made


# ---- the status ----------------------------------------------------------------------------------
def by_resource(user: Rest, doc: dict[str, Any], change: dict[str, Any]) -> requests.Response:
	return put(user, doc["doctype"], doc["name"], **change)


def by_v2(user: Rest, doc: dict[str, Any], change: dict[str, Any]) -> requests.Response:
	return user.call("PATCH", f"/api/v2/document/{doc['doctype']}/{doc['name']}/", json=change)


def by_set_value(user: Rest, doc: dict[str, Any], change: dict[str, Any]) -> requests.Response:
	sent = {"doctype": doc["doctype"], "name": doc["name"], "fieldname": change}
	return user.post(f"{METHOD}frappe.client.set_value", sent)


def by_save(user: Rest, doc: dict[str, Any], change: dict[str, Any]) -> requests.Response:
	return user.post(f"{METHOD}frappe.client.save", {"doc": {**doc, **change}})


def by_savedocs(user: Rest, doc: dict[str, Any], change: dict[str, Any]) -> requests.Response:
	sent = {"doc": json.dumps({**doc, **change}), "action": "Save"}
	return user.post(f"{METHOD}frappe.desk.form.save.savedocs", sent)


def by_kanban(user: Rest, doc: dict[str, Any], change: dict[str, Any]) -> requests.Response:
	sent = {"doctype": doc["doctype"], "name": doc["name"], "fieldname": next(iter(change))}
	return user.post(f"{METHOD}frappe.client.set_value", {**sent, "value": next(iter(change.values()))})


ROUTES = (by_resource, by_set_value, by_save, by_savedocs, by_kanban)


@pytest.mark.parametrize("doctype", JUMPS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_status_is_not_written_by_any_way(
	county: County, doctype: str, route: Callable[..., requests.Response]
) -> None:
	first, last = JUMPS[doctype]
	name = county.standing(doctype, first)
	doc = done(county.clerk.get(f"/api/resource/{doctype}/{name}"))
	with nothing_changes((doctype, name)):
		for user in (county.clerk, county.leader):
			refused(route(user, doc, {"status": last}), *REFUSED)
			refused(route(user, doc, {"workflow_state": last}), *REFUSED)
		refused(route(county.clerk, doc, {"workflow_state": "Nowhere"}), *REFUSED, "LinkValidationError")


def test_nor_by_the_second_version_of_the_interface(county: County) -> None:
	name = county.standing(MATTER, "Raised")
	with nothing_changes((MATTER, name)):
		for change in ({"status": "Closed"}, {"workflow_state": "Closed"}):
			answer = by_v2(county.clerk, {"doctype": MATTER, "name": name}, change)
			assert 400 <= answer.status_code < 500
			assert answer.json()["errors"][0]["type"] in REFUSED


@pytest.mark.parametrize("doctype", JUMPS)
def test_nor_by_the_platforms_own_workflow_calls(county: County, doctype: str) -> None:
	first, _last = JUMPS[doctype]
	name = county.standing(doctype, first)
	doc = done(county.clerk.get(f"/api/resource/{doctype}/{name}"))
	workflow = f"{METHOD}frappe.model.workflow."
	action = {MATTER: "Close", SESSION: "Close", SLIP: "Confirm"}[doctype]
	step = {MATTER: "Accept", SESSION: "Cancel Talk", SLIP: "Withdraw"}[doctype]
	forged = {
		**doc,
		"status": "Replied",
		"workflow_state": "Replied",
		"category": "",
		"withdrawn_reason": "x",
	}
	with nothing_changes((doctype, name)):
		refused(
			county.clerk.post(f"{workflow}apply_workflow", {"doc": json.dumps(forged), "action": action}),
			*REFUSED,
		)
		# the step exists, but what the client says about the document is read again from the database
		refused(
			county.clerk.post(f"{workflow}apply_workflow", {"doc": json.dumps(forged), "action": step}),
			"EvidenceMissingError",
		)
		county.clerk.post(
			f"{workflow}bulk_workflow_approval",
			{"docnames": json.dumps([name]), "doctype": doctype, "action": action},
		)
		county.clerk.post(
			f"{METHOD}frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
			{"doctype": doctype, "docnames": [name], "action": "update", "data": {"status": "Closed"}},
		)
		county.clerk.post(
			f"{METHOD}frappe.client.bulk_update",
			{"docs": json.dumps([{"doctype": doctype, "docname": name, "status": "Closed"}])},
		)


@pytest.mark.parametrize("doctype", JUMPS)
def test_a_new_document_begins_at_the_beginning(county: County, doctype: str) -> None:
	sent = new_document(county, doctype)
	_first, last = JUMPS[doctype]
	before = count(doctype)
	for change in ({"status": last}, {"workflow_state": last}, {"docstatus": 1}, {"name": "MY-OWN-1"}):
		refused(insert(county.clerk, doctype, **sent, **change), *REFUSED, "BadInputError", "PermissionError")
		answer = county.clerk.post(
			f"{METHOD}frappe.client.insert", {"doc": {"doctype": doctype, **sent, **change}}
		)
		if "name" not in change:
			refused(answer, *REFUSED, "BadInputError", "PermissionError")
	assert count(doctype) <= before + 1


def new_document(county: County, doctype: str) -> dict[str, Any]:
	"""Values with which the clerk may create a document."""
	return {
		MATTER: {"subject": "新的", "content": "新的", "channel": "Letter", "regime": "Talk"},
		SESSION: {"title": "新的", "unit": county.units.a1, "planned_start": text(now_datetime())},
		SLIP: {
			"subject": "新的",
			"matter": county.standing(MATTER, "In Progress"),
			"sender_unit": county.units.a1,
			"receiver_unit": county.units.a2,
			"request": "请办",
			"kind": "Referral",
			"urgency": "Normal",
		},
	}[doctype]


# ---- the columns that the app keeps --------------------------------------------------------------
@pytest.mark.parametrize("doctype", KEPT)
def test_what_the_app_keeps_is_not_taken_from_a_client(county: County, doctype: str) -> None:
	status = {MATTER: "In Progress", SESSION: "Held", SLIP: "Issued"}[doctype]
	name = county.standing(doctype, status)
	fields = [*KEPT[doctype], "status", "workflow_state"]
	before = stored(doctype, name, fields)
	doc = done(county.clerk.get(f"/api/resource/{doctype}/{name}"))
	for route in (by_resource, by_set_value, by_savedocs):
		now = {**doc, "modified": str(frappe.db.get_value(doctype, name, "modified"))}
		done(route(county.clerk, now, KEPT[doctype]))
		assert stored(doctype, name, fields) == before


@pytest.mark.parametrize("doctype", KEPT)
def test_nor_when_a_document_is_new(county: County, doctype: str) -> None:
	sent = new_document(county, doctype)
	plain = done(insert(county.clerk, doctype, **sent))["name"]
	rows = {table: [row] for table, row in tables_of(doctype).items() if table != "parties"}
	forged = done(insert(county.clerk, doctype, **sent, **KEPT[doctype], **rows))["name"]
	fields = [field for field in KEPT[doctype] if field != "last_event_hash"]
	assert stored(doctype, forged, fields) == stored(doctype, plain, fields)
	# a matter has clocks from its receipt: those of the rules, not those that were sent
	assert said_in(doctype, forged, rows) == said_in(doctype, plain, rows)


@pytest.mark.parametrize("doctype", KEPT)
def test_nor_the_rows_that_the_app_keeps(county: County, doctype: str) -> None:
	status = {MATTER: "In Progress", SESSION: "Held", SLIP: "Issued"}[doctype]
	name = county.standing(doctype, status)
	tables = tables_of(doctype)
	before = rows_of(doctype, name, tables)
	for change in (
		{t: [{**row, "unit": county.units.b1}] for t, row in tables.items()},
		{table: [] for table in tables},
	):
		done(put(county.clerk, doctype, name, **change))
		assert rows_of(doctype, name, tables) == before
	for child in {frappe.get_meta(doctype).get_options(table) for table in tables}:
		for row in frappe.get_all(child, {"parent": name, "parenttype": doctype}, pluck="name"):
			refused(put(county.clerk, child, row, idx=9), "PermissionError", "DoesNotExistError")
			refused(county.clerk.delete(f"/api/resource/{child}/{row}"), "PermissionError")
	assert rows_of(doctype, name, tables) == before


def tables_of(doctype: str) -> dict[str, dict[str, Any]]:
	return {table: row for table, row in TABLES.items() if frappe.get_meta(doctype).has_field(table)}


def said_in(doctype: str, name: str, tables: dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
	doc = frappe.get_doc(doctype, name)
	words = ("step", "rule", "due_at", "unit", "kind", "reason")
	return {table: [tuple(row.get(word) for word in words) for row in doc.get(table)] for table in tables}


def stored(doctype: str, name: str, fields: list[str]) -> dict[str, Any]:
	frappe.db.rollback()
	return frappe.db.get_value(doctype, name, fields, as_dict=True)


def rows_of(doctype: str, name: str, tables: dict[str, Any]) -> list[Any]:
	((doc, _logged),) = picture((doctype, name))
	# units concerned are written anew at each save, and say the same
	own = ("name", "owner", "creation", "modified", "modified_by")
	return [[{key: row[key] for key in row if key not in own} for row in doc[table]] for table in tables]


def test_flags_of_the_server_are_not_taken_from_a_client(county: County) -> None:
	name = county.standing(MATTER, "Raised")
	flags = {"by_service": 1, "system_move": 1, "ignore_permissions": 1, "ignore_validate": 1}
	doc = done(county.clerk.get(f"/api/resource/{MATTER}/{name}"))
	with nothing_changes((MATTER, name)):
		for route in ROUTES[:4]:
			for key in ("flags", "_flags", "__flags"):
				change = {"status": "Closed", "workflow_state": "Closed", key: flags}
				refused(route(county.clerk, doc, change), *REFUSED, "BadInputError")
	sent = new_document(county, MATTER)
	forged = done(
		insert(county.clerk, MATTER, **sent, flags=flags, number="1", resolved_at="2020-01-01 10:00:00")
	)
	assert not forged.get("number") and not forged.get("resolved_at")


def test_what_an_evaluation_derives_is_not_taken_from_a_client(county: County) -> None:
	name = county.session("Held")
	sent = {
		**county.tally(name, kind="Single", signed=0, overall="Very Dissatisfied"),
		"released": 1,
		"bad_rating": 0,
		"unit": county.units.b1,
		"ballot_key": "mine",
		"parties": [{"unit": county.units.b1, "part": "Owner"}],
	}
	made = done(insert(county.clerk, EVALUATION, **sent))["name"]
	doc = frappe.get_doc(EVALUATION, made)
	assert (doc.released, doc.bad_rating, doc.unit, doc.ballot_key) == (0, 1, county.units.a1, None)
	assert [row.unit for row in doc.parties] == [county.units.a1]


# ---- what is never changed or removed ------------------------------------------------------------
def test_an_evaluation_and_the_log_stand(county: County) -> None:
	name = county.matter("Replied")
	rating = done(insert(county.clerk, EVALUATION, **county.rating(name)))["name"]
	done(api(county.clerk, "identity.reveal", doctype=MATTER, name=name, reason="电话回访"))
	found = [
		(EVALUATION, rating),
		("Case Event", first("Case Event", name)),
		("Document Number", first("Document Number", name)),
		("Identity Access", first("Identity Access", name)),
	]
	users = (
		county.clerk,
		county.leader,
		county.user(("Healthtalk Administrator", "System Manager"), "bureau"),
	)
	with nothing_changes((MATTER, name), *found):
		for doctype, row in found:
			for user in users:
				refused(
					put(user, doctype, row, unit=county.units.a2, reason="x"),
					"PermissionError",
					"FrozenError",
				)
				refused(removed(user, doctype, row), "PermissionError", "FrozenError")


def first(doctype: str, of: str) -> str:
	frappe.db.rollback()
	return frappe.db.get_value(doctype, {"reference_name": of})


def removed(user: Rest, doctype: str, name: str) -> requests.Response:
	return user.delete(f"/api/resource/{doctype}/{name}")


@pytest.mark.parametrize(
	("doctype", "values"),
	[
		("Case Event", {"event": "status", "to_status": "Closed", "sequence": 99}),
		("Document Number", {"number": "1号", "kind": "matter", "year": 2026, "sequence": 99}),
		("Identity Access", {"user": "Administrator", "reason": "看看"}),
		("Protected Identity", {"full_name": "张三"}),
	],
)
def test_nobody_writes_into_the_apps_own_records(
	county: County, doctype: str, values: dict[str, Any]
) -> None:
	of = {"reference_doctype": MATTER, "reference_name": county.standing(MATTER, "Raised")}
	before = count(doctype)
	for user in (county.clerk, county.user(("Healthtalk Administrator", "System Manager"), "bureau")):
		refused(user.post(f"/api/resource/{doctype}", {**of, **values}), "PermissionError", "FrozenError")
	assert count(doctype) == before


def test_the_clear_identity_is_read_by_nobody_as_a_document(county: County) -> None:
	name = county.matter(raiser_name="王小明", raiser_phone="13800000012")
	row = first("Protected Identity", name)
	for user in (county.clerk, county.user(("Healthtalk Administrator", "System Manager"), "bureau")):
		refused(user.get(f"/api/resource/Protected Identity/{row}"), "PermissionError")
		refused(put(user, "Protected Identity", row, full_name="李四"), "PermissionError")
		refused(removed(user, "Protected Identity", row), "PermissionError")
	assert frappe.db.get_value("Protected Identity", row, "full_name") == "王小明"


def test_a_masked_value_sent_back_never_replaces_the_clear_one(county: County) -> None:
	name = county.matter(raiser_name="王小明", raiser_phone="13800000012")
	row = first("Protected Identity", name)
	with nothing_changes((MATTER, name), ("Protected Identity", row)):
		for change in ({"raiser_phone": "139****0012"}, {"raiser_name": "张**"}, {"raiser_name": "（保密）"}):
			refused(put(county.clerk, MATTER, name, **change), "MaskedValueError")
	done(put(county.clerk, MATTER, name, raiser_name="王**", raiser_phone="138****0012", content="再说一句"))
	clear = frappe.db.get_value("Protected Identity", row, ["full_name", "phone"])
	assert clear == ("王小明", "13800000012")
	with nothing_changes((MATTER, name)):
		refused(
			api(county.clerk, "identity.reveal", doctype=MATTER, name=name, reason=" "),
			"EvidenceMissingError",
		)
		refused(
			api(county.sister, "identity.reveal", doctype=MATTER, name=name, reason="看看是谁"),
			"PermissionError",
		)
		refused(
			api(county.clerk, "identity.reveal", doctype="User", name="x", reason="看看是谁"),
			"PermissionError",
		)


@pytest.mark.parametrize("doctype", JUMPS)
def test_cases_are_not_deleted(county: County, doctype: str) -> None:
	status = {MATTER: "In Progress", SESSION: "Held", SLIP: "Issued"}[doctype]
	name = county.standing(doctype, status)
	administrator = county.user(("Healthtalk Administrator", "System Manager"), "bureau")
	with nothing_changes((doctype, name)):
		for user in (county.clerk, county.leader, administrator):
			refused(removed(user, doctype, name), "PermissionError", "FrozenError")
			refused(
				user.post(f"{METHOD}frappe.client.delete", {"doctype": doctype, "name": name}),
				"PermissionError",
				"FrozenError",
			)
			user.post(
				f"{METHOD}frappe.desk.reportview.delete_items",
				{"doctype": doctype, "items": json.dumps([name])},
			)
			rename = {"doctype": doctype, "old_name": name, "new_name": "MY-OWN-NAME"}
			refused(
				user.post(f"{METHOD}frappe.client.rename_doc", rename), "PermissionError", "ValidationError"
			)


def test_the_row_of_a_made_matter_is_not_removed(county: County) -> None:
	name = county.standing(SESSION, "Held")
	doc = done(county.clerk.get(f"/api/resource/{SESSION}/{name}"))
	rows = [{**row, "subject": "改写", "matter": ""} for row in doc["matters"]]
	with nothing_changes((SESSION, name)):
		refused(put(county.clerk, SESSION, name, matters=[]), "FrozenError")
	done(put(county.clerk, SESSION, name, matters=rows))
	kept = frappe.get_doc(SESSION, name).matters
	assert [(row.subject, row.matter) for row in kept] == [
		(row["subject"], row["matter"]) for row in doc["matters"]
	]
	assert act(county.clerk, SESSION, name, "Prepare").status_code == 417

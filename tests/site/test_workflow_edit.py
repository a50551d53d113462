"""An administrator puts an approval into the flow of the Referral Slip, without code (design §3).

Everything is done through REST as the desk does it, by a user with the role profile 系统管理员, never by
Administrator. The shipped workflow is restored afterwards, since the site is used again.
"""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import frappe
import pytest

from healthtalk_app.setup import install, shipped
from tests.site.county import (
	SLIP,
	County,
	act,
	api,
	county_of,
	done,
	nothing_changes,
	put,
	refused,
)
from tests.site.rest import Rest

PROFILE = "系统管理员"
WORKFLOW, SESSION_WORKFLOW = "Health Talk Referral Slip", "Health Talk Session"
APPROVAL = "Leader Approval"
SUBMIT, APPROVE = "Submit for Approval", "Approve"
TABLES = {
	"states": ("state", "doc_status", "update_field", "update_value", "allow_edit"),
	"transitions": ("state", "action", "next_state", "allowed", "allow_self_approval", "condition"),
}


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "GUARD") as made:
		yield made


@pytest.fixture
def administrator(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	"""A user who has the role profile and nothing else."""
	name = make_user("Viewer", unit=None, fresh=True)
	user = frappe.get_doc("User", name)
	user.roles = []
	if user.meta.has_field("role_profiles"):
		user.append("role_profiles", {"role_profile": PROFILE})
	else:
		user.role_profile_name = PROFILE
	user.save(ignore_permissions=True)
	assert {row.role for row in frappe.get_doc("User", name).roles} >= {
		"Healthtalk Administrator",
		"System Manager",
	}
	return rest(name)


@pytest.fixture(scope="module")
def shipped_before(site: str) -> None:
	"""The workflows as they are shipped, whatever a run that was broken off has left."""
	restore()


@pytest.fixture
def shipped_again(shipped_before: None) -> Iterator[None]:
	"""The workflows as they are shipped, before and after, whatever a test does to them."""
	yield
	restore()


def restore() -> None:
	frappe.db.rollback()
	frappe.set_user("Administrator")
	states = [row["state"] for row in shipped_record(WORKFLOW)["states"]]
	# documents that a failed test has left in a state that goes
	frappe.db.set_value(SLIP, {"workflow_state": ("not in", states)}, "workflow_state", "Draft")
	for name in (WORKFLOW, SESSION_WORKFLOW):
		shipped.reset("Workflow", name)
	frappe.db.commit()


def shipped_record(name: str) -> dict[str, Any]:
	return copy.deepcopy(next(row for row in shipped.load() if row.get("workflow_name") == name))


def read(user: Rest, name: str = WORKFLOW) -> dict[str, Any]:
	"""The workflow as the desk reads it."""
	return done(user.get(f"/api/resource/Workflow/{name}"))


def essence(workflow: dict[str, Any]) -> dict[str, list[tuple]]:
	"""What the states and transitions of a workflow say, in their order."""
	return {
		table: [tuple(str(row.get(field) or "") for field in fields) for row in workflow[table]]
		for table, fields in TABLES.items()
	}


def stands(name: str) -> tuple[str, int]:
	"""How a workflow stands against the shipped one: state, and whether a newer version waits."""
	frappe.db.rollback()
	row = {"record_doctype": "Workflow", "record_name": name}
	return frappe.db.get_value("Shipped Record", row, ["state", "newer_available"])


def insert_approval(user: Rest) -> dict[str, Any]:
	"""Put the approval between Draft and Issued: the officer submits, the leader issues."""
	for doctype, field, name in (
		("Workflow State", "workflow_state_name", APPROVAL),
		("Workflow Action Master", "workflow_action_name", SUBMIT),
		("Workflow Action Master", "workflow_action_name", APPROVE),
	):
		if not frappe.db.exists(doctype, name):
			done(user.post(f"/api/resource/{doctype}", {field: name}))
	workflow = read(user)
	draft = next(row for row in workflow["states"] if row["state"] == "Draft")
	state = {**draft, "state": APPROVAL, "allow_edit": "Unit Leader", "name": None, "idx": None}
	states = [*workflow["states"][:2], state, *workflow["states"][2:]]
	kept = [row for row in workflow["transitions"] if row["action"] != "Issue"]
	step = {"allow_self_approval": 1}
	new = [
		{"state": "Draft", "action": SUBMIT, "next_state": APPROVAL, "allowed": "Unit Officer", **step},
		{"state": APPROVAL, "action": APPROVE, "next_state": "Issued", "allowed": "Unit Leader", **step},
		{
			"state": APPROVAL,
			"action": "Withdraw",
			"next_state": "Withdrawn",
			"allowed": "Unit Leader",
			**step,
		},
	]
	done(put(user, "Workflow", WORKFLOW, states=states, transitions=[*new, *kept]))
	return read(user)


def test_flow_and_notices_go_on_through_an_inserted_approval(
	county: County, administrator: Rest, shipped_again: None
) -> None:
	make_liaison(county.units.a2, county.sister.user)
	insert_approval(administrator)
	name = county.draft(county.matter("In Progress"))
	refused(act(county.clerk, SLIP, name, "Issue"), "MoveNotAllowedError")
	answer = done(act(county.clerk, SLIP, name, SUBMIT))
	assert (answer["status"], answer["workflow_state"], answer["number"]) == ("Draft", APPROVAL, None)
	with nothing_changes((SLIP, name)):
		refused(act(county.clerk, SLIP, name, APPROVE), "MoveNotAllowedError")
		refused(act(county.sister, SLIP, name, APPROVE), "PermissionError")
		refused(county.sister.get(f"/api/resource/{SLIP}/{name}"), "PermissionError")
		refused(put(county.clerk, SLIP, name, workflow_state="Issued"), "WorkflowPermissionError")
	panel = done(api(county.leader, "desk.panel", doctype=SLIP, name=name))
	assert APPROVE in [action["action"] for action in panel["actions"]]
	assert not told(county.sister, name)
	answer = done(act(county.leader, SLIP, name, APPROVE))
	assert (answer["status"], answer["workflow_state"]) == ("Issued", "Issued")
	assert answer["number"]
	assert told(county.sister, name)
	done(act(county.sister, SLIP, name, "Sign For"))
	done(act(county.sister, SLIP, name, "Answer", {"reply": "已办。"}))
	assert done(act(county.clerk, SLIP, name, "Confirm"))["status"] == "Confirmed"
	logged = frappe.get_all(
		"Case Event",
		{"reference_doctype": SLIP, "reference_name": name, "event": ("in", ("state", "status"))},
		["event", "from_status", "to_status"],
		order_by="sequence",
	)
	assert [(row.event, row.from_status, row.to_status) for row in logged][:2] == [
		("state", "Draft", "Draft"),
		("status", "Draft", "Issued"),
	]


def make_liaison(unit: str, user: str) -> None:
	"""Let a user be the only one with a duty in the unit, so that its notices go to him."""
	doc = frappe.get_doc("Health Unit", unit)
	doc.duties = []
	doc.append(
		"duties",
		{"duty": "Liaison", "employee_name": "联络员", "user": user, "valid_from": "2020-01-01"},
	)
	doc.save(ignore_permissions=True)
	frappe.db.commit()


def told(user: Rest, name: str) -> bool:
	"""Whether the user has a notification about a slip."""
	frappe.db.rollback()
	return bool(frappe.db.exists("Notification Log", {"for_user": user.user, "document_name": name}))


def test_the_edit_survives_a_migration(county: County, administrator: Rest, shipped_again: None) -> None:
	edited = essence(insert_approval(administrator))
	name = county.draft(county.matter("In Progress"))
	done(act(county.clerk, SLIP, name, SUBMIT))
	migrate()
	assert essence(read(administrator)) == edited
	assert stands(WORKFLOW) == ("Edited", 0)
	assert done(act(county.leader, SLIP, name, APPROVE))["status"] == "Issued"


def migrate() -> None:
	"""The platform's own migration of this site, as its administrator runs it."""
	frappe.db.commit()
	words = ("-m", "frappe.utils.bench_helper", "frappe", "--site", os.environ["HEALTHTALK_SITE"], "migrate")
	ended = subprocess.run(
		[sys.executable, *words],
		cwd=os.environ["HEALTHTALK_SITES_PATH"],
		capture_output=True,
		text=True,
		timeout=600,
		check=False,
	)
	assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
	frappe.db.rollback()
	frappe.clear_cache()


def test_an_unedited_workflow_is_upgraded_and_an_edited_one_waits(
	administrator: Rest, shipped_again: None
) -> None:
	edited = essence(insert_approval(administrator))
	newer = [with_another_role(name) for name in (WORKFLOW, SESSION_WORKFLOW)]
	shipped.sync(newer)
	frappe.db.commit()
	assert essence(read(administrator)) == edited
	assert stands(WORKFLOW) == ("Edited", 1)
	assert essence(read(administrator, SESSION_WORKFLOW)) == essence(newer[1])
	assert stands(SESSION_WORKFLOW) == ("As Shipped", 0)
	install.after_migrate()
	frappe.db.commit()
	assert essence(read(administrator, SESSION_WORKFLOW)) == essence(shipped_record(SESSION_WORKFLOW))
	assert essence(read(administrator)) == edited


def with_another_role(name: str) -> dict[str, Any]:
	"""A newer version of a shipped workflow, in which one more role takes the first step."""
	record = shipped_record(name)
	record["transitions"].append({**record["transitions"][0], "allowed": "Healthtalk Administrator"})
	return record


def test_the_administrator_takes_the_shipped_version_back(administrator: Rest, shipped_again: None) -> None:
	insert_approval(administrator)
	row = frappe.db.get_value("Shipped Record", {"record_doctype": "Workflow", "record_name": WORKFLOW})
	method = "healthtalk_app.healthtalk_app.doctype.shipped_record.shipped_record.reset"
	done(administrator.post(f"/api/method/{method}", {"name": row}))
	assert essence(read(administrator)) == essence(shipped_record(WORKFLOW))
	assert stands(WORKFLOW) == ("As Shipped", 0)


def without(rows: list[dict[str, Any]], *states: str) -> list[dict[str, Any]]:
	"""States or transitions that do not touch `states`."""
	return [row for row in rows if not {row["state"], row.get("next_state")} & set(states)]


@pytest.mark.parametrize("state", ["Draft", "Objected", "Withdrawn", "Confirmed"])
def test_the_last_state_of_a_status_is_not_removed(
	administrator: Rest, shipped_again: None, state: str
) -> None:
	workflow = read(administrator)
	change = {table: without(workflow[table], state) for table in TABLES}
	with nothing_changes(("Workflow", WORKFLOW)):
		refused(put(administrator, "Workflow", WORKFLOW, **change), "StatusLostError")


@pytest.mark.parametrize(
	"meaning",
	[
		{"update_field": "", "update_value": ""},
		{"update_field": "status", "update_value": ""},
		{"update_field": "subject", "update_value": "Draft"},
		{"update_field": "status", "update_value": "Approved"},
		{"doc_status": "1"},
	],
)
def test_a_state_without_a_status_is_refused(
	administrator: Rest, shipped_again: None, meaning: dict[str, str]
) -> None:
	workflow = read(administrator)
	state = {**workflow["states"][0], "state": "Objected", "name": None, **meaning}
	with nothing_changes(("Workflow", WORKFLOW)):
		change = {"states": [*workflow["states"], state]}
		refused(put(administrator, "Workflow", WORKFLOW, **change), "StatusLostError", "ValidationError")


def test_a_state_with_documents_in_it_is_not_removed(
	county: County, administrator: Rest, shipped_again: None
) -> None:
	workflow = insert_approval(administrator)
	name = county.draft(county.matter("In Progress"))
	done(act(county.clerk, SLIP, name, SUBMIT))
	change = {table: without(workflow[table], APPROVAL) for table in TABLES}
	with nothing_changes(("Workflow", WORKFLOW), (SLIP, name)):
		refused(put(administrator, "Workflow", WORKFLOW, **change), "StateInUseError")


def test_the_workflow_of_a_flow_is_neither_deleted_nor_edited_by_others(
	county: County, administrator: Rest, shipped_again: None
) -> None:
	with nothing_changes(("Workflow", WORKFLOW)):
		refused(administrator.delete(f"/api/resource/Workflow/{WORKFLOW}"), "StatusLostError")
		for user in (county.clerk, county.leader):
			refused(put(user, "Workflow", WORKFLOW, is_active=0), "PermissionError")
			refused(user.delete(f"/api/resource/Workflow/{WORKFLOW}"), "PermissionError")


def test_a_condition_of_the_administrator_is_obeyed(
	county: County, administrator: Rest, shipped_again: None
) -> None:
	workflow = read(administrator)
	rows = [
		{**row, "condition": "doc.urgency != 'Normal'"} if row["action"] == "Issue" else row
		for row in workflow["transitions"]
	]
	done(put(administrator, "Workflow", WORKFLOW, transitions=rows))
	matter = county.matter("In Progress")
	name = county.draft(matter)
	refused(act(county.clerk, SLIP, name, "Issue"), "MoveNotAllowedError")
	urgent = county.draft(matter, urgency="Urgent")
	assert done(act(county.clerk, SLIP, urgent, "Issue"))["number"].startswith(f"{county.units.a1}")
	assert str(date.today().year) in frappe.db.get_value(SLIP, urgent, "number")

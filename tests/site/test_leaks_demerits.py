"""Who reads confirmed points learns from no answer of the web interface who proposed them, and why (P1).

Neither does an inspector of the unit itself, whose role would open these columns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

import frappe
import pytest

from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, Way, lists, rpc

RECORD, CODE = "Demerit Record", "T-LEAK"
HEARD = {"statement": "It agrees.", "confirmation_note": "Seen."}
FIELDS = ["name", "title", "matter", "proposed_by", "employee", "owner", "modified_by"]
METHODS = "/api/method/"


@pytest.fixture
def points(site: str, make_user: Callable[..., str]) -> Iterator[frappe._dict]:
	"""Confirmed points of A1 with a matter behind them and a note of the office."""
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	county = factories.county("TD")
	proposer = make_user("Inspector", unit=county.bureau, fresh=True)
	confirmer = make_user("Discipline Officer", unit=county.bureau, fresh=True)
	if not frappe.db.exists("Demerit Code", CODE):
		given = {"code": CODE, "points": "4", "applies_to": "Institution", "enabled": 1}
		frappe.get_doc(doctype="Demerit Code", behaviour="Papers", basis="Law", **given).insert()
	matter = factories.matter(unit=county.b1).name
	with as_user(proposer):
		doc = frappe.get_doc(
			doctype=RECORD,
			kind="Institution",
			unit=county.a1,
			proposing_unit=county.bureau,
			code=CODE,
			occurred_on=frappe.utils.today(),
			facts="Records were not finished.",
			evidence_note="Folder 3.",
			matter=matter,
		).insert()
		doc.add_comment("Comment", HIDDEN)
	with as_user(confirmer):
		flow.act(RECORD, doc.name, "Confirm Points", HEARD)
	frappe.db.commit()
	yield frappe._dict(county=county, name=doc.name, secrets=(proposer, matter, HIDDEN))
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


def answers(session: Rest, name: str) -> dict[str, str]:
	"""What the platform answers to each way of saving a document as it is, all of which must succeed."""
	own = f"/api/resource/{quote(RECORD)}/{name}"
	found = {"read": session.get(own).text}

	def stored() -> str:
		return json.dumps(session.get(own).json()["data"])

	ways: dict[str, Callable[[], object]] = {
		"put": lambda: session.put(own, {}),
		"save": lambda: session.post(f"{METHODS}frappe.client.save", {"doc": stored()}),
		"set_value": lambda: session.post(
			f"{METHODS}frappe.client.set_value",
			{"doctype": RECORD, "name": name, "fieldname": "late_appeal_reason", "value": "Ill"},
		),
		"savedocs": lambda: session.post(
			f"{METHODS}frappe.desk.form.save.savedocs", {"doc": stored(), "action": "Save"}
		),
	}
	for way, ask in ways.items():
		answer = ask()
		assert answer.ok, (way, answer.text[:600])
		found[way] = answer.text
	return found


@pytest.mark.parametrize("role", ["Unit Leader", "Inspector"])
def test_no_answer_to_a_save_tells_who_proposed(
	role: str, points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user(role, unit=points.county.a1, fresh=True))
	for way, text in answers(session, points.name).items():
		assert points.name in text, way
		for secret in points.secrets:
			assert secret not in text, (way, secret)


def test_the_office_reads_all_of_it(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user("Inspector", unit=points.county.bureau, fresh=True))
	found = answers(session, points.name)
	assert points.secrets[0] in found["put"] and points.secrets[1] in found["put"]
	assert HIDDEN in found["savedocs"]


def test_no_list_tells_who_proposed(
	points: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user("Inspector", unit=points.county.a1, fresh=True))
	probes: list[Way] = [
		*lists(RECORD, FIELDS),
		rpc("frappe.client.get_list", doctype=RECORD, filters=json.dumps({"proposed_by": points.secrets[0]})),
		rpc("frappe.client.get", doctype=RECORD, filters=json.dumps({"proposed_by": points.secrets[0]})),
		rpc("frappe.client.validate_link", doctype=RECORD, docname=points.name, fields=json.dumps(FIELDS)),
	]
	for verb, path, sent in probes:
		answer = session.get(path, sent) if verb == "GET" else session.post(path, sent)
		said = "" if "proposed_by" in str(sent.get("filters")) and not answer.ok else answer.text
		for secret in points.secrets:
			assert secret not in said, (path, sent)
		if "proposed_by" in str(sent.get("filters")):
			assert points.name not in said, (path, sent)
	plain = session.get(f"/api/resource/{quote(RECORD)}", {"fields": ["name", "points"]})
	assert points.name in plain.text

"""No way of the web interface tells the inspected unit or a sister who made a mystery visit (E5, design §5).

The visitors carry the hidden word in account, name, photo and comment; what the unit may read carries the
other one. The walk is that of test_leaks. A stranger is walked over every DocType in test_guest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import frappe
import pytest
from frappe.utils import add_days, today

from healthtalk_app.services.inspections import evidence
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user
from healthtalk_app.tests.test_inspections import photo
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, OWN, Way, check, documents, lists, rpc

INSPECTION, LETTER, RECT = "Inspection", "Inspection Feedback", "Rectification"
FIELDS = {
	INSPECTION: ["name", "subject", "owner", "modified_by", "opinion"],
	LETTER: ["name", "subject", "owner", "modified_by", "team_names", "opinion"],
	RECT: ["name", "subject", "owner", "modified_by", "problem"],
	"Case Event": ["name", "actor", "owner", "event"],
	"Document Number": ["name", "owner", "number"],
	"Version": ["name", "owner", "data"],
	"Comment": ["name", "owner", "comment_email", "content"],
	"File": ["name", "owner", "file_name", "file_url"],
	"ToDo": ["name", "owner", "description"],
	"Notification Log": ["name", "from_user", "owner", "subject"],
}
READING = (
	"/resource/",
	"/v2/document/",
	"/printview",
	"client.get",
	"getdoc",
	"link_title",
	"html_and_style",
)
ROLES = ("Unit Officer", "Unit Leader", "Inspector", "Healthtalk Administrator", "Viewer")


def visited(county: frappe._dict) -> None:
	"""A mystery visit of A1 with a photo, a comment, a saved change and its letter."""
	users = [
		factories.user("Inspector", county.dept, email=f"{HIDDEN.lower()}.{n}@example.com", first_name=HIDDEN)
		for n in ("one", "two")
	]
	with as_user(users[0]):
		doc = frappe.get_doc(
			doctype=INSPECTION,
			unit=county.a1,
			inspecting_unit=county.dept,
			template="CK",
			kind="Mystery",
			subject=f"{OWN} visit",
			team=[{"user": user, "member_name": HIDDEN, "leader": int(user == users[0])} for user in users],
		).insert()
		doc = flow.act(INSPECTION, doc.name, "Begin Inspection")
		for row in doc.items:
			row.result = "Pass"
		doc.items[2].update({"result": "Fail", "finding": f"{OWN} rude", "evidence_note": HIDDEN})
		doc.save()
		doc.add_comment("Comment", f"{HIDDEN} was there")
		evidence.add_photo(doc, "3", photo("red", HIDDEN))
		terms = {"rectify_by": add_days(today(), 9), "answer_by": add_days(today(), 5)}
		flow.act(INSPECTION, doc.name, "Issue Feedback", {"opinion": f"{OWN} opinion", **terms})


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[frappe._dict]:
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	county = factories.county("TY")
	if not frappe.db.exists(INSPECTION, {"unit": county.a1}):
		visited(county)
	county.inspection = frappe.db.get_value(INSPECTION, {"unit": county.a1})
	county.letter = frappe.db.get_value(LETTER, {"unit": county.a1})
	county.order = frappe.db.get_value(RECT, {"source_name": county.letter})
	frappe.db.commit()
	yield county
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture
def inspected(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user(*ROLES, unit=ground.a1))


@pytest.fixture
def sister(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user(*ROLES, unit=ground.a2))


@pytest.fixture
def viewer(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user("Viewer", unit=ground.a1))


def reading(doctype: str, name: str) -> list[Way]:
	"""The ways that read one document and change nothing."""
	return [
		way
		for way in documents(doctype, name)
		if way[0] not in ("PUT", "DELETE")
		and "owner" not in str(way[2])
		and any(word in way[1] for word in READING)
	]


def report(group_by: str) -> list[Way]:
	filters = json.dumps({"group_by": group_by})
	arguments = {"report_name": "Inspection Findings", "filters": filters}
	return [
		rpc("frappe.desk.query_report.run", **arguments),
		rpc("frappe.desk.query_report.export_query", file_format_type="CSV", **arguments),
	]


@pytest.mark.parametrize("doctype", FIELDS)
def test_e5_no_list_tells_who_came(doctype: str, inspected: Rest, sister: Rest, viewer: Rest) -> None:
	for way in lists(doctype, FIELDS[doctype]):
		for reader in (inspected, sister, viewer):
			check(reader, way)


@pytest.mark.parametrize("child", ["Inspection Member", "Inspection Item", "Inspection Finding"])
def test_no_rows_of_tables_tell_it(child: str, inspected: Rest, sister: Rest, viewer: Rest) -> None:
	parent = LETTER if child == "Inspection Finding" else INSPECTION
	for reader in (inspected, sister, viewer):
		for way in (
			("GET", f"/api/resource/{child}", {"fields": '["*"]', "parent": parent}),
			rpc("frappe.client.get_list", doctype=child, parent=parent, fields='["*"]'),
			rpc("frappe.client.get_count", doctype=child, filters="{}"),
		):
			check(reader, way)


def test_the_unit_reads_its_letter_and_order(ground: frappe._dict, inspected: Rest, viewer: Rest) -> None:
	for doctype, name in ((LETTER, ground.letter), (RECT, ground.order)):
		found = "".join(check(inspected, way) for way in reading(doctype, name))
		assert OWN in found, doctype
		assert OWN in "".join(check(viewer, way) for way in reading(doctype, name)), doctype
		check(inspected, rpc("frappe.desk.form.load.get_docinfo", doctype=doctype, name=name))
		check(inspected, rpc("healthtalk_app.api.desk.panel", doctype=doctype, name=name))


def test_no_way_opens_the_inspection(
	ground: frappe._dict, inspected: Rest, sister: Rest, viewer: Rest
) -> None:
	before = frappe.db.get_value(INSPECTION, ground.inspection, "modified")
	for way in documents(INSPECTION, ground.inspection):
		for reader in (inspected, sister, viewer):
			assert OWN not in check(reader, way), way
	assert frappe.db.get_value(INSPECTION, ground.inspection, "modified") == before


def test_the_sister_opens_neither_letter_nor_order(ground: frappe._dict, sister: Rest) -> None:
	for doctype, name in ((LETTER, ground.letter), (RECT, ground.order)):
		for way in reading(doctype, name):
			assert OWN not in check(sister, way), way


@pytest.mark.parametrize("group_by", ["unit", "item", "kind"])
def test_the_report_tells_the_unit_its_own_findings(
	group_by: str, inspected: Rest, sister: Rest, viewer: Rest
) -> None:
	for way in report(group_by):
		for reader in (inspected, viewer, sister):
			check(reader, way)
	assert "Mystery" in check(inspected, report("kind")[0]) or "暗访" in check(inspected, report("kind")[0])


def test_files_of_the_visit_stay_with_the_visitors(
	ground: frappe._dict, inspected: Rest, sister: Rest
) -> None:
	own = frappe.db.get_value("File", {"attached_to_name": ground.inspection}, "file_url")
	copy = frappe.db.get_value("File", {"attached_to_name": ground.letter}, "file_url")
	assert own and copy and own != copy
	for reader, url, sees in (
		(inspected, own, False),
		(sister, own, False),
		(inspected, copy, True),
		(sister, copy, False),
	):
		answer = reader.get(url)
		assert answer.ok is sees, (reader.user, url, answer.status_code)
		assert HIDDEN.encode() not in answer.content


def test_a_refusal_names_nobody(ground: frappe._dict, inspected: Rest) -> None:
	made = {
		"doctype": INSPECTION,
		"unit": ground.a1,
		"inspecting_unit": ground.dept,
		"template": "CK",
		"team": [{"user": f"{HIDDEN.lower()}.one@example.com"}],
	}
	answer = inspected.post("/api/resource/Inspection", made)
	assert answer.status_code == 403, answer.text

"""The walk of test_leaks for accountability: discipline alone sees it; the person sees his decision alone.

What the person concerned may read carries one word, all else of his record the hidden one; of a proposal
about him and of records about others everything is hidden.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

import frappe
import pytest

from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.site import test_leaks
from tests.site.rest import Rest
from tests.site.test_leaks import OWN, documents, rpc

RECORD = "Accountability Record"
PERSON = "ht.concerned@example.com"
# a word of its own: what the other walks hide, some of these users may see
SEALED = "SEALEDWORD"
check = partial(test_leaks.check, hidden=SEALED)
lists = partial(test_leaks.lists, hidden=SEALED)
NOTES = {
	"Comment": ["name", "content"],
	"Communication": ["name", "content"],
	"Version": ["name", "data"],
	"Tag Link": ["name", "title"],
	"ToDo": ["name", "description"],
	"File": ["name", "file_name"],
	"Case Event": ["name", "event"],
	"Document Number": ["name", "number"],
}
SECRET = ("proposal_reason", "review_opinion", "reviewed_by", "review_cause", "appeal_review", "evidence")
OTHERS = ("Unit Officer", "Unit Leader", "Healthtalk Administrator", "Inspector", "Appraiser", "Viewer")


def plant(county: frappe._dict) -> None:
	"""The person's own decision, a proposal about him, and a decision about somebody else."""
	now = frappe.utils.now_datetime()
	for name, word, account, told in (
		("LP-OWN", OWN, PERSON, now),
		("LP-PRO", SEALED, PERSON, None),
		("LP-ELSE", SEALED, "Administrator", now),
	):
		raw(
			RECORD,
			name,
			subject=f"{word} record",
			ground="Other",
			unit=county.a1,
			person=word,
			account=account,
			status="Decided" if told else "Proposed",
			workflow_state="Decided" if told else "Proposed",
			facts=word,
			decision=word,
			notified_at=told,
			decided_at=told,
			causes=[{"number": SEALED}],
			**dict.fromkeys(SECRET, SEALED),
		)
		ref = {"reference_doctype": RECORD, "reference_name": name}
		raw("Comment", f"{name}-C", comment_type="Comment", content=SEALED, **ref)
		raw("Communication", f"{name}-N", subject=SEALED, content=SEALED, **ref)
		raw("ToDo", f"{name}-T", description=SEALED, reference_type=RECORD, reference_name=name)
		raw("Version", f"{name}-V", ref_doctype=RECORD, docname=name, data=json.dumps({"changed": [SEALED]}))
		raw("Tag Link", f"{name}-L", document_type=RECORD, document_name=name, tag=SEALED, title=SEALED)
		raw("Case Event", f"{name}-E", event=SEALED, **ref)
		raw("Document Number", f"{name}-D", number=f"{SEALED}-{name}", unit=county.bureau, **ref)
		factories.file(RECORD, name, content=SEALED, file_name=f"{name}-{SEALED.lower()}.txt")


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[frappe._dict]:
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	county = factories.county("TP")
	if not frappe.db.exists(RECORD, "LP-OWN"):
		plant(county)
	frappe.db.commit()
	yield county
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture
def strangers(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> list[Rest]:
	"""Everybody over the bureau but discipline, and everybody of the unit with discipline."""
	return [
		rest(make_user(*OTHERS, "System Manager", unit=ground.bureau)),
		rest(make_user(*OTHERS, "Discipline Officer", unit=ground.a1)),
	]


@pytest.fixture
def concerned(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	"""The person held accountable, with every role there is in his unit."""
	user = make_user(*OTHERS, unit=ground.a1)
	frappe.db.set_value(RECORD, {"name": ("in", ("LP-OWN", "LP-PRO"))}, "account", user)
	frappe.db.commit()
	return rest(user)


def test_no_list_shows_them_to_others(strangers: list[Rest]) -> None:
	for session in strangers:
		for way in lists(RECORD, ["name", "subject", "decision"]):
			answer = check(session, way)
			assert OWN not in answer and "LP-" not in answer, way
		counted = session.post("/api/method/frappe.client.get_count", {"doctype": RECORD, "filters": "{}"})
		assert counted.json()["message"] == 0


@pytest.mark.parametrize("name", ["LP-OWN", "LP-PRO", "LP-ELSE"])
def test_no_way_opens_them_to_others(name: str, strangers: list[Rest]) -> None:
	before = frappe.db.get_value(RECORD, name, "modified")
	for session in strangers:
		for way in documents(RECORD, name):
			assert OWN not in check(session, way), way
	assert frappe.db.get_value(RECORD, name, "modified") == before
	assert not frappe.db.exists("DocShare", {"share_name": name})


def test_the_person_opens_his_decision_by_its_notice_and_lists_nothing(concerned: Rest) -> None:
	for way in lists(RECORD, ["name", "subject", "decision"]):
		answer = check(concerned, way)
		assert OWN not in answer and "LP-" not in answer, way
	asked = {"doctype": RECORD, "fields": json.dumps(["name", *SECRET])}
	check(concerned, rpc("frappe.client.get_list", **asked))
	check(
		concerned,
		rpc("frappe.client.get_value", doctype=RECORD, fieldname="review_opinion", filters="LP-OWN"),
	)


def test_columns_of_a_level_that_is_not_ones_own_are_refused(concerned: Rest) -> None:
	for key in ("filters", "or_filters"):
		sent = {"doctype": RECORD, key: json.dumps([[RECORD, "review_opinion", "like", "%x%"]])}
		answer = concerned.post("/api/method/frappe.client.get_list", sent)
		assert answer.status_code == 403, answer.text
	sent = {"doctype": RECORD, "fields": '["name"]', "order_by": "review_opinion"}
	assert concerned.post("/api/method/frappe.client.get_list", sent).status_code == 403


@pytest.mark.parametrize("name", ["LP-OWN", "LP-PRO", "LP-ELSE"])
def test_the_person_opens_nothing_but_the_decision(name: str, concerned: Rest) -> None:
	before = frappe.db.get_value(RECORD, name, "modified")
	found = "".join(check(concerned, way) for way in documents(RECORD, name))
	assert (OWN in found) == (name == "LP-OWN")
	assert frappe.db.get_value(RECORD, name, "modified") == before
	assert not frappe.db.exists("DocShare", {"share_name": name})


@pytest.mark.parametrize("doctype", NOTES)
def test_no_list_of_the_platform_shows_what_was_noted(
	doctype: str, concerned: Rest, strangers: list[Rest]
) -> None:
	for session in (concerned, *strangers):
		for way in lists(doctype, NOTES[doctype]):
			assert "LP-" not in check(session, way), way


def test_rows_of_its_tables_are_hidden(concerned: Rest, strangers: list[Rest]) -> None:
	for session in (concerned, *strangers):
		answer = session.get(
			"/api/resource/Accountability Cause",
			{"fields": '["*"]', "parent": RECORD, "limit_page_length": 0},
		)
		assert SEALED not in answer.text and "LP-" not in answer.text


def test_the_report_and_the_figures_are_disciplines(concerned: Rest, strangers: list[Rest]) -> None:
	for session in (concerned, strangers[0]):
		ran = session.post(
			"/api/method/frappe.desk.query_report.run",
			{"report_name": "Accountability and Joint Liability", "filters": "{}"},
		)
		assert ran.status_code == 403


def test_discipline_over_the_unit_sees_all_of_it(
	ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user("Discipline Officer", unit=ground.bureau))
	for name in ("LP-OWN", "LP-PRO", "LP-ELSE"):
		assert SEALED in session.get(f"/api/resource/{RECORD}/{name}", {}).text

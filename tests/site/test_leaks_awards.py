"""The walk of test_leaks for awards and for sheets of the ethics appraisal (C7, E2).

Of a nomination the unit nominated reads the text and never how it was judged; of a sheet only discipline and,
once it is confirmed, the person read anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import frappe
import pytest

from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, OWN, check, documents, lists, rpc

NOMINATION, ROUND, SHEET = "Commendation", "Commendation Round", "Ethics Appraisal"
OTHERS = ("Unit Officer", "Unit Leader", "Healthtalk Administrator", "Inspector", "Appraiser", "Viewer")
JUDGED = ("jury_opinion", "objections")


def plant(county: frappe._dict) -> None:
	"""A nomination of A1 and one of A2; a confirmed sheet, a draft, and a sheet of somebody else."""
	raw(ROUND, "LA-ROUND", title="Round", award="Award", kind="Advanced Unit", unit=county.bureau)
	for name, word, unit in (("LA-1", OWN, county.a1), ("LA-2", HIDDEN, county.a2)):
		raw(
			NOMINATION,
			name,
			title=f"{word} nominee",
			merits=word,
			round="LA-ROUND",
			kind="Advanced Unit",
			unit=unit,
			awarding_unit=county.bureau,
			status="Nominated",
			workflow_state="Nominated",
			scores=[{"juror_name": HIDDEN, "points": 90, "remark": HIDDEN}],
			findings=[{"kind": HIDDEN, "times": 1}],
			**dict.fromkeys(JUDGED, HIDDEN),
		)
		ref = {"reference_doctype": NOMINATION, "reference_name": name}
		raw("Comment", f"{name}-C", comment_type="Comment", content=HIDDEN, **ref)
		raw("Case Event", f"{name}-E", event=HIDDEN, **ref)
	for name, word, status in (
		("LA-OWN", OWN, "Confirmed"),
		("LA-DRAFT", HIDDEN, "Draft"),
		("LA-ELSE", HIDDEN, "Confirmed"),
	):
		raw(
			SHEET,
			name,
			employee_name=word,
			unit=county.a1,
			account="Administrator",
			year=2026,
			status=status,
			opinion=word,
			sheet_key=name,
			items=[{"part": "Study", "content": word}],
		)
		ref = {"reference_doctype": SHEET, "reference_name": name}
		raw("Comment", f"{name}-C", comment_type="Comment", content=HIDDEN, **ref)
		raw("Version", f"{name}-V", ref_doctype=SHEET, docname=name, data=json.dumps({"changed": [HIDDEN]}))


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[frappe._dict]:
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	county = factories.county("TA")
	if not frappe.db.exists(ROUND, "LA-ROUND"):
		plant(county)
	frappe.db.commit()
	yield county
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture
def nominated(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	"""Everybody in the unit nominated, with every role."""
	return rest(make_user(*OTHERS, unit=ground.a1))


@pytest.fixture
def person(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	"""Whose sheets two of them are, with every role in his unit."""
	user = make_user(*OTHERS, "Discipline Officer", unit=ground.a1)
	frappe.db.set_value(SHEET, {"name": ("in", ("LA-OWN", "LA-DRAFT"))}, "account", user)
	frappe.db.commit()
	return rest(user)


def test_no_list_tells_how_a_nominee_is_judged(nominated: Rest) -> None:
	ways = lists(NOMINATION, ["name", "title", "merits"])
	found = "".join(check(nominated, way) for way in ways)
	assert OWN in found and "LA-2" not in found
	for way in lists(NOMINATION, ["name", *JUDGED]):
		check(nominated, way)
	for key in ("filters", "or_filters"):
		sent = {"doctype": NOMINATION, key: json.dumps([[NOMINATION, "jury_opinion", "like", "%HIDDEN%"]])}
		answer = nominated.post("/api/method/frappe.client.get_list", sent)
		assert not answer.ok or answer.json().get("message") in ([], None), answer.text


@pytest.mark.parametrize("name", ["LA-1", "LA-2"])
def test_no_document_tells_how_it_is_judged(name: str, nominated: Rest) -> None:
	found = "".join(check(nominated, way) for way in documents(NOMINATION, name))
	assert (OWN in found) == (name == "LA-1")


@pytest.mark.parametrize("doctype", ["Commendation Score", "Commendation Finding"])
def test_rows_of_points_and_findings_are_hidden(doctype: str, nominated: Rest) -> None:
	sent = {"fields": '["*"]', "parent": NOMINATION, "limit_page_length": 0}
	answer = nominated.get(f"/api/resource/{doctype}", sent)
	assert HIDDEN not in answer.text and "LA-" not in answer.text


def test_who_gives_the_award_reads_all_of_it(
	ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = rest(make_user("Appraiser", unit=ground.bureau))
	assert HIDDEN in session.get(f"/api/resource/{NOMINATION}/LA-1", {}).text


def test_sheets_are_for_discipline_and_the_person_alone(
	ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest], person: Rest
) -> None:
	strangers = [
		rest(make_user(*OTHERS, "System Manager", unit=ground.bureau)),
		rest(make_user(*OTHERS, "Discipline Officer", unit=ground.a1, fresh=True)),
	]
	for session in strangers:
		for way in lists(SHEET, ["name", "employee_name", "opinion"]):
			answer = check(session, way)
			assert OWN not in answer and "LA-" not in answer, way
		for name in ("LA-OWN", "LA-DRAFT", "LA-ELSE"):
			for way in documents(SHEET, name):
				assert OWN not in check(session, way), way
	own = "".join(check(person, way) for way in lists(SHEET, ["name", "employee_name", "opinion"]))
	assert OWN in own and "LA-DRAFT" not in own and "LA-ELSE" not in own
	for name in ("LA-OWN", "LA-DRAFT", "LA-ELSE"):
		found = "".join(check(person, way) for way in documents(SHEET, name))
		assert (OWN in found) == (name == "LA-OWN")
	discipline = rest(make_user("Discipline Officer", unit=ground.bureau))
	for name in ("LA-DRAFT", "LA-ELSE"):
		assert HIDDEN in discipline.get(f"/api/resource/{SHEET}/{name}", {}).text


@pytest.mark.parametrize("doctype", ["Comment", "Version", "Case Event", "Ethics Appraisal Item"])
def test_what_was_noted_is_in_no_list(doctype: str, nominated: Rest, person: Rest) -> None:
	for session in (nominated, person):
		sent = {"fields": '["*"]', "parent": SHEET, "limit_page_length": 0}
		assert HIDDEN not in session.get(f"/api/resource/{doctype}", sent).text
		check(session, rpc("frappe.client.get_list", doctype=doctype, fields='["name"]', parent=SHEET))

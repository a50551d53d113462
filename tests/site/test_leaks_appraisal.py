"""Appraisals, awards, grades, rankings and summaries under attack: who is judged writes no judgement.

Each attempt that is refused stands beside the same step of somebody whose it is (H10, C7, E2, T9).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.utils import add_days, today

from healthtalk_app.services.appraisals import schemes, sheet, sides
from healthtalk_app.services.ethics import export
from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.site.county import api, done, insert, put, refused
from tests.site.rest import Rest
from tests.site.test_leaks import Way, documents, lists, rpc

APPRAISAL, SCHEME, SCHEDULE = "Unit Appraisal", "Appraisal Scheme", "Ranking Schedule"
NOMINATION, ROUND, SHEET, RANKING = (
	"Commendation",
	"Commendation Round",
	"Ethics Appraisal",
	"Published Ranking",
)
SUMMARY = "Work Summary"
RESULT, PLAN = "LR-A1", "LR-S"
DRAFT = "DRAFTWORD"
INDICATORS = (
	{"indicator_no": "1", "source": "By Hand", "weight": 60, "method": "Manual", "missing": "Zero"},
	{"indicator_no": "2", "source": "Metric", "metric": "response_rate", "weight": 40, "target": 95},
)
UNIT_ROLES = ("Unit Officer", "Unit Leader", "Appraiser", "Healthtalk Administrator", "Viewer")


def plant(county: frappe._dict) -> None:
	"""A scheme, and what A1 got by it: all of its 40 points, and a veto that an appraiser has entered."""
	rows = [
		{
			"module": "M",
			"title": f"Row {row['indicator_no']}",
			"method": "Ratio",
			"higher_is_better": 1,
			**row,
		}
		for row in INDICATORS
	]
	scheme = frappe.get_doc(
		doctype=SCHEME,
		scheme_code=PLAN,
		title="Branches",
		appraisal_group="Branch",
		period_kind="Yearly",
		indicators=rows,
	).insert()
	kept = [
		{
			**{
				name: row.get(name)
				for name in ("indicator_no", "module", "title", "source", "metric", "weight")
			},
			"rule": sheet.rule_of(rule),
			"value": "95" if row.metric else "",
		}
		for row, rule in zip(scheme.indicators, schemes.indicators(scheme), strict=True)
	]
	raw(
		APPRAISAL,
		RESULT,
		title="A1 in 2025",
		unit=county.a1,
		scheme=PLAN,
		from_date="2025-01-01",
		to_date="2025-12-31",
		peer_group="Branch",
		status="Computed",
		workflow_state="Computed",
		total=40,
		terms=sheet.keep_terms(schemes.terms(scheme)),
		parties=[{"unit": county.a1, "part": "Owner"}],
		score_rows=kept,
		vetoes=[
			{"kind": "Found in Review", "found": 1, "by_hand": 1, "sentence": "Seen", "document_number": "5"}
		],
	)


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[frappe._dict]:
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	county = factories.county("TR")
	if not frappe.db.exists(APPRAISAL, RESULT):
		plant(county)
	frappe.db.commit()
	yield county
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture
def unit(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	"""Everybody in the unit that is appraised and nominated, appraiser and administrator of it too."""
	return rest(make_user(*UNIT_ROLES, unit=ground.a1))


@pytest.fixture
def office(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	"""Who appraises, gives awards and publishes for the bureau."""
	return rest(make_user("Appraiser", "Healthtalk Administrator", unit=ground.bureau))


def stored(doctype: str, name: str) -> Any:
	frappe.db.rollback()
	return frappe.get_doc(doctype, name)


# ---- appraisals ----------------------------------------------------------------------------------
def test_a_row_that_is_sent_twice_does_not_count_twice(unit: Rest) -> None:
	rows = done(unit.get(f"/api/resource/{APPRAISAL}/{RESULT}"))["score_rows"]
	refused(put(unit, APPRAISAL, RESULT, score_rows=[*rows, rows[1]]), "BadInputError")
	refused(put(unit, APPRAISAL, RESULT, score_rows=rows[1:]), "BadInputError")
	rows[1]["self_note"] = "We agree."
	done(put(unit, APPRAISAL, RESULT, score_rows=rows))
	doc = stored(APPRAISAL, RESULT)
	assert (doc.total, doc.score_rows[1].self_note) == (40, "We agree.")


def test_a_veto_keeps_its_origin(unit: Rest, office: Rest) -> None:
	(veto,) = done(unit.get(f"/api/resource/{APPRAISAL}/{RESULT}"))["vetoes"]
	for given in ([{**veto, "found": 77}], [{**veto, "by_hand": 0}]):
		done(put(unit, APPRAISAL, RESULT, vetoes=given))
	refused(put(unit, APPRAISAL, RESULT, vetoes=[veto, veto]), "BadInputError")
	for given in ([], [{**veto, "sentence": "x"}]):
		refused(put(unit, APPRAISAL, RESULT, vetoes=given), "WrongSideError")
	(row,) = stored(APPRAISAL, RESULT).vetoes
	assert (row.found, row.by_hand, row.sentence) == (1, 1, "Seen")
	done(put(office, APPRAISAL, RESULT, vetoes=[{**veto, "sentence": "Seen again"}]))
	assert stored(APPRAISAL, RESULT).vetoes[0].sentence == "Seen again"


@pytest.mark.parametrize(
	("status", "field"), [("Self-reviewed", "review_opinion"), ("Objected", "objection_decision")]
)
def test_no_unit_writes_the_words_of_who_reviews(status: str, field: str, unit: Rest, office: Rest) -> None:
	frappe.db.set_value(APPRAISAL, RESULT, {"status": status, "workflow_state": status})
	frappe.db.commit()
	try:
		refused(put(unit, APPRAISAL, RESULT, **{field: "Flawless."}), "WrongSideError")
		done(put(office, APPRAISAL, RESULT, **{field: "Checked."}))
		assert stored(APPRAISAL, RESULT).get(field) == "Checked."
	finally:
		frappe.db.set_value(
			APPRAISAL, RESULT, {"status": "Computed", "workflow_state": "Computed", field: None}
		)
		frappe.db.commit()


def test_a_figure_is_a_plain_number(office: Rest) -> None:
	wanted = {"scheme": PLAN, "indicator_no": "2"}
	for wrong in ("1E+4000", "9E+99999999999999", "1_0", "NaN", "inf", "0x10", "1" * 19):
		refused(api(office, "appraisal_scheme.preview", **wanted, figure=wrong), "BadInputError")
	assert "40" in done(api(office, "appraisal_scheme.preview", **wanted, figure="95.0"))


def test_no_unit_writes_the_rules_by_which_it_is_appraised(unit: Rest, office: Rest) -> None:
	refused(put(unit, SCHEME, PLAN, good_from=70), "PermissionError")
	refused(unit.delete(f"/api/resource/{SCHEME}/{PLAN}"), "PermissionError")
	done(put(office, SCHEME, PLAN, good_from=79))
	assert stored(SCHEME, PLAN).good_from == 79


def test_nobody_reviews_the_unit_above_his_own(ground: frappe._dict, make_user: Callable[..., str]) -> None:
	user = make_user("Appraiser", unit=ground.bureau, fresh=True)
	assert sides.reviews(ground.a, user)
	factories.permit(user, ground.a1)
	frappe.local.healthtalk_scopes = {}
	assert not sides.reviews(ground.a, user) and not sides.reviews(ground.a1, user)
	assert sides.reviews(ground.b, user) and sides.reviews(ground.a2, user)


def test_no_unit_removes_a_schedule(unit: Rest, office: Rest) -> None:
	values = {"title": "Monthly", "title_pattern": "{period}", "period_kind": "Monthly", "enabled": 0}
	name = done(insert(office, SCHEDULE, **values, basis="Three Rates", starts_on="2026-01-01"))["name"]
	refused(unit.delete(f"/api/resource/{SCHEDULE}/{name}"), "PermissionError")
	assert frappe.db.exists(SCHEDULE, name)
	assert office.delete(f"/api/resource/{SCHEDULE}/{name}").ok


def test_a_use_of_a_result_is_checked_as_if_it_were_saved(ground: frappe._dict, office: Rest) -> None:
	frappe.db.set_value(APPRAISAL, RESULT, "status", "Published")
	company = factories.company()
	known = frappe.db.get_value("Health Unit", {"company": company})
	frappe.db.set_value("Health Unit", {"company": company}, "company", None)
	frappe.db.set_value("Health Unit", ground.a2, "company", company)
	stranger = factories.employee().name
	given = {"name": RESULT, "kind": "Reward", "document_number": "5", "decided_on": "2026-01-05"}
	script = "<img src=x onerror=alert(1)>"
	try:
		refused(
			api(office, "appraisal.note_use", **{**given, "document_number": "5" * 200}, what="x"),
			"BadInputError",
		)
		person = {"whom": "Person", "employee": stranger}
		refused(api(office, "appraisal.note_use", **given, **person, what="x"), "EvidenceMissingError")
		done(api(office, "appraisal.note_use", **given, what=f"Praise {script}"))
		assert [row.what for row in stored(APPRAISAL, RESULT).uses] == ['Praise <img src="x">']
	finally:
		frappe.db.set_value(APPRAISAL, RESULT, "status", "Computed")
		frappe.db.set_value("Health Unit", ground.a2, "company", None)
		frappe.db.set_value("Health Unit", known, "company", company)
		frappe.db.commit()


# ---- awards --------------------------------------------------------------------------------------
def test_who_is_nominated_writes_no_decision(ground: frappe._dict, unit: Rest, office: Rest) -> None:
	values = {"title": "Round", "award": "Award", "kind": "Advanced Unit", "unit": ground.bureau, "places": 1}
	about = done(insert(office, ROUND, **values))["name"]
	given = {"round": about, "title": "A1", "unit": ground.a1, "merits": "Much."}
	decision = {
		"decision_document": "5",
		"publicity_until": "2020-01-01",
		"citation": "We are good.",
		"veto_reason": "x",
		"decline_reason": "x",
	}
	for field, value in decision.items():
		refused(insert(unit, NOMINATION, **given, **{field: value}), "WrongSideError")
	name = done(insert(unit, NOMINATION, **given, public_summary="Much."))["name"]
	for field, value in decision.items():
		refused(put(unit, NOMINATION, name, **{field: value}), "WrongSideError")
	done(put(unit, NOMINATION, name, merits="Very much."))
	done(put(office, NOMINATION, name, citation="They are good."))
	assert stored(NOMINATION, name).citation == "They are good."


def test_what_the_public_reads_is_not_the_nominees_to_change(
	ground: frappe._dict, unit: Rest, office: Rest
) -> None:
	vote = {"public_vote": 1, "vote_from": add_days(today(), 1), "vote_to": add_days(today(), 2)}
	values = {"title": "Vote", "award": "Award", "kind": "Advanced Unit", "unit": ground.bureau}
	about = done(insert(office, ROUND, **values, **vote))["name"]
	given = {"round": about, "title": "A1", "unit": ground.a1, "merits": "Much."}
	name = done(insert(unit, NOMINATION, **given))["name"]
	done(put(unit, NOMINATION, name, public_summary="Before the vote."))
	frappe.db.set_value(ROUND, about, "vote_from", today())
	frappe.clear_document_cache(ROUND, about)
	frappe.db.commit()
	refused(put(unit, NOMINATION, name, public_summary="Vote for us!"), "WrongSideError")
	done(put(office, NOMINATION, name, public_summary="A correction."))


# ---- grades of ethics ----------------------------------------------------------------------------
def test_grades_are_for_who_keeps_personnel_files(
	make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	person = factories.employee().name
	export.enter(person, 2025, "Average", today())
	frappe.db.commit()
	account = make_user("Viewer", fresh=True)
	# ERPNext gives its role Employee to who has a record, and with it the records of all colleagues
	factories.employee(user_id=account)
	frappe.db.commit()
	colleague, keeper = rest(account), rest(make_user("HR User"))
	columns = '["name", "healthtalk_ethics_grades.grade"]'
	listed = ["`tabEmployee`.`name`", "`tabEmployee Ethics Grade`.`grade`"]
	wanted = '[["Employee Ethics Grade", "grade", "=", "Average"]]'
	ways: list[Way] = [
		("GET", f"/api/resource/Employee/{person}", {}),
		("GET", f"/api/v2/document/Employee/{person}", {}),
		("GET", f"/printview?doctype=Employee&name={person}", {}),
		("GET", "/api/resource/Employee", {"fields": columns, "limit_page_length": 0}),
		("GET", "/api/resource/Employee", {"fields": json.dumps(listed), "limit_page_length": 0}),
		rpc("frappe.client.get", doctype="Employee", name=person),
		rpc("frappe.desk.form.load.getdoc", doctype="Employee", name=person),
		rpc("frappe.client.get_list", doctype="Employee", fields=columns, limit_page_length=0),
		rpc("frappe.desk.reportview.get", doctype="Employee", fields=json.dumps(listed), page_length=500),
	]
	for way in ways:
		assert "Average" not in ask(colleague, way).text, way
	for filtered in (
		("GET", "/api/resource/Employee", {"filters": wanted, "limit_page_length": 0}),
		rpc("frappe.client.get_count", doctype="Employee", filters=wanted),
		rpc("frappe.desk.reportview.get", doctype="Employee", fields='["name"]', filters=wanted),
	):
		assert ask(colleague, filtered).status_code == 403, filtered
		assert ask(keeper, filtered).ok, filtered
	assert "Average" in keeper.get(f"/api/resource/Employee/{person}").text
	assert person in colleague.get(f"/api/resource/Employee/{person}").text
	put(keeper, "Employee", person, healthtalk_ethics_grades=[{"year": 2025, "grade": "Excellent"}])
	frappe.db.rollback()
	assert frappe.get_all(export.GRADE, {"parent": person}, pluck="grade") == ["Average"]


def test_a_grade_that_there_is_not(
	ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	raw(
		SHEET,
		"LR-SHEET",
		employee_name="N",
		unit=ground.a1,
		year=2026,
		status="Draft",
		ceiling="Excellent",
		sheet_key="LR",
	)
	discipline = rest(make_user("Discipline Officer", unit=ground.bureau))
	person = factories.employee().name
	frappe.db.set_value(SHEET, "LR-SHEET", "employee", person)
	frappe.db.commit()
	assert put(discipline, SHEET, "LR-SHEET", grade="Saintly").status_code == 417
	done(put(discipline, SHEET, "LR-SHEET", grade="Good"))


def ask(session: Rest, way: Way) -> requests.Response:
	verb, path, arguments = way
	return session.get(path, arguments) if verb == "GET" else session.post(path, arguments)


# ---- rankings ------------------------------------------------------------------------------------
def test_drafts_of_circulars_are_for_who_publishes(
	unit: Rest, office: Rest, rest: Any, make_user: Any, ground: Any
) -> None:
	raw(
		RANKING,
		"LR-K",
		title="Ranking of the year",
		from_date="2025-01-01",
		to_date="2025-12-31",
		basis="Three Rates",
		rows_json="[]",
		**dict.fromkeys(("circular_title", "overview", "adjustments", "problems", "requirements"), DRAFT),
	)
	frappe.db.commit()
	reader = rest(make_user("Unit Officer", "Unit Leader", "Viewer", unit=ground.a1))
	fields = ["name", "overview", "problems", "adjustments", "circular_title", "requirements"]
	for way in (*lists(RANKING, fields, DRAFT), *documents(RANKING, "LR-K")):
		if way[0] in ("GET", "POST") and DRAFT not in json.dumps(way[2]):
			assert DRAFT not in ask(reader, way).text, way
	hidden, absent = (
		ask(
			reader,
			("GET", f"/api/resource/{RANKING}", {"filters": json.dumps([["problems", "like", f"%{word}%"]])}),
		)
		for word in (DRAFT, "NOTTHERE")
	)
	assert hidden.status_code == absent.status_code == 403
	assert "Ranking of the year" in reader.get(f"/api/resource/{RANKING}/LR-K").text
	assert DRAFT in office.get(f"/api/resource/{RANKING}/LR-K").text


# ---- summaries -----------------------------------------------------------------------------------
def test_the_word_file_of_an_odd_text(ground: frappe._dict, unit: Rest) -> None:
	period = {"from_date": "2025-01-01", "to_date": "2025-06-30"}
	own = {"section": "Problems", "own_words": "One \x0b\x01 two <img src='file:///etc/hostname'>"}
	given = {"title": "Summary\r\nX-Odd: yes", "paragraphs": [own], **period}
	name = done(insert(unit, SUMMARY, unit=ground.a1, **given))["name"]
	answer = unit.get("/api/method/healthtalk_app.api.summary.word", {"name": name})
	assert answer.ok and "X-Odd" not in answer.headers
	assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None

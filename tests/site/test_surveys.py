"""P4 over HTTP: a survey is held by clicking, answered once an invitation by a guest, read in sums only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow
from typing import Any

import frappe
import pytest
import requests
from bs4 import BeautifulSoup
from frappe.utils import add_days, today

from healthtalk_app.services.records import rebuild
from healthtalk_app.services.surveys import survey_answers
from tests.site.county import API, County, act, api, count, county_of, done, insert, refused
from tests.site.rest import Rest

SURVEY, RESPONSE = "Satisfaction Survey", "Survey Response"


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "SURVEY") as made:
		yield made


@pytest.fixture
def survey(county: County) -> str:
	"""An open survey of the bureau about the branch a1, with three invitations."""
	officer = county.user("Unit Officer", "bureau")
	name = done(
		insert(
			officer,
			SURVEY,
			title="门诊病人满意度调查",
			unit=county.units.bureau,
			closes_on=str(add_days(today(), 10)),
			questions=[{"question": "总的来说满意吗？", "kind": "Level", "overall": 1, "weight": 1}],
			samples=[{"unit": county.units.a1, "target": 5}],
		)
	)["name"]
	done(act(officer, SURVEY, name, "Open Survey"))
	done(api(officer, "survey.invite", name=name, unit=county.units.a1, count=3))
	frappe.db.rollback()
	return name


def codes(county: County, survey: str) -> list[str]:
	doc = frappe.get_doc(SURVEY, survey)
	return [code for _serial, code in survey_answers.unused(doc, county.units.a1)]


@pytest.fixture
def guest(url: str) -> Callable[..., requests.Response]:
	"""A telephone without a script, with an address of its own."""
	address = ".".join(str(10 + randbelow(200)) for _part in range(4))

	def ask(path: str = "/healthtalk/survey", **values: Any) -> requests.Response:
		verb = "POST" if values else "GET"
		headers = {"X-Forwarded-For": address}
		return requests.request(verb, url + path, data=values or None, headers=headers, timeout=60)

	return ask


def test_P4_answered_by_a_plain_form_and_only_once(
	county: County, survey: str, guest: Callable[..., requests.Response]
) -> None:
	code = codes(county, survey)[0]
	page = BeautifulSoup(guest(code=code).text, "html.parser")
	assert page.h1.text == "门诊病人满意度调查"
	assert len(page.find_all("input", type="radio")) == 5
	# without an answer the page says so beside the question and keeps the code
	empty = BeautifulSoup(guest(code=code, act="answer").text, "html.parser")
	assert "bad" in empty.find(id="f-q1")["class"]
	assert empty.find("input", attrs={"name": "code"})["value"] == code
	assert "谢谢您" in guest(code=code, act="answer", q1="2").text
	again = guest(code=code, act="answer", q1="5")
	wrong = guest(code="AAAA-BBBB-CCCC-DDDD", act="answer", q1="5")
	assert again.text.replace(code, "") == wrong.text.replace("AAAA-BBBB-CCCC-DDDD", "")
	frappe.db.rollback()
	assert count("Survey Response", survey=survey) == 1


def test_P4_of_two_answers_with_one_invitation_at_once_one_counts(
	county: County, survey: str, url: str
) -> None:
	(code, *_others) = codes(county, survey)

	def answer(level: int) -> requests.Response:
		values = {"code": code, "answers": {"1": level}}
		headers = {"X-Forwarded-For": f"10.1.2.{level}"}
		return requests.post(f"{url}{API}public.answer_survey", json=values, headers=headers, timeout=60)

	with ThreadPoolExecutor(5) as pool:
		answers = list(pool.map(answer, range(1, 6)))
	assert sorted(answer.status_code for answer in answers) == [200, 417, 417, 417, 417]
	frappe.db.rollback()
	assert count("Survey Response", survey=survey) == 1
	assert [str(found) for found in rebuild.check(SURVEY)] == []


def test_P4_nobody_reads_answers_or_invitations(county: County, survey: str) -> None:
	for user in (county.user("Unit Officer", "bureau"), county.user("Healthtalk Administrator", "bureau")):
		for doctype in ("Survey Response", "Survey Invitation"):
			refused(user.get(f"/api/resource/{doctype}"), "PermissionError")
			refused(user.get("/api/method/frappe.client.get_count", {"doctype": doctype}), "PermissionError")


def test_P4_the_unit_asked_about_neither_invites_nor_prints_nor_enters(county: County, survey: str) -> None:
	own = county.user("Unit Officer", "a1")
	done(own.get(f"/api/resource/{SURVEY}/{survey}"))
	a1 = county.units.a1
	for method, values in (
		("survey.invite", {"count": 1}),
		("survey.enter_papers", {"papers": "1"}),
		("survey.open_link", {}),
		("survey.invitations", {}),
	):
		refused(api(own, method, name=survey, unit=a1, **values), "PermissionError")
	sister = county.user("Unit Officer", "a2")
	refused(sister.get(f"/api/resource/{SURVEY}/{survey}"), "PermissionError")
	refused(api(sister, "survey.progress", name=survey), "PermissionError")


def test_P4_invitations_are_printed_with_their_codes(county: County, survey: str) -> None:
	officer = county.user("Unit Officer", "bureau")
	answer = officer.get(f"{API}survey.invitations", {"name": survey, "unit": county.units.a1})
	assert answer.ok and answer.content.startswith(b"%PDF")


def test_P4_what_was_asked_cannot_be_changed_from_outside_once_open(county: County, survey: str) -> None:
	officer = county.user("Unit Officer", "bureau")
	path = f"/api/resource/{SURVEY}/{survey}"
	refused(officer.put(path, {"title": "别的"}), "FrozenError")
	refused(officer.put(path, {"status": "Published"}), "StatusWrittenError")


@pytest.mark.parametrize(
	("text", "kept"),
	[
		("\ud800", None),
		("a\x00b", None),
		({"a": 1}, None),
		(["a"], None),
		("<img src=x onerror=alert(1)>", "＜img src=x onerror=alert(1)＞"),
	],
)
def test_P4_texts_are_taken_as_those_of_every_guest(
	county: County, url: str, text: Any, kept: str | None
) -> None:
	officer = county.user("Unit Officer", "bureau")
	questions = [
		{"question": "总的来说满意吗？", "kind": "Level", "overall": 1, "weight": 1},
		{"question": "还有什么意见？", "kind": "Text"},
	]
	name = done(
		insert(
			officer,
			SURVEY,
			title="门诊病人满意度调查",
			unit=county.units.bureau,
			closes_on=str(add_days(today(), 10)),
			questions=questions,
			samples=[{"unit": county.units.a1, "target": 5}],
		)
	)["name"]
	done(act(officer, SURVEY, name, "Open Survey"))
	done(api(officer, "survey.invite", name=name, unit=county.units.a1, count=1))
	frappe.db.rollback()
	answer = requests.post(
		f"{url}{API}public.answer_survey",
		json={"code": codes(county, name)[0], "answers": {"1": "2", "2": text}},
		headers={"X-Forwarded-For": ".".join(str(10 + randbelow(200)) for _part in range(4))},
		timeout=60,
	)
	frappe.db.rollback()
	stored = frappe.get_all(RESPONSE, {"survey": name}, pluck="answers")
	if kept:
		assert (answer.status_code, [json.loads(row)["2"] for row in stored]) == (200, [kept])
	else:
		refused = answer.json()["message"]
		assert (answer.status_code, bool(refused["error"]), stored) == (417, True, [])
		# version 16 reads no body with half a character: it is refused before anybody knows the question
		assert refused["field"] == "2" or (text == "\ud800" and refused["field"] == "")

"""Signing in to a session of study by plain HTTP: strangers learn nothing, staff sign in (T2)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from bs4 import BeautifulSoup
from frappe.utils import add_days, today

from healthtalk_app.services.study import sign_in
from tests.site.county import API, County, county_of, done, refused
from tests.site.page_rules import complaints
from tests.site.rest import Rest

RECORD = "Study Record"
PAGE = "/healthtalk/study"
NAMES = ("欧阳一", "李二")


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "STUDY") as made:
		yield made


@pytest.fixture
def sheet(county: County) -> dict[str, Any]:
	"""A session of A1 today with two people, and what is shown in its room."""
	values = {
		"topic": "九项准则",
		"kind": "Professional Ethics",
		"unit": county.units.a1,
		"hours": 2,
		"attendees": [{"attendee_name": name} for name in NAMES],
	}
	name = done(county.clerk.post(f"/api/resource/{RECORD}", values))["name"]
	shown = done(county.clerk.post(f"{API}study.sign_in_sheet", {"name": name}))
	return {**shown, "name": name, "code": shown["url"].partition("code=")[2]}


def guest(url: str, **values: str) -> requests.Response:
	"""A stranger's form; each call from an address of its own."""
	address = ".".join(str(11 + secrets.randbelow(200)) for _part in range(4))
	headers = {"X-Forwarded-For": address}
	frappe.db.commit()
	return requests.post(url + PAGE, data=values, headers=headers, timeout=60)


def rows(name: str) -> list[tuple[str, str, str]]:
	frappe.db.rollback()
	found = frappe.get_doc(RECORD, name).attendees
	return [(row.attendee_name, row.state or "", row.signed_through or "") for row in found]


def test_T2_an_attendee_chooses_his_name_with_the_code_of_the_day(url: str, sheet: dict[str, Any]) -> None:
	page = guest(url, code=sheet["code"])
	assert page.status_code == 200 and "九项准则" in page.text
	assert not any(name in page.text for name in NAMES)
	listed = guest(url, code=sheet["code"], day_code=sheet["day_code"])
	assert complaints(listed.text) == []
	options = {
		option.text.strip(): option["value"]
		for option in BeautifulSoup(listed.text, "html.parser").find_all("option")
	}
	assert set(NAMES) < set(options)
	given = {"code": sheet["code"], "day_code": sheet["day_code"], "attendee": options["李二"]}
	assert "签到成功" in guest(url, **given).text
	assert rows(sheet["name"]) == [("欧阳一", "", ""), ("李二", "Present", "Name and Day's Code")]
	assert "已经签到" in guest(url, **given).text


def test_a_stranger_learns_no_name_and_signs_nobody_in(url: str, sheet: dict[str, Any]) -> None:
	wrong = f"{(int(sheet['day_code']) + 1) % 10**6:06d}"
	first = frappe.get_doc(RECORD, sheet["name"]).attendees[0].name
	for values in (
		{"code": "7K3M-QX9T-2HRD-WWWW", "day_code": sheet["day_code"]},
		{"code": sheet["name"], "day_code": sheet["day_code"]},
		{"code": sheet["code"], "day_code": wrong},
		{"code": sheet["code"], "day_code": wrong, "attendee": first},
		{"code": sheet["code"], "attendee": first},
		{"code": sheet["code"], "own": "1"},
		{"code": sheet["code"], "day_code": "<b>1</b>" * 9},
	):
		answer = guest(url, **values)
		assert answer.status_code == 200, values
		assert not any(name in answer.text for name in NAMES), values
	for _again in range(sign_in.MOST_WRONG):
		guest(url, code=sheet["code"], day_code=wrong)
	assert guest(url, code=sheet["code"], day_code=sheet["day_code"]).status_code == 429
	assert all(state == "" for _name, state, _through in rows(sheet["name"]))
	frappe.db.set_value(RECORD, sheet["name"], "study_date", add_days(today(), -1))
	assert "学习当天才可以" in guest(url, code=sheet["code"]).text


def test_who_is_logged_in_signs_in_with_one_touch(county: County, sheet: dict[str, Any]) -> None:
	page = county.leader.get(PAGE, {"code": sheet["code"]})
	token = BeautifulSoup(page.text, "html.parser").find("input", {"name": "csrf_token"})["value"]
	form = {"csrf_token": token, "code": sheet["code"], "own": "1"}
	answer = county.leader.call("POST", PAGE, data=form)
	assert "签到成功" in answer.text
	county.leader.call("POST", PAGE, data=form)
	frappe.db.rollback()
	full_name = frappe.utils.get_fullname(county.leader.user)
	assert rows(sheet["name"])[2:] == [(full_name, "Present", "Own Account")]
	assert rows(sheet["name"])[:2] == [(name, "", "") for name in NAMES]


def test_what_is_shown_in_the_room_is_its_units_alone(county: County, sheet: dict[str, Any]) -> None:
	for method in ("study.sign_in_sheet", "study.staff"):
		refused(county.sister.post(f"{API}{method}", {"name": sheet["name"]}), "PermissionError")
	refused(county.sister.get(f"/api/resource/{RECORD}/{sheet['name']}"), "PermissionError")
	attendees = county.sister.get("/api/resource/Study Attendee", {"fields": ["name"], "limit": 50})
	assert not attendees.ok or attendees.json()["data"] == []
	put = county.clerk.put(
		f"/api/resource/{RECORD}/{sheet['name']}", {"sign_in_digest": "x", "present_count": 9}
	)
	done(put)
	frappe.db.rollback()
	stored = frappe.db.get_value(RECORD, sheet["name"], ("sign_in_digest", "present_count"))
	assert stored[0] != "x" and stored[1] == 0

"""C4 over HTTP: a unit files its commitment, the public rates it once a device, the desk once a user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow
from typing import Any

import frappe
import pytest
import requests
from bs4 import BeautifulSoup
from frappe.utils import add_days, today

from healthtalk_app.services.commitments import commitment_ratings, commitment_view
from healthtalk_app.services.records import rebuild
from tests.site.county import API, County, act, api, count, county_of, done, insert, refused
from tests.site.page_rules import complaints
from tests.site.rest import Rest

COMMITMENT, BALLOT = "Public Commitment", "Public Evaluation"
SECRET = "柜子里的登记簿"


def promise() -> dict[str, Any]:
	"""What the branch promises, to be done within sixty days."""
	measure = {
		"measure": "加开第三个窗口",
		"responsible_person": "何喆",
		"due_on": str(add_days(today(), 30)),
	}
	said = {"title": "排队不超过一刻钟", "content": "门诊每个环节排队不超过15分钟。"}
	return {**said, "due_on": str(add_days(today(), 60)), "measures": [measure]}


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "PROMISE") as made:
		yield made


@pytest.fixture
def commitment(county: County) -> str:
	"""A commitment of the branch a1, published, with a note of progress."""
	name = done(insert(county.clerk, COMMITMENT, unit=county.units.a1, **promise()))["name"]
	early = act(county.clerk, COMMITMENT, name, "Approve Commitment", {"approval_opinion": "同意"})
	refused(early, "MoveNotAllowedError")
	done(act(county.leader, COMMITMENT, name, "Approve Commitment", {"approval_opinion": "内部意见"}))
	done(act(county.clerk, COMMITMENT, name, "Publish Commitment"))
	done(api(county.clerk, "commitment.note_progress", name=name, note="窗口已开", evidence_note=SECRET))
	frappe.db.rollback()
	return name


def code_of(name: str) -> str:
	return commitment_view.code_of(frappe.get_doc(COMMITMENT, name))


def ballots(name: str) -> int:
	frappe.db.rollback()
	return count(BALLOT, reference_doctype=COMMITMENT, reference_name=name)


class Telephone:
	"""A browser without a script that keeps cookies, with an address of its own."""

	def __init__(self, url: str, address: str | None = None) -> None:
		self.url, self.session = url, requests.Session()
		address = address or ".".join(str(11 + randbelow(200)) for _part in range(4))
		self.session.headers["X-Forwarded-For"] = address

	def page(self, path: str, **params: str) -> requests.Response:
		return self.session.get(f"{self.url}/healthtalk/{path}", params=params, timeout=60)

	def rate(self, code: str, level: str = "Satisfied", **more: str) -> requests.Response:
		values = {"code": code, "act": "rate", "level": level, **more}
		return self.session.post(f"{self.url}/healthtalk/commitment", data=values, timeout=60)


def test_C4_the_page_says_what_was_promised_and_a_device_rates_it_once(commitment: str, url: str) -> None:
	telephone, code = Telephone(url), code_of(commitment)
	listed = telephone.page("commitments")
	assert f"/healthtalk/commitment?code={code}" in listed.text and complaints(listed.text) == []
	answer = telephone.page("commitment", code=code)
	page = BeautifulSoup(answer.text, "html.parser")
	assert (page.h1.text, len(page.find_all("input", type="radio"))) == ("排队不超过一刻钟", 5)
	assert "窗口已开" in page.main.text and complaints(answer.text) == []
	for hidden in (SECRET, "内部意见", commitment):
		assert hidden not in answer.text
	cookie = answer.headers["Set-Cookie"]
	assert all(
		part in cookie for part in ("healthtalk_device=", "HttpOnly", "SameSite=Lax", "Path=/healthtalk")
	)
	# without a level the page says so beside the question
	empty = BeautifulSoup(telephone.rate(code, "").text, "html.parser")
	assert "bad" in empty.find(id="f-level")["class"]
	assert empty.find("input", attrs={"name": "code"})["value"] == code
	assert ballots(commitment) == 0
	assert "谢谢您的评价" in telephone.rate(code, comment="快多了").text
	again = telephone.rate(code, "Very Dissatisfied")
	assert "已经评过" in again.text and complaints(again.text) == []
	assert 'type="radio"' not in telephone.page("commitment", code=code).text
	assert ballots(commitment) == 1
	# another telephone at the same address is another device
	other = Telephone(url, telephone.session.headers["X-Forwarded-For"])
	other.page("commitment", code=code)
	assert "谢谢您的评价" in other.rate(code).text
	assert ballots(commitment) == 2


def test_C4_a_browser_that_keeps_no_token_rates_nothing(commitment: str, url: str) -> None:
	code = code_of(commitment)
	assert "Cookie" in Telephone(url).rate(code).text
	forged = Telephone(url)
	forged.session.cookies.set(
		"healthtalk_device", "mine.0123456789abcdef0123456789abcdef", path="/healthtalk"
	)
	assert "Cookie" in forged.rate(code).text
	assert ballots(commitment) == 0


def test_C4_of_one_device_at_once_one_ballot_counts(commitment: str, url: str) -> None:
	code, device = code_of(commitment), commitment_ratings.new_device()

	def rate(number: int) -> requests.Response:
		values = {"code": code, "level": "Satisfied", "device": device}
		headers = {"X-Forwarded-For": f"10.9.{randbelow(250)}.{number}"}
		return requests.post(f"{url}{API}public.rate_commitment", json=values, headers=headers, timeout=60)

	with ThreadPoolExecutor(5) as pool:
		answers = list(pool.map(rate, range(1, 6)))
	assert sorted(answer.status_code for answer in answers) == [200, 417, 417, 417, 417]
	assert ballots(commitment) == 1
	assert [str(found) for found in rebuild.check(COMMITMENT)] == []


def test_C4_an_address_rates_only_so_often_a_day(commitment: str, url: str) -> None:
	frappe.db.set_single_value("Healthtalk Settings", "ballots_per_address", 3)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	frappe.db.commit()
	try:
		code, address, said = code_of(commitment), f"10.8.{randbelow(250)}.{randbelow(250)}", []
		for _device in range(4):
			telephone = Telephone(url, address)
			telephone.page("commitment", code=code)
			said.append(telephone.rate(code).status_code)
		assert said == [200, 200, 200, 429]
		assert ballots(commitment) == 3
	finally:
		frappe.db.set_single_value("Healthtalk Settings", "ballots_per_address", 20)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		frappe.db.commit()


def test_C4_wrong_codes_and_drafts_get_one_answer(county: County, url: str) -> None:
	draft = done(insert(county.clerk, COMMITMENT, unit=county.units.a1, **promise()))["name"]
	frappe.db.rollback()
	for method, more in (("commitment", {}), ("rate_commitment", {"level": "Satisfied"})):
		device, answers = commitment_ratings.new_device(), set()
		for code in (code_of(draft), "7K3M-QX9T-2HRD-WWWW", "x", ""):
			values = {"code": code, "device": device, **more}
			headers = {"X-Forwarded-For": f"10.7.{randbelow(250)}.{randbelow(250)}"}
			answer = requests.post(f"{url}{API}public.{method}", json=values, headers=headers, timeout=60)
			answers.add((answer.status_code, answer.text))
		assert len(answers) == 1, answers


def test_C4_staff_and_leaders_rate_in_the_desk_once_and_unsigned(county: County, commitment: str) -> None:
	above, other = county.user("Unit Leader", "a"), county.user("Unit Officer", "b1")
	for user in (above, other, county.sister, county.clerk):
		assert commitment in [row["name"] for row in done(api(user, "commitment.rateable"))]
		done(api(user, "commitment.rate", name=commitment, level="Dissatisfied", comment="窗口常关"))
		refused(api(user, "commitment.rate", name=commitment, level="Satisfied"), "RatingRefusedError")
		assert commitment not in [row["name"] for row in done(api(user, "commitment.rateable"))]
	frappe.db.rollback()
	rows = frappe.get_all(BALLOT, {"reference_name": commitment}, ["*"])
	assert sorted(row.rater_group for row in rows) == ["Leaders", "Own Unit", "Staff", "Staff"]
	assert {(row.owner, row.modified_by, str(row.creation)[11:19]) for row in rows} == {
		("Guest", "Guest", "00:00:00")
	}
	# below five nobody reads one: not the unit, not those above, not the bureau
	for user in (county.clerk, county.leader, above, county.user("Healthtalk Administrator", "bureau")):
		found = user.get(f"/api/resource/{BALLOT}", {"filters": f'[["reference_name","=","{commitment}"]]'})
		assert found.json()["data"] == []
		refused(user.get(f"/api/resource/{BALLOT}/{rows[0].name}"), "PermissionError")
		standing = done(api(user, "commitment.standing", name=commitment))
		assert standing["points"] is None and {row["points"] for row in standing["groups"]} == {None}


def test_C4_a_sister_unit_rates_but_opens_and_writes_nothing(county: County, commitment: str) -> None:
	sister = county.sister
	refused(sister.get(f"/api/resource/{COMMITMENT}/{commitment}"), "PermissionError")
	refused(sister.put(f"/api/resource/{COMMITMENT}/{commitment}", {"title": "x"}), "PermissionError")
	refused(api(sister, "commitment.standing", name=commitment), "PermissionError")
	note = {"name": commitment, "note": "x", "evidence_note": "x"}
	refused(api(sister, "commitment.note_progress", **note), "PermissionError")
	refused(act(sister, COMMITMENT, commitment, "Report Not Fulfilled", {"result": "x"}), "PermissionError")
	said: dict[str, Any] = done(api(sister, "commitment.rateable"))[0]
	assert set(said) == {"name", "title", "unit_name", "due_on"}


def test_C4_nobody_writes_what_the_app_keeps(county: County, commitment: str) -> None:
	path = f"/api/resource/{COMMITMENT}/{commitment}"
	refused(county.clerk.put(path, {"status": "Verified"}), "StatusWrittenError")
	refused(county.clerk.put(path, {"content": "别的"}), "FrozenError")
	done(county.clerk.put(path, {"approved_by": "Administrator", "progress_notes": [], "public_digest": "x"}))
	frappe.db.rollback()
	doc = frappe.get_doc(COMMITMENT, commitment)
	assert (doc.approved_by, len(doc.progress_notes)) == (county.leader.user, 1)
	assert commitment_view.commitment_of(code_of(commitment)) == commitment
	ballot = {"reference_doctype": COMMITMENT, "reference_name": commitment, "kind": "Single"}
	refused(insert(county.clerk, BALLOT, overall="Very Satisfied", **ballot), "RatingRefusedError")

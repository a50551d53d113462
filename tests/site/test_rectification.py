"""Bad ratings, their rectifications and call-backs over REST and at once: each opens one, once (好差评)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import frappe
import pytest
import requests

from healthtalk_app.services.rectifications import follow_up
from tests.site.county import API, EVALUATION, MATTER, County, act, api, count, county_of, done, refused
from tests.site.rest import Rest
from tests.site.test_races import agrees, at_once, step, winners

RECT, CALL = "Rectification", "Call Back"
PLAN = {
	"classification": "Inconvenient",
	"cause": "窗口少。",
	"measures": "增开窗口。",
	"responsible_person": "王一",
}
RESULT = {"completion": "已增开。", "self_check": "等候十分钟。", "evidence_note": "排队记录。"}
FINDING = {"verified_by": "李二", "second_verifier": "赵三", "verification_note": "属实。"}
ROUNDS = 3


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "RECTI") as made:
		yield made


class Guest:
	"""Nobody who has logged in."""

	def __init__(self, url: str) -> None:
		self.url = url

	def get(self, path: str) -> requests.Response:
		return requests.get(self.url + path, timeout=60)

	def post(self, path: str, json: dict[str, Any] | None = None) -> requests.Response:
		return requests.post(self.url + path, json=json or {}, timeout=60)


def bad(county: County, matter: str) -> dict[str, Any]:
	return {**county.rating(matter), "overall": "Very Dissatisfied", "outcome": "Not Solved"}


def rated(county: County) -> tuple[str, str, str]:
	"""A matter that its raiser rated badly, with the rectification and the call-back that this opened."""
	matter = county.matter("Replied")
	rating = done(county.clerk.post(f"/api/resource/{EVALUATION}", bad(county, matter)))["name"]
	frappe.db.rollback()
	rectification = frappe.db.get_value(RECT, {"source_key": f"{EVALUATION}:{rating}"})
	return matter, rectification, frappe.db.get_value(CALL, {"evaluation": rating})


def test_of_three_bad_ratings_at_once_one_opens_one_rectification(county: County) -> None:
	for _round in range(ROUNDS):
		matter = county.matter("Replied")
		path = f"/api/resource/{EVALUATION}"
		answers = at_once(
			*(
				(user, "POST", path, bad(county, matter))
				for user in (county.clerk, county.leader, county.clerk)
			)
		)
		assert len(winners(answers, "RatingRefusedError", "BusyError")) == 1
		assert count(EVALUATION, reference_name=matter) == 1
		assert (count(RECT, matter=matter), count(CALL, matter=matter)) == (1, 1)
		agrees((MATTER, matter), (RECT, frappe.db.get_value(RECT, {"matter": matter})))


def test_eight_workers_who_follow_up_the_same_rating_open_one(county: County, site: str) -> None:
	"""As a job that is tried again would, each in a connection of its own."""
	matter = county.matter("Replied")
	frappe.flags.in_import = True
	try:
		rating = frappe.get_doc({"doctype": EVALUATION, **bad(county, matter)}).insert(
			ignore_permissions=True
		)
	finally:
		frappe.flags.in_import = False
	frappe.db.commit()
	assert (count(RECT, matter=matter), count(CALL, matter=matter)) == (0, 0)
	start = Barrier(8)

	def follow(_number: int) -> None:
		os.chdir(os.environ["HEALTHTALK_SITES_PATH"])
		frappe.init(site)
		frappe.connect()
		try:
			frappe.set_user("Administrator")
			again = frappe.get_doc(EVALUATION, rating.name)
			start.wait()
			for _attempt in range(4):
				try:
					follow_up.after_rating(again)
					frappe.db.commit()
					return
				except frappe.QueryDeadlockError:
					frappe.db.rollback()
		finally:
			frappe.destroy()

	with ThreadPoolExecutor(8) as pool:
		list(pool.map(follow, range(8)))
	assert (count(RECT, matter=matter), count(CALL, matter=matter)) == (1, 1)
	filters = {"unit": county.units.a, "kind": "rectification"}
	given = sorted(frappe.get_all("Document Number", filters, pluck="sequence"))
	assert given == list(range(1, len(given) + 1))
	agrees((MATTER, matter), (RECT, frappe.db.get_value(RECT, {"matter": matter})))


def test_of_two_inspectors_at_once_one_decides(county: County) -> None:
	inspectors = (county.user("Inspector", "bureau"), county.user("Inspector", "a"))
	for _round in range(ROUNDS):
		_matter, name, _call = rated(county)
		for action, values in (("File Plan", PLAN), ("Begin", {}), ("Hand In", RESULT)):
			done(act(county.clerk, RECT, name, action, values))
		answers = at_once(
			step(inspectors[0], RECT, name, "Verify", **FINDING),
			step(inspectors[1], RECT, name, "Order Again", **FINDING),
		)
		(winner,) = winners(answers, "MoveNotAllowedError", "TimestampMismatchError", "BusyError")
		frappe.db.rollback()
		assert frappe.db.get_value(RECT, name, "status") == ("Verified", "Ordered Again")[winner]
		assert count("Rectification Round", parent=name) == 1 + winner
		agrees((RECT, name))


def test_of_two_callers_at_once_one_has_reached_the_rater(county: County) -> None:
	_matter, _name, call = rated(county)
	said = {"name": call, "result": "Reached", "said": "在改了。"}
	answers = at_once(
		*((user, "POST", f"{API}call_back.record", said) for user in (county.clerk, county.leader))
	)
	assert len(winners(answers, "MoveNotAllowedError", "TimestampMismatchError", "BusyError")) == 1
	assert count("Call Attempt", parent=call) == 1


def test_strangers_find_nothing_and_change_nothing(county: County) -> None:
	matter, name, call = rated(county)
	for user in (county.sister, Guest(county.sister.url)):
		for doctype, document in ((RECT, name), (CALL, call)):
			assert user.get(f"/api/resource/{doctype}/{document}").status_code in (403, 404)
			listed = user.get(f'/api/resource/{doctype}?filters=[["matter","=","{matter}"]]')
			assert not listed.ok or listed.json()["data"] == []
		for method, given in (
			("desk.panel", {"doctype": RECT, "name": name}),
			("desk.act", {"doctype": RECT, "name": name, "action": "File Plan", "values": PLAN}),
			("call_back.script", {"name": call}),
			("call_back.telephone", {"name": call, "reason": "想看看电话"}),
			("call_back.record", {"name": call, "result": "Reached", "said": "好"}),
		):
			assert api(user, method, **given).status_code in (401, 403, 404), method
	assert frappe.db.get_value(RECT, name, "status") == "Open"
	assert count("Identity Access", reference_name=("in", (matter, call, name))) == 0


def test_what_follows_a_rating_is_neither_made_nor_changed_by_hand(county: County) -> None:
	_matter, name, call = rated(county)
	key = frappe.db.get_value(RECT, name, "source_key")
	evaluation = key.partition(":")[2]
	answer = county.clerk.put(f"/api/resource/{CALL}/{call}", {"status": "Reached"})
	refused(answer, "PermissionError")
	refused(
		county.clerk.post(f"/api/resource/{CALL}", {"evaluation": evaluation, "reason": "Wanted"}),
		"PermissionError",
	)
	refused(
		county.clerk.put(f"/api/resource/{EVALUATION}/{evaluation}", {"overall": "Satisfied"}),
		"PermissionError",
		"FrozenError",
	)
	county.clerk.put(
		f"/api/resource/{RECT}/{name}", {"source_key": None, "rectify_due_at": "2099-01-01 00:00:00"}
	)
	frappe.db.rollback()
	stored = frappe.db.get_value(RECT, name, ("source_key", "rectify_due_at"))
	assert (stored[0], stored[1].year) == (key, frappe.utils.now_datetime().year)

"""Many at once: officers who act on one matter, slips that ask for numbers, events that join one chain.

Real requests from threads of their own. One of two wins and the other is told; nobody sees an error 500, and
what the log says and what the columns show agree afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any

import frappe
import pytest
import requests
from frappe.utils import now_datetime

from healthtalk_app.rules.transitions import DEMERIT
from healthtalk_app.services.records import events, rebuild
from tests.site.county import (
	API,
	EVALUATION,
	MATTER,
	SLIP,
	County,
	api,
	count,
	county_of,
	done,
	insert,
	refused,
	text,
)
from tests.site.rest import Rest

Call = tuple[Rest, str, str, dict[str, Any]]
ROUNDS = 4


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "GUARD") as made:
		yield made


def at_once(*calls: Call) -> list[requests.Response]:
	"""Send all calls in the same moment, each from its own connection; their answers in order."""
	frappe.db.commit()
	start = Barrier(len(calls))

	def send(call: Call) -> requests.Response:
		user, verb, path, sent = call
		with requests.Session() as session:
			session.headers.update(user._session.headers)
			session.cookies.update(user._session.cookies)
			start.wait()
			return session.request(verb, user.url + path, json=sent, timeout=120)

	with ThreadPoolExecutor(len(calls)) as pool:
		answers = list(pool.map(send, calls))
	frappe.db.rollback()
	assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
	return answers


def step(user: Rest, doctype: str, name: str, action: str, **values: Any) -> Call:
	"""A workflow action, to be sent later."""
	return (
		user,
		"POST",
		f"{API}desk.act",
		{"doctype": doctype, "name": name, "action": action, "values": values},
	)


def winners(answers: list[requests.Response], *losers_told: str) -> list[int]:
	"""Which calls were taken; all others must have been told why not, by one of these errors."""
	for answer in answers:
		if not answer.ok:
			refused(answer, *losers_told)
	return [place for place, answer in enumerate(answers) if answer.ok]


def agrees(*documents: tuple[str, str]) -> None:
	"""Log and columns of these documents say the same, and their chains are whole."""
	frappe.db.rollback()
	wrong = [str(found) for found in rebuild.check() if (found.doctype, found.name) in documents]
	assert wrong == []


@pytest.mark.fault(
	"many officers on one matter",
	"accept and decline sent in the same moment, 4 rounds",
	"one wins, the other is told",
)
def test_of_two_officers_on_one_matter_one_wins(county: County) -> None:
	declined = {
		"not_accepted_reason": "Repeated",
		"not_accepted_note": "已答复过。",
		"notice_given_at": text(now_datetime()),
	}
	for _round in range(ROUNDS):
		name = county.matter()
		answers = at_once(
			step(county.clerk, MATTER, name, "Accept", category=county.category),
			step(county.leader, MATTER, name, "Decline", **declined),
		)
		(winner,) = winners(answers, "MoveNotAllowedError", "TimestampMismatchError", "BusyError")
		status = frappe.db.get_value(MATTER, name, "status")
		assert status == ("Accepted", "Not Accepted")[winner]
		moves = frappe.get_all("Case Event", {"reference_name": name, "event": "status"}, pluck="to_status")
		assert moves == [status]
		agrees((MATTER, name))


@pytest.mark.fault(
	"two officers save one form",
	"two saves in the same moment",
	"one is told to look again",
)
def test_of_two_who_save_the_same_form_one_is_told_to_look_again(county: County) -> None:
	name = county.matter("In Progress")
	doc = done(county.clerk.get(f"/api/resource/{MATTER}/{name}"))
	path = "/api/method/frappe.client.save"
	answers = at_once(
		(county.clerk, "POST", path, {"doc": {**doc, "progress_note": "甲写的"}}),
		(county.leader, "POST", path, {"doc": {**doc, "progress_note": "乙写的"}}),
	)
	(winner,) = winners(answers, "TimestampMismatchError", "BusyError")
	assert frappe.db.get_value(MATTER, name, "progress_note") == ("甲写的", "乙写的")[winner]
	agrees((MATTER, name))


@pytest.mark.fault(
	"numbering under load",
	"20 slips issued in the same moment",
	"numbers 1 to 20, each once",
)
def test_twenty_slips_at_once_get_numbers_one_to_twenty(county: County) -> None:
	clerk = county.user("Unit Officer", "b1")
	matter = done(
		insert(
			clerk,
			MATTER,
			subject="停车",
			content="停车难",
			channel="Letter",
			regime="Talk",
			unit=county.units.b1,
			raised_at=text(now_datetime() - timedelta(hours=1)),
		)
	)["name"]
	draft = {"name": matter, "receiver_unit": county.units.a1, "request": "请办"}
	names = [done(api(clerk, "matter.refer", **draft)) for _slip in range(20)]
	answers = at_once(*(step(clerk, SLIP, name, "Issue") for name in names))
	assert winners(answers) == list(range(20))
	filters = {"unit": county.units.b1, "kind": "referral", "year": now_datetime().year}
	given = frappe.get_all("Document Number", filters, ["sequence", "number", "reference_name"])
	assert sorted(row.sequence for row in given) == list(range(1, 21))
	assert {row.reference_name: row.number for row in given} == {
		name: frappe.db.get_value(SLIP, name, "number") for name in names
	}
	assert frappe.db.get_value(MATTER, matter, "open_slips") == 20
	agrees((MATTER, matter), *((SLIP, name) for name in names))


@pytest.mark.fault(
	"numbering under load, several units",
	"12 matters of 4 units accepted in the same moment",
	"each unit counts from 1 without a gap",
)
def test_numbers_of_several_units_at_once_do_not_end_each_other(county: County) -> None:
	units = ("a2", "b", "dept", "party")
	clerks = {unit: county.user("Unit Officer", unit) for unit in units}
	calls = []
	for unit in units:
		for _matter in range(3):
			sent = {"subject": "停车", "content": "停车难", "channel": "Letter", "regime": "Talk"}
			name = done(insert(clerks[unit], MATTER, **sent, unit=county.units[unit]))["name"]
			calls.append(step(clerks[unit], MATTER, name, "Accept", category=county.category))
	answers = at_once(*calls)
	assert winners(answers) == list(range(len(calls)))
	for unit in units:
		filters = {"unit": county.units[unit], "kind": "matter"}
		given = sorted(frappe.get_all("Document Number", filters, pluck="sequence"))
		assert given == list(range(1, len(given) + 1))


@pytest.mark.fault(
	"many writers of one log",
	"10 events in the same moment",
	"one chain",
)
def test_events_recorded_at_once_join_one_chain(county: County, site: str) -> None:
	name = county.matter("In Progress")
	before = frappe.db.get_value(MATTER, name, "event_count")
	frappe.db.commit()
	start = Barrier(10)

	def record(number: int) -> None:
		"""In a thread and a connection of its own, as a worker would."""
		os.chdir(os.environ["HEALTHTALK_SITES_PATH"])
		frappe.init(site)
		frappe.connect()
		try:
			frappe.set_user("Administrator")
			doc = frappe.get_doc(MATTER, name)
			start.wait()
			events.record(doc, "notice", details={"level": number})
			frappe.db.commit()
		finally:
			frappe.destroy()

	with ThreadPoolExecutor(10) as pool:
		list(pool.map(record, range(10)))
	frappe.db.rollback()
	logged = frappe.get_all(
		"Case Event",
		{"reference_doctype": MATTER, "reference_name": name},
		["sequence", "previous_hash", "hash"],
		order_by="sequence",
	)
	assert [row.sequence for row in logged] == list(range(1, before + 11))
	assert all(later.previous_hash == earlier.hash for earlier, later in pairwise(logged))
	agrees((MATTER, name))


@pytest.mark.fault(
	"many officers on one evaluation",
	"3 ratings in the same moment, 4 rounds",
	"one is taken, the others are told",
)
def test_of_two_ratings_at_once_one_is_taken(county: County) -> None:
	for _round in range(ROUNDS):
		name = county.matter("Replied")
		path = f"/api/resource/{EVALUATION}"
		answers = at_once(
			*(
				(user, "POST", path, county.rating(name))
				for user in (county.clerk, county.leader, county.clerk)
			)
		)
		assert len(winners(answers, "RatingRefusedError", "BusyError")) == 1
		assert count(EVALUATION, reference_name=name) == 1
		assert frappe.db.get_value(MATTER, name, "status") == "Evaluated"
		agrees((MATTER, name))


@pytest.mark.fault(
	"two mergers in opposite directions",
	"both in the same moment, 4 rounds",
	"one stands",
)
def test_two_mergers_in_opposite_directions_do_not_swallow_both(county: County) -> None:
	for _round in range(ROUNDS):
		one, other = county.matter(), county.matter()
		answers = at_once(
			(county.clerk, "POST", f"{API}matter.merge", {"name": one, "into": other}),
			(county.leader, "POST", f"{API}matter.merge", {"name": other, "into": one}),
		)
		assert len(winners(answers, "MoveNotAllowedError", "BusyError")) == 1
		statuses = sorted(frappe.get_all(MATTER, {"name": ("in", (one, other))}, pluck="status"))
		assert statuses == ["Merged", "Raised"]
		agrees((MATTER, one), (MATTER, other))


@pytest.mark.fault(
	"answer and reply of a joint matter",
	"both in the same moment, 4 rounds",
	"no reply without its slip",
)
def test_the_answer_and_the_reply_of_a_joint_matter_at_once(county: County) -> None:
	for _round in range(ROUNDS):
		name = county.matter("In Progress")
		units = [{"unit": county.units.a2, "request": "请协办"}]
		(slip,) = done(api(county.clerk, "matter.ask_joint_handling", name=name, units=units))
		done(api(county.sister, "desk.act", doctype=SLIP, name=slip, action="Sign For"))
		answers = at_once(
			step(county.clerk, MATTER, name, "Reply", reply="好了"),
			step(county.sister, SLIP, slip, "Answer", reply="我们也好了"),
		)
		assert 1 in winners(answers, "EvidenceMissingError", "BusyError")
		agrees((MATTER, name), (SLIP, slip))


@pytest.mark.fault(
	"many confirm demerit points",
	"4 in the same moment",
	"the sums add up",
)
def test_points_confirmed_at_once_add_up(county: County) -> None:
	discipline = county.user("Discipline Officer", "bureau")
	code = frappe.get_all("Demerit Code", {"enabled": 1, "applies_to": "Institution"}, ["name", "points"])[0]
	frappe.set_user("Administrator")
	drafts = [
		frappe.get_doc(
			doctype=DEMERIT,
			kind="Institution",
			unit=county.units.b1,
			proposing_unit=county.units.bureau,
			code=code.name,
			occurred_on=now_datetime().date(),
			facts="病历未按时完成。",
			evidence_note="附卷第三页",
		)
		.insert()
		.name
		for _record in range(4)
	]
	heard = {"statement": "已听取申辩。", "confirmation_note": "查阅病历属实。"}
	answers = at_once(*(step(discipline, DEMERIT, name, "Confirm Points", **heard) for name in drafts))
	confirmed = [drafts[place] for place in winners(answers, "BusyError")]
	sums = frappe.get_all(DEMERIT, {"name": ("in", confirmed)}, pluck="cycle_points")
	points = int(code.points)
	assert confirmed
	assert sorted(sums) == [points * (number + 1) for number in range(len(confirmed))]
	agrees(*((DEMERIT, name) for name in confirmed))

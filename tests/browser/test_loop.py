"""One talk and its three matters from plan to evaluation, by clicking, at desktop and telephone width.

Issue "One matter lives its whole life", Must show; H1-H9. Every user is a role user of his own unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import frappe
import pytest

from healthtalk_app.tests import factories
from tests.bench import settings_kept, share
from tests.browser.conftest import NAMES
from tests.browser.desk import Desk
from tests.browser.forms import Form, today

CATEGORY = "排队等候时间长"


@pytest.fixture
def county(site: str) -> Iterator[frappe._dict]:
	"""A county of its own with Chinese names; the settings are put back afterwards."""
	with settings_kept("bureau_unit", "calendar"):
		made = factories.county("LOOP")
		for key, name in NAMES.items():
			frappe.db.set_value("Health Unit", made[key], {"unit_name": name, "short_name": name[:2]})
		made.category = factories.category(category_code="LOOP-WAIT", category_name=CATEGORY).name
		share()
		yield made


def at(hour: int, minute: int = 0) -> str:
	"""A time yesterday, as typed."""
	day = today() - timedelta(days=1)
	return f"{datetime.combine(day, time(hour, minute)):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("device", ["desktop", "telephone"])
def test_a_talk_and_its_three_matters(
	device: str,
	county: frappe._dict,
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
) -> None:
	desks = {
		part: sign_in(make_user("Unit Officer", unit=county[unit]), device)
		for part, unit in {"officer": "a1", "partner": "a2", "group": "a", "bureau": "bureau"}.items()
	}
	officer = desks["officer"]
	session = plan_and_hold(officer)
	# what the browser wrote lies outside the snapshot that making the users has opened here
	frappe.db.rollback()
	on_the_spot, joint, referred = frappe.get_all(
		"Talk Matter", filters={"session": session}, order_by="name", pluck="name"
	)
	assert matter(on_the_spot).status == "Replied" and matter(on_the_spot).on_the_spot
	take_in_hand(officer, joint)
	with_a_co_handler(desks, joint)
	take_in_hand(officer, referred)
	by_the_bureau(desks, referred)
	evaluate_and_close(officer, on_the_spot, signed=True)
	evaluate_and_close(officer, joint, signed=True)
	evaluate_and_close(officer, referred, signed=True)
	close_the_talk(officer, session)


def matter(name: str) -> frappe._dict:
	"""A matter as it stands in the database now."""
	frappe.db.rollback()
	return frappe.db.get_value("Talk Matter", name, "*", as_dict=True)


def open_form(desk: Desk, doctype: str, name: str) -> Form:
	"""A form with its head."""
	form = Form(desk)
	form.follow(doctype, name)
	return form


def plan_and_hold(desk: Desk) -> str:
	"""Plan, prepare and hold a talk; returns its name. It took place yesterday and is written down today."""
	desk.go("talk-session/new")
	form = Form(desk)
	form.settle()
	assert form.value("unit") == "LOOP-A1"
	form.fill(title="候诊时间大家谈")
	form.tab("Before the Talk")
	form.fill(planned_start=at(9))
	form.add_row("topics", topic="门诊候诊时间", target="患者代表")
	form.add_row("participants", category="Patient Representatives", invited=12)
	form.save()
	form.step("Prepare", occurred_at=at(8))
	assert form.status() == "Prepared"
	form.tab("During the Talk")
	form.add_row(
		"matters",
		subject="化验单取不到",
		handling="On the Spot",
		reply="自助机已修好，当场带去取单。",
		raiser_name="陈大明",
	)
	form.add_row("matters", subject="夜间没有儿科", raiser_name="李小红", raiser_phone="13800001234")
	form.add_row("matters", subject="药品目录要更新")
	form.step("Hold", actual_start=at(9), host="王主任", came_1=10, minutes="到会十人，提出三件事。")
	assert form.status() == "Held"
	assert form.value("number")
	form.step("Start Follow-up")
	assert form.status() == "Following Up"
	return form.value("name")


def take_in_hand(desk: Desk, name: str) -> None:
	"""Accept a matter, plan it and start."""
	form = open_form(desk, "Talk Matter", name)
	form.step("Accept", category=CATEGORY)
	assert form.status() == "Accepted" and form.value("resolution_due_at")
	form.step("Make Plan", plan="三天内商定办法，一周内落实。")
	form.step("Start")
	assert form.status() == "In Progress"


def with_a_co_handler(desks: dict[str, Desk], name: str) -> None:
	"""The lead asks a co-handling unit, which finds its slip on the workspace, and answers when it has."""
	form = open_form(desks["officer"], "Talk Matter", name)
	form.use("ask_joint_handling", unit_1=NAMES["a2"], request="请协助安排儿科夜班。")
	assert matter(name).open_slips == 1
	partner = desks["partner"]
	partner.go("health-talk")
	partner.page.locator("#to_sign a").first.click()
	slip = Form(partner)
	slip.wait_for("Referral Slip")
	slip.step("Sign For")
	slip.step("Begin")
	slip.step("Answer", reply="下周起安排两名儿科医生值夜班。")
	assert slip.status() == "Replied"
	form = open_form(desks["officer"], "Referral Slip", slip.value("name"))
	form.step("Confirm")
	assert form.status() == "Confirmed"
	form = open_form(desks["officer"], "Talk Matter", name)
	form.step("Reply", reply="下周起每晚有儿科医生。", trips="0")
	assert form.status() == "Replied"


def by_the_bureau(desks: dict[str, Desk], name: str) -> None:
	"""The matter goes to the bureau, which objects, is designated all the same, and answers."""
	form = open_form(desks["officer"], "Talk Matter", name)
	form.use("refer", receiver_unit=NAMES["bureau"], request="请局里协调更新药品目录。")
	form.wait_for("Referral Slip")
	slip = form.value("name")
	form.step("Issue")
	assert form.status() == "Issued" and form.value("number")
	form = open_form(desks["bureau"], "Referral Slip", slip)
	form.step("Object", objection_reason="药品目录由集团总院药事会决定。")
	form = open_form(desks["group"], "Referral Slip", slip)
	form.step("Designate", decision_note="涉及全县目录，请局里牵头。")
	assert form.status() == "Signed For" and form.value("designated") == 1
	form = open_form(desks["bureau"], "Referral Slip", slip)
	form.step("Answer", reply="下月起按新目录配送。", replied_by="药政科")
	form = open_form(desks["officer"], "Referral Slip", slip)
	form.step("Confirm", confirmation_note="已告知群众。")
	assert form.status() == "Confirmed"
	form = open_form(desks["officer"], "Talk Matter", name)
	form.step("Reply", reply="县局已同意下月更新目录。", trips="1")
	assert form.status() == "Replied"


def evaluate_and_close(desk: Desk, name: str, *, signed: bool) -> None:
	"""Enter the opinion of who raised the matter, on a single form, and close it."""
	form = open_form(desk, "Talk Matter", name)
	opinion = {"overall": "Satisfied", "outcome": "Solved"}
	if signed:
		opinion |= {"signed": True, "rater_name": "陈大明"}
	form.use("evaluate", **opinion)
	assert form.status() == "Evaluated"
	form.step("Close")
	assert matter(name).status == "Closed"


def close_the_talk(desk: Desk, session: str) -> None:
	"""Enter the tally of the paper ballots and close the talk."""
	form = open_form(desk, "Talk Session", session)
	form.use(
		"tally",
		ballots_issued=12,
		ballots_returned=10,
		ballots_valid=10,
		overall_very_satisfied=6,
		overall_satisfied=3,
		overall_basically_satisfied=1,
	)
	assert form.value("evaluation_count") == 10
	assert form.offers("title") and form.offers("follow_up_note")
	form.step("Close")
	assert form.status() == "Closed"
	# what was said stands, and the form says so; what comes of it is still written
	assert not form.offers("title") and not form.offers("participants")
	assert form.offers("follow_up_note")

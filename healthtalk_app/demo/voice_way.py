"""Residents at the public pages: one is answered, one joins him, one is declined, one waits (issue 4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import frappe

from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.voice import public_voice, receipt_codes

SUBMISSION, MATTER = "Public Submission", "Talk Matter"
UNIT, OTHER = "QL-A1", "QL-B2"
# days before today on which the first of them wrote, and on which the last did
FIRST, LAST = 24, 1


def spawn_all(world: World) -> None:
	"""Put the residents into the world's order."""
	for way, days in ((answered, FIRST), (declined, 12), (waiting, LAST)):
		day = world.today - timedelta(days=days)
		world.spawn(way(world), datetime.combine(day, time(20, 15)))


def raised(world: World, unit: str, **values: Any) -> tuple[dict[str, str], str]:
	"""A resident fills the form in; returns his receipt and the name of what he sent."""
	with world.as_user("Guest"):
		receipt = public_voice.submit({"unit": unit, **values}, [])
	return receipt, str(receipt_codes.holder_of("tracking", receipt["tracking_code"]).submission)


def answered(world: World) -> Way:
	"""Accepted with a category, joined by a neighbour, answered, and rated by its code."""
	rng, officer = world.rng("voice:answered"), world.officer(UNIT)
	receipt, name = raised(
		world,
		UNIT,
		content="门诊大厅自助缴费机经常卡纸，早高峰排队到门口。\n建议早上安排人员引导。",
		place="门诊一楼大厅",
		raiser_name="方知远",
		raiser_phone="13900000031",
	)
	yield world.later(rng, 1, 1)
	world.act(officer, SUBMISSION, name, "Accept", {"category": "WS0102"})
	matter = world.facts(SUBMISSION, name, "matter").matter
	frappe.db.set_value(MATTER, matter, "public_summary", "门诊自助缴费机卡纸、早高峰排队")
	_receipt, joined = raised(
		world, UNIT, content="自助缴费机又坏了，排队半小时。", identity_level="Anonymous"
	)
	yield world.later(rng, 1, 1)
	world.act(officer, SUBMISSION, joined, "Merge", {"merge_into": matter})
	world.act(officer, MATTER, matter, "Make Plan", {"plan": "更换打印模块，早高峰增派两名志愿者引导。"})
	yield world.later(rng, 1, 2)
	world.act(officer, MATTER, matter, "Start")
	yield world.later(rng, 3, 5)
	reply = {"reply": "四台自助机的打印模块已更换，工作日七点半至九点半有志愿者引导。", "reply_how": "Online"}
	world.act(officer, MATTER, matter, "Reply", reply)
	yield world.later(rng, 1, 2)
	with world.as_user("Guest"):
		public_voice.rate(receipt["rating_code"], "Satisfied", "Solved", "早上好多了。")


def declined(world: World) -> Way:
	"""What another authority decides: a lawful reason, and where to turn."""
	rng = world.rng("voice:declined")
	_receipt, name = raised(
		world,
		OTHER,
		content="医保卡在外省药店不能刷卡结算。",
		raiser_name="陶静好",
		raiser_phone="13900000032",
	)
	yield world.later(rng, 1, 2)
	given = {
		"declined_reason": "Outside Duties",
		"declined_note": "异地刷卡结算由医疗保障部门办理，请拨打12393咨询。",
	}
	world.act(world.officer(OTHER), SUBMISSION, name, "Decline", given)


def waiting(world: World) -> Way:
	"""Sent yesterday evening; nobody has decided on it yet."""
	raised(
		world,
		UNIT,
		content="儿科夜间急诊只有一个窗口，孩子发烧等了四十分钟。",
		identity_level="Confidential",
		raiser_name="柳青禾",
		raiser_phone="13900000033",
	)
	yield world.now

"""What the demo's hotline pushes in: one matter answered and rated by its caller, one that came yesterday."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.partners import source_intake
from healthtalk_app.services.voice import receipt_codes

MATTER = "Talk Matter"
CODE, UNIT = "hotline-12345", "QL-A1"
# days before today on which each was brought
BILL, QUEUE = 25, 1
CATEGORY = "WS0205"


def spawn_all(world: World) -> None:
	"""Let each begin on the morning of its day."""
	for way, days in ((answered, BILL), (waiting, QUEUE)):
		world.spawn(way(world), datetime.combine(world.today - timedelta(days=days), time(9, 40)))


def source(world: World) -> Any:
	"""The hotline; it has no key, so that nobody can ask in its name."""
	if not frappe.db.exists("Data Source", CODE):
		with world.as_user(county.ADMINISTRATOR.user):
			frappe.get_doc(
				doctype="Data Source",
				source_name="12345 政务服务热线",
				code=CODE,
				channel="12345 Hotline",
				regime="Hotline",
				default_unit=UNIT,
				may_push=1,
				trusted=1,
				may_rate=1,
			).insert()
	return frappe.get_doc("Data Source", CODE)


def brought(world: World, kind: str, **body: Any) -> dict[str, Any]:
	"""A request of the hotline, as its interface takes it."""
	hotline = source(world)
	work = getattr(source_intake, kind)
	with world.as_user("Guest"):
		key = f"demo-{kind}-{world.now:%Y%m%d%H%M}"
		answer, _again = source_intake.once(hotline, kind, key, body, lambda: work(hotline, body))
	return answer


def answered(world: World) -> Way:
	"""A bill that was explained: taken up, answered, rated through the hotline."""
	reference = "GD-0000417"
	brought(
		world,
		"push",
		reference=reference,
		subject="出院账单里的护理费看不懂",
		content="父亲住院六天，账单上有三种护理费，窗口说不清楚。希望逐项说明，并在病区公示收费标准。",
		raiser_name="尤启文",
		raiser_phone="13900000017",
		wants_notice=True,
	)
	name = frappe.db.get_value(MATTER, {"source_key": f"{CODE}:{reference}"})
	officer, rng = world.officer(UNIT), world.rng("source:bill")
	yield world.later(rng, 0, 1)
	world.act(officer, MATTER, name, "Accept", {"category": CATEGORY})
	yield world.later(rng, 1, 1)
	plan = "由医保物价科逐项核对，当面向家属说明，并在病区更新公示。"
	world.act(officer, MATTER, name, "Make Plan", {"plan": plan})
	yield world.later(rng, 0, 1)
	world.act(officer, MATTER, name, "Start")
	yield world.later(rng, 1, 2)
	reply = {
		"reply": "三种护理费分别为分级护理、静脉置管护理和口腔护理，已逐项与医嘱核对无误，"
		"并当面说明；病区公示已更新。",
		"reply_how": "Telephone",
		"trips": "0",
	}
	world.act(officer, MATTER, name, "Reply", reply)
	yield world.later(rng, 2, 3)
	code = receipt_codes.derived_code("rating", name)
	brought(world, "rate", rating_code=code, level="satisfied", outcome="solved", comment="说明白了。")


def waiting(world: World) -> Way:
	"""A queue at the pharmacy that nobody has taken up yet."""
	brought(
		world,
		"push",
		reference="GD-0000552",
		content="望岚分院门诊药房上午只开一个窗口，排队超过一小时，老人站不住。建议高峰时段加开窗口、放几把椅子。",
		raiser_name="章若溪",
		raiser_phone="13900000018",
	)
	yield world.now

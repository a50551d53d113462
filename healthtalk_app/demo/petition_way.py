"""Three petitions of the county: reviewed and changed, upheld to the last, declined as repeated (P5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import frappe

from healthtalk_app.api import petition as api
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.petitions import petition_papers

MATTER = "Talk Matter"
# days before today on which each was raised
FEES, RELOCATION, AGAIN = 160, 210, 40
BASIS = "《信访工作条例》第三十四条；《医疗机构投诉管理办法》。"


def spawn_all(world: World) -> None:
	"""Put the petitions into the world's order."""
	for way, days in ((changed, FEES), (upheld, RELOCATION)):
		day = world.calendar.add_working_days(world.today - timedelta(days=days), 1)
		world.spawn(way(world), datetime.combine(day, time(9, 40)))


def raised(world: World, unit: str, **values: Any) -> str:
	"""Somebody receives the petitioner, writes his petition down and registers it."""
	officer = world.officer(unit)
	with world.as_user(officer):
		doc = frappe.get_doc(doctype=MATTER, regime="Petition", unit=unit, raised_at=world.now, **values)
		name = doc.insert().name
		api.register(name, {"reception_at": str(doc.raised_at), "receptionist": officer})
	return name


def handled(world: World, unit: str, name: str, category: str, answer: dict[str, Any]) -> Way:
	"""Accepted, planned, begun and answered by a unit, which delivers its opinion."""
	rng, officer = world.rng(f"petition:{name}"), world.officer(unit)
	yield world.later(rng, 2, 4)
	world.act(officer, MATTER, name, "Accept", {"category": category})
	deliver(world, unit, name, petition_papers.ACCEPTANCE)
	yield world.later(rng, 1, 3)
	world.act(officer, MATTER, name, "Make Plan", {"plan": "调取资料、约谈当事人，集体研究后书面答复。"})
	yield world.later(rng, 1, 2)
	world.act(officer, MATTER, name, "Start")
	yield world.later(rng, 6, 10)
	world.act(officer, MATTER, name, "Reply", {"reply_how": "In Writing", "legal_basis": BASIS, **answer})
	yield world.later(rng, 1, 2)
	deliver(world, unit, name, petition_papers.OPINION)


def deliver(world: World, unit: str, name: str, kind: str) -> None:
	"""The petitioner signs for a paper."""
	with world.as_user(world.officer(unit)):
		row = petition_papers.paper(frappe.get_doc(MATTER, name), kind)
		api.record_delivery(name, row.name, "In Person")


def review(world: World, unit: str, name: str, why: str) -> str:
	"""The superior organ takes the request for a review."""
	officer = world.officer(unit)
	with world.as_user(officer):
		values = {"content": why, "reception_form": "Letter", "receptionist": officer}
		return str(api.ask_review(name, values)["name"])


def changed(world: World) -> Way:
	"""A fee charged twice: told once what is missing, an officer recused, the opinion changed on review."""
	branch, group, rng = "QL-B1", "QL-B", world.rng("petition:fees")
	name = raised(
		world,
		branch,
		subject="住院检查费重复收取",
		content="反映母亲住院期间同一检查收费两次，要求说明理由并退还。",
		channel="Visit",
		reception_form="Visit",
		raiser_name="宋念安",
		raiser_phone="13900000021",
	)
	officer, leader = world.officer(branch), world.leader(branch)
	with world.as_user(officer):
		row = api.request_recusal(
			name, leader_of_desk(world, branch), "与被反映科室负责人系近亲属。", "The Petitioner"
		)
	yield world.later(rng, 0, 1)
	with world.as_user(leader):
		api.decide_recusal(name, row, 0, "经核实，双方无亲属关系。")
	with world.as_user(officer):
		api.one_time_notice(
			name,
			[
				{"material": "信访人身份证", "copies": 1, "state": "Received"},
				{"material": "住院费用清单", "copies": 1, "requirement": "加盖收费专用章"},
			],
		)
	yield world.later(rng, 1, 2)
	with world.as_user(officer):
		api.materials_supplied(name)
	answer = {
		"reply": "检查费用按项目收取，符合规定。",
		"facts_found": "费用清单列有同名检查两项。",
		"opinions": [
			{"demand": "退还重复收取的检查费", "opinion": "不存在重复收费。", "supported": "Not Supported"}
		],
	}
	yield from handled(world, branch, name, "WS0205", answer)
	yield world.later(rng, 4, 8)
	second = review(world, group, name, "影像系统只有一次检查记录，请求复查。")
	answer = {
		"reply": "退还重复收取的费用，并对住院费用逐日核对。",
		"facts_found": "影像系统只有一次检查记录，第二次收费无对应检查。",
		"opinions": [
			{"demand": "退还重复收取的检查费", "opinion": "退还126.00元。", "supported": "Supported"}
		],
		"review_result": "Changed",
	}
	yield from handled(world, group, second, "WS0205", answer)


def leader_of_desk(world: World, unit: str) -> str:
	"""Whom the petitioner wants kept out: who works on the papers of the unit above."""
	return world.officer(world.parents[unit])


def upheld(world: World) -> Way:
	"""A joint visit about a clinic that moved: upheld by both superiors; the next petition is repeated."""
	branch, group, bureau, rng = "QL-C2", "QL-C", "QL", world.rng("petition:relocation")
	values = {
		"subject": "要求恢复村卫生室原址",
		"content": "村卫生室迁址后老人就诊不便，要求迁回原址。",
		"channel": "Visit",
		"reception_form": "Visit",
		"raiser_name": "陆守田",
		"raiser_phone": "13900000022",
		"petitioner_count": 12,
		"representatives": "陆守田、陆桂英、邵大有",
	}
	name = raised(world, branch, **values)
	answer = {
		"reply": "新址更安全，原址每周安排两个半天巡诊。",
		"facts_found": "原址为危房，经鉴定不能继续使用。",
		"opinions": [{"demand": "迁回原址", "opinion": "原址不具备开诊条件。", "supported": "Not Supported"}],
	}
	category = "WS0206"
	yield from handled(world, branch, name, category, answer)
	for unit in (group, bureau):
		yield world.later(rng, 5, 9)
		name = review(world, unit, name, "不服答复意见，请求重新认定。")
		yield from handled(world, unit, name, category, {**answer, "review_result": "Upheld"})
	first = frappe.db.get_value(MATTER, frappe.db.get_value(MATTER, name, "review_of"), "review_of")
	yield max(world.now, datetime.combine(world.today - timedelta(days=AGAIN), time(10, 10)))
	name = raised(world, branch, **values)
	yield world.later(rng, 1, 3)
	with world.as_user(world.officer(branch)):
		doc = frappe.get_doc(MATTER, name)
		doc.repeats = first
		doc.save()
	note = {
		"not_accepted_reason": "Repeated",
		"not_accepted_note": "该事项已经复查、复核，复核意见为终结性意见，以同一事实和理由提出的，不再受理。",
		"notice_given_at": world.now,
	}
	world.act(world.officer(branch), MATTER, name, "Decline", note)
	deliver(world, branch, name, petition_papers.REFUSAL)

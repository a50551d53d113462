"""Two opinion incidents of the county: a major one, closed, and one that waits for its answer (E4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.opinion import incident

INCIDENT = "Opinion Incident"
# days before today on which each was found
WATER, VIDEO = 60, 1
EVENING, MORNING = time(21, 40), time(9, 30)


def spawn_all(world: World) -> None:
	"""Put the incidents into the world's order."""
	for way, days, at in ((closed, WATER, EVENING), (judged, VIDEO, MORNING)):
		world.spawn(way(world), datetime.combine(world.today - timedelta(days=days), at))


def found(world: World, unit: str, **values: Any) -> str:
	"""The unit's officer writes down what is being said."""
	with world.as_user(world.officer(unit)):
		doc = frappe.get_doc(doctype=INCIDENT, unit=unit, found_at=world.now, **values)
		return doc.insert().name


def closed(world: World) -> Way:
	"""A rumour of bad water: an emergency, judged major, answered through the night, told to the press."""
	unit = "QL-CDC"
	officer = world.officer(unit)
	name = found(
		world,
		unit,
		subject="网传城东水厂水质异常致多人腹泻",
		is_emergency=1,
		found_by="值班室",
		place="城关镇城东片区",
		summary="居民群和短视频称城东片区自来水有异味，已有多人腹泻。",
		sources=[
			{"medium": "Short Video", "title": "今天的自来水不敢喝", "reach": 26000, "found_at": world.now},
			{"medium": "WeChat", "title": "城东业主群", "reach": 480, "found_at": world.now},
		],
	)
	yield world.now + timedelta(minutes=35)
	judgement = {
		"level": "Major",
		"judgement": "门诊腹泻病例十一例，较平日增多；水样正在检测，传播快，涉及面广。",
		"response_plan": "疾控采样检测和个案调查，水务部门巡查管网，两小时内报告，检测结果一出即发布。",
		"spokesperson": "疾控中心新闻发言人",
	}
	world.act(officer, INCIDENT, name, "Judge", judgement)
	yield world.now + timedelta(minutes=25)
	report = {
		"reported_to": county.BUREAU,
		"report_how": "Telephone",
		"report_text": "病例数、采样情况和处置安排。",
	}
	world.act(officer, INCIDENT, name, "Report", report)
	yield world.now + timedelta(hours=3)
	first = {
		"release_kind": "Authoritative Information",
		"release_medium": "WeChat Account",
		"release_title": "关于城东片区供水情况的通报",
		"release_text": "已采集水样二十份，首批检测微生物指标合格；病例调查正在进行，结果将及时公布。",
	}
	world.act(officer, INCIDENT, name, "Release", first)
	yield world.now + timedelta(hours=13)
	conference = {
		"release_kind": "Press Conference",
		"release_medium": "Press Conference",
		"release_title": "城东片区腹泻病例调查新闻发布会",
		"release_text": "病例与一家食品店的冷食有关，供水合格；涉事食品已封存。",
	}
	with world.as_user(officer):
		incident.release(frappe.get_doc(INCIDENT, name), conference)
	yield world.later(world.rng("incident:water"), 4, 6)
	review = {"review": "首次发布及时，谣言当日平息；今后检测结果分批公布，居民群由网格员同步转发。"}
	world.act(officer, INCIDENT, name, "Close", review)


def judged(world: World) -> Way:
	"""A video of a queue: judged, and reported to the group."""
	unit = "QL-A1"
	officer = world.officer(unit)
	name = found(
		world,
		unit,
		subject="短视频反映望岚分院发热门诊排队两小时",
		found_by="网格员",
		place="望岚分院",
		summary="视频称发热门诊只开一个诊室，候诊两小时。",
		sources=[{"medium": "Short Video", "title": "发热门诊排队", "reach": 3200, "found_at": world.now}],
		timeline=[{"at": world.now, "what": "院办到现场核实，增开一个诊室。"}],
	)
	yield world.now + timedelta(hours=2)
	judgement = {
		"judgement": "情况基本属实，已增开诊室，传播有限。",
		"response_plan": "在原视频下回应并公布就诊时段。",
	}
	world.act(officer, INCIDENT, name, "Judge", judgement)
	yield world.now + timedelta(hours=1)
	world.act(
		officer, INCIDENT, name, "Report", {"report_how": "Telephone", "report_text": "核实和整改情况。"}
	)

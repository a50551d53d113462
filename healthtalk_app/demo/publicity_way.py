"""Publicity of the county 宣传报道 (H12, T8, E1): six items and the tasks of the year."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.publicity import publicity

MORNING = time(10, 20)
# items owed by a unit in each year
OWED = (("QL-A1", 12), ("QL-A2", 12), ("QL-CDC", 18))
REPRINTED = "转载县级稿件，不是首发，不重复计分。"


class Piece(NamedTuple):
	"""What was published: days ago, by whom, where, and what the bureau decided ("" for not yet)."""

	days: int
	unit: str
	medium: str
	level: str
	outlet: str
	title: str
	decision: str


PIECES = (
	Piece(160, "QL-A1", "WeChat", "County", "青岚卫健", "健康说事进社区：群众点题，医院答题", "Confirmed"),
	Piece(121, "QL-CDC", "Press", "City", "市晚报", "接种门诊周末开，上班族不再请假", "Confirmed"),
	Piece(74, "QL-A1", "Television", "Province", "省卫视《民生直通》", "小窗口里的大变化", "Confirmed"),
	Piece(66, "QL-A2", "Website", "City", "市政府网站", "健康说事进社区", "Not Counted"),
	Piece(30, "QL-A2", "Douyin", "County", "青岚融媒", "一分钟看懂就医流程", "Confirmed"),
	Piece(3, "QL-CDC", "Radio", "City", "市广播电台", "秋冬季防病说给您听", ""),
)


def spawn_all(world: World) -> None:
	"""Let each piece be registered in the morning of its day, and set the tasks before."""
	for number, piece in enumerate(PIECES):
		day = world.calendar.next_working_day(world.today - timedelta(days=piece.days))
		day = min(day, world.today - timedelta(days=1))
		world.spawn(way(world, number, piece), datetime.combine(day, MORNING))
	world.spawn(tasks(world), datetime.combine(world.today - timedelta(days=200), MORNING))


def tasks(world: World) -> Way:
	"""The bureau says what units owe in this year and the one before."""
	with world.as_user(county.ADMINISTRATOR.user):
		for year in (world.today.year - 1, world.today.year):
			for unit, items in OWED:
				frappe.get_doc(
					doctype=publicity.TASK,
					unit=unit,
					year=year,
					items_owed=items,
					note="年度宣传工作要点，计入年终考核。",
				).insert()
	yield world.now + timedelta(days=1)


def way(world: World, number: int, piece: Piece) -> Way:
	"""Registered by the unit, looked at by the bureau some days later."""
	rng = world.rng(f"publicity:{number}")
	with world.as_user(world.officer(piece.unit)):
		doc = frappe.get_doc(
			doctype=publicity.ITEM,
			title=piece.title,
			unit=piece.unit,
			medium=piece.medium,
			level=piece.level,
			outlet=piece.outlet,
			published_on=world.now.date(),
			author="本院通讯员",
			link=f"https://news.example.cn/{world.now:%Y%m%d}/{number}",
		).insert()
	yield world.later(rng, 2, 5)
	with world.as_user(world.officer(county.BUREAU)):
		if piece.decision == publicity.CONFIRMED:
			publicity.confirm([doc.name])
		elif piece.decision == publicity.NOT_COUNTED:
			publicity.leave_out([doc.name], REPRINTED)

"""Hot topics of the demo 热点话题: found twice, a week apart; the bureau opens a task for the largest one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.opinion import governance, hot_topics

DAYS_AGO, AGAIN_AFTER = 9, 8
WINDOW, LEAST = 30, 3
WHAT = "梳理同类反映的共同原因，一个月内提出整改办法并在各分院统一落实；每件来信仍由承办单位分别答复。"


def spawn_all(world: World) -> None:
	"""Let the first search begin in the evening of its day."""
	world.spawn(way(world), datetime.combine(world.today - timedelta(days=DAYS_AGO), time(19, 0)))


def way(world: World) -> Way:
	"""A search, the task for what concerns the most people, and the search of a week later."""
	found = search(world)
	yield world.opening((world.now + timedelta(days=1)).date()) + timedelta(hours=1)
	if found:
		with world.as_user(world.officer(county.BUREAU)):
			topic = frappe.get_doc(hot_topics.DOCTYPE, found)
			governance.open_task(topic, county.BUREAU, WHAT)
	yield world.now + timedelta(days=AGAIN_AFTER - 1)
	search(world)


def search(world: World) -> str | None:
	"""Look for topics as the nightly job does; returns the bureau's largest."""
	for _part in hot_topics.search(hot_topics.Window(world.now, WINDOW), LEAST):
		pass
	return frappe.db.get_value(
		hot_topics.DOCTYPE,
		{"unit": ("is", "not set"), "status": hot_topics.CURRENT},
		order_by="people desc, name",
	)

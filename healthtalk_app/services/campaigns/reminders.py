"""Reminders of tasks: one notice a unit and day, however many tasks it owes, each level told once a task."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.rules.transitions import CAMPAIGN, UNIT_TASK
from healthtalk_app.services.clockwork import days
from healthtalk_app.services.clockwork.sweep import apart, speak_site_language
from healthtalk_app.services.notifying import notices, recipients

SOON, OVERDUE = 1, 2
METHODS = {SOON: "healthtalk_task_reminder", OVERDUE: "healthtalk_task_overdue"}
OWED = ("Due", "Returned")


def remind(now: datetime | str | None = None) -> int:
	"""Tell each unit of its tasks due within some days or overdue; returns how many notices. Daily."""
	now = get_datetime(now) if now else now_datetime()
	speak_site_language()
	told = 0
	for level in (OVERDUE, SOON):
		for unit, names in waiting(level, now).items():
			told += apart(partial(tell, unit, names, level, now), f"{UNIT_TASK} {unit}")
	return told


def waiting(level: int, now: datetime) -> dict[str, list[str]]:
	"""Unit → its tasks that have reached a level and were not told of it, the most urgent first."""
	task, campaign = frappe.qb.DocType(UNIT_TASK), frappe.qb.DocType(CAMPAIGN)
	reached = (
		task.due_at < now
		if level == OVERDUE
		else task.due_at[now : now + timedelta(days=days.reminded_ahead())]
	)
	rows = (
		frappe.qb.from_(task)
		.join(campaign)
		.on(campaign.name == task.campaign)
		.select(task.unit, task.name)
		.where(task.status.isin(OWED) & (task.reminded < level) & reached)
		.where(campaign.status == "Active")
		.orderby(task.unit, task.due_at, task.name)
		.run()
	)
	found: dict[str, list[str]] = {}
	for unit, name in rows:
		found.setdefault(unit, []).append(name)
	return found


def tell(unit: str, names: list[str], level: int, now: datetime) -> None:
	"""One notice to the unit's desk, of overdue tasks to its leaders as well."""
	first: Any = frappe.get_doc(UNIT_TASK, names[0])
	users = recipients.desk(unit, now.date())
	if level == OVERDUE:
		users = [*users, *recipients.leaders(unit, now.date())]
	facts = {"unit": notices.unit_name(unit), "items": len(names), "due": notices.moment(first.due_at)}
	notices.send(first, METHODS[level], dict.fromkeys(users), **facts)
	frappe.db.set_value(UNIT_TASK, {"name": ("in", names)}, "reminded", level, update_modified=False)

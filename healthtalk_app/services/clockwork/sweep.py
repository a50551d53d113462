"""The hourly sweep over running clocks: reminder, overdue and escalation, each once per clock and due moment.

Every clock is handled in a transaction of its own. A level that was passed while nobody swept is told all
the same, to its own recipients and in one sweep, because a leader must know; only the reminder falls away
once the clock has expired, since the notice that it is overdue goes to the same people. Who answers at
several levels is told of the highest only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.utils import get_datetime, now_datetime, today

from healthtalk_app.rules import escalation
from healthtalk_app.rules.transitions import (
	DISPUTE,
	INCIDENT,
	MATTER,
	RECTIFICATION,
	SLIP,
	SUBMISSION,
	SURVEY,
)
from healthtalk_app.services.clockwork import calendars, clocks, deadlines
from healthtalk_app.services.clockwork.more_time import UNDER_WAY
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow

METHODS = {
	escalation.REMINDER: "healthtalk_reminder",
	escalation.OVERDUE: "healthtalk_overdue",
	escalation.LEADER: "healthtalk_escalated_leader",
	escalation.SUPERIOR: "healthtalk_escalated_superior",
	escalation.BUREAU: "healthtalk_escalated_bureau",
}
OPEN = ("Raised", *UNDER_WAY)
# The statuses in which somebody owes a step. The window for returning a slip is nobody's duty.
OWED: dict[str, dict[str, tuple[str, ...]]] = {
	MATTER: {"Acceptance Notice": ("Raised",), "Response": OPEN, "Resolution": OPEN},
	SLIP: {"Sign For": ("Issued",), "Reply": ("Issued", "Signed For", "In Progress", "Objected")},
	SUBMISSION: {"Response": ("Received",)},
	RECTIFICATION: {"Rectify": ("Open", "Plan Filed", "Rectifying", "Ordered Again")},
	DISPUTE: {
		"Acceptance": ("Registered", "Notified"),
		"Mediation": ("Accepted", "Mediating", "Appraisal"),
	},
	INCIDENT: {
		"Report": ("Found", "Judged"),
		"Authoritative Information": ("Found", "Judged", "Reported", "Released"),
		"Other Information": ("Found", "Judged", "Reported"),
		"Press Conference": ("Found", "Judged", "Reported", "Released"),
	},
}

# Terms in hours that run over nights and holidays: that they are over is told at once, not on a working day.
AT_ONCE = (INCIDENT,)


def sweep(now: datetime | str | None = None) -> int:
	"""Tell of every clock that has reached its next level; returns how many there were. Idempotent."""
	now = get_datetime(now) if now else now_datetime()
	speak_site_language()
	handled = 0
	for doctype in OWED:
		for parent, clock in due_clocks(doctype, now):
			handled += apart(partial(raise_level, doctype, parent, clock, now), f"{doctype} {parent}")
	return handled


def site_ladder() -> escalation.Ladder:
	"""When each level is reached on this site."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return escalation.ladder(
		settings.remind_before or 0,
		settings.escalate_leader_after or 0,
		settings.escalate_superior_after or 0,
		settings.escalate_bureau_after or 0,
	)


def due_clocks(doctype: str, now: datetime) -> list[tuple[str, str]]:
	"""Document and clock of everything that has reached its next level, by one query for each level."""
	steps, calendar = site_ladder(), calendars.work_calendar()
	found: dict[tuple[str, str], None] = {}
	for level in steps.levels:
		for row in _standing_below(doctype, level, now, steps, calendar):
			if not row.pause or row.pause not in deadlines.pause_reasons_of(row):
				found[row.parent, row.name] = None
	return list(found)


def _standing_below(
	doctype: str, level: int, now: datetime, steps: escalation.Ladder, calendar: Any
) -> list[frappe._dict]:
	"""Running clocks whose next level is `level` and who have reached it; served by `case_clock_due`."""
	clock, parent = frappe.qb.DocType("Case Clock"), frappe.qb.DocType(doctype)
	owed = [(clock.step == step) & parent.status.isin(statuses) for step, statuses in OWED[doctype].items()]
	at_once = level == escalation.OVERDUE and doctype in AT_ONCE
	before = now if at_once else escalation.due_before(level, now, calendar, steps)
	query = (
		frappe.qb.from_(clock)
		.join(parent)
		.on((clock.parenttype == doctype) & (clock.parent == parent.name))
		.select(clock.name, clock.parent, clock.pause_reasons)
		.where(clock.notice_level.isin(list(escalation.below(level, steps))) & clock.met_at.isnull())
		.where(clock.due_at < before)
		.where(Criterion.any(owed))
		.orderby(clock.due_at)
	)
	if level == escalation.REMINDER:
		query = query.where(clock.due_at >= now)
	if not frappe.get_meta(doctype).has_field("pauses"):
		return [frappe._dict(row, pause=None) for row in query.run(as_dict=True)]
	pause = frappe.qb.DocType("Clock Pause")
	return (
		query.left_join(pause)
		.on((pause.parent == parent.name) & (pause.parenttype == doctype) & pause.resumed_at.isnull())
		.select(pause.reason.as_("pause"))
		.run(as_dict=True)
	)


def raise_level(doctype: str, name: str, clock: str, now: datetime) -> None:
	"""Tell of the levels that one clock has reached, and note them in its log.

	The document is locked and the clock read again: two sweeps at once tell once.
	"""
	doc = frappe.get_doc(doctype, name, for_update=True)
	row = next((row for row in doc.clocks if row.name == clock), None)
	stored = frappe.db.get_value(
		"Case Clock", clock, ("met_at", "due_at", "notice_level"), as_dict=True, for_update=True
	)
	if not row or not stored or stored.met_at or doc.status not in OWED[doctype].get(row.step, ()):
		return
	row.update(stored)
	if clocks.is_paused(doc, row):
		return
	due = get_datetime(row.due_at)
	reached = escalation.reached(due, now, calendars.work_calendar(), site_ladder())
	if doctype in AT_ONCE and now > due:
		reached = [*reached, escalation.OVERDUE]
	levels = [level for level in reached if level > (row.notice_level or 0)]
	if not levels:
		return
	known = told_before(doc, row)
	tell(doc, row, [level for level in levels if level not in known], now)
	frappe.db.set_value("Case Clock", clock, "notice_level", max(levels), update_modified=False)


def told_before(doc: Any, row: Any) -> set[int]:
	"""The levels told of for this step and due moment: a clock stopped for some hours may keep its day."""
	due = clocks.iso(row.due_at)
	return {
		event.details["level"]
		for event in events.of(doc.doctype, doc.name)
		if event.event == "notice" and (event.details["step"], event.details["due"]) == (row.step, due)
	}


def tell(doc: Any, row: Any, levels: list[int], now: datetime) -> None:
	"""Send the notices of the levels, the highest first, and record who was told of what."""
	plan = {level: recipients.of_level(doc, level, now.date()) for level in levels}
	facts = {"closed": bool(doc.get("is_accusation")), **facts_of(doc, row, now)}
	reached: set[str] = set()
	for level in sorted(levels, reverse=True):
		users = [user for user in plan[level].users if user not in reached]
		reached.update(notices.send(doc, METHODS[level], users, **facts))
	for level in levels:
		for details in entries(level, row, plan[level], reached):
			unit = recipients.responsible_unit(doc)
			events.record(doc, "notice", unit=unit, occurred_at=now, details=details)


def entries(level: int, row: Any, told: recipients.Told, reached: set[str]) -> Iterator[dict[str, Any]]:
	"""What the log keeps of a level: an entry for each person told, or one that says that nobody could be."""
	facts: dict[str, Any] = {"level": level, "step": row.step, "due": clocks.iso(row.due_at)}
	if told.instead_of:
		facts["instead_of"] = told.instead_of
		if not told.users:
			yield {**facts, "recipient": None}
	for user in told.users:
		if user in reached:
			yield {**facts, "recipient": user}


def facts_of(doc: Any, row: Any, now: datetime) -> dict[str, Any]:
	"""What texts may say of a clock."""
	due = get_datetime(row.due_at)
	return {
		"unit": notices.unit_name(recipients.responsible_unit(doc)),
		"step": notices.word(row.step),
		"due": notices.moment(due),
		"days": max(0, calendars.work_calendar().working_days_between(due, now)),
	}


def auto_close(now: datetime | str | None = None) -> int:
	"""Close as not rated 未评价 what was answered long enough ago and nobody rated; returns how many. Daily.

	`auto_close_days` in the settings counts natural days; 0 closes nothing.
	"""
	now = get_datetime(now) if now else now_datetime()
	speak_site_language()
	days = frappe.get_cached_doc("Healthtalk Settings").auto_close_days or 0
	if not days:
		return 0
	# get_all: the sweep works for every unit
	names = frappe.get_all(
		MATTER,
		filters={"status": "Replied", "open_slips": 0, "resolved_at": ("<=", now - timedelta(days=days))},
		pluck="name",
		order_by="resolved_at",
	)
	return sum(apart(partial(close_unrated, name), f"{MATTER} {name}") for name in names)


def close_unrated(name: str) -> None:
	"""Close one matter, unless somebody has rated or re-opened it in the meantime."""
	doc = frappe.get_doc(MATTER, name, for_update=True)
	if doc.status == "Replied" and not doc.open_slips:
		flow.transition(doc, "Closed")


def close_surveys() -> int:
	"""Close the surveys whose last day is over; returns how many. Daily (P4)."""
	speak_site_language()
	# get_all: the sweep works for every unit
	names = frappe.get_all(SURVEY, {"status": "Open", "closes_on": ("<", today())}, pluck="name")
	return sum(apart(partial(close_survey, name), f"{SURVEY} {name}") for name in names)


def close_survey(name: str) -> None:
	"""Close one survey, unless somebody has done so in the meantime."""
	doc = frappe.get_doc(SURVEY, name, for_update=True)
	if doc.status == "Open":
		flow.transition(doc, "Closed")


def apart(step: Callable[[], None], what: str) -> bool:
	"""Do one piece of a job in a transaction of its own; a failure is logged and stops no other piece."""
	# ends the transaction before: a new one sees what others have written in the meantime
	frappe.db.commit()
	try:
		step()
		frappe.db.commit()
		return True
	except Exception:
		frappe.db.rollback()
		title = _("Sweep failed at {0}").format(what)
		frappe.log_error(title=title[:140], message=frappe.get_traceback())
		frappe.db.commit()
		return False


def speak_site_language() -> None:
	"""Jobs run in English unless they say otherwise."""
	frappe.local.lang = notices.site_language()

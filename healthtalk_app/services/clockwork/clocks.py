"""The clocks of a case: which rule applies is fixed when a clock starts and kept on its row (design §4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, TimeOrderError, WindowClosedError, refuse
from healthtalk_app.rules import deadlines as rules
from healthtalk_app.rules import escalation, petitions
from healthtalk_app.services.clockwork import calendars, deadlines

# A time in which something may be done. Nobody owes it, so nobody is told of it: it stands at the last level.
RETURN = "Return"
WINDOWS = (RETURN, "Appeal", *petitions.REQUEST_STEP.values())


def start(
	doc: Any,
	step: str,
	starts_at: datetime,
	*,
	rule: frappe._dict | None = None,
	due_at: datetime | str | None = None,
) -> Any | None:
	"""Start a clock by a Deadline Rule, or up to `due_at` where somebody has set a date.

	Returns the row, or None without either: such a case has no deadline.
	"""
	starts_at = get_datetime(starts_at)
	if not rule and not due_at:
		return None
	level = escalation.BUREAU if step in WINDOWS else 0
	row = doc.append("clocks", {"step": step, "starts_at": starts_at, "notice_level": level})
	if rule:
		row.update(
			{
				"rule": rule.name,
				"amount": rule.amount,
				"unit": rule.unit,
				"extension_cap": rule.extension_cap,
				"extension_unit": rule.extension_unit,
				"extension_limit": rule.extension_limit,
				"pause_reasons": rule.pause_reasons,
			}
		)
	row.due_at = get_datetime(due_at) if due_at else due(doc, row)
	details = {"step": step, "due": iso(row.due_at)}
	if rule:
		details["rule"] = rule.name
	doc.queue_event("clock.started", occurred_at=starts_at, details=details)
	return row


def restart(doc: Any, step: str, starts_at: datetime, rule: frappe._dict | None) -> None:
	"""Start a clock anew, by another rule or after a new hop; the former row goes, its events stay."""
	former = row_of(doc, step)
	doc.set("clocks", [row for row in doc.clocks if row.step != step])
	if not start(doc, step, starts_at, rule=rule) and former:
		doc.queue_event("clock.dropped", details={"step": step})


def drop(doc: Any, step: str) -> None:
	"""Take away a running clock: nobody owes the step any more. One that was met stays."""
	row = row_of(doc, step)
	if row and not row.met_at:
		doc.set("clocks", [other for other in doc.clocks if other.step != step])
		doc.queue_event("clock.dropped", details={"step": step})


def row_of(doc: Any, step: str) -> Any | None:
	"""The running or last clock of a step."""
	return next((row for row in reversed(doc.clocks) if row.step == step), None)


def meet(doc: Any, step: str, at: datetime) -> None:
	"""Stop a clock for good; it was kept if `at` is not after its due moment."""
	row = row_of(doc, step)
	if not row or row.met_at:
		return
	row.met_at = at
	row.on_time = "On Time" if at <= get_datetime(row.due_at) else "Late"
	details = {"step": step, "on_time": int(row.on_time == "On Time")}
	doc.queue_event("clock.met", occurred_at=at, details=details)


def is_over(doc: Any, step: str, at: datetime) -> bool:
	"""Whether a clock exists and has expired at `at`."""
	row = row_of(doc, step)
	return bool(row and at > get_datetime(row.due_at))


def due(doc: Any, row: Any, now: datetime | None = None, extended: int | None = None) -> datetime:
	"""The due moment of a clock by the term kept on its row and the case's pauses.

	It is as long as the extensions that were approved make it, or `extended` if that is given.
	"""
	extended = row.extended if extended is None else extended
	extensions = [rules.Extension(extended)] if extended else []
	return rules.due_at(
		deadlines.term_of(row),
		get_datetime(row.starts_at),
		calendars.work_calendar(),
		pauses_of(doc, row),
		extensions,
		now,
	)


def left(doc: Any, row: Any, now: datetime | None = None) -> rules.Remaining:
	"""What is left of a clock."""
	now = now or now_datetime()
	paused = is_paused(doc, row)
	moment = due(doc, row, now) if paused else get_datetime(row.due_at)
	return rules.remaining(moment, now, calendars.work_calendar(), paused)


def is_paused(doc: Any, row: Any) -> bool:
	"""Whether an open pause of the case stops this clock."""
	return not row.met_at and any(
		not p.resumed_at and p.reason in deadlines.pause_reasons_of(row) for p in doc.get("pauses") or []
	)


def pauses_of(doc: Any, row: Any) -> list[rules.Pause]:
	"""The pauses that stop this clock; one that ended before it started does not."""
	allowed = deadlines.pause_reasons_of(row)
	return [
		rules.Pause(p.reason, get_datetime(p.paused_at), get_datetime(p.resumed_at) if p.resumed_at else None)
		for p in doc.get("pauses") or []
		if p.reason in allowed
		and (not p.resumed_at or get_datetime(p.resumed_at) > get_datetime(row.starts_at))
	]


def pause(doc: Any, reason: str, at: datetime) -> None:
	"""Stop every running clock whose rule lists `reason`; refuse a reason that no rule lists."""
	if doc.paused_since:
		frappe.throw(_("The clock stands already."), TimeOrderError)
	lawful = sorted({r for row in doc.clocks if not row.met_at for r in deadlines.pause_reasons_of(row)})
	if reason not in lawful:
		refuse(
			_("{0} does not stop the clock. Lawful reasons here: {1}."),
			reason,
			"、".join(lawful) or _("none"),
			error=EvidenceMissingError,
		)
	doc.append("pauses", {"reason": reason, "paused_at": at, "paused_by": frappe.session.user})
	doc.queue_event("clock.paused", occurred_at=at)


def resume(doc: Any, at: datetime) -> None:
	"""Let the clocks run again and move their due moments by the time that counts."""
	pause_row = next((p for p in reversed(doc.pauses) if not p.resumed_at), None)
	if not pause_row:
		frappe.throw(_("The clock is running."), TimeOrderError)
	if at < get_datetime(pause_row.paused_at):
		frappe.throw(_("The clock cannot go on before it was stopped."), TimeOrderError)
	pause_row.resumed_at = at
	doc.queue_event("clock.resumed", occurred_at=at)
	for row in doc.clocks:
		if not row.met_at and pause_row.reason in deadlines.pause_reasons_of(row):
			row.due_at, row.notice_level = due(doc, row), 0
			doc.queue_event(
				"clock.resumed", occurred_at=at, details={"step": row.step, "due": iso(row.due_at)}
			)


def proposed_due(doc: Any, step: str, amount: int) -> datetime:
	"""The due moment that an extension by `amount` would give. Refuses what passes the cap of the rule."""
	row = row_of(doc, step)
	if not row or row.met_at:
		frappe.throw(_("There is no running clock for this step."), WindowClosedError)
	if row.extension_limit and (row.extensions_given or 0) >= row.extension_limit:
		refuse(
			_("The rule allows {0} extension; it has been given already."),
			row.extension_limit,
			error=WindowClosedError,
			title=_("Extension Cap"),
		)
	total = (row.extended or 0) + amount
	if amount <= 0 or total > (row.extension_cap or 0):
		unit = row.extension_unit or row.unit or "Working Day"
		refuse(
			_("The rule allows extensions of {0} {1} in all; {2} are asked for."),
			row.extension_cap or 0,
			_(unit),
			total,
			error=WindowClosedError,
			title=_("Extension Cap"),
		)
	return due(doc, row, now_datetime(), extended=total)


def extend(doc: Any, step: str, amount: int) -> None:
	"""Lengthen a clock by an approved extension."""
	new_due = proposed_due(doc, step, amount)
	row = row_of(doc, step)
	row.extended, row.extensions_given = (row.extended or 0) + amount, (row.extensions_given or 0) + 1
	row.due_at, row.notice_level = new_due, 0
	doc.queue_event("clock.extended", details={"step": step, "due": iso(new_due), "amount": amount})


def iso(moment: datetime | str) -> str:
	return get_datetime(moment).isoformat(timespec="seconds")

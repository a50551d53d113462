"""Reads a document's workflow and log into the context of the flow chart 流程图."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from itertools import pairwise
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.reading import paper, person, unit_name, zh
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import states

Pair = tuple[str, str]


def flow_chart(doc: Any) -> c.FlowChart:
	"""The site's actual workflow for this document, its way through it, and its running clock."""
	status_of = states.state_map(doc.doctype)
	steps = [row for row in events.of(doc.doctype, doc.name) if row.to_status]
	arrivals, taken = arrivals_of(doc, steps, status_of), set()
	pairs = transitions_of(doc.doctype)
	stations = [main for row in steps if (main := main_state(status_of, row.to_status))]
	for before, after in pairwise(stations):
		taken |= set(way(pairs, before, after))
	form = c.FlowChart(
		**paper(doc, doc.get("unit")),
		matter=doc.get_title() or doc.name,
		unit=unit_name(doc.get("lead_unit") or doc.get("receiver_unit") or doc.get("unit")),
		accepted_on=doc.get("accepted_at") or doc.get("issued_at") or doc.get("held_at"),
		printed_at=now_datetime(),
	)
	words = terms.STATE.get(doc.doctype, {})
	form.states = [
		c.FlowState(
			state,
			zh(state, words),
			terms.RING_OF_STATUS.get(status, "") if doc.doctype == "Talk Matter" else "",
			arrivals.get(state),
			current=state == doc.workflow_state,
		)
		for state, status in status_of.items()
	]
	form.transitions = [
		c.FlowTransition(*pair, zh(action, terms.ACTION), pair in taken) for pair, action in pairs.items()
	]
	form.steps = steps_of(steps, words)
	show_clock(form, doc)
	return form


def transitions_of(doctype: str) -> dict[Pair, str]:
	"""(from, to) → action of the active workflow, each once, in its order."""
	name = frappe.get_cached_value("Workflow", {"document_type": doctype, "is_active": 1}, "name")
	rows = frappe.get_cached_doc("Workflow", name).transitions if name else []
	pairs: dict[Pair, str] = {}
	for row in rows:
		pairs.setdefault((row.state, row.next_state), row.action)
	return pairs


def main_state(status_of: dict[str, str], status: str) -> str | None:
	return next((state for state, own in status_of.items() if own == status), None)


def arrivals_of(doc: Any, steps: list[Any], status_of: dict[str, str]) -> dict[str, Any]:
	"""State → when the document last came to it. The log knows statuses, the document its state."""
	found = {}
	for row in steps:
		if state := main_state(status_of, row.to_status):
			found[state] = row.occurred_at
	if doc.workflow_state and steps:
		found[doc.workflow_state] = steps[-1].occurred_at
	return found


def way(pairs: dict[Pair, str], start: str, end: str) -> list[Pair]:
	"""The shortest chain of transitions between two states: states that an administrator put between them are
	walked through, though the log does not tell them apart."""
	if (start, end) in pairs:
		return [(start, end)]
	queue, seen = deque([(start, [])]), {start}
	while queue:
		state, walked = queue.popleft()
		for source, target in pairs:
			if source == state and target not in seen:
				chain = [*walked, (source, target)]
				if target == end:
					return chain
				seen.add(target)
				queue.append((target, chain))
	return []


def steps_of(rows: list[Any], words: dict[str, str]) -> list[c.FlowStep]:
	"""The table below the chart: every step with its unit, person, time, and how long it took."""
	ends = [row.occurred_at for row in rows[1:]] + [None]
	return [
		c.FlowStep(
			zh(row.to_status, words),
			unit_name(row.unit, row.occurred_at),
			person(row.actor),
			row.occurred_at,
			duration(get_datetime(end) - get_datetime(row.occurred_at)) if end else "",
		)
		for row, end in zip(rows, ends, strict=True)
	]


def duration(spent: timedelta) -> str:
	"""3天2小时, 5小时, 20分钟."""
	minutes = max(int(spent.total_seconds() // 60), 0)
	days, hours = minutes // 1440, minutes % 1440 // 60
	if days:
		return f"{days}天{hours}小时" if hours else f"{days}天"
	return f"{hours}小时" if hours else f"{minutes}分钟"


def show_clock(form: c.FlowChart, doc: Any) -> None:
	"""The clock that runs out last of those still running: due, left, stopped since when and why."""
	running = [row for row in doc.get("clocks") or [] if row.due_at and not row.met_at]
	if not running:
		form.left = "已办结" if doc.get("clocks") else ""
		form.due_at = doc.get("resolution_due_at") or doc.get("reply_due_at")
		return
	row = max(running, key=lambda clock: get_datetime(clock.due_at))
	left = clocks.left(doc, row)
	form.due_at, form.overdue = left.due, left.overdue and not left.paused
	form.left = left_words(row, left)
	pause = next((pause for pause in reversed(doc.get("pauses") or []) if not pause.resumed_at), None)
	if pause and left.paused:
		form.paused_since, form.pause_reason = pause.paused_at, zh(pause.reason)


def left_words(row: Any, left: Any) -> str:
	"""What is left, in Chinese whatever language the user has set."""
	if left.paused:
		return "中止计时"
	if row.unit == "Hour":
		hours = abs(round(left.hours_left, 1))
		return f"逾期{hours:g}小时" if left.overdue else f"剩余{hours:g}小时"
	days = left.working_days_left
	if left.overdue:
		return f"逾期{max(1, -days)}个工作日"
	return "今日到期" if days == 0 else f"剩余{days}个工作日"

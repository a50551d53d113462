"""The tasks of a campaign, made as a Background Run: one for each unit, phase, deliverable and period.

These four make a task what it is, so that making them again makes only what is missing: after a kill, for a
unit that was added, for the days by which a unit's campaign was extended. Its name is made of them, too; a
task that went over to a unit's successor keeps its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from healthtalk_app.exceptions import refuse
from healthtalk_app.metrics import campaigns
from healthtalk_app.rules import campaign_plan, projection
from healthtalk_app.rules.campaign_plan import Asked, Owed, Phase
from healthtalk_app.rules.transitions import CAMPAIGN, STATUSES, UNIT_TASK
from healthtalk_app.services import runs
from healthtalk_app.services.campaigns import participants
from healthtalk_app.services.clockwork import days
from healthtalk_app.services.importing import writer
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.records import bulk, events
from healthtalk_app.services.steps import states

KIND = "Campaign Tasks"
VALUE, EXTENSION = "Unit Task Value", "Campaign Extension"
TASKS_PER_CHUNK = 1000
MOST_TASKS = 500_000


def begin(campaign: Any) -> str:
	"""A run that makes the tasks of an active campaign; returns its name."""
	run = runs.create(
		KIND,
		_("Tasks of {0}").format(campaign.title)[:140],
		reference_doctype=CAMPAIGN,
		reference_name=campaign.name,
	)
	runs.start(run.name)
	return run.name


def work(run: str) -> None:
	"""Make what is missing, some units at a time. Called by a worker, and again when it was killed."""
	frappe.set_user("Administrator")
	frappe.local.lang = notices.site_language()
	name = frappe.db.get_value(runs.DOCTYPE, run, "reference_name")
	with runs.at_work(run, f"{KIND} {name}"):
		campaign = frappe.get_doc(CAMPAIGN, name)
		# get_value: whoever activated the campaign made its tasks
		maker = frappe.db.get_value(runs.DOCTYPE, run, "owner")
		chunks = list(in_chunks(campaign))
		total, done = sum(tasks_in(chunk) for chunk in chunks), 0
		runs.note(run, rows_total=total, chunk_size=TASKS_PER_CHUNK)
		for number, chunk in enumerate(chunks, 1):
			make(campaign, chunk, maker)
			done += tasks_in(chunk)
			counts = {"tasks": count(campaign.name) if number == len(chunks) else done}
			runs.chunk_done(run, rows_done=done, chunks_done=number, counts=counts, total=total)


def tasks_in(chunk: Sequence[tuple[str, list[Owed]]]) -> int:
	"""How many tasks the units of a chunk owe."""
	return sum(len(owed) for _unit, owed in chunk)


def in_chunks(campaign: Any) -> Iterator[list[tuple[str, list[Owed]]]]:
	"""The units with what each owes, so many at a time that a chunk has about `TASKS_PER_CHUNK`."""
	chunk: list[tuple[str, list[Owed]]] = []
	size = 0
	for unit, owed in owed_by_unit(campaign):
		chunk.append((unit, owed))
		size += len(owed)
		if size >= TASKS_PER_CHUNK:
			yield chunk
			chunk, size = [], 0
	if chunk:
		yield chunk


def owed_by_unit(campaign: Any, only: str | None = None) -> Iterator[tuple[str, list[Owed]]]:
	"""Each unit with what it owes; the organiser owes its own even where it takes no part."""
	longer = days_longer(campaign)
	everybody = dict.fromkeys(participants.of(campaign))
	organiser = participants.organiser(campaign)
	for unit in dict.fromkeys([*everybody, organiser]):
		if only and unit != only:
			continue
		rows = [
			row
			for row in campaign.deliverables
			if (unit == organiser if row.by_organiser else unit in everybody)
		]
		owed = campaign_plan.plan(phases(campaign, longer.get(unit, 0)), [asked(row) for row in rows])
		if owed:
			yield unit, owed


def phases(campaign: Any, longer: int = 0) -> list[Phase]:
	"""The phases of a campaign for a unit whose last one lasts so many days longer."""
	found = [
		Phase(row.idx, row.phase, getdate(row.starts_on), getdate(row.ends_on)) for row in campaign.phases
	]
	if found and longer:
		found[-1] = replace(found[-1], end=found[-1].end + timedelta(days=longer))
	return found


def asked(row: Any) -> Asked:
	"""A row of the form as the rule reads it."""
	return Asked(row.deliverable, row.phase or "", bool(row.every_phase), row.period, cint(row.due_offset))


def days_longer(campaign: Any) -> dict[str, int]:
	"""Unit → days by which its campaign was extended."""
	found: dict[str, int] = {}
	# get_all: the run works for everybody
	for row in frappe.get_all(EXTENSION, {"campaign": campaign.name}, ["unit", "days"]):
		found[row.unit] = found.get(row.unit, 0) + cint(row.days)
	return found


def check_size(campaign: Any) -> None:
	"""Refuse a campaign without anybody, or with more tasks than anybody can mean."""
	total = sum(len(owed) for _unit, owed in owed_by_unit(campaign))
	if not total:
		frappe.throw(_("No open unit takes part in this campaign. Check the participating units."))
	if total > MOST_TASKS:
		refuse(
			_("This would make {0} tasks; {1} is the most. Check how often they are asked for."),
			total,
			MOST_TASKS,
		)


def make(campaign: Any, chunk: Iterable[tuple[str, list[Owed]]], maker: str) -> int:
	"""Write the tasks of some units that are not there yet; returns how many. Commits nothing."""
	named = {
		campaign_plan.task_name(campaign.name, unit, one.phase.name, one.asked.name, one.window.key): (
			unit,
			one,
		)
		for unit, owed in chunk
		for one in owed
	}
	# get_all: the run works for everybody
	there = set(frappe.get_all(UNIT_TASK, {"name": ("in", list(named))}, pluck="name"))
	owed_already = keys_of(campaign.name, {unit for unit, _one in named.values()})
	missing = {
		name: (unit, one)
		for name, (unit, one) in named.items()
		if name not in there and key_of(unit, one) not in owed_already
	}
	if not missing:
		return 0
	write(campaign, missing, maker)
	tell(campaign, [unit for unit, _one in missing.values()])
	return len(missing)


def key_of(unit: str, owed: Owed) -> tuple[str, ...]:
	"""What makes a task of a campaign what it is."""
	return unit, owed.phase.name or "", owed.asked.name, owed.window.key or ""


def keys_of(campaign: str, units: Iterable[str]) -> set[tuple[str, ...]]:
	"""The tasks of a campaign that some units have already, whatever these are called."""
	wanted = {"campaign": campaign, "unit": ("in", sorted(units) or [""])}
	# get_all: the run works for everybody
	rows = frappe.get_all(UNIT_TASK, filters=wanted, fields=["unit", "phase", "subject", "period"])
	return {(row.unit, row.phase or "", row.subject, row.period or "") for row in rows}


def write(campaign: Any, missing: dict[str, tuple[str, Owed]], maker: str) -> None:
	"""Tasks, their figures and their first events, as a save would have written them."""
	deliverables = {row.deliverable: row for row in campaign.deliverables}
	by_deliverable: dict[str, list[Any]] = {}
	for row in campaign.figures:
		by_deliverable.setdefault(row.deliverable, []).append(row)
	now, late_after = now_datetime(), events.late_after()
	state = states.main_state(UNIT_TASK, STATUSES[UNIT_TASK][0])
	tasks, values, pending = [], [], []
	for name, (unit, owed) in missing.items():
		row = deliverables[owed.asked.name]
		facts = facts_of(campaign, row, unit, owed)
		entry = events.compose(
			"created",
			occurred_at=now,
			recorded_at=now,
			late_after=late_after,
			unit=unit,
			actor=maker,
			to_status=STATUSES[UNIT_TASK][0],
			details={"due": facts["due_at"].isoformat()},
		)
		facts.update(projection.step(UNIT_TASK, facts, entry))
		count_of, head = events.seal(UNIT_TASK, name, 0, None, [entry])
		pending.append(entry)
		tasks.append(
			{
				**facts,
				"name": name,
				"owner": maker,
				"modified_by": maker,
				"workflow_state": state,
				"event_count": count_of,
				"last_event_hash": head,
			}
		)
		if row.kind == "Figures":
			values += [
				value_row(name, at, figure)
				for at, figure in enumerate(by_deliverable.get(row.deliverable, []), 1)
			]
	writer.insert(UNIT_TASK, tasks)
	writer.insert(VALUE, values)
	bulk.insert("Case Event", events.COLUMNS, events.rows(pending))


def facts_of(campaign: Any, row: Any, unit: str, owed: Owed) -> dict[str, Any]:
	"""What a task says of itself."""
	return {
		"subject": owed.asked.name,
		"campaign": campaign.name,
		"unit": unit,
		"ordering_unit": participants.organiser(campaign),
		"kind": row.kind,
		"five_one": row.five_one or None,
		"is_meeting": row.is_meeting,
		"needs_evidence": row.needs_evidence,
		"requirement": row.requirement,
		"recurrence": row.period,
		"phase": owed.phase.name or None,
		"phase_no": owed.phase.number,
		"period": owed.window.key or None,
		"period_start": owed.window.start,
		"period_end": owed.window.end,
		"due_at": days.end_of(owed.due),
	}


def value_row(task: str, at: int, figure: Any) -> dict[str, Any]:
	"""A line for one figure."""
	return {
		"parent": task,
		"parenttype": UNIT_TASK,
		"parentfield": "figures",
		"idx": at,
		"figure": figure.figure,
		"figure_class": figure.figure_class,
		"measure": figure.measure,
		"target": figure.target,
		"tolerance": figure.tolerance,
	}


def count(campaign: str) -> int:
	"""Write on a campaign's form how many tasks it has; returns it."""
	total = campaigns.tasks_of(campaign)
	frappe.db.set_value(CAMPAIGN, campaign, "task_count", total, update_modified=False)
	return total


def tell(campaign: Any, told: Sequence[str]) -> None:
	"""Tell each unit once how many tasks it has now, in the transaction that made them."""
	on = getdate()
	for unit in dict.fromkeys(told):
		users = recipients.desk(unit, on)
		facts = {"unit": notices.unit_name(unit), "items": told.count(unit)}
		notices.send(campaign, "healthtalk_campaign_tasks", users, **facts)

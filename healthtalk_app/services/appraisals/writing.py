"""Appraisals into the database, many at a time, as a save would have written them.

Written are those that no unit has reviewed yet and of whose group nothing is published; what people noted on
their rows, and the vetoes that they entered, stay when figures are computed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import getdate, now_datetime

from healthtalk_app.rules import projection
from healthtalk_app.rules.appraisal import Result, Terms
from healthtalk_app.rules.appraisal_indicators import Indicator
from healthtalk_app.rules.transitions import APPRAISAL, STATUSES
from healthtalk_app.services.appraisals import places, sheet
from healthtalk_app.services.importing import writer
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.records import bulk, events
from healthtalk_app.services.steps import states

ROW, VETO, PARTY = "Appraisal Row", "Appraisal Veto", "Case Party"
FIELDS = {ROW: "score_rows", VETO: "vetoes", PARTY: "parties"}
DRAFT, COMPUTED = STATUSES[APPRAISAL][:2]
OF_VETO = ("kind", "found", "sentence", "by_hand", "document_number")


@dataclass
class Sheet:
	"""What a unit's appraisal will say; `problem` where the rules cannot reckon a figure."""

	unit: str
	title: str
	peer_group: str
	rows: list[dict[str, Any]]
	vetoes: list[dict[str, Any]]
	indicators: Sequence[Indicator]
	problem: str = ""


def write(named: Mapping[str, Sheet], head: Mapping[str, Any], maker: str) -> dict[str, int]:
	"""Insert appraisals by name, or replace those that no unit has reviewed yet. Commits nothing.

	`head` is what all of them have in common. Returns how many were computed, could not be, and were left:
	reviewed by the unit, or of a group whose places are published.
	"""
	settled = places.settled_groups(head["scheme"], head["from_date"], head["to_date"])
	stored = _stored(named)
	left = {name for name, row in stored.items() if row.status not in (DRAFT, COMPUTED)}
	left |= {name for name, one in named.items() if (one.peer_group or "") in settled}
	named = {name: one for name, one in named.items() if name not in left}
	written, entered = _kept(ROW, named), _kept(VETO, named)
	terms = sheet.terms_of(head["terms"])
	new, pending, ready = [], [], []
	children: dict[str, list[dict[str, Any]]] = {ROW: [], VETO: [], PARTY: []}
	for name, one in named.items():
		_carry_over(one, written.get(name, []), entered.get(name, []))
		result = reckoned(one, terms)
		facts = {**head, **_facts(one, result, head["terms"])}
		old = stored.get(name)
		entries = _events(old, bool(result), one.unit, maker, head["run"])
		for entry in entries:
			facts.update(projection.step(APPRAISAL, facts, entry))
		count, last = (old.event_count, old.last_event_hash) if old else (0, None)
		facts["event_count"], facts["last_event_hash"] = events.seal(APPRAISAL, name, count, last, entries)
		pending += entries
		if "status" in facts:
			facts["workflow_state"] = states.main_state(APPRAISAL, facts["status"])
		if old:
			frappe.db.set_value(APPRAISAL, name, facts, modified_by=maker)
		else:
			new.append({**facts, "name": name, "owner": maker, "modified_by": maker})
			children[PARTY] += _rows_of(name, PARTY, [{"unit": one.unit, "part": "Owner"}])
		children[ROW] += _rows_of(name, ROW, one.rows)
		children[VETO] += _rows_of(name, VETO, one.vetoes)
		if result and not (old and old.status == COMPUTED):
			ready.append(name)
	again = [name for name in named if name in stored]
	for doctype in (ROW, VETO):
		if again:
			frappe.db.delete(doctype, {"parenttype": APPRAISAL, "parent": ("in", again)})
	writer.insert(APPRAISAL, new)
	for doctype, rows in children.items():
		writer.insert(doctype, rows)
	bulk.insert("Case Event", events.COLUMNS, events.rows(pending))
	tell(ready)
	problems = sum(bool(one.problem) for one in named.values())
	return {"computed": len(named) - problems, "not_computed": problems, "left": len(left)}


# both as they stand at this moment and locked: who saves one of them comes before the run, or after it
def _stored(named: Mapping[str, Sheet]) -> dict[str, Any]:
	table = frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.status, table.event_count, table.last_event_hash)
		.where(table.name.isin(list(named) or [""]))
		.for_update()
	)
	return {row.name: row for row in query.run(as_dict=True)}


def _kept(doctype: str, named: Mapping[str, Sheet]) -> dict[str, list[Any]]:
	"""Rows that there are already, by appraisal."""
	table = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(table)
		.select(table.star)
		.where((table.parenttype == APPRAISAL) & table.parent.isin(list(named) or [""]))
		.orderby(table.idx)
		.for_update()
	)
	found: dict[str, list[Any]] = {}
	for row in query.run(as_dict=True):
		found.setdefault(row.parent, []).append(row)
	return found


def _carry_over(one: Sheet, rows: Sequence[Any], vetoes: Sequence[Any]) -> None:
	"""What people wrote on the rows, and the vetoes that they entered, stay.

	What was written of another figure, before the scheme was changed, says nothing of this one.
	"""
	written = {_asked(row): sheet.carried_over(row) for row in rows}
	for row in one.rows:
		row.update(written.get(_asked(row), {}))
	by_hand = (row for row in vetoes if row.by_hand)
	one.vetoes = [*one.vetoes, *({name: row.get(name) for name in OF_VETO} for row in by_hand)]


def _asked(row: Mapping[str, Any]) -> tuple[str, ...]:
	"""What makes two rows speak of the same: number, source and figure."""
	return tuple(row.get(name) or "" for name in ("indicator_no", "source", "metric"))


def reckoned(one: Sheet, terms: Terms) -> Result | None:
	"""The result, written on the rows; None with the problem where a figure does not fit its rule."""
	try:
		result = sheet.reckon(one.rows, sheet.reasons(one.vetoes), terms, one.indicators)
	except ValueError as error:
		one.problem = str(error)
		return None
	sheet.fill(one.rows, result)
	return result


def _facts(one: Sheet, result: Result | None, terms: str) -> dict[str, Any]:
	"""What an appraisal says of itself."""
	return {
		"title": one.title,
		"unit": one.unit,
		"peer_group": one.peer_group,
		"input_hash": sheet.digest(one.rows, one.vetoes, terms),
		"compute_note": one.problem or None,
		**(sheet.outcome(result) if result else sheet.NOTHING),
	}


def _events(old: Any, reckoned: bool, unit: str, maker: str, run: str) -> list[Any]:
	"""Entered as a draft, computed, or computed again."""
	now: datetime = now_datetime()
	facts = {
		"occurred_at": now,
		"recorded_at": now,
		"late_after": events.late_after(),
		"unit": unit,
		"actor": maker,
	}
	found = [] if old else [events.compose("created", to_status=DRAFT, **facts)]
	if not reckoned:
		return found
	details = {"run": run}
	if old and old.status == COMPUTED:
		return [events.compose("computed", details=details, **facts)]
	step = events.compose("status", from_status=DRAFT, to_status=COMPUTED, details=details, **facts)
	return [*found, step]


def _rows_of(name: str, doctype: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
	parent = {"parent": name, "parenttype": APPRAISAL, "parentfield": FIELDS[doctype]}
	return [{**row, **parent, "idx": at} for at, row in enumerate(rows, 1)]


def tell(names: Sequence[str]) -> None:
	"""Tell each unit once that its appraisal waits for its self-review."""
	on = getdate()
	if notices.silent():
		return
	for name in names:
		doc = frappe.get_doc(APPRAISAL, name)
		users = recipients.desk(doc.unit, on)
		notices.send(doc, "healthtalk_appraisal_computed", users, unit=notices.unit_name(doc.unit))

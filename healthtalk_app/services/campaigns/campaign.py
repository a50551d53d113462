"""What must hold for a Conduct Campaign 专项活动, and the evidence of its steps (C1, C2, C3)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, TimeOrderError, refuse
from healthtalk_app.metrics import campaigns
from healthtalk_app.rules.campaign_plan import ONCE
from healthtalk_app.rules.transitions import CAMPAIGN
from healthtalk_app.services.campaigns import activation, participants

FIXED_WHEN_ACTIVE = ("unit", "starts_on", "phases")
# what may still be added to, and nothing else, once tasks were made of it
GROWS_WHEN_ACTIVE = ("deliverables", "figures", "units")
FURTHEST = 3660
FACILITIES = (
	("load_template", "Load a Template"),
	("make_tasks", "Make Missing Tasks"),
	("extend_unit", "Extend for a Unit"),
)


# ---- the steps of a save -------------------------------------------------------------------------
def fill_unit(doc: Any) -> None:
	"""A campaign belongs to the unit of who writes it down."""
	if doc.is_new() and not doc.unit:
		doc.unit = permissions.default_unit()


def lock_facts(doc: Any) -> None:
	"""Once tasks were made, phases stay and the rest only grows; what is closed stays as it is."""
	if doc.flags.by_service or not doc.before:
		return
	was = doc.before.status
	if was == "Draft":
		return
	doc.refuse_frozen(FIXED_WHEN_ACTIVE, _("The campaign is under way."))
	for table in GROWS_WHEN_ACTIVE:
		only_added(doc, table)


def only_added(doc: Any, table: str) -> None:
	"""Refuse to change or remove a row of which tasks were made."""
	rows = {row.name: row for row in doc.get(table)}
	columns = [field.fieldname for field in frappe.get_meta(doc.meta.get_options(table)).fields]
	for old in doc.before.get(table):
		new = rows.get(old.name)
		if not new or any((old.get(column) or None) != (new.get(column) or None) for column in columns):
			refuse(
				_("{0}, row {1}: the campaign is under way; rows can only be added."),
				_(doc.meta.get_label(table), context=CAMPAIGN),
				old.idx,
				error=FrozenError,
			)


def check_phases(doc: Any) -> None:
	"""Phases have names of their own and follow each other; the campaign lasts from the first to the last."""
	names: set[str] = set()
	last = None
	for row in doc.phases:
		row.phase = " ".join((row.phase or "").split())
		if row.phase in names:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.phase)
		names.add(row.phase)
		if getdate(row.ends_on) < getdate(row.starts_on):
			refuse(_("Row {0}: the phase ends before it begins."), row.idx, error=TimeOrderError)
		if last and getdate(row.starts_on) <= last:
			refuse(
				_("Row {0}: the phase begins before the one above it has ended."),
				row.idx,
				error=TimeOrderError,
			)
		last = getdate(row.ends_on)
	if doc.phases:
		doc.starts_on, doc.ends_on = doc.phases[0].starts_on, doc.phases[-1].ends_on
		if (getdate(doc.ends_on) - getdate(doc.starts_on)).days > FURTHEST:
			frappe.throw(_("A campaign lasts ten years at most. Check the dates."), TimeOrderError)


def check_deliverables(doc: Any) -> None:
	"""Each task once by its name, in a phase that there is."""
	names: set[str] = set()
	phases = {row.phase for row in doc.phases}
	for row in doc.deliverables:
		row.deliverable = " ".join((row.deliverable or "").split())
		row.phase = " ".join((row.phase or "").split())
		if row.deliverable in names:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.deliverable)
		names.add(row.deliverable)
		if row.every_phase:
			row.phase = None
		if row.phase and row.phase not in phases:
			refuse(_("Row {0}: {1} is none of the phases above."), row.idx, row.phase)
		if abs(cint(row.due_offset)) > FURTHEST:
			refuse(_("Row {0}: check the days after the end."), row.idx)
		row.period = row.period or ONCE


def check_figures(doc: Any) -> None:
	"""Each figure once, returned with a task that asks for figures."""
	asking = [row.deliverable for row in doc.deliverables if row.kind == "Figures"]
	names: set[str] = set()
	for row in doc.figures:
		row.figure = " ".join((row.figure or "").split())
		if row.figure in names:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.figure)
		names.add(row.figure)
		if not row.deliverable and len(asking) == 1:
			row.deliverable = asking[0]
		if row.deliverable and row.deliverable not in asking:
			refuse(_("Row {0}: {1} is no task that asks for figures."), row.idx, row.deliverable)


def check_units(doc: Any) -> None:
	"""Every unit once, within the reach of who writes it down."""
	seen: set[str] = set()
	known = {row.unit for row in doc.before.units} if doc.before else set()
	for row in doc.units:
		if row.unit in seen:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.unit)
		seen.add(row.unit)
		if (
			row.unit not in known
			and not doc.flags.by_service
			and not participants.reaches(doc.unit, row.unit)
		):
			refuse(
				_("Row {0}: only the unit itself, units below it or, for a department, those of the bureau."),
				row.idx,
				error=frappe.PermissionError,
			)


# ---- the guards of each step ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing."""
	if new == "Active":
		can_be_activated(doc)
	if new == "Closed":
		can_be_closed(doc)


def can_be_activated(doc: Any) -> None:
	"""A campaign has phases, tasks, units and somebody who leads it (C2, C3)."""
	doc.require_evidence(
		("phases", "deliverables", "units"), _("A campaign says who does what, and by when.")
	)
	if not any(row.team == "Leading Group" and row.post == "Head" for row in doc.members):
		frappe.throw(
			_("Name the head of the leading group among the members."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	asked = [row.deliverable for row in doc.deliverables if row.kind == "Figures"]
	for name in asked:
		if not any(row.deliverable == name for row in doc.figures):
			refuse(_("{0} asks for figures: name them below."), name, error=EvidenceMissingError)
	if lost := [row.figure for row in doc.figures if not row.deliverable]:
		refuse(_("Say with which task {0} is returned."), lost[0], error=EvidenceMissingError)
	activation.check_size(doc)


def can_be_closed(doc: Any) -> None:
	"""What was handed in has been looked at, and the campaign is summed up (T9)."""
	doc.require_evidence(("closing_note",), _("A campaign that ends is summed up."))
	waiting = campaigns.tasks_of(doc.name, "Submitted")
	if waiting:
		refuse(
			_("{0} tasks that were handed in still wait to be accepted or returned."),
			waiting,
			error=EvidenceMissingError,
		)


def moved(doc: Any, old: str, new: str) -> None:
	"""Activation makes the tasks in the background."""
	if new == "Active":
		activation.begin(doc)


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What can be done beside the workflow."""
	open_now = {"Draft": {"load_template"}, "Active": {key for key, _label in FACILITIES}}.get(
		doc.status, set()
	)
	return [(key, label) for key, label in FACILITIES if key in open_now]

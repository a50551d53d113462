"""What must hold for an Inspection 督导检查 at every save, and the evidence of each step (T4, T5, E5, C5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, today

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WrongSideError,
	refuse,
)
from healthtalk_app.rules import inspections as rules
from healthtalk_app.rules.transitions import RECTIFICATION
from healthtalk_app.services.inspections import team, templates, visitors
from healthtalk_app.services.organisation import units
from healthtalk_app.services.rectifications import rectification_sides

MYSTERY = "Mystery"
SCORED = ("score", "grade", "points_full", "points_lost", "failed_count", "critical_failed", "is_mystery")
# what was planned stands from the day on which the team goes
PLANNED = ("unit", "inspecting_unit", "template", "kind", "plan")
# what a published plan tells of an inspection that was made of it
OF_PLAN = ("kind", "plan")
# what was found stands from the letter on
FOUND = (
	"team",
	"items",
	"inspection_date",
	"place",
	"accompanied_by",
	"highlights",
	"opinion",
	"suggestions",
	"rectify_by",
	"answer_by",
	"review_contact",
	"perfunctory",
	"perfunctory_reason",
	"extension_days",
	"campaign",
	"subject",
)
AFTER_LETTER = ("Feedback Issued", "Rectifying", "Closed")


# ---- the steps of a save -------------------------------------------------------------------------
def fill_defaults(doc: Any) -> None:
	"""Who inspects, and what the template says of itself."""
	doc.inspecting_unit = doc.inspecting_unit or permissions.default_unit() or units.bureau()
	doc.require_evidence(("unit", "template"), _("An inspection has a unit and a template."))
	doc.is_mystery = int(doc.kind == MYSTERY)
	if doc.is_mystery:
		doc.accompanied_by = None
	template = frappe.get_cached_doc("Inspection Template", doc.template)
	doc.domain = template.domain
	if not doc.subject:
		name = frappe.get_cached_value("Health Unit", doc.unit, "unit_name")
		doc.subject = f"{name} · {template.template_name}"[:140]


def lock_facts(doc: Any) -> None:
	"""What was planned is fixed once the team has gone, what was found once the letter is out."""
	if not doc.before or doc.flags.by_service:
		return
	if doc.before.status != "Planned":
		doc.refuse_frozen(PLANNED, _("The inspection has begun."))
	if doc.before.plan:
		doc.refuse_frozen(OF_PLAN, _("The inspection was made of a plan, whose list tells of it."))
	if doc.before.status in AFTER_LETTER:
		doc.refuse_frozen(FOUND, _("The feedback letter has been issued."))


def check_units(doc: Any) -> None:
	"""A superior or a department of the bureau inspects an open unit, never itself."""
	if doc.planned_from and doc.planned_to and getdate(doc.planned_to) < getdate(doc.planned_from):
		frappe.throw(_("The plan ends before it begins."), TimeOrderError)
	if doc.before and not (doc.differs("unit") or doc.differs("inspecting_unit")):
		return
	if not units.is_open(doc.unit, getdate(doc.planned_from)):
		name = frappe.get_cached_value("Health Unit", doc.unit, "unit_name")
		refuse(_("{0} is closed; choose its successor."), name, error=MoveNotAllowedError)
	orders = rectification_sides.orders(doc.inspecting_unit, doc.unit)
	if doc.unit in (doc.inspecting_unit, units.bureau()) or not orders:
		frappe.throw(
			_("A unit is inspected by a superior unit or a department of the bureau, never by itself."),
			WrongSideError,
			title=_("Not Your Step"),
		)


def check_day(doc: Any) -> None:
	"""The day of a visit is known from its beginning on, and has come: a visit that counts was made."""
	if doc.before and doc.before.status != "Planned":
		doc.inspection_date = doc.inspection_date or doc.before.inspection_date
	_refuse_coming_day(doc)


def _refuse_coming_day(doc: Any) -> None:
	if doc.inspection_date and getdate(doc.inspection_date) > getdate():
		frappe.throw(_("The day of the inspection lies in the future."), TimeOrderError)


def copy_items(doc: Any) -> None:
	"""The items of the template as they stand at the planning; a later change moves nothing."""
	changed = doc.before and doc.differs("template")
	if doc.items and not changed:
		return
	doc.set("items", [])
	for row in templates.items_of(doc.template):
		doc.append("items", row)


def check_items(doc: Any) -> None:
	"""The template's words stay; what does not apply has no result, and what passed loses nothing."""
	if doc.before and not (doc.flags.by_service or doc.differs("template")):
		_keep_template_words(doc)
	for row in doc.items:
		if row.result == rules.NOT_APPLICABLE or not cint(row.applicable):
			row.applicable, row.result = 0, rules.NOT_APPLICABLE
		if row.result != rules.FAIL:
			row.deduction = 0
		elif not 0 <= (row.deduction or 0) <= row.points:
			refuse(
				_("Item {0}: the deduction lies between 0 and {1} points."),
				row.item_no,
				row.points,
				error=BadInputError,
			)
		elif not row.deduction:
			row.deduction = row.points


def _keep_template_words(doc: Any) -> None:
	"""Rows are neither added nor taken away, and their words and points are not edited."""
	stored = {row.name: row for row in doc.before.items}
	if {row.name for row in doc.items} != set(stored):
		frappe.throw(
			_("The items come from the template. Mark what does not apply as Not Applicable."),
			BadInputError,
		)
	for row in doc.items:
		row.update({name: stored[row.name].get(name) for name in templates.COPIED})


def score(doc: Any) -> None:
	"""Score and grade of what was looked at so far."""
	if doc.flags.by_service and doc.feedback:
		return
	items = [
		rules.Item(row.points, row.result or "", bool(cint(row.critical)), row.deduction) for row in doc.items
	]
	found = rules.score(items, templates.grading_of(doc.template))
	doc.update(
		{
			"score": found.score,
			"grade": found.grade,
			"points_full": found.full,
			"points_lost": found.lost,
			"failed_count": found.failed,
			"critical_failed": found.critical_failed,
		}
	)


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side or without its evidence."""
	if not doc.flags.system_move and not may_act(doc):
		frappe.throw(
			_("Only the inspecting unit, a superior of it, or the team takes this step."),
			WrongSideError,
			title=_("Not Your Step"),
		)
	if check := GUARDS.get(new):
		check(doc)


def may_act(doc: Any) -> bool:
	"""Whether the user at work stands on the inspecting side."""
	user = frappe.session.user
	return permissions.can_act_for(doc.inspecting_unit) or any(row.user == user for row in doc.team)


def _in_progress(doc: Any) -> None:
	team.check_complete(doc)
	doc.inspection_date = doc.inspection_date or today()


def _feedback_issued(doc: Any) -> None:
	doc.require_evidence(
		("inspection_date", "opinion", "answer_by"),
		_("A feedback letter says when the team came, what it thinks of it, and when the answer is due."),
	)
	_check_results(doc)
	team.check_complete(doc)
	if doc.failed_count:
		doc.require_evidence(("rectify_by",), _("What failed is put right by a day."))
	for fieldname in ("rectify_by", "answer_by"):
		if doc.get(fieldname) and getdate(doc.get(fieldname)) < getdate():
			refuse(
				_("{0} has passed already."),
				_(doc.meta.get_label(fieldname), context=doc.doctype),
				error=TimeOrderError,
			)
	if doc.perfunctory:
		doc.require_evidence(
			("perfunctory_reason",), _("Who is said to go through the motions is told what shows it.")
		)
	_check_no_visitor_named(doc)


def _check_results(doc: Any) -> None:
	"""Every item was looked at; every failure says what was found and what shows it."""
	if open_items := [row.item_no for row in doc.items if not row.result]:
		refuse(
			_("These items have no result yet: {0}."),
			"、".join(open_items),
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	if doc.score is None:
		frappe.throw(_("Nothing of the template applies to this unit."), EvidenceMissingError)
	failed = [row for row in doc.items if row.result == rules.FAIL]
	if bare := [row.item_no for row in failed if not row.finding or not (row.evidence or row.evidence_note)]:
		refuse(
			_("A failed item has its finding and a photo or a note of the evidence: {0}."),
			"、".join(bare),
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def _check_no_visitor_named(doc: Any) -> None:
	"""No text that the unit will read names a visitor of a mystery visit."""
	if not doc.is_mystery:
		return
	texts = [doc.get(name) for name in ("highlights", "opinion", "suggestions", "review_contact")]
	texts += [doc.perfunctory_reason, doc.subject, *(row.finding for row in doc.items)]
	if named := visitors.named_of(doc.team, texts):
		refuse(
			_("Nobody learns who made a mystery visit, but the letter would name: {0}."),
			"、".join(named),
			error=EvidenceMissingError,
		)


def _rectifying(doc: Any) -> None:
	if not doc.failed_count:
		frappe.throw(_("Nothing failed, so there is nothing to put right."), MoveNotAllowedError)


def _closed(doc: Any) -> None:
	doc.require_evidence(("conclusion",), _("An inspection ends with a conclusion."))
	# get_all: whether anything is open is asked of all, whoever closes the inspection
	waiting = frappe.get_all(
		RECTIFICATION,
		filters={
			"source_doctype": "Inspection Feedback",
			"source_name": doc.feedback,
			"status": ("!=", "Verified"),
		},
		pluck="number",
	)
	if waiting:
		refuse(
			_("These rectifications are not verified yet: {0}."),
			"、".join(waiting),
			error=MoveNotAllowedError,
		)


GUARDS = {
	"In Progress": _in_progress,
	"Feedback Issued": _feedback_issued,
	"Rectifying": _rectifying,
	"Closed": _closed,
}


def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""What the event says beside the status."""
	if new == "Feedback Issued":
		return {"failed": doc.failed_count, "grade": doc.grade}
	return {}

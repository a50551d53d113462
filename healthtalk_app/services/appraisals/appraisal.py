"""What must hold for a Unit Appraisal 单位考核 at every save, and the evidence of its steps (P3, H10, T7).

What was computed is written by the system. Until the review the unit notes its view on each row, and the
reviewer gives points by hand, corrects, exempts, adds a veto, each with a reason; the total follows at every
save. What is published is locked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	WrongSideError,
	refuse,
)
from healthtalk_app.rules.appraisal_indicators import Method, Missing
from healthtalk_app.services.appraisals import computing, places, sheet, sides, veto
from healthtalk_app.services.appraisals.values import BY_HAND

SELF = ("self_review",)
REVIEW = ("review_opinion",)
OBJECTION = ("objection_reason", "objection_evidence")
DECISION = ("objection_decision",)
# while the reviewer may still change something
OPEN_TO_REVIEW = ("Computed", "Self-reviewed", "Objected")


# ---- the steps of a save -------------------------------------------------------------------------
def lock_past_steps(doc: Any) -> None:
	"""What a step has settled stands; what is published is locked."""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was == "Draft":
		nothing_yet = _("The appraisal has not been computed yet.")
		doc.refuse_frozen((*SELF, *REVIEW, *OBJECTION, *DECISION), nothing_yet)
	if was != "Computed":
		doc.refuse_frozen(SELF, _("The unit has reviewed itself."))
	if was != "Self-reviewed":
		doc.refuse_frozen(REVIEW, _("An opinion is written when the appraisal is reviewed."))
	if was != "Reviewed":
		doc.refuse_frozen(OBJECTION, _("A unit objects to what was reviewed and is not published yet."))
	if was != "Objected":
		doc.refuse_frozen(DECISION, _("There is no objection to decide on."))
	if any(doc.differs(name) for name in (*REVIEW, *DECISION)):
		sides.require_reviewer(doc.unit)


def check_rows(doc: Any) -> None:
	"""Of each row only what people write may change, by the side whose it is and while it is open."""
	if not doc.before or doc.flags.by_service:
		return
	stored = {row.name: row for row in doc.before.score_rows}
	# a row that was sent twice would count twice
	if len(doc.score_rows) != len(stored) or {row.name for row in doc.score_rows} != set(stored):
		frappe.throw(_("The rows come from the scheme; none is added or taken away."), BadInputError)
	for row in doc.score_rows:
		old = stored[row.name]
		row.update({name: old.get(name) for name in computed_columns() if name != "entered_by"})
		row.entered_by = old.entered_by
		by_unit = _changed(row, old, sheet.BY_UNIT)
		by_reviewer = _changed(row, old, [name for name in sheet.BY_REVIEWER if name != "entered_by"])
		if by_unit and doc.before.status != "Computed":
			refuse(_("Row {0}: the unit notes its view while it reviews itself."), row.idx, error=FrozenError)
		if by_reviewer:
			_check_reviewer(doc, row)
			check_entry(row)
			row.entered_by = frappe.session.user


def computed_columns() -> list[str]:
	"""The columns of a row that the system writes."""
	fields = frappe.get_meta("Appraisal Row").fields
	return [field.fieldname for field in fields if field.read_only]


def _changed(row: Any, old: Any, names: Any) -> list[str]:
	return [name for name in names if comparable_text(row.get(name)) != comparable_text(old.get(name))]


def comparable_text(value: Any) -> str:
	"""A text in which unset and empty are alike; a nought that was typed is something."""
	return "" if value is None else str(value).strip()


def _check_reviewer(doc: Any, row: Any) -> None:
	if doc.before.status not in OPEN_TO_REVIEW:
		refuse(
			_("Row {0}: figures are entered and corrected until the review, or after an objection."),
			row.idx,
			error=FrozenError,
		)
	if not sides.reviews(doc.unit):
		refuse(
			_("Row {0}: only an appraiser over the unit writes here, never the unit itself."),
			row.idx,
			error=WrongSideError,
		)


def check_entry(row: Any) -> None:
	"""What is entered is a number that the rule takes, with its reason; points by hand have evidence."""
	text = (row.hand_value or "").strip()
	indicator = sheet.indicator_of(row)
	if row.exempt_reason and (indicator.missing != Missing.EXEMPT or sheet.value_of(row) is not None):
		refuse(
			_("Row {0}: the scheme exempts nobody here, or there is a figure."), row.idx, error=BadInputError
		)
	if not text:
		return
	value = sheet.number(text)
	if indicator.method == Method.MANUAL and not 0 <= value <= indicator.weight:
		refuse(
			_("Row {0}: points by hand lie between 0 and {1}."),
			row.idx,
			f"{indicator.weight:f}",
			error=BadInputError,
		)
	if indicator.method in (Method.BONUS, Method.DEDUCTION) and value < 0:
		refuse(_("Row {0}: a number of events is not negative."), row.idx, error=BadInputError)
	if not (row.hand_reason or "").strip():
		refuse(_("Row {0}: what is entered has its reason."), row.idx, error=EvidenceMissingError)
	if row.source == BY_HAND and not (row.evidence or row.evidence_note):
		refuse(
			_("Row {0}: points by hand have their evidence: a file, or where it is kept on paper."),
			row.idx,
			error=EvidenceMissingError,
		)


def check_vetoes(doc: Any) -> None:
	"""What the system found stands; a reviewer adds what it cannot know, with a reason and the document."""
	if not doc.before or doc.flags.by_service:
		return
	found = {row.name: row for row in doc.before.vetoes}
	kept = {row.name: row for row in doc.vetoes if row.name in found}
	named = [row.name for row in doc.vetoes if row.name]
	if len(set(named)) < len(named):
		frappe.throw(_("A row was sent twice. Load the form again."), BadInputError)
	for name, old in found.items():
		if name not in kept and not old.by_hand:
			frappe.throw(_("A veto that the system found is not taken away by hand."), FrozenError)
		if name in kept:
			fixed = ("found", "by_hand") if old.by_hand else ("kind", "found", "sentence", "by_hand")
			kept[name].update({key: old.get(key) for key in fixed})
	columns = ("kind", "sentence", "document_number")
	new = [row for row in doc.vetoes if row.name not in found]
	changed = [row for row in kept.values() if _changed(row, found[row.name], columns)]
	if not new and not changed and len(kept) == len(found):
		return
	if doc.before.status not in OPEN_TO_REVIEW:
		frappe.throw(_("Vetoes are entered until the review, or after an objection."), FrozenError)
	sides.require_reviewer(doc.unit)
	for row in (*new, *changed):
		row.update({"kind": veto.IN_REVIEW, "found": 1, "by_hand": 1})
		if not (row.sentence or "").strip() or not (row.document_number or "").strip():
			refuse(
				_("A veto that is entered has its reason and the number of the document."),
				error=EvidenceMissingError,
			)


def renew_vetoes(doc: Any) -> None:
	"""What the system finds on the day of the review counts: decisions are made and revoked after a run."""
	now = computing.veto_rows(veto.findings(doc.unit, start=doc.from_date, end=doc.to_date))
	stored = {row.kind: row.found for row in doc.vetoes if not row.by_hand}
	if stored == {row["kind"]: row["found"] for row in now}:
		return
	by_hand = [row for row in doc.vetoes if row.by_hand]
	for row in by_hand:
		row.idx = None
	doc.set("vetoes", [*now, *by_hand])
	rescore(doc)


def rescore(doc: Any) -> None:
	"""The total follows from the rows; what is published is not reckoned again."""
	if not doc.score_rows or (doc.before and doc.before.status == "Published"):
		return
	try:
		result = sheet.reckon(doc.score_rows, sheet.reasons(doc.vetoes), sheet.terms_of(doc.terms))
	except ValueError as error:
		refuse(_("This cannot be reckoned: {0}"), str(error), error=BadInputError)
	sheet.fill(doc.score_rows, result)
	doc.update(sheet.outcome(result))
	doc.input_hash = sheet.digest(doc.score_rows, doc.vetoes, doc.terms)
	doc.compute_note = None


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong side or without its evidence."""
	if not doc.flags.system_move:
		sides.check(doc, old, new)
	if old == "Objected":
		doc.require_evidence(DECISION, _("The decision on an objection says what was looked at, and why."))
	elif check := GUARDS.get(new):
		check(doc)
	if new == "Reviewed":
		_complete(doc)
		renew_vetoes(doc)


def _computed(doc: Any) -> None:
	if not doc.flags.by_service:
		frappe.throw(_("An appraisal is computed by a run. Start it from the list."), MoveNotAllowedError)


def _self_reviewed(doc: Any) -> None:
	doc.require_evidence(SELF, _("A unit that reviews itself says what it thinks of its result."))


def _reviewed(doc: Any) -> None:
	doc.require_evidence(REVIEW, _("A review has its opinion."))


def _objected(doc: Any) -> None:
	doc.require_evidence(OBJECTION[:1], _("An objection says which rows are wrong, and why."))
	if places.published(doc):
		frappe.throw(
			_("Results of the group are published: places cannot move any more."), MoveNotAllowedError
		)


def _published(doc: Any) -> None:
	if doc.flags.placed:
		return
	if waiting := places.waiting(doc):
		refuse(
			_("A group is published together. These appraisals of it are not reviewed yet: {0}."),
			"、".join(waiting[:5]),
			error=MoveNotAllowedError,
		)


def _complete(doc: Any) -> None:
	"""What is entered by hand is there, the unit is exempt with a reason, or the scheme does without it."""
	waiting = [
		row.indicator_no
		for row in doc.score_rows
		if row.source == BY_HAND
		and sheet.value_of(row) is None
		and sheet.indicator_of(row).missing != Missing.REDISTRIBUTE
		and not (row.exempt_reason or "").strip()
	]
	if waiting:
		refuse(
			_("These rows wait for points by hand: {0}."),
			"、".join(waiting),
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)


GUARDS = {
	"Computed": _computed,
	"Self-reviewed": _self_reviewed,
	"Reviewed": _reviewed,
	"Objected": _objected,
	"Published": _published,
}


# ---- what a step leaves behind -------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Who took the step; the place in the group from the publication on."""
	user = frappe.session.user
	if new == "Self-reviewed":
		doc.self_reviewed_by = user
	elif new == "Objected":
		doc.objected_by = user
	elif old == "Objected":
		doc.decided_by = user
	elif new == "Reviewed":
		doc.reviewed_by = user
	elif new == "Published":
		doc.published_by = user
		doc.place, doc.group_size = doc.flags.placed or places.of(doc)
	return {"digest": doc.input_hash} if doc.input_hash else {}


FACILITIES = {
	"appraisal_difference": "Compare with Today's Data",
	"appraisal_publish_group": "Publish the Group",
	"appraisal_use": "Note Use of Result",
	"appraisal_vetoes": "Records behind the Vetoes",
}


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What an appraiser over the unit can do beside the workflow."""
	if not sides.reviews(doc.unit):
		return []
	open_now = {
		"appraisal_difference": doc.status != "Draft",
		"appraisal_publish_group": doc.status == "Reviewed",
		"appraisal_use": doc.status == "Published",
		"appraisal_vetoes": bool(doc.vetoed),
	}
	return [(key, FACILITIES[key]) for key, is_open in open_now.items() if is_open]

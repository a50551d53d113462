"""What must hold for a Public Commitment 公开承诺, and the evidence of each of its steps (C4).

Somebody else than who wrote a commitment approves it; somebody else again than who wrote it, or who reported
how it was kept, verifies the result. Who promises in person does neither.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname, getdate, today

from healthtalk_app.exceptions import (
	EvidenceMissingError,
	TimeOrderError,
	WrongSideError,
	refuse,
)
from healthtalk_app.rules import codes
from healthtalk_app.rules.names import spoken
from healthtalk_app.rules.projection import FULFILMENTS
from healthtalk_app.services.commitments import commitment_ratings, commitment_view
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering
from healthtalk_app.services.steps.evidence import has_file

TEXT = (
	"title",
	"unit",
	"kind",
	"promiser_name",
	"promiser_position",
	"branch",
	"content",
	"campaign",
	"due_on",
)
MEASURE = ("measure", "responsible_person", "due_on")
RESULT = ("result", "shortfall_reason", "evidence", "evidence_note")
MOST_MEASURES = 30


# ---- the steps of a save -------------------------------------------------------------------------
def note_drafter(doc: Any) -> None:
	"""Remember everybody who has written the promise: none of them approves or verifies it."""
	if not doc.is_new() and doc.before.status != "Draft":
		return
	changed = doc.is_new() or promised(doc) != promised(doc.before)
	if changed and frappe.session.user not in drafters(doc):
		doc.drafters = "\n".join([*drafters(doc), frappe.session.user])


def promised(doc: Any) -> list[Any]:
	"""What is promised: the text and the measures, without what was done."""
	values = [str(doc.get(name) or "") for name in TEXT]
	return [*values, *([str(row.get(name) or "") for name in MEASURE] for row in doc.measures)]


def drafters(doc: Any) -> list[str]:
	"""The users who have written the promise, in their order."""
	return [user for user in (doc.drafters or "").split("\n") if user]


def lock_text(doc: Any) -> None:
	"""What was approved is what is published: from the approval on the promise stays as it is."""
	if doc.flags.by_service or not doc.before or doc.before.status == "Draft":
		return
	# its opinion may be written over by who sends it back
	opinion = () if doc.status == "Draft" else ("approval_opinion",)
	doc.refuse_frozen((*TEXT, *opinion), _("The commitment has been approved."))
	if promised(doc) != promised(doc.before):
		doc.refuse_frozen(("measures",), _("The commitment has been approved."))
	if doc.before.status in (*FULFILMENTS, "Verified") and doc.status != "Published":
		doc.refuse_frozen((*RESULT, "measures"), _("The result has been reported."))


def check_promiser(doc: Any) -> None:
	"""A unit promises as a whole; a person by name."""
	if doc.kind != "Person":
		doc.promiser_name = doc.promiser_position = None
	elif not (doc.promiser_name or "").strip():
		frappe.throw(_("Say who promises, or choose the unit as a whole."), EvidenceMissingError)


def check_measures(doc: Any) -> None:
	"""Measures end by the day of the promise; what is done has its day, and that is no day to come."""
	if len(doc.measures) > MOST_MEASURES:
		refuse(_("A commitment has at most {0} measures."), MOST_MEASURES)
	for row in doc.measures:
		if doc.due_on and row.due_on and getdate(row.due_on) > getdate(doc.due_on):
			refuse(
				_("Row {0}: the measure ends after the day by which the commitment is to be fulfilled."),
				row.idx,
				error=TimeOrderError,
			)
		if not row.done:
			row.done_on = None
			continue
		row.done_on = row.done_on or today()
		if getdate(row.done_on) > getdate(today()):
			refuse(_("Row {0}: what is done was not done on a day to come."), row.idx, error=TimeOrderError)


def check_unit(doc: Any) -> None:
	"""A new commitment is that of a unit that is open."""
	if doc.is_new() and doc.unit and not units.is_open(doc.unit, today()):
		refuse(_("{0} is closed; choose its successor."), doc.unit)


# ---- the guards of each step ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step of the wrong hand or without its evidence."""
	if new == "Published" and old in FULFILMENTS:
		_sent_back(doc)
	elif check := GUARDS.get(new):
		check(doc)


def _sent_to_draft(doc: Any) -> None:
	doc.require_evidence(("approval_opinion",), _("Who writes it anew is told why."))


def _approved(doc: Any) -> None:
	doc.require_evidence(
		("content", "due_on", "measures"),
		_("A commitment says what is promised, by when, and by which measures."),
	)
	doc.require_evidence(("approval_opinion",), _("An approval has its opinion."))
	require_other(doc, drafters(doc), _("Somebody else than who wrote a commitment approves it."))


def _published(doc: Any) -> None:
	if getdate(doc.due_on) < getdate(today()):
		frappe.throw(
			_("The day by which it is to be fulfilled is over. Send it back and choose a later one."),
			TimeOrderError,
		)
	if doc.public_until and getdate(doc.public_until) < getdate(today()):
		frappe.throw(_("The last day on the page is over. Choose a later one."), TimeOrderError)


def _reported(doc: Any) -> None:
	doc.require_evidence(("result",), _("A report says how the commitment was kept."))
	if not (doc.evidence or doc.evidence_note or has_file(doc, doc.published_at)):
		frappe.throw(
			_("A result has its evidence: attach a file, or say where the evidence on paper is kept."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	if doc.status == "Fulfilled" and (left := [row.idx for row in doc.measures if not row.done]):
		refuse(
			_("Row {0}: the measure is not done. What is fulfilled has all its measures done."),
			left[0],
			error=EvidenceMissingError,
		)
	if doc.status != "Fulfilled":
		doc.require_evidence(("shortfall_reason",), _("What was not kept, or not wholly, has its reason."))


def _verified(doc: Any) -> None:
	doc.require_evidence(("verification_note",), _("Who verifies a result writes down what was found."))
	require_verifier(doc)


def _sent_back(doc: Any) -> None:
	doc.require_evidence(("verification_note",), _("Who sends a result back says what was found."))
	require_verifier(doc)


def require_verifier(doc: Any) -> None:
	"""Raise `WrongSideError` for who wrote the commitment, promises in it or reported the result."""
	hands = [*drafters(doc), doc.before.reported_by]
	require_other(doc, hands, _("Somebody else than who wrote it or reported the result verifies it."))


def require_other(doc: Any, hands: list[str], sentence: str) -> None:
	"""Raise `WrongSideError` for one of the hands, and for the person who promises."""
	if doc.flags.system_move:
		return
	if not is_other(doc, hands):
		frappe.throw(sentence, WrongSideError, title=_("Not Your Step"))


def is_other(doc: Any, hands: list[str]) -> bool:
	"""Whether the user at work is none of the hands, nor by name the person who promises."""
	user = frappe.session.user
	promiser = spoken(doc.promiser_name) if doc.kind == "Person" else ""
	return user not in hands and (not promiser or spoken(get_fullname(user)) != promiser)


GUARDS = {
	"Draft": _sent_to_draft,
	"Approved": _approved,
	"Published": _published,
	**dict.fromkeys(FULFILMENTS, _reported),
	"Verified": _verified,
}


def offered(doc: Any, status: str) -> bool:
	"""Whether a step makes sense for the user at work; the guard decides again when it is taken."""
	if status == "Approved":
		return is_other(doc, drafters(doc))
	if doc.status in FULFILMENTS and status in ("Verified", "Published"):
		return is_other(doc, [*drafters(doc), doc.reported_by])
	return True


# ---- what follows --------------------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Who took the step; a number from the publication on, a code for the public."""
	user = frappe.session.user
	if new == "Draft":
		doc.approved_by = None
	elif new == "Approved":
		doc.approved_by = user
	elif new == "Published":
		doc.reported_by = None
		doc.public_digest = codes.digest(commitment_view.code_of(doc))
		doc.number = doc.number or numbering.issue(doc.unit, "commitment", doc, at)
	elif new in FULFILMENTS:
		doc.reported_by = user
	elif new == "Verified":
		doc.verified_by = user
	return {}


def moved(doc: Any, old: str, new: str) -> None:
	"""From the verification on nobody rates it, and nothing tells any more who has."""
	if new == "Verified":
		commitment_ratings.close(doc.name)


FACILITIES = {"note_progress": "Note Progress", "commitment_poster": "Print Poster"}


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What can be done beside the workflow by who may write the commitment."""
	open_now = {
		"note_progress": doc.status == "Published",
		"commitment_poster": doc.status in commitment_ratings.RATEABLE,
	}
	return [(key, FACILITIES[key]) for key, is_open in open_now.items() if is_open]

"""What must hold for a Satisfaction Survey 满意度调查, and the evidence of each of its steps (P4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate, today

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, TimeOrderError, refuse
from healthtalk_app.rules.surveys import choices
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering

DOCTYPE = "Satisfaction Survey"
LEVEL, CHOICE, TEXT = "Level", "Choice", "Text"
MOST_QUESTIONS = 40
MOST_WANTED = 100_000
FIXED_WHEN_OPEN = (
	"title",
	"unit",
	"audience",
	"opens_on",
	"introduction",
	"questions",
	"samples",
	"open_link",
	"previous",
)


# ---- the steps of a save -------------------------------------------------------------------------
def check_questions(doc: Any) -> None:
	"""Questions can be answered and counted: choices have answers, one question about levels is overall."""
	if len(doc.questions) > MOST_QUESTIONS:
		refuse(_("A survey asks at most {0} questions."), MOST_QUESTIONS)
	for row in doc.questions:
		row.weight = flt(row.weight) if row.kind == LEVEL else 0
		if row.weight < 0:
			refuse(_("Row {0}: a weight is not negative."), row.idx)
		if row.kind == CHOICE and len(choices(row.options)) < 2:
			refuse(_("Row {0}: give at least two answers to choose from, one a line."), row.idx)
		if row.kind != LEVEL:
			row.overall = 0
	overall = [row for row in doc.questions if row.overall]
	if len(overall) > 1:
		refuse(_("Row {0}: only one question is the overall one."), overall[1].idx)
	if not overall and (first := next((row for row in doc.questions if row.kind == LEVEL), None)):
		first.overall = 1


def check_samples(doc: Any) -> None:
	"""Every unit once, open, with a number of answers that can be reached."""
	seen: set[str] = set()
	for row in doc.samples:
		if row.unit in seen:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.unit)
		seen.add(row.unit)
		if not 0 < cint(row.target) <= MOST_WANTED:
			refuse(_("Row {0}: say how many answers are wanted, up to {1}."), row.idx, MOST_WANTED)
		if not units.is_open(row.unit, doc.opens_on or today()):
			refuse(_("Row {0}: {1} is closed; choose its successor."), row.idx, row.unit)


def check_dates(doc: Any) -> None:
	"""A survey ends after it begins; what came before it is older and another one."""
	if doc.opens_on and doc.closes_on and getdate(doc.closes_on) < getdate(doc.opens_on):
		frappe.throw(_("The survey ends before it begins. Choose a later last day."), TimeOrderError)
	if doc.previous and doc.previous == doc.name:
		frappe.throw(_("A survey is not compared with itself."), MoveNotAllowedError)


def lock_open_facts(doc: Any) -> None:
	"""Once somebody may have answered, what was asked, of whom and with what it is compared stays."""
	if doc.before and doc.before.status != "Draft" and not doc.flags.by_service:
		doc.refuse_frozen(FIXED_WHEN_OPEN, _("The survey has been opened."))
	if doc.before and doc.before.status in ("Closed", "Published") and not doc.flags.by_service:
		doc.refuse_frozen(("closes_on",), _("The survey is closed."))


def refresh_parties(doc: Any) -> None:
	"""The units surveyed see the survey from its opening on."""
	doc.set("parties", [])
	doc.add_party(doc.unit, "Owner")
	if doc.status != "Draft":
		for row in doc.samples:
			doc.add_party(row.unit, "Surveyed")


# ---- the guards of each step ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing."""
	if new == "Open" and old == "Draft":
		doc.require_evidence(("questions", "samples", "closes_on"), _("A survey asks something of somebody."))
		if not any(row.kind == LEVEL and row.weight > 0 for row in doc.questions):
			frappe.throw(
				_("One question at least asks for a level and counts in the index."), EvidenceMissingError
			)
	if new == "Open" and getdate(doc.closes_on) < getdate(today()):
		frappe.throw(_("The last day of the survey is over. Choose a later one."), TimeOrderError)


def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""A survey has a number from its opening on."""
	if new == "Open" and not doc.number:
		doc.number = numbering.issue(doc.unit, "survey", doc, at)
	return {}

"""The feedback letter 反馈意见书 and what follows from it: rectifications, the answer (C5, T7).

All of it happens in the transaction of the step *Issue Feedback*. Of a mystery visit nobody is named: the app
itself writes letter, number, rectifications, files, notices, extension and proposal.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, WrongSideError
from healthtalk_app.rules import inspections as rules
from healthtalk_app.rules.transitions import INSPECTION, RECTIFICATION
from healthtalk_app.services.clockwork import days
from healthtalk_app.services.inspections import evidence, perfunctory, visitors
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.records import events, numbering
from healthtalk_app.services.slips import slip_sides
from healthtalk_app.services.steps import flow

LETTER, KIND = "Inspection Feedback", "inspection"
SAME = (
	"subject",
	"kind",
	"template",
	"domain",
	"unit",
	"inspecting_unit",
	"inspection_date",
	"score",
	"grade",
	"failed_count",
	"critical_failed",
	"opinion",
	"highlights",
	"suggestions",
	"rectify_by",
	"answer_by",
	"review_contact",
	"perfunctory",
	"perfunctory_reason",
)
OF_ITEM = ("item_no", "item", "standard", "critical", "points", "deduction", "finding", "basis")
OF_LETTER = ("unit", "inspecting_unit", "template", "domain", "kind")


def issue(doc: Any) -> str:
	"""Write the letter of an inspection, once, with everything that follows; returns its name."""
	at = doc.feedback_at or now_datetime()
	with visitors.by_nobody() if doc.is_mystery else nullcontext():
		letter = written(doc, at)
		# written by the app: who issues it was asked by the step
		letter.insert(ignore_permissions=True)
		letter.db_set("number", numbering.issue(doc.inspecting_unit, KIND, letter, at), update_modified=False)
		doc.db_set({"feedback": letter.name, "number": letter.number}, update_modified=False)
		evidence.hand_over(doc, letter)
		for row in letter.findings:
			order(doc, letter, row, at)
		perfunctory.follow(doc, letter)
		tell(letter)
	return letter.name


def written(doc: Any, at: datetime) -> Any:
	"""The letter as it goes out; the team is named unless nobody may know it."""
	letter = frappe.get_doc(
		doctype=LETTER,
		inspection=doc.name,
		issued_at=at,
		team_names=None if doc.is_mystery else "、".join(row.member_name for row in doc.team),
		extension_days=doc.extension_days if doc.perfunctory else 0,
		**{name: doc.get(name) for name in SAME},
	)
	for row in doc.items:
		if row.result == rules.FAIL:
			facts = {name: doc.get(name) for name in OF_LETTER}
			letter.append("findings", {**{name: row.get(name) for name in OF_ITEM}, **facts, "issued_at": at})
	return letter


def order(doc: Any, letter: Any, finding: Any, at: datetime) -> Any:
	"""The one Rectification of a failed item 立行立改."""
	key = f"{INSPECTION}:{doc.name}:{finding.item_no}"
	if found := frappe.db.get_value(RECTIFICATION, {"source_key": key}):
		return frappe.get_doc(RECTIFICATION, found)
	made = frappe.get_doc(
		doctype=RECTIFICATION,
		subject=f"{finding.item_no} {finding.item}"[:140],
		found_through="Inspection",
		source_doctype=LETTER,
		source_name=letter.name,
		source_key=key,
		ordering_unit=doc.inspecting_unit,
		responsible_unit=doc.unit,
		problem=finding.finding,
		requirement=finding.standard,
		violated_clause=finding.basis,
		review_contact=doc.review_contact,
		required_by=days.close_of(doc.rectify_by),
	)
	made.flags.update(by_service=True, unsigned=bool(doc.is_mystery), occurred_at=at)
	# ordered by the letter; who issues it was asked there
	made.insert(ignore_permissions=True)
	frappe.db.set_value(finding.doctype, finding.name, "rectification", made.name, update_modified=False)
	finding.rectification = made.name
	return made


def tell(letter: Any) -> None:
	"""The unit's desk and its leaders."""
	on = now_datetime().date()
	users = [*recipients.desk(letter.unit, on), *recipients.leaders(letter.unit, on)]
	due = notices.moment(letter.answer_by)
	unit = notices.unit_name(letter.inspecting_unit)
	notices.send(letter, "healthtalk_inspection_feedback", users, unit=unit, due=due)


def answer(name: str, text: str, by: str | None = None) -> None:
	"""The unit's answer to the letter, once; the inspection goes on to *Rectifying* if anything failed."""
	permissions.require_visible(LETTER, [name])
	letter = frappe.get_doc(LETTER, name, for_update=True)
	permissions.require(letter, "read")
	if not slip_sides.stands_for(letter.unit):
		frappe.throw(_("Only the inspected unit answers."), WrongSideError, title=_("Not Your Step"))
	if letter.answered_at:
		frappe.throw(_("The letter has been answered."), FrozenError, title=_("Fixed"))
	if not (text or "").strip():
		frappe.throw(_("Write what the unit says to the findings."), EvidenceMissingError)
	letter.answer, letter.answered_at = text.strip(), now_datetime()
	letter.answered_by = (by or "").strip() or frappe.utils.get_fullname(frappe.session.user)
	# nobody writes letters; that the user stands for the unit was asked above
	letter.save(ignore_permissions=True)
	doc = frappe.get_doc(INSPECTION, letter.inspection, for_update=True)
	events.record(doc, "feedback.answered", unit=letter.unit)
	if doc.failed_count and doc.status == "Feedback Issued":
		flow.transition(frappe.get_doc(INSPECTION, doc.name), "Rectifying")
	on = now_datetime().date()
	notices.send(doc, "healthtalk_inspection_answered", recipients.desk(doc.inspecting_unit, on))

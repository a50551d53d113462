"""The rounds of a Rectification: order with number and clock, result, finding, and the next order (T7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from healthtalk_app.exceptions import TimeOrderError
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.records import numbering

STEP = "Rectify"
NUMBER_KIND = "rectification"
RATING, RECTIFICATION = "Rating", "Rectification"
# what the next round brings anew; what was said before stands in its round
OF_A_ROUND = (
	"completion",
	"self_check",
	"evidence",
	"evidence_note",
	"verified_by",
	"second_verifier",
	"verification_note",
	"new_due",
)


def opened(doc: Any, at: datetime) -> None:
	"""The order 责令整改 is given: number, first round, clock."""
	if doc.required_by and get_datetime(doc.required_by) <= at:
		frappe.throw(_("The date asked for has passed already."), TimeOrderError)
	doc.number = _order(doc, at, doc.required_by)


def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""What follows from a step; returns what its event says beside the status."""
	details: dict[str, Any] = {"round": len(doc.rounds)}
	if doc.flags.acted_for:
		details["acted_for"] = doc.flags.acted_for
	if new == "Plan Filed":
		doc.plan_filed_by = frappe.session.user
	elif new == "Submitted":
		_hand_in(doc, at)
	elif new in ("Verified", "Ordered Again"):
		_find(doc, new, at)
	if new == "Ordered Again":
		due = doc.new_due
		for fieldname in OF_A_ROUND:
			doc.set(fieldname, None)
		_order(doc, at, due)
	return details


def _order(doc: Any, at: datetime, due: datetime | str | None) -> str:
	"""A new round up to the date that was set, else by rule; returns its number."""
	number = numbering.issue(doc.ordering_unit, NUMBER_KIND, doc, at)
	row = doc.append(
		"rounds",
		{
			"round_no": len(doc.rounds) + 1,
			"number": number,
			"ordered_at": at,
			"ordered_by": None if doc.flags.unsigned else frappe.session.user,
		},
	)
	doc.set("clocks", [clock for clock in doc.clocks if clock.step != STEP])
	clock = clocks.start(doc, STEP, at, rule=None if due else rule_of(doc, at), due_at=due)
	row.due_at = clock.due_at if clock else None
	return number


def rule_of(doc: Any, at: datetime) -> frappe._dict | None:
	"""The rule for the term: after a bad rating that of ratings, else that of rectifications."""
	category = frappe.db.get_value("Talk Matter", doc.matter, "category") if doc.matter else None
	rated = (doc.source_key or "").startswith("Public Evaluation:")
	regimes = (RATING, RECTIFICATION) if rated else (RECTIFICATION,)
	for regime in regimes:
		if rule := deadlines.select(regime, STEP, category, at.date()):
			return rule
	return None


def _hand_in(doc: Any, at: datetime) -> None:
	clocks.meet(doc, STEP, at)
	clock, row = clocks.row_of(doc, STEP), doc.rounds[-1]
	row.update(
		{
			"submitted_at": at,
			"submitted_by": frappe.session.user,
			"on_time": clock.on_time if clock else None,
			"completion": doc.completion,
			"self_check": doc.self_check,
		}
	)


def _find(doc: Any, result: str, at: datetime) -> None:
	doc.rounds[-1].update(
		{
			"result": result,
			"verified_at": at,
			"verifier": frappe.session.user,
			"verified_by": doc.verified_by,
			"second_verifier": doc.second_verifier,
			"note": doc.verification_note,
		}
	)

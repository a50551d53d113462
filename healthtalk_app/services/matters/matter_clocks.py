"""Which clocks of a matter run, and from when: at receipt, as soon as it is raised, or at its acceptance.

Until a matter is accepted its regime, class and category may still be corrected; the clocks from receipt are
then chosen anew. From acceptance on they stand (design §4).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from healthtalk_app.services.clockwork import clocks, deadlines

NOTICE, RESPONSE, RESOLUTION = "Acceptance Notice", "Response", "Resolution"
STEPS = (NOTICE, RESPONSE, RESOLUTION)
# what decides which rule applies
FACTS = ("regime", "variant", "category")


def follow_facts(doc: Any) -> None:
	"""Start what runs from receipt when a matter is raised; choose anew when its facts are corrected."""
	if doc.status == "Raised" and (not doc.before or facts_changed(doc)):
		run_from_receipt(doc)


def run_from_receipt(doc: Any) -> None:
	"""The clocks from receipt are those of the rules in force on the day on which the matter was raised.

	A matter received before a rule from receipt was in force has no such deadline.
	"""
	raised_at = get_datetime(doc.raised_at)
	for step in STEPS:
		rule = rule_of(doc, step, raised_at)
		if rule and rule.starts_from != "Receipt":
			rule = None
		running = clocks.row_of(doc, step)
		if (rule and rule.name) != (running and running.rule):
			clocks.restart(doc, step, raised_at, rule=rule)


def accept(doc: Any, at: datetime) -> None:
	"""The notice of acceptance is given; what runs from acceptance starts, and the regime is fixed."""
	if facts_changed(doc) or not doc.clocks:
		run_from_receipt(doc)
	clocks.meet(doc, NOTICE, at)
	for step in (RESPONSE, RESOLUTION):
		rule = rule_of(doc, step, at)
		if rule and rule.starts_from in ("Acceptance", "Issue") and not clocks.row_of(doc, step):
			clocks.start(doc, step, at, rule=rule)


def decline(doc: Any, at: datetime) -> None:
	"""Who raised the matter has his notice, and the answer with it; there is nothing to settle."""
	clocks.meet(doc, NOTICE, at)
	clocks.meet(doc, RESPONSE, at)
	clocks.drop(doc, RESOLUTION)


def reopen(doc: Any, at: datetime) -> None:
	"""A matter that is opened again is settled within a new term from that day."""
	clocks.restart(doc, RESOLUTION, at, rule=rule_of(doc, RESOLUTION, at))


def rule_of(doc: Any, step: str, at: datetime) -> frappe._dict | None:
	"""The rule for a step of this matter that is in force at a moment.

	A review is settled within the term of its own stage.
	"""
	if step == RESOLUTION and doc.get("review_of"):
		step = doc.variant
	return deadlines.select(doc.regime, step, doc.category, at.date(), doc.variant)


def facts_changed(doc: Any) -> bool:
	"""Whether this save changes what the rules are chosen by."""
	return bool(doc.before) and any(doc.differs(fieldname) for fieldname in FACTS)

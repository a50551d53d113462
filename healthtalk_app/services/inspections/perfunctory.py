"""What follows when a unit goes through the motions 走过场: more campaign, and accountability (C5)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cint

from healthtalk_app.rules.transitions import CAMPAIGN
from healthtalk_app.services.accountability import proposal
from healthtalk_app.services.campaigns import extension, participants


def follow(doc: Any, letter: Any) -> None:
	"""Extend the unit's campaign, if it takes part in one, and propose accountability; each once.

	Both point at the letter, never at the inspection: who may see them must not learn who inspected.
	"""
	if not doc.perfunctory:
		return
	reason = doc.perfunctory_reason
	if cint(doc.extension_days) and (campaign := doc.campaign or campaign_of(doc.unit)):
		extension.extend_unit(campaign, doc.unit, cint(doc.extension_days), reason, letter)
	name = proposal.propose(proposal.PERFUNCTORY, letter, doc.unit, reason=reason)
	doc.db_set("accountability", name, update_modified=False)


def campaign_of(unit: str) -> str | None:
	"""The newest campaign under way in which a unit takes part; inspectors need not see campaigns."""
	# get_all: see above
	active = frappe.get_all(CAMPAIGN, {"status": "Active"}, pluck="name", order_by="creation desc")
	return next(
		(name for name in active if participants.takes_part(frappe.get_doc(CAMPAIGN, name), unit)), None
	)

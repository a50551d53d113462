"""What follows when a unit goes through the motions 走过场: more campaign, and accountability (C5)."""

from __future__ import annotations

from typing import Any

from frappe.utils import cint

from healthtalk_app.services.accountability import proposal
from healthtalk_app.services.campaigns import extension


def follow(doc: Any, letter: Any) -> None:
	"""Extend the unit's campaign, if one is named, and propose accountability; each once for a letter.

	Both point at the letter, never at the inspection: who may see them must not learn who inspected.
	"""
	if not doc.perfunctory:
		return
	reason = doc.perfunctory_reason
	if doc.campaign and cint(doc.extension_days):
		extension.extend_unit(doc.campaign, doc.unit, cint(doc.extension_days), reason, letter)
	name = proposal.propose(proposal.PERFUNCTORY, letter, doc.unit, reason=reason)
	doc.db_set("accountability", name, update_modified=False)

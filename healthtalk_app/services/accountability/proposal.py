"""Proposals to hold somebody accountable: what others find goes to discipline, to nobody else (C5, C6)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from healthtalk_app.exceptions import BadInputError, refuse
from healthtalk_app.rules.transitions import ACCOUNTABILITY

REPEATED = "Repeated Failed Rectification"
PERFUNCTORY = "Perfunctory Finding"
DEMERITS = "Demerit Tier"
JOINT = "Joint Liability"


def propose(ground: str, reference: Document, unit: str, person: str | None = None, reason: str = "") -> str:
	"""Propose to hold a person of `unit`, or the unit, accountable for what `reference` shows.

	`ground` is one of those of Accountability Record; `person` the name of an Employee, else of a person.
	There is one record for each ground and reference: asked again, its name is returned. Runs whatever the
	user at work may do, for whoever finds something need not see what becomes of it. Raises `BadInputError`
	for a ground that does not exist.
	"""
	if ground not in frappe.get_meta(ACCOUNTABILITY).get_field("ground").options.split("\n"):
		refuse("{0}: {1}", ACCOUNTABILITY, ground, error=BadInputError)
	return once(
		f"{ground}:{reference.doctype}:{reference.name}",
		{
			"ground": ground,
			"unit": unit,
			"reference_doctype": reference.doctype,
			"reference_name": reference.name,
			"proposal_reason": reason,
			**whom(person),
		},
	)


def once(key: str, values: dict[str, Any]) -> str:
	"""The record with a key, made of `values` when there is none; returns its name."""
	# who else proposes for this unit waits here
	frappe.db.get_value("Health Unit", values["unit"], "name", for_update=True)
	if known := frappe.db.get_value(ACCOUNTABILITY, {"source_key": key}, "name", for_update=True):
		return known
	doc = frappe.get_doc(doctype=ACCOUNTABILITY, source_key=key, **values)
	doc.flags.by_service = True
	# the proposer needs no permission: he hands over what he found
	return doc.insert(ignore_permissions=True).name


def whom(person: str | None) -> dict[str, str]:
	"""The fields that name a person: an Employee, else a name."""
	if person and frappe.db.exists("Employee", person):
		return {"employee": person}
	return {"person": person} if person else {}

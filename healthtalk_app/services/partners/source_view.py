"""What a source may know of what it brought: where it stands, its result, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import PartnerError
from healthtalk_app.rules import partner_contract as contract
from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.partners.source_changes import CHANGE, MESSAGE, moment
from healthtalk_app.services.voice import public_view
from healthtalk_app.services.voice.receipt_codes import Holder

# a change written earlier may be committed later: what is younger is not told yet
SETTLED = timedelta(seconds=10)


def holder_of(source: Any, reference: str) -> Holder:
	"""What a source brought under a number, and the matter to which that leads today."""
	filters = {"source": source.name, "reference": reference}
	row = frappe.db.get_value(
		MESSAGE, filters, ("reference_doctype", "reference_name", "matter"), as_dict=True
	)
	if not row:
		raise PartnerError("not_found", _("Nothing of this source was found."))
	sent = row.reference_name if row.reference_doctype == SUBMISSION else None
	return Holder(sent, row.matter or None)


def status(source: Any, reference: str) -> dict[str, Any]:
	"""How far it has come, in the words of the public."""
	holder = holder_of(source, reference)
	shown = public_view.progress(holder)
	return {
		"reference": reference,
		"state": state_of(holder),
		**{field: shown[field] for field in ("status", "current", "answer_by", "rings")},
	}


def state_of(holder: Holder) -> str:
	"""The word for other systems."""
	doctype, name = (MATTER, holder.matter) if holder.matter else (SUBMISSION, holder.submission)
	return contract.STATES[frappe.db.get_value(doctype, name, "status")]


def result(source: Any, reference: str) -> dict[str, Any]:
	"""What became of it; the matter's own columns, nothing of its log."""
	holder = holder_of(source, reference)
	answer: dict[str, Any] = {"reference": reference, "state": state_of(holder)}
	doc = public_view.matter_of(holder)
	if not doc:
		reply = public_view.progress(holder)["reply"]
		return {**answer, "number": "", "unit": "", "reply": reply, "satisfaction": "", "outcome": ""}
	columns = ("number", "lead_unit", "unit", "accepted_at", "resolution_due_at", "resolved_at")
	row = frappe.db.get_value(MATTER, holder.matter, (*columns, "satisfaction", "outcome"), as_dict=True)
	answer.update(
		number=row.number or "",
		unit=public_view.unit_name(row.lead_unit or row.unit),
		reply=public_view.reply(doc),
		satisfaction=word_of(contract.LEVELS, row.satisfaction),
		outcome=word_of(contract.OUTCOMES, row.outcome),
	)
	times = {"accepted_at": row.accepted_at, "due_at": row.resolution_due_at, "replied_at": row.resolved_at}
	answer.update({name: moment(at) for name, at in times.items() if at})
	return answer


def word_of(words: Mapping[str, str], value: str | None) -> str:
	"""The word for other systems of one of ours."""
	return next((word for word, ours in words.items() if ours == value), "")


def changes(source: Any, after: str = "") -> dict[str, Any]:
	"""The changes of what this source brought after a known one, oldest first, at most a page."""
	# get_all: the source is asked for its own, by its key
	rows = frappe.get_all(
		CHANGE,
		filters={
			"source": source.name,
			"name": (">", after or "0"),
			"creation": ("<", now_datetime() - SETTLED),
		},
		fields=["name as id", "reference", "state", "occurred_at"],
		order_by="name asc",
		limit=contract.PAGE,
	)
	return {"changes": [dict(row) for row in rows]}

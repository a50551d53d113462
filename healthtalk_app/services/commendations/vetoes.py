"""The automatic veto check 一票否决 of a nomination (T7): what is found, and who learns how much of it.

A nomination keeps kinds, numbers and the last day alone; the records behind them are shown to who may read
these, each time anew.
"""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, refuse
from healthtalk_app.services.appraisals import veto
from healthtalk_app.services.commendations import round as rounds

PERSON = "Advanced Person"


def found(doc: Any) -> list[veto.Finding]:
	"""What vetoes the nominee in the days of the round: of a person by the employee, else of the unit."""
	period = rounds.vetoing(rounds.of(doc))
	if doc.kind == PERSON:
		return (
			veto.findings(employee=doc.employee, start=period.start, end=period.end) if doc.employee else []
		)
	return veto.findings(unit=doc.unit, start=period.start, end=period.end)


def check(doc: Any) -> bool:
	"""Look anew and keep what is found, within a save; returns whether the nominee is vetoed."""
	now = found(doc)
	doc.set("findings", [])
	for kind, times in veto.counted(now).items():
		last = max(one.date for one in now if one.kind == kind)
		doc.append("findings", {"kind": kind, "times": times, "last_on": last})
	doc.checked_at = now_datetime()
	return bool(now)


def require_none(doc: Any) -> None:
	"""Raise `MoveNotAllowedError` with what was found while a veto stands."""
	if check(doc):
		refuse(
			_("One-vote veto: {0}. The nominee cannot be honoured."),
			said(doc),
			error=MoveNotAllowedError,
			title=_("Veto", context="Commendation"),
		)


def require_some(doc: Any) -> None:
	"""Raise `EvidenceMissingError` where nothing vetoes: nobody is vetoed by opinion."""
	if not check(doc):
		refuse(
			_("The check finds nothing. Decline the nomination if it is not to be honoured."),
			error=EvidenceMissingError,
			title=_("Veto", context="Commendation"),
		)


def said(doc: Any) -> str:
	"""The findings in one line: kinds and how often."""
	return "、".join(f"{_(row.kind)} × {row.times}" for row in doc.findings)


def told(doc: Any) -> list[dict[str, Any]]:
	"""The findings of this moment as the user at work may learn of them."""
	return [
		{
			"kind": _(one.kind),
			"count": one.count,
			"records": [
				{
					"doctype": row.reference_doctype,
					"name": row.reference_name,
					"date": str(row.date),
					"sentence": row.sentence,
				}
				for row in one.findings
			],
		}
		for one in veto.told(found(doc))
	]

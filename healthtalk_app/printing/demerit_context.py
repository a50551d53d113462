"""Reads a demerit record into the context of 不良执业行为记分通知书, as of its confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe import _

from healthtalk_app.exceptions import EvidenceMissingError, refuse
from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name

APPEAL_NOTES = ("本通知书一式三份：一份送达当事人，一份送所在单位，一份存档。",)


def demerit_notice(doc: Any, identity: Mapping[str, Any]) -> c.DemeritNotice:
	"""不良执业行为记分通知书; a practitioner's name and licence are clear only from `identity`.

	Raises `EvidenceMissingError` for points that nobody has confirmed: there is nothing to notify.
	"""
	if not doc.number:
		refuse(_("The notice is printed once the points are confirmed."), error=EvidenceMissingError)
	return c.DemeritNotice(
		**paper(doc, doc.proposing_unit, APPEAL_NOTES),
		unit=unit_name(doc.unit, doc.confirmed_at),
		person=identity.get("practitioner_name") or doc.practitioner_name or "",
		licence_number=identity.get("licence_number") or doc.licence_number or "",
		occurred_on=doc.occurred_on,
		facts=doc.facts,
		item=doc.code,
		behaviour=doc.behaviour,
		basis=doc.basis,
		statement=doc.statement or "",
		points=doc.points,
		cycle_start=doc.cycle_start,
		cycle_end=doc.cycle_end,
		cycle_points=doc.cycle_points,
		measure=doc.measure or "",
		appeal_until=doc.appeal_until,
		revoked=doc.status == "Revoked",
		sealed_by=unit_name(doc.proposing_unit, doc.confirmed_at),
		issued_on=doc.confirmed_at,
	)

"""Reads matters into the context of the reply sheet 答复单."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.reading import chosen, paper, settings, unit_name, zh
from healthtalk_app.services.organisation import units

REPLY_NOTES = ("本单一式两份，一份交说事人，一份随事项归档；当面送达的，由说事人签收。",)
# 信访工作条例 art. 35: a review may be asked for within 30 days of receiving the written answer
REVIEW = "如对本答复不服，可以自收到之日起30日内，向原办理单位的上一级机关申请复查。"


def reply_sheet(doc: Any, identity: Mapping[str, Any]) -> c.ReplySheet:
	"""答复单 of a matter; before the reply it is the sheet on which the reply is written by hand."""
	lead, replied_at = doc.lead_unit or doc.unit, doc.resolved_at
	made = paper(doc, lead, REPLY_NOTES)
	return c.ReplySheet(
		# it goes out of the house: no way into the desk on it
		**{**made, "desk_url": ""},
		speaker=identity.get("raiser_name") or doc.raiser_name or "",
		source=zh(doc.channel, terms.CHANNEL),
		raised_on=doc.raised_at,
		accepted_on=doc.accepted_at,
		promised_on=doc.resolution_due_at,
		replied_on=replied_at,
		unit=unit_name(lead, replied_at),
		matter=doc.subject,
		content=doc.content or "",
		reply=doc.reply or "",
		review=REVIEW if doc.regime == "Petition" else "",
		contact=frappe.get_cached_value("Health Unit", lead, "phone") or "" if lead else "",
		supervision_phone=settings().service_phone or "",
		sealed_by=sealing_unit(lead, replied_at) or made["issuer"],
		delivery=c.Choice(c.ReplySheet().delivery.options, chosen(doc.reply_how, terms.REPLY_WAY)),
	)


def sealing_unit(unit: str | None, at: Any) -> str:
	"""Whose seal goes under the reply: a section answers under that of the unit above it."""
	return unit_name(units.organ(unit), at)

"""Reads petitions into the contexts of 受理告知书, 不予受理告知书, 一次性告知书 and 答复意见书."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import get_url

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.matter_context import TRACK_PATH
from healthtalk_app.printing.reading import paper, person, plain, settings, unit_name, zh
from healthtalk_app.rules import petitions as rules
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.organisation import units
from healthtalk_app.services.petitions import petition, petition_papers, petition_review

NOTICE_NOTES = ("本告知书一式两份，一份送达信访人，一份随信访事项归档。",)
OPINION_NOTES = ("本意见书一式三份，送达信访人一份、随信访事项归档一份、报送上一级机关一份。",)
INQUIRY = "凭信访事项回执上的查询码，可在{0}查询办理情况，也可以拨打上述电话查询"
PROCEDURE = (
	"材料补齐后，本单位按照《信访工作条例》规定决定是否受理，并书面告知；可以当面递交、邮寄或者网上提交。"
)
FINAL = (
	"本复核意见为信访事项的终结性意见。根据《信访工作条例》第三十六条规定，对复核意见不服，仍以同一事实和理由"
	"提出投诉请求的，不再受理。"
)


def acceptance_notice(doc: Any, identity: Mapping[str, Any]) -> c.AcceptanceNotice:
	"""受理告知书; the times to settle are those of the matter's own clock."""
	made = c.AcceptanceNotice(**shared(doc, identity, petition_papers.ACCEPTANCE, "信访事项受理告知书"))
	made.accepted_on, made.promised_on = doc.accepted_at, doc.resolution_due_at
	clock = clocks.row_of(doc, "Resolution")
	if clock and clock.amount:
		made.term = f"{clock.amount}{terms.TERM_UNIT.get(clock.unit, '')}"
		unit = terms.TERM_UNIT.get(clock.extension_unit or clock.unit, "")
		made.longer = f"{clock.extension_cap}{unit}" if clock.extension_cap else ""
	made.inquiry = INQUIRY.format(get_url(TRACK_PATH))
	return made


def refusal_notice(doc: Any, identity: Mapping[str, Any]) -> c.RefusalNotice:
	"""不予受理告知书."""
	made = c.RefusalNotice(**shared(doc, identity, petition_papers.REFUSAL, "信访事项不予受理告知书"))
	made.reason, made.basis = terms.REFUSAL.get(
		doc.not_accepted_reason, (zh(doc.not_accepted_reason), terms.REFUSAL_BASIS)
	)
	made.where_to_turn = doc.not_accepted_note or ""
	return made


def one_time_notice(doc: Any, identity: Mapping[str, Any]) -> c.OneTimeNotice:
	"""一次性告知书 as it was given: what came later stands on it as missing then."""
	made = c.OneTimeNotice(**shared(doc, identity, petition_papers.ONE_TIME, "一次性告知书"))
	row = petition_papers.paper(doc, petition_papers.ONE_TIME)
	for material in doc.materials:
		line = c.Material(material.material or "", material.copies, material.requirement or "")
		(made.missing if material.asked_for else made.received).append(line)
	made.supply_by, made.procedure = doc.supply_by, PROCEDURE
	made.clock_stands = any(pause.reason == petition.WAITING for pause in doc.pauses)
	made.signed_by = person(row.issued_by) if row else ""
	return made


def petition_opinion(doc: Any, identity: Mapping[str, Any]) -> c.PetitionOpinion:
	"""答复意见书 of a petition, 复查意见书 or 复核意见书 of a review."""
	stage = rules.stage_of(doc.variant) if doc.review_of else None
	kind = terms.OPINION_KIND[stage]
	made = c.PetitionOpinion(**shared(doc, identity, petition_papers.OPINION, ""), kind=kind)
	first = petition_review.first_of(doc) if doc.review_of else doc
	made.matter = first.subject
	made.title = f"关于{made.petitioner or '×××'}信访事项的{kind}意见"
	made.content, made.facts, made.basis = doc.content or "", plain(doc.facts_found), doc.legal_basis or ""
	made.demands = [
		c.PetitionDemand(row.demand or "", row.opinion or "", zh(row.supported, terms.SUPPORTED))
		for row in doc.opinions
	]
	made.conclusion, made.result = plain(doc.reply), zh(doc.review_result, terms.REVIEW_RESULT)
	made.remedy, made.copied_to = remedy(doc, stage), superior_of(doc)
	made.notes = list(OPINION_NOTES)
	return made


def shared(doc: Any, identity: Mapping[str, Any], kind: str, title: str) -> dict[str, Any]:
	"""What every paper on a petition says. Without its own number it is a draft for the signature."""
	row = petition_papers.paper(doc, kind)
	unit = (row and row.unit) or units.organ(doc.lead_unit or doc.unit)
	at = row and row.issued_at
	made = paper(doc, unit, NOTICE_NOTES)
	return {
		# it goes out of the house: no way into the desk on it
		**{**made, "desk_url": ""},
		"issuer": unit_name(unit, at) or made["issuer"],
		"title": title,
		"number": row.number if row else "",
		"petitioner": identity.get("raiser_name") or doc.raiser_name or "",
		"register_number": doc.registration_number or "",
		"received_on": doc.reception_at or doc.raised_at,
		"form": zh(doc.reception_form, terms.PETITION_FORM),
		"matter": doc.subject,
		"contact": person(doc.handler),
		"contact_phone": phone(unit),
		"sealed_by": unit_name(unit, at) or made["issuer"],
		"issued_on": at,
		"delivery": c.Choice(
			list(c.DELIVERIES),
			[terms.DELIVERY[row.delivered_how]] if row and row.delivered_how else [],
		),
		"delivered_on": row and row.delivered_at,
	}


def phone(unit: str | None) -> str:
	"""The unit's telephone, else the one for supervision."""
	own = frappe.get_cached_value("Health Unit", unit, "phone") if unit else ""
	return own or settings().service_phone or ""


def remedy(doc: Any, stage: str | None) -> str:
	"""How the opinion may be reviewed: until when by the rule of today, and by whom (art. 35–36)."""
	following = rules.NEXT_STAGE[stage]
	if not following:
		return FINAL
	step = rules.REQUEST_STEP[following]
	on = (doc.resolved_at or doc.raised_at).date()
	rule = deadlines.select(doc.regime, step, doc.category, on, doc.variant)
	term = f"{rule.amount}{terms.TERM_UNIT.get(rule.unit, '')}" if rule else "30日"
	organ = superior_of(doc) or "上一级机关、单位"
	words = terms.OPINION_KIND[following]
	return (
		f"如不服本意见，可以自收到本意见书之日起{term}内，向{organ}提出{words}申请。"
		"逾期不申请的，本意见为终结性意见。"
	)


def superior_of(doc: Any) -> str:
	"""The name of the organ above the one whose opinion it is; empty where the system knows none."""
	organ = units.organ(doc.lead_unit or doc.unit) or units.bureau()
	above = units.organ(units.superior(organ)) if organ else None
	return unit_name(above)

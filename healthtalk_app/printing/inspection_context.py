"""Reads inspections into the contexts of 督导检查记录表 and 反馈意见书."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name, zh

KIND = {
	"Regular": "定期检查",
	"Irregular": "不定期检查",
	"Open": "明查",
	"Mystery": "暗访",
	"Acceptance": "验收检查",
	"Special": "专项检查",
}
GRADE = {"Excellent": "优秀", "Good": "良好", "Qualified": "合格", "Unqualified": "不合格"}
RESULT = {"Pass": "合格", "Fail": "不合格", "Not Applicable": "不适用"}
TWO_COPIES = ("本意见书一式两联：一联送被检查单位，一联由检查单位留存。",)


def inspection_record(doc: Any) -> c.InspectionRecord:
	"""督导检查记录表, with the items as they stand; the inspectors' own paper."""
	record = c.InspectionRecord(
		**paper(doc, doc.inspecting_unit),
		unit=unit_name(doc.unit, doc.inspection_date),
		template=template_name(doc.template),
		inspected_on=doc.inspection_date,
		place=doc.place or "",
		inspectors=[row.member_name for row in sorted(doc.team, key=lambda row: (not row.leader, row.idx))],
		accompanied_by=doc.accompanied_by or "",
		items=[inspected(row) for row in doc.items],
		score=doc.score if doc.grade else None,
		grade=zh(doc.grade, GRADE),
		highlights=doc.highlights or "",
		problem=doc.opinion or "",
	)
	record.kind.chosen = [zh(doc.kind, KIND)]
	return record


def inspection_feedback(doc: Any) -> c.FeedbackLetter:
	"""反馈意见书 as it was issued; who came stands in it only where the letter itself names them."""
	return c.FeedbackLetter(
		**paper(doc, doc.inspecting_unit, TWO_COPIES),
		unit=unit_name(doc.unit, doc.issued_at),
		inspected_on=doc.inspection_date,
		kind=zh(doc.kind, KIND),
		template=template_name(doc.template),
		inspectors=doc.team_names or "",
		score=doc.score,
		grade=zh(doc.grade, GRADE),
		highlights=doc.highlights or "",
		content=doc.opinion or "",
		findings=[inspected(row) for row in doc.findings],
		suggestions=doc.suggestions or "",
		rectify_by=doc.rectify_by,
		answer_by=doc.answer_by,
		perfunctory=(doc.perfunctory_reason or "") if doc.perfunctory else "",
		extension_days=doc.extension_days or 0,
		contact=doc.review_contact or "",
		sealed_by=unit_name(doc.inspecting_unit, doc.issued_at),
		issued_on=doc.issued_at,
	)


def inspected(row: Any) -> c.InspectedItem:
	"""An item of the inspection, or of the letter."""
	photo = "附照片" if row.get("evidence") or row.get("photos") else ""
	return c.InspectedItem(
		number=row.item_no,
		item=row.item,
		standard=row.standard or "",
		method=row.get("method") or "",
		basis=row.get("basis") or "",
		points=row.points,
		critical=bool(row.critical),
		result=zh(row.get("result"), RESULT),
		finding=row.finding or "",
		evidence="；".join(filter(None, [row.get("evidence_note"), photo])),
		deduction=row.deduction or None,
	)


def template_name(template: str) -> str:
	"""What a template is called."""
	return frappe.get_cached_value("Inspection Template", template, "template_name") or template

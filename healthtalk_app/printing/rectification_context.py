"""Reads rectifications into the contexts of 责令整改通知书 and 整改报告·销号表."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import own_notes, paper, unit_name, zh

CONSEQUENCE = (
	"逾期未整改或者整改不到位的，将责令重新整改，在全系统通报批评，并按规定追究责任；整改走过场的，在评优评先中实行一票否决。",
)
FOUND = {
	"Bad Rating": "群众评议",
	"Opinion Box": "意见箱收集意见",
	"Website Letter": "网站来信",
	"Social Supervisor": "社会监督员反映",
	"Survey": "满意度调查",
	"Inspection": "督导检查",
	"Self-check": "自查",
	"Asked Superiors": "上请",
	"Asked Below": "下求",
	"Listened Inside": "内听",
	"Visited Outside": "外访",
}
CLASSIFICATION = {"Worried": "不放心", "Inconvenient": "不方便", "Dissatisfied": "不满意"}
RESULT = {"Verified": "销号", "Ordered Again": "责令重新整改"}


def rectification_notice(doc: Any) -> c.RectificationNotice:
	"""责令整改通知书 of the last order, with what the review of the round before has found."""
	last, former = doc.rounds[-1], doc.rounds[-2] if len(doc.rounds) > 1 else None
	facts = paper(doc, doc.ordering_unit)
	return c.RectificationNotice(
		**{**facts, "number": last.number},
		round=last.round_no,
		unit=unit_name(doc.responsible_unit, last.ordered_at),
		found=zh(doc.found_through, FOUND),
		found_on=doc.opened_at,
		problem=doc.problem,
		violated_clause=doc.violated_clause or "",
		requirement=doc.requirement or "",
		former_number=former.number if former else "",
		finding=former.note or "" if former else "",
		due_on=last.due_at,
		consequence="".join(own_notes("rectification_note", CONSEQUENCE)),
		review_contact=doc.review_contact or "",
		sealed_by=unit_name(doc.ordering_unit, last.ordered_at),
		issued_on=last.ordered_at,
	)


def rectification_report(doc: Any) -> c.RectificationReport:
	"""整改报告·销号表 of the last round that says anything: what is handed in, or was last handed in."""
	row = next((row for row in reversed(doc.rounds) if row.submitted_at), doc.rounds[-1])
	current = row is doc.rounds[-1]
	form = c.RectificationReport(
		**paper(doc, doc.ordering_unit),
		order_number=row.number,
		ordered_on=row.ordered_at,
		ordering_unit=unit_name(doc.ordering_unit, row.ordered_at),
		unit=unit_name(doc.responsible_unit, row.ordered_at),
		responsible_person=doc.responsible_person or "",
		problem=doc.problem,
		cause=doc.cause or "",
		measures=doc.measures or "",
		due_on=row.due_at,
		completion=c.Opinion(
			(doc.completion if current else row.completion) or "",
			unit_name(doc.responsible_unit, row.submitted_at) if row.submitted_at else "",
			"",
			row.submitted_at,
		),
		evidence=evidence(doc),
		self_check=(doc.self_check if current else row.self_check) or "",
		lasting_rule=doc.lasting_rule or "",
		lasting_rule_on=doc.lasting_rule_on,
		rounds=[line(one) for one in doc.rounds],
		finding=row.note or "",
		inspectors=[name for name in (row.verified_by, row.second_verifier) if name],
		reviewed_on=row.verified_at,
	)
	if doc.classification:
		form.classification.chosen = [zh(doc.classification, CLASSIFICATION)]
	if row.result:
		good = row.result == "Verified"
		form.result.chosen = ["整改到位" if good else "未整改到位"]
		form.approval.chosen = ["同意销号" if good else "责令重新整改"]
		form.new_due_on = None if good or current else doc.rounds[row.idx].due_at
	return form


def line(row: Any) -> c.RectificationRound:
	"""A round as a line of the table."""
	return c.RectificationRound(
		row.round_no,
		row.number,
		row.ordered_at,
		row.due_at,
		row.submitted_at,
		zh(row.result, RESULT),
		row.note or "",
	)


def evidence(doc: Any) -> list[str]:
	"""What proves the result: the note on paper evidence, and the files attached."""
	# get_all: who prints the report may read the document, and so its attachments
	files = frappe.get_all(
		"File",
		{"attached_to_doctype": doc.doctype, "attached_to_name": doc.name},
		pluck="file_name",
		order_by="creation",
	)
	return [*filter(None, [doc.evidence_note]), *dict.fromkeys(files)]

"""Reads awards into 荣誉证书, and sheets of the ethics appraisal into 医德考评表."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name
from healthtalk_app.rules.ethics import EXCELLENT, GRADES
from healthtalk_app.services.commendations import commendation
from healthtalk_app.services.commendations import round as rounds

REASON = "在{year}年度工作中成绩突出"
GRADE_WORDS = dict(zip(GRADES, ("优秀", "良好", "一般", "较差"), strict=True))


def award_certificate(doc: Any) -> c.AwardCertificate:
	"""荣誉证书, by the names of the day. Raises `EvidenceMissingError` before the award is given."""
	commendation.require_certificate(doc)
	about = rounds.of(doc)
	return c.AwardCertificate(
		**{**paper(doc, doc.awarding_unit), "desk_url": ""},
		recipient=recipient(doc),
		reason=doc.citation or REASON.format(year=about.year),
		award=about.award,
		unit=unit_name(doc.awarding_unit, doc.awarded_at),
		issued_on=doc.awarded_at,
	)


def recipient(doc: Any) -> str:
	"""Whom the certificate honours: a person without his unit, a department or window with it."""
	if doc.kind in commendation.OF_A_DEPARTMENT and doc.department:
		return f"{unit_name(doc.unit, doc.awarded_at)}{doc.department}"
	return doc.title


def ethics_sheet(doc: Any) -> c.EthicsSheet:
	"""医德考评表, of a draft or confirmed."""
	lowered = doc.ceiling and doc.ceiling != EXCELLENT
	return c.EthicsSheet(
		**paper(doc, doc.unit),
		year=doc.year,
		person=doc.employee_name or "",
		unit=unit_name(doc.unit),
		position=doc.position or "",
		party_member=c.Choice(["是", "否"], ["是" if doc.party_member else "否"]),
		drawn_on=doc.drawn_at,
		lines=[
			c.EthicsLine(frappe._(row.part, "zh", context="Ethics Appraisal Item"), row.content)
			for row in doc.get("items")
		],
		highest=GRADE_WORDS[doc.ceiling] if lowered else "",
		reason=doc.ceiling_reason or "" if lowered else "",
		self_appraisal=c.Opinion(doc.self_appraisal or ""),
		department=c.Opinion(doc.department_opinion or ""),
		verdict=c.Opinion(doc.opinion or "", unit_name(doc.unit), "", doc.confirmed_at),
		grade=c.Choice(list(GRADE_WORDS.values()), [GRADE_WORDS[doc.grade]] if doc.grade else []),
	)

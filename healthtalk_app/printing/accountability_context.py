"""Reads accountability records into 责任追究决定书 and 诫勉谈话记录 (C6).

Both say what the person concerned may read himself: decision and talk, not the proposal or the review.
"""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.exceptions import EvidenceMissingError, refuse
from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name, zh
from healthtalk_app.services.accountability import record

NOTES = ("本决定书一式三份：一份送达本人，一份送所在单位党组织，一份存档。",)
TALK_NOTES = ("谈话记录由谈话对象逐页核对签字，归入廉政档案。",)
DELIVERY = {"In Person": "直接送达", "By Post": "邮寄送达", "Through the Unit": "单位转交"}
MEASURES = {
	"Criticism and Education": "批评教育",
	"Written Self-examination": "书面检查",
	"Public Criticism": "通报批评",
	"Collective Self-criticism": "班子集体检讨",
	"Admonition Talk": "诫勉谈话",
	"Suspension": "停职检查",
	"Transfer from Post": "调离岗位",
	"Ordered Resignation": "责令辞职",
	"Removal from Office": "免职",
	"Disciplinary Sanction": "党纪政务处分",
	"Handed to Supervisory Authority": "移送纪检监察机关",
}


def accountability_decision(doc: Any) -> c.AccountabilityDecision:
	"""责任追究决定书. Raises `EvidenceMissingError` for what nobody has decided."""
	if not doc.number:
		refuse(_("The paper is printed once it is decided."), error=EvidenceMissingError)
	rule = record.rule_of(record.APPEAL, doc.decided_at)
	form = c.AccountabilityDecision(
		**paper(doc, doc.deciding_unit, NOTES),
		unit=unit_name(doc.unit, doc.decided_at),
		person=doc.person or "",
		position=doc.position or "",
		facts=doc.facts,
		statement=doc.statement,
		basis=doc.basis,
		decided_in=doc.decided_in,
		measure=zh(doc.measure, MEASURES),
		decision=doc.decision,
		influence_until=doc.influence_until,
		decided_on=doc.decided_at,
		appeal_days=rule.amount if rule else None,
		copies_to=doc.copies_to or "",
		revoked=doc.status == "Revoked",
		revoked_on=doc.revoked_at,
		delivered_on=doc.notified_at,
		sealed_by=unit_name(doc.deciding_unit, doc.decided_at),
	)
	if doc.delivery_how:
		form.delivery.chosen = [zh(doc.delivery_how, DELIVERY)]
	return form


def admonition_talk(doc: Any) -> c.AdmonitionTalk:
	"""诫勉谈话记录, filled in or still to be written by hand. Raises the same."""
	if not doc.number:
		refuse(_("The paper is printed once it is decided."), error=EvidenceMissingError)
	return c.AdmonitionTalk(
		**paper(doc, doc.deciding_unit, TALK_NOTES),
		person=doc.person or "",
		unit=unit_name(doc.unit, doc.decided_at),
		position=doc.position or "",
		talker=doc.talker or "",
		recorder=doc.recorder or "",
		talked_at=doc.talk_at,
		place=doc.talk_place or "",
		reason=doc.facts or "",
		content=doc.talk_content or "",
		attitude=doc.talk_attitude or "",
		improve_until=doc.improve_until,
	)

"""Reads a dispute mediation into the context of 医疗纠纷调解协议书."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.utils import flt

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.reading import paper, unit_name, zh
from healthtalk_app.rules import amounts

AGREEMENT_NOTES = ("本协议书一式四份，医患双方、调解机构各执一份，一份随卷归档。",)


def mediation_agreement(doc: Any, identity: Mapping[str, Any]) -> c.MediationAgreement:
	"""医疗纠纷调解协议书; what the document holds masked is printed clear only from `identity`."""
	ended = doc.ended_at or doc.received_at

	def of_patient(fieldname: str) -> str:
		return identity.get(fieldname) or doc.get(fieldname) or ""

	facts = [zh(doc.patient_gender, terms.GENDER), f"{doc.patient_age}岁" if doc.patient_age else ""]
	made = paper(doc, doc.unit, AGREEMENT_NOTES)
	return c.MediationAgreement(
		# it goes out of the house under the name of who mediated: no way into the desk on it
		**{**made, "issuer": doc.mediation_body or made["issuer"], "desk_url": ""},
		patient=of_patient("patient_name"),
		patient_facts="，".join(fact for fact in facts if fact),
		patient_id_number=of_patient("patient_id_number"),
		patient_phone=of_patient("patient_phone"),
		patient_address=of_patient("patient_address"),
		represented_by=zh(doc.represented_by, terms.REPRESENTED_BY),
		institution=unit_name(doc.medical_unit, ended),
		department=doc.department or "",
		medical_agent=doc.medical_agent or "",
		insurer=doc.insurer or "",
		applied_on=doc.received_at,
		accepted_on=doc.accepted_at,
		facts=doc.facts or "",
		demands=doc.demands or "",
		appraisal="\n".join(filter(None, (doc.appraisal_body, doc.appraisal_result))) or "",
		responsibility=zh(doc.responsibility, terms.RESPONSIBILITY),
		agreement=doc.agreement or "",
		amount=f"{flt(doc.amount_agreed):,.2f}元" if doc.agreement else "",
		amount_in_words=amounts.in_words(flt(doc.amount_agreed, 2)) if doc.agreement else "",
		performance=doc.performance or "",
		mediators=[row.mediator_name for row in doc.mediators],
		body=doc.mediation_body or "",
		signed_on=doc.signed_on,
	)

"""Reads documents into the contexts of the forms. Reads only; whoever calls has checked the row.

What documents hold is masked, and so is what is printed; a clear print hands in `identity`, the clear values
that `services.records.identity.reveal` gave out and put on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from frappe import _

from healthtalk_app.exceptions import refuse
from healthtalk_app.printing.accountability_context import accountability_decision, admonition_talk
from healthtalk_app.printing.award_context import award_certificate, ethics_sheet
from healthtalk_app.printing.commitment_context import commitment_letter, commitment_poster
from healthtalk_app.printing.demerit_context import demerit_notice
from healthtalk_app.printing.dispute_context import mediation_agreement
from healthtalk_app.printing.flow_context import flow_chart
from healthtalk_app.printing.inspection_context import inspection_feedback, inspection_record
from healthtalk_app.printing.matter_context import extension, receipt
from healthtalk_app.printing.petition_context import (
	acceptance_notice,
	one_time_notice,
	petition_opinion,
	refusal_notice,
)
from healthtalk_app.printing.ranking_context import ranking_circular
from healthtalk_app.printing.rectification_context import rectification_notice, rectification_report
from healthtalk_app.printing.reply_context import reply_sheet
from healthtalk_app.printing.session_context import evaluation_form, session_record, sign_in_poster
from healthtalk_app.printing.slip_context import assignment, referral_slip, supervision
from healthtalk_app.printing.summary_context import work_summary
from healthtalk_app.printing.survey_context import survey_form

FORM_DOCTYPES = {
	"ranking_circular": ("Published Ranking",),
	"work_summary": ("Work Summary",),
	"commitment_letter": ("Public Commitment",),
	"commitment_poster": ("Public Commitment",),
	"award_certificate": ("Commendation",),
	"ethics_sheet": ("Ethics Appraisal",),
	"survey_form": ("Satisfaction Survey",),
	"session_record": ("Talk Session",),
	"sign_in_poster": ("Talk Session",),
	"referral_slip": ("Referral Slip",),
	"assignment_slip": ("Referral Slip",),
	"supervision_slip": ("Referral Slip",),
	"extension_approval": ("Talk Matter",),
	"evaluation_form": ("Talk Session", "Talk Matter", "Public Evaluation"),
	"receipt": ("Talk Matter",),
	"reply_sheet": ("Talk Matter",),
	"acceptance_notice": ("Talk Matter",),
	"refusal_notice": ("Talk Matter",),
	"one_time_notice": ("Talk Matter",),
	"petition_opinion": ("Talk Matter",),
	"mediation_agreement": ("Dispute Mediation",),
	"inspection_record": ("Inspection",),
	"inspection_feedback": ("Inspection Feedback",),
	"rectification_notice": ("Rectification",),
	"rectification_report": ("Rectification",),
	"demerit_notice": ("Demerit Record",),
	"accountability_decision": ("Accountability Record",),
	"admonition_talk": ("Accountability Record",),
	"flow_chart": ("Talk Session", "Talk Matter", "Referral Slip"),
}


def context_for(
	doc: Any,
	form: str,
	identity: Mapping[str, Any] | None = None,
	codes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
	"""The context of a form for a document, as contexts.py describes it.

	`identity`: clear values by fieldname (raiser_name, raiser_phone, raiser_address), for a clear print that
	has left its Identity Access row. `codes`: `tracking` and `rating`, for the receipt only.
	Raises ValidationError if the form is not made for this DocType.
	"""
	if doc.doctype not in FORM_DOCTYPES.get(form, ()):
		refuse(_("The form {0} cannot be printed for {1}."), form, _(doc.doctype))
	clear = identity or {}
	made = {
		"ranking_circular": lambda: ranking_circular(doc),
		"work_summary": lambda: work_summary(doc),
		"session_record": lambda: session_record(doc),
		"sign_in_poster": lambda: sign_in_poster(doc),
		"referral_slip": lambda: referral_slip(doc, clear),
		"assignment_slip": lambda: assignment(doc),
		"supervision_slip": lambda: supervision(doc),
		"extension_approval": lambda: extension(doc),
		"evaluation_form": lambda: evaluation_form(doc),
		"receipt": lambda: receipt(doc, clear, codes),
		"reply_sheet": lambda: reply_sheet(doc, clear),
		"inspection_record": lambda: inspection_record(doc),
		"inspection_feedback": lambda: inspection_feedback(doc),
		"rectification_notice": lambda: rectification_notice(doc),
		"rectification_report": lambda: rectification_report(doc),
		"demerit_notice": lambda: demerit_notice(doc, clear),
		"acceptance_notice": lambda: acceptance_notice(doc, clear),
		"refusal_notice": lambda: refusal_notice(doc, clear),
		"one_time_notice": lambda: one_time_notice(doc, clear),
		"petition_opinion": lambda: petition_opinion(doc, clear),
		"mediation_agreement": lambda: mediation_agreement(doc, clear),
		"accountability_decision": lambda: accountability_decision(doc),
		"admonition_talk": lambda: admonition_talk(doc),
		"flow_chart": lambda: flow_chart(doc),
		"survey_form": lambda: survey_form(doc),
		"commitment_letter": lambda: commitment_letter(doc),
		"commitment_poster": lambda: commitment_poster(doc),
		"award_certificate": lambda: award_certificate(doc),
		"ethics_sheet": lambda: ethics_sheet(doc),
	}
	return asdict(made[form]())

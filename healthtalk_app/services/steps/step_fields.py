"""What each step of a flow asks for; the forms show it, the guards of the flows decide."""

from __future__ import annotations

# what a step asks for, by the status it leads to or by (from, to); True: it is refused without
EVIDENCE: dict[str, dict[str | tuple[str, str], dict[str, bool]]] = {
	"Talk Session": {
		"Held": {"actual_start": True, "actual_end": False, "host": False, "recorder": False},
		"Closed": {"waiver_reason": False},
		"Cancelled": {"cancel_reason": True},
	},
	"Talk Matter": {
		"Accepted": {
			"category": True,
			"regime": True,
			"variant": False,
			"lead_unit": False,
			"first_response": False,
		},
		"Not Accepted": {
			"not_accepted_reason": True,
			"not_accepted_note": True,
			"notice_given_at": True,
			"repeats": False,
		},
		"Planned": {"plan": True, "lead_unit": True},
		"Replied": {
			"reply": True,
			"reply_how": False,
			"replied_by": False,
			"trips": False,
			"co_handler_override": False,
		},
		"Withdrawn": {"withdrawn_reason": True},
		("Replied", "In Progress"): {"reopen_reason": True},
		("Evaluated", "In Progress"): {"reopen_reason": True},
		("Closed", "In Progress"): {"reopen_reason": True},
	},
	"Referral Slip": {
		"Objected": {"objection_reason": True},
		("Objected", "Issued"): {"next_unit": True, "decision_note": True},
		("Signed For", "Issued"): {"next_unit": True, "decision_note": True},
		("Objected", "Signed For"): {"decision_note": True},
		("Replied", "In Progress"): {"decision_note": True},
		"Replied": {"reply": True, "replied_by": False, "scan": False},
		"Confirmed": {"confirmation_note": False, "confirmed_by": False},
		"Withdrawn": {"withdrawn_reason": True},
	},
	"Public Submission": {
		"Accepted": {"unit": False, "category": False, "regime": False, "lead_unit": False},
		"Merged": {"merge_into": True},
		"Declined": {"declined_reason": True, "declined_note": True},
		"Withdrawn": {"withdrawn_reason": True},
	},
	"Public Commitment": {
		"Approved": {"approval_opinion": True},
		"Draft": {"approval_opinion": True},
		"Published": {"public_until": False},
		"Fulfilled": {"result": True, "evidence": False, "evidence_note": False},
		"Partly Fulfilled": {
			"result": True,
			"shortfall_reason": True,
			"evidence": False,
			"evidence_note": False,
		},
		"Not Fulfilled": {
			"result": True,
			"shortfall_reason": True,
			"evidence": False,
			"evidence_note": False,
		},
		"Verified": {"verification_note": True},
		**{
			(result, "Published"): {"verification_note": True}
			for result in ("Fulfilled", "Partly Fulfilled", "Not Fulfilled")
		},
	},
	"Rectification": {
		"Plan Filed": {
			"classification": True,
			"responsible_person": True,
			"cause": True,
			"measures": True,
			"handler": False,
		},
		"Submitted": {
			"completion": True,
			"self_check": True,
			"evidence": False,
			"evidence_note": False,
			"lasting_rule": False,
			"lasting_rule_on": False,
		},
		"Verified": {"verified_by": True, "second_verifier": True, "verification_note": True},
		"Ordered Again": {
			"verified_by": True,
			"second_verifier": True,
			"verification_note": True,
			"new_due": False,
		},
	},
	"Inspection": {
		"In Progress": {"inspection_date": False, "team": True},
		"Feedback Issued": {
			"opinion": True,
			"highlights": False,
			"suggestions": False,
			"rectify_by": False,
			"answer_by": True,
			"review_contact": False,
		},
		"Closed": {"conclusion": True},
	},
	"Conduct Campaign": {"Closed": {"closing_note": True}},
	"Unit Task": {
		"Accepted": {"review_note": False},
		"Returned": {"review_note": True, "new_due": False},
	},
	"Dispute Mediation": {
		"Notified": {
			"notice_ways": True,
			"notice_records": True,
			"notice_copies": True,
			"notice_autopsy": False,
			"notice_how": True,
			"notice_scan": False,
		},
		"Accepted": {"applied_by": True, "other_side_agreed": False, "not_elsewhere": True},
		"Mediating": {
			"mediation_body": True,
			"mediators": True,
			"insurer": False,
			"insurer_told_on": False,
			"no_insurer_reason": False,
		},
		("Appraisal", "Mediating"): {"appraisal_result": True},
		"Appraisal": {"appraisal_body": True, "appraisal_subject": True},
		"Agreed": {
			"responsibility": False,
			"agreement": True,
			"amount_agreed": False,
			"performance": True,
			"judicial_confirmation_told": True,
		},
		"Failed": {"failed_reason": True},
		"Withdrawn": {"end_reason": True, "end_note": False},
		"Closed": {"signed_on": False, "agreement_scan": False, "performed_on": False},
	},
	"Opinion Incident": {
		"Judged": {"level": True, "is_emergency": False, "judgement": True, "response_plan": False},
		"Reported": {"reported_to": True, "report_how": True, "report_text": False},
		"Released": {
			"release_kind": True,
			"release_medium": True,
			"release_title": True,
			"release_text": False,
			"release_link": False,
			"spokesperson": True,
		},
		"Closed": {"review": True, "no_conference_reason": False},
	},
}

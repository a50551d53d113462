"""Who is told of which step of a talk, matter or slip: one table, asked when events are recorded (H8)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.rules.ratings import BAD
from healthtalk_app.rules.transitions import (
	ACCOUNTABILITY,
	APPRAISAL,
	CAMPAIGN,
	COMMENDATION,
	COMMITMENT,
	DEMERIT,
	DISPUTE,
	INCIDENT,
	INSPECTION,
	MATTER,
	RECTIFICATION,
	SESSION,
	SLIP,
	SUBMISSION,
	SURVEY,
	UNIT_TASK,
	WORK_SUMMARY,
)
from healthtalk_app.services.demerits import demerit_sides
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.organisation import units
from healthtalk_app.services.slips import slip_sides

Recipients = Callable[[Any, date], list[str]]


# ---- who ------------------------------------------------------------------------------------------
def lead(doc: Any, on: date) -> list[str]:
	"""The desk of the lead unit."""
	return recipients.desk(doc.lead_unit or doc.unit, on)


def lead_of_new_work(doc: Any, on: date) -> list[str]:
	"""The desk of the lead unit, unless the matter was settled on the spot: its answer is there already."""
	return [] if doc.reply else lead(doc, on)


def handler_or_lead(doc: Any, on: date) -> list[str]:
	"""Who handles the matter, else the desk of the lead unit."""
	return recipients.reachable([doc.handler]) or lead(doc, on)


def raising_unit(doc: Any, on: date) -> list[str]:
	"""The desk of the unit where the matter was raised, when another unit leads."""
	return recipients.desk(doc.unit, on) if doc.unit != doc.lead_unit else []


def badly_rated(doc: Any, on: date) -> list[str]:
	"""Who calls back after a bad rating 差评, and the section head above."""
	if doc.satisfaction not in BAD:
		return []
	unit = doc.lead_unit or doc.unit
	heads = recipients.on_duty(unit, (recipients.SECTION_HEAD,), on) if unit else []
	return [*handler_or_lead(doc, on), *heads]


def addressee(doc: Any, on: date) -> list[str]:
	"""The desk of the unit that a submission is addressed to; without one the bureau's intake."""
	return recipients.desk(doc.unit, on)


def deciding(doc: Any, on: date) -> list[str]:
	"""The leaders who decide on an extension."""
	return recipients.leaders(doc.get("lead_unit") or doc.unit, on)


def asking(doc: Any, on: date) -> list[str]:
	"""Who asked for the extension that was decided last."""
	decided = [row for row in doc.extensions if row.decided_at]
	last = max(decided, key=lambda row: get_datetime(row.decided_at), default=None)
	return recipients.reachable([last.requested_by]) if last else []


def receiver(doc: Any, on: date) -> list[str]:
	"""The desk of the receiving unit; an outside unit is served by the sender's."""
	return recipients.desk(doc.sender_unit if doc.outside_unit else doc.receiver_unit, on)


def sender(doc: Any, on: date) -> list[str]:
	"""The desk of the sending unit."""
	return recipients.desk(doc.sender_unit, on)


def dispatcher(doc: Any, on: date) -> list[str]:
	"""The desk of the unit that sent the slip to its present receiver."""
	return recipients.desk(slip_sides.last_dispatch(doc).from_unit, on)


def putting_right(doc: Any, on: date) -> list[str]:
	"""Who handles a rectification, else the desk of the responsible unit, and who leads that unit (E6)."""
	return [
		*(recipients.reachable([doc.handler]) or recipients.desk(doc.responsible_unit, on)),
		*recipients.leaders(doc.responsible_unit, on),
	]


def ordering(doc: Any, on: date) -> list[str]:
	"""The desk of the unit that ordered a rectification."""
	return recipients.desk(doc.ordering_unit, on)


def disputing(doc: Any, on: date) -> list[str]:
	"""The desks of the medical side and of the departments that act together, beside who handles it."""
	others = [doc.medical_unit, *(row.unit for row in doc.departments)]
	return [user for unit in others if unit != doc.unit for user in recipients.desk(unit, on)]


def speaking(doc: Any, on: date) -> list[str]:
	"""The leaders and the spokesperson of the unit that an incident concerns."""
	speakers = recipients.on_duty(doc.unit, (recipients.SPOKESPERSON,), on)
	return list(dict.fromkeys([*recipients.leaders(doc.unit, on), *speakers]))


def reported_to(doc: Any, on: date) -> list[str]:
	"""The desk and the leaders of the unit that an incident was reported to."""
	above = doc.reported_to
	return list(dict.fromkeys([*recipients.desk(above, on), *recipients.leaders(above, on)])) if above else []


def inspecting(doc: Any, on: date) -> list[str]:
	"""The team of an inspection, as far as it has accounts."""
	return recipients.reachable(row.user for row in doc.team if row.user)


def nominating(doc: Any, on: date) -> list[str]:
	"""The desk of the unit nominated, and who has nominated."""
	told = [*recipients.desk(doc.unit, on), doc.nominated_by]
	return list(dict.fromkeys(recipients.reachable(told)))


def given_points(doc: Any, on: date) -> list[str]:
	"""The desk and the leaders of the unit, and the practitioner where he has an account."""
	person = frappe.db.get_value("Employee", doc.employee, "user_id") if doc.employee else None
	told = [*recipients.desk(doc.unit, on), *recipients.leaders(doc.unit, on), person]
	return list(dict.fromkeys(recipients.reachable(told)))


def confirming(doc: Any, on: date) -> list[str]:
	"""Who may confirm: the leaders of the unit that proposes, and the bureau's discipline officers."""
	bureau = units.bureau()
	officers = units.unit_users(bureau, "Discipline Officer") if bureau else []
	return in_office(doc, [*recipients.leaders(doc.proposing_unit, on), *officers])


def deciding_appeal(doc: Any, on: date) -> list[str]:
	"""Those of them who had no hand in the points; the others hear of the appeal, too."""
	return in_office(doc, [*confirming(doc, on), doc.proposed_by, doc.confirmed_by])


def in_office(doc: Any, users: list[str]) -> list[str]:
	"""Those of the users who may know of a proposal at all."""
	known = [user for user in dict.fromkeys(users) if user and demerit_sides.in_office(doc, user)]
	return recipients.reachable(known)


def disciplining(doc: Any, on: date) -> list[str]:
	"""The bureau's discipline officers, without those whom the record concerns."""
	return recipients.discipline_officers(doc)


def concerned(doc: Any, on: date) -> list[str]:
	"""The person held accountable, once the decision was notified."""
	return recipients.reachable([doc.account]) if doc.notified_at else []


def organisers(doc: Any, on: date) -> list[str]:
	"""The desks of the other units that take part in a talk."""
	return [user for row in doc.organisers for user in recipients.desk(row.unit, on)]


def surveyed(doc: Any, on: date) -> list[str]:
	"""The desks of the units that a survey asks about."""
	return [user for row in doc.samples for user in recipients.desk(row.unit, on)]


def promising(doc: Any, on: date) -> list[str]:
	"""The desk of the unit that promises."""
	return recipients.desk(doc.unit, on)


def verifying(doc: Any, on: date) -> list[str]:
	"""The leaders of the unit that promises and of the one above it."""
	above = units.superior(doc.unit)
	found = [*recipients.leaders(doc.unit, on), *(recipients.leaders(above, on) if above else [])]
	return list(dict.fromkeys(found))


def appraised(doc: Any, on: date) -> list[str]:
	"""The desk and the leaders of the unit that was appraised, by duty, and its own clerks and leaders."""
	working = [user for role in ("Unit Officer", "Unit Leader") for user in units.unit_users(doc.unit, role)]
	on_duty = [*recipients.desk(doc.unit, on), *recipients.leaders(doc.unit, on)]
	return list(dict.fromkeys([*on_duty, *working]))


def appraising(doc: Any, on: date) -> list[str]:
	"""Who reviewed the appraisal, and the bureau's appraisers."""
	bureau = units.bureau()
	others = units.unit_users(bureau, "Appraiser") if bureau else []
	return list(dict.fromkeys(recipients.reachable([doc.reviewed_by, *others])))


def owing(doc: Any, on: date) -> list[str]:
	"""Who handed a task in, else the desk of the unit that owes it."""
	return recipients.reachable([doc.submitted_by]) or recipients.desk(doc.unit, on)


# ---- of what: an event, or the status that a step leads to, or (from, to) --------------------------
TABLE: dict[str, dict[str | tuple[str, str], tuple[str, Recipients]]] = {
	MATTER: {
		"Accepted": ("healthtalk_matter_accepted", lead_of_new_work),
		"lead": ("healthtalk_lead_changed", lead),
		"Replied": ("healthtalk_matter_replied", raising_unit),
		"Evaluated": ("healthtalk_bad_rating", badly_rated),
		("Replied", "In Progress"): ("healthtalk_matter_reopened", handler_or_lead),
		("Evaluated", "In Progress"): ("healthtalk_matter_reopened", handler_or_lead),
		("Closed", "In Progress"): ("healthtalk_matter_reopened", handler_or_lead),
		"extension.requested": ("healthtalk_extension_requested", deciding),
		"extension.refused": ("healthtalk_extension_decided", asking),
		"clock.extended": ("healthtalk_extension_decided", asking),
		"supplemented": ("healthtalk_supplemented", handler_or_lead),
	},
	SUBMISSION: {
		"created": ("healthtalk_submission_received", addressee),
		"forwarded": ("healthtalk_submission_received", addressee),
		"supplemented": ("healthtalk_supplemented", addressee),
	},
	SLIP: {
		"Issued": ("healthtalk_slip_received", receiver),
		"Objected": ("healthtalk_slip_objected", dispatcher),
		("Objected", "Signed For"): ("healthtalk_slip_designated", receiver),
		"Replied": ("healthtalk_slip_replied", sender),
		("Replied", "In Progress"): ("healthtalk_slip_sent_back", receiver),
		("Issued", "Withdrawn"): ("healthtalk_slip_withdrawn", receiver),
		("Signed For", "Withdrawn"): ("healthtalk_slip_withdrawn", receiver),
		("In Progress", "Withdrawn"): ("healthtalk_slip_withdrawn", receiver),
		("Objected", "Withdrawn"): ("healthtalk_slip_withdrawn", dispatcher),
		"urged": ("healthtalk_slip_urged", receiver),
	},
	RECTIFICATION: {
		"created": ("healthtalk_rectification_ordered", putting_right),
		"Plan Filed": ("healthtalk_rectification_planned", ordering),
		"Submitted": ("healthtalk_rectification_submitted", ordering),
		"Ordered Again": ("healthtalk_rectification_again", putting_right),
		"Verified": ("healthtalk_rectification_verified", putting_right),
	},
	DISPUTE: {
		"created": ("healthtalk_dispute_registered", disputing),
		"Accepted": ("healthtalk_dispute_accepted", disputing),
		"Agreed": ("healthtalk_dispute_ended", disputing),
		"Failed": ("healthtalk_dispute_ended", disputing),
		"Withdrawn": ("healthtalk_dispute_ended", disputing),
		"extension.requested": ("healthtalk_extension_requested", deciding),
		"extension.refused": ("healthtalk_extension_decided", asking),
		"clock.extended": ("healthtalk_extension_decided", asking),
	},
	COMMITMENT: {
		"Approved": ("healthtalk_commitment_approved", promising),
		("Approved", "Draft"): ("healthtalk_commitment_returned", promising),
		"Fulfilled": ("healthtalk_commitment_reported", verifying),
		"Partly Fulfilled": ("healthtalk_commitment_reported", verifying),
		"Not Fulfilled": ("healthtalk_commitment_reported", verifying),
		"Verified": ("healthtalk_commitment_verified", promising),
		**{
			(result, "Published"): ("healthtalk_commitment_sent_back", promising)
			for result in ("Fulfilled", "Partly Fulfilled", "Not Fulfilled")
		},
	},
	CAMPAIGN: {},
	WORK_SUMMARY: {},
	UNIT_TASK: {
		"Returned": ("healthtalk_task_returned", owing),
	},
	SURVEY: {
		"Open": ("healthtalk_survey_opened", surveyed),
		"Published": ("healthtalk_survey_published", surveyed),
	},
	INSPECTION: {
		"created": ("healthtalk_inspection_planned", inspecting),
	},
	INCIDENT: {
		"created": ("healthtalk_incident_found", speaking),
		"Judged": ("healthtalk_incident_judged", speaking),
		"Reported": ("healthtalk_incident_reported", reported_to),
		"Released": ("healthtalk_incident_released", reported_to),
	},
	APPRAISAL: {
		"Self-reviewed": ("healthtalk_appraisal_self_reviewed", appraising),
		"Reviewed": ("healthtalk_appraisal_reviewed", appraised),
		"Objected": ("healthtalk_appraisal_objected", appraising),
		"Published": ("healthtalk_appraisal_published", appraised),
	},
	COMMENDATION: {
		"Awarded": ("healthtalk_commendation_awarded", nominating),
		"Vetoed": ("healthtalk_commendation_vetoed", nominating),
		"Declined": ("healthtalk_commendation_declined", nominating),
	},
	DEMERIT: {
		"created": ("healthtalk_demerit_proposed", confirming),
		"Confirmed": ("healthtalk_demerit_confirmed", given_points),
		"Appealed": ("healthtalk_demerit_appealed", deciding_appeal),
		"Upheld": ("healthtalk_demerit_upheld", given_points),
		"Revoked": ("healthtalk_demerit_revoked", given_points),
	},
	ACCOUNTABILITY: {
		"created": ("healthtalk_accountability_proposed", disciplining),
		"review.called": ("healthtalk_accountability_review", disciplining),
		"notified": ("healthtalk_accountability_notified", concerned),
		"Appealed": ("healthtalk_accountability_appealed", disciplining),
		"Upheld": ("healthtalk_accountability_appeal_decided", concerned),
		"Revoked": ("healthtalk_accountability_appeal_decided", concerned),
	},
	SESSION: {
		"Prepared": ("healthtalk_session_prepared", organisers),
		"Cancelled": ("healthtalk_session_cancelled", organisers),
	},
}
DUE_COLUMNS = {
	SUBMISSION: ("answer_due_at",),
	MATTER: ("resolution_due_at",),
	SLIP: ("reply_due_at",),
	RECTIFICATION: ("rectify_due_at",),
	SESSION: ("planned_start",),
	SURVEY: ("closes_on",),
	COMMITMENT: ("due_on",),
	INSPECTION: ("planned_to",),
	CAMPAIGN: ("ends_on",),
	WORK_SUMMARY: (),
	UNIT_TASK: ("due_at",),
	DISPUTE: ("mediation_due_at", "acceptance_due_at"),
	INCIDENT: ("information_due_at",),
	ACCOUNTABILITY: ("appeal_due_at",),
	DEMERIT: ("appeal_until",),
	COMMENDATION: ("publicity_until",),
	APPRAISAL: (),
}


def about(doc: Any, events: Iterable[Any]) -> None:
	"""Tell of the events of one save whom they concern, except the user who is at work."""
	if doc.get("is_accusation"):
		about_accusation(doc, events)
		return
	on = now_datetime().date()
	for event in events:
		method, who = entry_for(doc.doctype, event) or (None, None)
		if not method:
			continue
		users = [user for user in who(doc, on) if user != frappe.session.user]
		notices.send(doc, method, users, **facts(doc, event))


def about_accusation(doc: Any, events: Iterable[Any]) -> None:
	"""A new accusation is told to the bureau's discipline officers, without a word of its content (C9)."""
	if any(event.event == "created" for event in events):
		officers = [u for u in recipients.discipline_officers(doc) if u != frappe.session.user]
		notices.send(doc, "healthtalk_accusation_received", officers, closed=True)


def entry_for(doctype: str, event: Any) -> tuple[str, Recipients] | None:
	"""The line of the table for an event."""
	lines = TABLE[doctype]
	if event.event == "status":
		return lines.get((event.from_status, event.to_status)) or lines.get(event.to_status)
	return lines.get(event.event)


def facts(doc: Any, event: Any) -> dict[str, str]:
	"""What texts may say beside number and subject."""
	details = json.loads(event.details) if isinstance(event.details, str) else event.details or {}
	sent_by = doc.get("sender_unit") if doc.doctype == SLIP and event.event != "hop" else event.unit
	due = next((doc.get(column) for column in DUE_COLUMNS[doc.doctype] if doc.get(column)), None)
	return {
		"unit": notices.unit_name(sent_by),
		"step": notices.word(details.get("step")),
		"due": notices.moment(due),
		"by": notices.unit_name(
			doc.get("receiver_unit") or doc.get("responsible_unit") or doc.get("lead_unit") or doc.get("unit")
		),
	}

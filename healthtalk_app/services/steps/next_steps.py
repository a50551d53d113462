"""What a user may do next with a case: the workflow's steps, what each asks for, what else is open."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.model.workflow import get_transitions

from healthtalk_app import permissions
from healthtalk_app.rules.transitions import (
	ACCOUNTABILITY,
	APPRAISAL,
	CAMPAIGN,
	COMMENDATION,
	DEMERIT,
	DISPUTE,
	MATTER,
	SUBMISSION,
	UNANSWERED,
	UNIT_TASK,
)
from healthtalk_app.services.accountability import record as accountability
from healthtalk_app.services.appraisals import appraisal
from healthtalk_app.services.appraisals import sides as appraisal_sides
from healthtalk_app.services.campaigns import campaign, task, task_sides
from healthtalk_app.services.clockwork import deadlines
from healthtalk_app.services.commendations import commendation, jury
from healthtalk_app.services.commitments import commitment
from healthtalk_app.services.demerits import demerit_sides
from healthtalk_app.services.disputes import dispute
from healthtalk_app.services.matters import merging
from healthtalk_app.services.opinion import incident
from healthtalk_app.services.petitions import petition, recusal
from healthtalk_app.services.records import identity, personal_data
from healthtalk_app.services.rectifications import rectification_sides
from healthtalk_app.services.slips import slip_sides
from healthtalk_app.services.steps import states
from healthtalk_app.services.steps.step_fields import EVIDENCE
from healthtalk_app.services.voice import sign_in

# steps that lead on; the others are offered behind them
FORWARD = (
	frozenset(
		("Prepared", "Held", "Following Up", "Accepted", "Planned", "In Progress", "Replied", "Evaluated")
	)
	| {
		"Issued",
		"Signed For",
		"Confirmed",
		"Closed",
		"Open",
		"Published",
		"Plan Filed",
		"Rectifying",
		"Submitted",
		"Verified",
	}
	| {"Approved", "Fulfilled", "Partly Fulfilled", "Not Fulfilled"}
	| {"Self-reviewed", "Reviewed"}
	| {"Shortlisted", "Awarded"}
	| {"Notified", "Mediating", "Agreed", "Judged", "Reported", "Released", "Feedback Issued", "Active"}
)
# possible, but never the next thing: going back, passing on, closing what nobody has rated
ASIDE = frozenset(
	(
		("Prepared", "Planned"),
		("Fulfilled", "Published"),
		("Partly Fulfilled", "Published"),
		("Not Fulfilled", "Published"),
		("Signed For", "Issued"),
		("Replied", "In Progress"),
		("Evaluated", "In Progress"),
		("Closed", "In Progress"),
		("Replied", "Closed"),
	)
)


def actions(doc: Any) -> list[dict[str, Any]]:
	"""The workflow's actions that this user may take now, with what each asks for."""
	if doc.is_new() or not permissions.has_permission(doc, "write"):
		return []
	found: dict[str, dict[str, Any]] = {}
	for row in get_transitions(doc, states.workflow_of(doc.doctype)):
		status = states.status_of_state(doc.doctype, row.next_state)
		if row.action in found or not offered(doc, status):
			continue
		asked = asked_for(doc, status)
		if status == doc.status:
			asked = {}
		found[row.action] = {
			"action": row.action,
			"label": _(row.action, context=doc.doctype),
			"status": status,
			"primary": leads_on(doc, status),
			"fields": [field(doc, name, required) for name, required in asked.items()],
		}
	return list(found.values())


def asked_for(doc: Any, status: str) -> dict[str, bool]:
	"""The fields that a step asks for: of a petition more, of a review what it decides."""
	if doc.doctype == UNIT_TASK and status == "Submitted":
		return task.asked_for(doc)
	of_flow = EVIDENCE.get(doc.doctype, {})
	asked = of_flow.get((doc.status, status)) or of_flow.get(status) or {}
	if doc.doctype == MATTER and not doc.open_slips:
		# nobody is waited for
		asked = {name: must for name, must in asked.items() if name != "co_handler_override"}
	if doc.doctype != MATTER or not petition.is_petition(doc):
		return asked
	asked = {**asked, **petition.EVIDENCE.get(status, {})}
	if doc.review_of:
		asked = {name: must for name, must in asked.items() if name not in ("regime", "variant")}
		if status == "Replied":
			asked["review_result"] = True
	return asked


def leads_on(doc: Any, status: str) -> bool:
	"""Whether a step is the way forward, and stands as a button; the others stand in the menu."""
	return (doc.status, status) not in ASIDE and (status in FORWARD or status == doc.status)


def offered(doc: Any, status: str) -> bool:
	"""Whether a step makes sense for this user; the guards decide again when it is taken."""
	if status == doc.status:
		return True
	if doc.doctype == "Referral Slip":
		return slip_sides.may_act(doc, slip_sides.side_of(doc.status, status))
	if doc.doctype == APPRAISAL:
		return appraisal_sides.may_take(doc, status)
	if doc.doctype == COMMENDATION:
		return commendation.offered(doc, status)
	if doc.doctype == DEMERIT:
		return demerit_sides.may_take(doc, status)
	if doc.doctype == ACCOUNTABILITY:
		return accountability.offered(doc, status)
	if doc.doctype == "Rectification":
		side = rectification_sides.SIDES[status]
		verifies = side == rectification_sides.ORDERING
		return rectification_sides.may_verify(doc) if verifies else rectification_sides.may_act(doc, side)
	if doc.doctype == "Public Commitment":
		return commitment.offered(doc, status)
	if doc.doctype == UNIT_TASK:
		return task_sides.may_act(doc, task_sides.SIDES[status])
	if doc.doctype == "Talk Matter":
		if status == "Evaluated":
			return bool(doc.satisfaction)
		return permissions.can_act_for(doc.lead_unit or doc.unit) or permissions.can_act_for(doc.unit)
	return True


def field(doc: Any, fieldname: str, required: bool) -> dict[str, Any]:
	"""A field of a step's dialog: the form's own field with its present value, or a table with its rows."""
	df = doc.meta.get_field(fieldname)
	asked = {**described(doc, df), "reqd": int(required)}
	if df.fieldtype != "Table":
		return {**asked, "default": doc.get(fieldname)}
	columns = frappe.get_meta(df.options).fields
	kept = [column.fieldname for column in columns if column.fieldtype not in no_value_fields]
	return {
		**asked,
		"columns": [{**described(doc, c), "reqd": c.reqd} for c in columns if c.in_list_view],
		"data": [{name: row.get(name) for name in kept} for row in doc.get(fieldname)],
	}


def described(doc: Any, df: Any) -> dict[str, Any]:
	"""What a field of the form, or a column of its table, is called and takes, in Chinese."""
	return {
		"fieldname": df.fieldname,
		"fieldtype": df.fieldtype,
		"label": _(df.label, context=df.parent),
		"options": options(doc, df),
		"description": _(df.description) if df.description else None,
	}


def options(doc: Any, df: Any) -> Any:
	"""The choices of a Select in the words of its DocType; the target of a Link as it is."""
	if df.fieldtype != "Select":
		return df.options
	values = (df.options or "").split("\n")
	if df.fieldname == "variant":
		values = ["", *deadlines.variants(doc.regime)]
	return [{"value": value, "label": _(value, context=df.parent) if value else ""} for value in values]


def facilities(doc: Any) -> list[dict[str, str]]:
	"""Actions beside the workflow that are open now, by key; the form knows how to ask for each."""
	if doc.is_new():
		return []
	by_doctype = {
		"Talk Matter": _matter_keys,
		"Public Submission": _submission_keys,
		"Talk Session": _session_keys,
		"Referral Slip": _slip_keys,
		"Dispute Mediation": dispute.facilities,
		"Opinion Incident": incident.facilities,
		"Satisfaction Survey": _survey_keys,
		"Accountability Record": accountability.facilities,
		CAMPAIGN: campaign.facilities,
		"Public Commitment": commitment.facilities,
		COMMENDATION: commendation.facilities,
		APPRAISAL: appraisal.facilities,
	}
	own = by_doctype.get(doc.doctype)
	keys = own(doc) if own and permissions.has_permission(doc, "write") else []
	keys += _reader_keys(doc)
	return [{"key": key, "label": _(label, context=doc.doctype)} for key, label in keys]


def _reader_keys(doc: Any) -> list[tuple[str, str]]:
	"""What who only reads a document may do as well."""
	keys = accountability.own_facilities(doc) if doc.doctype == ACCOUNTABILITY else []
	if doc.doctype == COMMENDATION:
		keys = jury.facilities(doc)
	fields = {
		MATTER: ("raiser_name", "raiser_phone", "raiser_email"),
		SUBMISSION: ("raiser_name", "raiser_phone", "raiser_email"),
		DISPUTE: ("patient_name", "patient_phone"),
		DEMERIT: ("practitioner_name", "licence_number"),
	}
	known = any(doc.get(fieldname) for fieldname in fields.get(doc.doctype, ()))
	if known and not set(identity.OPENERS).isdisjoint(frappe.get_roles()):
		keys.append(("show_identity", "Show Identity"))
	if known and doc.doctype in (MATTER, SUBMISSION):
		deciding = not set(personal_data.DECIDING).isdisjoint(frappe.get_roles())
		if deciding and permissions.has_permission(doc, "write"):
			keys += [("export_data", "Hand Out Personal Data"), ("erase_data", "Erase Personal Data")]
	return keys


def _matter_keys(doc: Any) -> list[tuple[str, str]]:
	keys = []
	running = doc.status in ("Accepted", "Planned", "In Progress")
	keys += petition.keys(doc)
	if doc.status == "Raised" and not doc.is_accusation:
		keys.append(("settle_on_the_spot", "Settle on the Spot"))
	if running and not doc.first_response_at:
		keys.append(("respond", "Give First Response"))
	if doc.status == "Raised" and petition.is_petition(doc):
		# 转送、交办: a petition is passed to whose duty it is before anybody accepts it
		keys.append(("refer", "Send Slip"))
	if running and not doc.is_accusation:
		keys += [("refer", "Send Slip"), ("ask_joint_handling", "Ask Co-handlers")]
	if running and any(not row.met_at for row in doc.clocks):
		if doc.paused_since:
			keys.append(("resume", "Let the Clock Go On"))
		elif any(deadlines.pause_reasons_of(row) for row in doc.clocks if not row.met_at):
			keys.append(("pause", "Stop the Clock"))
		if any(row.extension_cap and not row.met_at for row in doc.clocks):
			keys.append(("request_extension", "Ask for More Time"))
	decider = "Discipline Officer" if doc.is_accusation else "Unit Leader"
	if any(row.decision == "Requested" for row in doc.extensions) and decider in frappe.get_roles():
		keys.append(("decide_extension", "Decide on More Time"))
	if any(row.decision == "Approved" and not row.told_at for row in doc.extensions):
		keys.append(("record_told", "Public Was Told"))
	if doc.status in UNANSWERED and not doc.is_accusation:
		keys += [("merge", "Merge Duplicate"), ("open_dispute", "Open a Dispute Mediation")]
	if doc.status == "Merged":
		keys.append(("undo_merge", "Undo Merge"))
	if doc.status == "Replied" or (doc.status == "Merged" and survivor_awaits_rating(doc)):
		keys.append(("evaluate", "Enter Evaluation"))
	keys += recusal.keys(doc)
	keys.append(("receipt", "Print Receipt"))
	return keys


def survivor_awaits_rating(doc: Any) -> bool:
	"""Whether who raised a duplicate may rate what it was merged into."""
	return frappe.db.get_value(MATTER, merging.survivor_of(doc.name), "status") == "Replied"


def _session_keys(doc: Any) -> list[tuple[str, str]]:
	keys = [("record_accusation", "Record Accusation")]
	if doc.status in sign_in.OPEN_TO_SIGN:
		keys.append(("sign_in_poster", "Print Sign-in Poster"))
	if doc.status in ("Held", "Following Up"):
		keys += [("evaluate", "Enter Evaluation"), ("tally", "Enter Tally")]
	return keys


def _submission_keys(doc: Any) -> list[tuple[str, str]]:
	if doc.status != "Received" or doc.is_accusation:
		return []
	return [("similar", "Find Similar Matters"), ("forward_submission", "Hand to Another Unit")]


def _slip_keys(doc: Any) -> list[tuple[str, str]]:
	if doc.status not in ("Issued", "Signed For", "In Progress") or not slip_sides.may_oversee(doc):
		return []
	return [("urge", "Urge"), ("supervise", "Supervise")]


def _survey_keys(doc: Any) -> list[tuple[str, str]]:
	if doc.status != "Open":
		return []
	keys = [("survey_invite", "Make Invitations"), ("survey_print", "Print Invitations")]
	keys.append(("survey_papers", "Enter Papers"))
	return [*keys, ("survey_link", "Open Link")] if doc.open_link else keys

"""The evidence of each step of a Dispute Mediation 医疗纠纷调解, and what follows from it (P2, design §3).

Articles are those of the 医疗纠纷预防和处理条例 (2018).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from healthtalk_app.exceptions import (
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
	refuse,
)
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import clocks, deadlines, more_time
from healthtalk_app.services.disputes import dispute_fields
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events, numbering

REGIME, ACCEPTANCE, MEDIATION = "Dispute", "Acceptance", "Mediation"
# 鉴定: the reason of the rule for which the clock stands while an appraisal is made (art. 38, 40)
APPRAISAL = "鉴定"
NOTICE = ("notice_ways", "notice_records", "notice_copies")
RESULTS = ("Agreed", "Failed", "Withdrawn")


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing."""
	if check := GUARDS.get((old, new)) or GUARDS.get(new):
		check(doc)


def _notified(doc: Any) -> None:
	"""Everything that the law wants told is told at once (art. 23)."""
	wanted = (*NOTICE, "notice_autopsy") if doc.patient_died else NOTICE
	doc.require_evidence((*wanted, "notice_how"), _("The one-time notice leaves nothing out."))


def _accepted(doc: Any) -> None:
	"""Both sides want it, and nobody else has the case (art. 31, 40)."""
	doc.require_evidence(("applied_by", "not_elsewhere"), _("An application is accepted by law."))
	if doc.applied_by != "Both Sides":
		doc.require_evidence(("other_side_agreed",), _("One side has applied; the other one must agree."))


def _mediating(doc: Any) -> None:
	doc.require_evidence(("mediation_body", "mediators"), _("A mediation has a body and its mediators."))
	dispute_fields.check_declarations(doc)
	dispute_fields.check_insurer(doc)


def _appraised(doc: Any) -> None:
	doc.require_evidence(
		("appraisal_result",), _("Mediation goes on with the result of the appraisal, or why there is none.")
	)
	dispute_fields.check_declarations(doc)


def _appraisal(doc: Any) -> None:
	doc.require_evidence(
		("appraisal_body", "appraisal_subject"), _("An appraisal says what is appraised, and by whom.")
	)


def _agreed(doc: Any) -> None:
	"""In time, and with the offer of judicial confirmation (art. 38–40)."""
	doc.require_evidence(
		("agreement", "performance", "judicial_confirmation_told"),
		_("An agreement says what is performed and how, and both sides are told of judicial confirmation."),
	)
	dispute_fields.check_declarations(doc)
	dispute_fields.check_insurer(doc)
	at = inputs.moment(doc.flags.occurred_at or doc.step_at) or now_datetime()
	if clocks.is_over(doc, MEDIATION, at):
		refuse(
			_("The term of mediation ended on {0}; by law the mediation has failed (art. 38, 40)."),
			frappe.format(clocks.row_of(doc, MEDIATION).due_at, "Datetime"),
			error=WindowClosedError,
			title=_("Term of Mediation"),
		)


def _failed(doc: Any) -> None:
	doc.require_evidence(("failed_reason",), _("It is on record why no agreement was reached."))


def _withdrawn(doc: Any) -> None:
	doc.require_evidence(("end_reason",), _("A mediation ends without a result for one of these reasons."))


def _closed(doc: Any) -> None:
	if doc.outcome == "Agreed":
		doc.require_evidence(("signed_on",), _("An agreement takes effect when it is signed and sealed."))
		if getdate(doc.signed_on) < getdate(doc.ended_at):
			frappe.throw(_("It cannot be signed before it was agreed."), TimeOrderError)


GUARDS = {
	"Notified": _notified,
	"Accepted": _accepted,
	"Mediating": _mediating,
	("Appraisal", "Mediating"): _appraised,
	"Appraisal": _appraisal,
	"Agreed": _agreed,
	"Failed": _failed,
	"Withdrawn": _withdrawn,
	"Closed": _closed,
}


# ---- clocks and numbers --------------------------------------------------------------------------
def run_from_receipt(doc: Any) -> None:
	"""The decision on acceptance is due from the application on; chosen anew when corrected."""
	if doc.status not in ("Registered", "Notified"):
		return
	if doc.before and not (doc.differs("route") or doc.differs("received_at")):
		return
	at = inputs.moment(doc.received_at)
	clocks.restart(doc, ACCEPTANCE, at, rule=rule_of(doc, ACCEPTANCE, at))


def rule_of(doc: Any, step: str, at: datetime) -> frappe._dict | None:
	"""The rule for a step that is in force at a moment; the way of mediation is the variant."""
	return deadlines.select(REGIME, step, None, at.date(), doc.route)


def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Number and clocks of a step."""
	if old == "Appraisal" and doc.paused_since:
		clocks.resume(doc, at)
	if new == "Accepted":
		doc.number = numbering.issue(doc.unit, "dispute", doc, at)
		clocks.meet(doc, ACCEPTANCE, at)
		clocks.start(doc, MEDIATION, at, rule=rule_of(doc, MEDIATION, at))
	elif new == "Appraisal":
		_stop(doc, at)
	elif new in ("Agreed", "Failed"):
		clocks.meet(doc, MEDIATION, at)
	elif new == "Withdrawn":
		# not accepting it is the decision that was due
		clocks.meet(doc, ACCEPTANCE, at)
		clocks.drop(doc, MEDIATION)
	return {}


def _stop(doc: Any, at: datetime) -> None:
	"""Appraisal days do not count, where the rule that runs says so."""
	row = clocks.row_of(doc, MEDIATION)
	lawful = deadlines.pause_reasons_of(row) if row else []
	if reason := next((reason for reason in lawful if APPRAISAL in reason), None):
		clocks.pause(doc, reason, at)


def moved(doc: Any, old: str, new: str) -> None:
	"""The matter hears how its dispute ended."""
	if new in RESULTS and doc.matter:
		tell_matter(doc, "dispute.ended")


def tell_matter(doc: Any, event: str) -> None:
	"""A line in the log of the matter that a dispute came from."""
	events.record(frappe.get_doc(MATTER, doc.matter), event, unit=doc.unit, details={"dispute": doc.name})


# ---- more time -----------------------------------------------------------------------------------
def request_extension(doc: Any, amount: int, reason: str, agreed_on: Any) -> str:
	"""Ask for the longer term on which both sides have agreed (art. 38); a leader decides.

	The agreement lies within the term: afterwards the mediation has failed. Returns the name of the row.
	"""
	agreed_at = inputs.moment(agreed_on)
	if not agreed_at:
		frappe.throw(
			_("Both sides agree on more time; write down when they did."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	doc.refuse_future(agreed_at)
	row = clocks.row_of(doc, MEDIATION)
	if row and agreed_at.date() > getdate(row.due_at):
		frappe.throw(
			_("The term had ended by then; by law the mediation has failed (art. 38, 40)."), WindowClosedError
		)
	doc.extension_agreed_on = agreed_at.date()
	return more_time.request_extension(doc, MEDIATION, amount, reason)


# ---- beside the workflow --------------------------------------------------------------------------
FACILITIES = {
	"dispute_extension": "Ask for More Time",
	"decide_extension": "Decide on More Time",
	"dispute_publish": "Publish This Case",
	"dispute_withdraw_publication": "Take Publication Back",
}


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What who may write may do beside the workflow now: keys and their words."""
	row = clocks.row_of(doc, MEDIATION)
	is_leader = "Unit Leader" in frappe.get_roles()
	asked = any(extension.decision == "Requested" for extension in doc.extensions)
	runs = doc.status in ("Accepted", "Mediating") and row and now_datetime() <= get_datetime(row.due_at)
	may_publish = doc.outcome and is_leader and dispute_fields.both_consent(doc)
	open_now = {
		"dispute_extension": runs and row.extension_cap and not asked,
		"decide_extension": asked and is_leader,
		"dispute_publish": may_publish and not doc.published_at,
		"dispute_withdraw_publication": doc.published_at,
	}
	return [(key, FACILITIES[key]) for key, is_open in open_now.items() if is_open]


# ---- from a matter -------------------------------------------------------------------------------
def open_from(matter: Any) -> Any:
	"""Register the dispute that a matter turned out to be, for the unit that handles it."""
	if matter.is_accusation:
		frappe.throw(_("Accusations are handled by the discipline officer only."), MoveNotAllowedError)
	unit = matter.lead_unit or matter.unit or units.bureau()
	doc = frappe.get_doc(
		doctype="Dispute Mediation",
		subject=matter.subject,
		matter=matter.name,
		channel=matter.channel,
		unit=unit,
		medical_unit=unit,
		facts=matter.content,
	)
	return doc.insert()

"""Petitions 信访 by law: received, registered, told once what is missing, taken up or declined (P5).

Source: 信访工作条例 2022, art. 20–23, 28, 34. Reviews of opinions stand in `petition_review`, the papers in
`petition_papers`. An accusation takes its own way, to the discipline officer, and has none of this.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, MoveNotAllowedError, TimeOrderError, refuse
from healthtalk_app.rules import petitions as rules
from healthtalk_app.rules.transitions import FINISHED, MATTER
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.organisation import units
from healthtalk_app.services.petitions import petition_papers, petition_review
from healthtalk_app.services.records import numbering
from healthtalk_app.services.steps.saving import checked_time, service_save

RECEPTION = ("reception_form", "reception_at", "receptionist")
PERSONS = ("petitioner_count", "representatives")
OPINION = ("facts_found", "legal_basis", "opinions")
# the one reason for which the clock may stand before acceptance, where a rule lists it
WAITING = "等待反映人补充材料"
# what a step asks for beside what every matter owes; next_steps shows it, the guards decide
EVIDENCE = {"Replied": {"facts_found": True, "legal_basis": True, "opinions": True}}

FACILITIES = {
	"register_petition": "Receive and Register",
	"one_time_notice": "Give One-Time Notice",
	"materials_supplied": "Materials Supplied",
	"record_delivery": "Record Delivery",
	"print_named": "Print with Clear Name",
	"ask_review": "Take a Request for Review",
}


def is_petition(doc: Any) -> bool:
	"""Whether the law on petitions rules this matter."""
	return doc.regime == rules.PETITION and not doc.is_accusation


def require_petition(doc: Any) -> None:
	"""Raise `MoveNotAllowedError` for every other matter."""
	if not is_petition(doc):
		frappe.throw(_("This step is for petitions only."), MoveNotAllowedError)


# ---- what holds at every save --------------------------------------------------------------------
def check_fields(doc: Any) -> None:
	"""The steps of a save: who came, when they were received, what the register fixes, who reviews."""
	petition_review.keep_stage(doc)
	if not is_petition(doc):
		return
	check_persons(doc)
	check_reception(doc)
	lock_register(doc)
	petition_review.check_organ(doc)


def check_persons(doc: Any) -> None:
	"""At most five represent a joint petition, and more than five do not visit without any (art. 20)."""
	doc.petitioner_count = cint(doc.petitioner_count) or 1
	if doc.petitioner_count < 1:
		inputs.refuse(_("A petition is brought by at least one person."))
	if not (doc.is_new() or doc.differs("representatives") or doc.differs("petitioner_count")):
		return
	names = rules.names_in(doc.representatives)
	if rules.too_many(len(names), doc.petitioner_count):
		refuse(
			_("{0} representatives are named for {1} persons: at most {2} represent a joint petition."),
			len(names),
			doc.petitioner_count,
			rules.MOST_REPRESENTATIVES,
			error=MoveNotAllowedError,
			title=_("Representatives"),
		)


def check_reception(doc: Any) -> None:
	"""Nobody is received in the future, nor before he raised the matter."""
	at = inputs.moment(doc.reception_at)
	if not at or not (doc.is_new() or doc.differs("reception_at")):
		return
	doc.refuse_future(at)
	if not inputs.not_before(at, doc.raised_at):
		frappe.throw(_("A petition is received when it is raised or later."), TimeOrderError)


def lock_register(doc: Any) -> None:
	"""What was entered in the register stays."""
	if doc.before and doc.before.registered_at and not doc.flags.by_service:
		doc.refuse_frozen((*RECEPTION, *PERSONS), _("The petition is registered."))


# ---- reception and registration ------------------------------------------------------------------
def register(doc: Any, values: dict[str, Any]) -> str:
	"""接待登记: who received the petition, when and how; gives and returns the registration number."""
	require_petition(doc)
	if doc.registered_at or doc.status in FINISHED[MATTER]:
		frappe.throw(_("An open petition is registered once."), MoveNotAllowedError)
	with service_save(doc):
		for fieldname in (*RECEPTION, *PERSONS):
			if not inputs.is_blank(values.get(fieldname)):
				doc.set(fieldname, values[fieldname])
		doc.require_evidence(
			RECEPTION, _("The register says who received the petition, when, and in which form.")
		)
		require_representatives(doc)
		enter_in_register(doc, now_datetime())
	return doc.registration_number


def require_representatives(doc: Any) -> None:
	"""More people than five choose who speaks for them."""
	if rules.needs_representatives(doc.reception_form, cint(doc.petitioner_count)) and not rules.names_in(
		doc.representatives
	):
		refuse(
			_("{0} persons came together: name their representatives, at most {1}."),
			doc.petitioner_count,
			rules.MOST_REPRESENTATIVES,
			error=EvidenceMissingError,
			title=_("Representatives"),
		)


def enter_in_register(doc: Any, at: datetime) -> None:
	"""The petition gets its registration number, from the register of the unit that received it."""
	if doc.registered_at:
		return
	unit = units.organ(doc.unit) or units.bureau()
	doc.registration_number = numbering.issue(unit, "petition", doc, at)
	doc.queue_event("petition.registered", occurred_at=at)


# ---- the one-time notice 一次性告知 ---------------------------------------------------------------
def give_one_time_notice(
	doc: Any, rows: list[dict[str, Any]], supply_by: Any = None, at: datetime | str | None = None
) -> None:
	"""Tell the petitioner once and in writing what was received and what is to be supplied.

	The clock stands only where its rule lists this reason.
	"""
	require_petition(doc)
	if doc.status != "Raised":
		frappe.throw(_("What is missing is asked for before the petition is accepted."), MoveNotAllowedError)
	if petition_papers.paper(doc, petition_papers.ONE_TIME):
		frappe.throw(
			_("All that is missing is told at once; the notice was given already."), MoveNotAllowedError
		)
	found = [material(row) for row in rows if not inputs.is_blank(row.get("material"))]
	if not any(row["state"] == "To Supply" for row in found):
		frappe.throw(_("Write down what is to be supplied."), EvidenceMissingError)
	at = checked_time(doc, at, after=doc.raised_at)
	until = inputs.moment(supply_by, _("Supply By"))
	if until and until.date() < at.date():
		frappe.throw(_("The date asked for has passed already."), TimeOrderError)
	with service_save(doc):
		enter_in_register(doc, at)
		for row in found:
			received = at.date() if row["state"] == "Received" else None
			doc.append("materials", {**row, "supplied_on": received})
		doc.supply_by = until and until.date()
		petition_papers.issue(doc, petition_papers.ONE_TIME, at)
		if not doc.paused_since and may_wait(doc):
			clocks.pause(doc, WAITING, at)


def material(row: dict[str, Any]) -> dict[str, Any]:
	"""A row of the notice as it may be entered."""
	received = row.get("state") == "Received"
	return {
		"material": str(row["material"]).strip(),
		"copies": cint(row.get("copies")) or 1,
		"requirement": row.get("requirement"),
		"state": "Received" if received else "To Supply",
		"asked_for": int(not received),
	}


def may_wait(doc: Any) -> bool:
	"""Whether a running clock of this petition stands while the petitioner supplies what is missing."""
	return any(WAITING in deadlines.pause_reasons_of(row) for row in doc.clocks if not row.met_at)


def materials_supplied(doc: Any, names: list[str], at: datetime | str | None = None) -> None:
	"""What was asked for is there: `names` of its rows, or all; with the last one the clock goes on."""
	require_petition(doc)
	owed = [row for row in doc.materials if row.state == "To Supply"]
	chosen = [row for row in owed if not names or row.name in names]
	if not chosen:
		frappe.throw(_("Nothing of this is waited for."), MoveNotAllowedError)
	at = checked_time(doc, at, after=petition_papers.paper(doc, petition_papers.ONE_TIME).issued_at)
	with service_save(doc):
		for row in chosen:
			row.state, row.supplied_on = "Received", at.date()
		doc.queue_event("petition.supplied", occurred_at=at, details={"rows": len(chosen)})
		if len(chosen) == len(owed) and waits(doc):
			clocks.resume(doc, at)


def waits(doc: Any) -> bool:
	"""Whether the clock stands for what is to be supplied."""
	return any(row.reason == WAITING and not row.resumed_at for row in doc.pauses)


# ---- the rings of a petition ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""What a step of a petition asks for beside what every matter owes."""
	if not is_petition(doc):
		return
	if new == "Not Accepted":
		petition_review.check_repeated(doc)
	if new == "Replied" and not doc.flags.simple_procedure:
		check_opinion(doc)


def check_opinion(doc: Any) -> None:
	"""An opinion 答复意见 finds the facts, names its basis and answers item by item (art. 34)."""
	doc.require_evidence(
		OPINION, _("An opinion on a petition says the facts, the basis, and the answer to each demand.")
	)
	for row in doc.opinions:
		if inputs.is_blank(row.demand) or inputs.is_blank(row.opinion):
			refuse(_("Row {0}: write the demand and the opinion on it."), row.idx, error=EvidenceMissingError)
	if any(row.decision == "Approved" and not row.told_at for row in doc.extensions):
		frappe.throw(
			_("The petitioner was not told of the extension yet. Tell him the reason, and record it."),
			EvidenceMissingError,
		)
	if doc.review_of:
		doc.require_evidence(("review_result",), _("A review upholds, changes or revokes the opinion."))


def entered(doc: Any, old: str, new: str, at: datetime) -> None:
	"""The register and the papers that follow from a step.

	An imported petition was registered and answered elsewhere, under numbers of that system.
	"""
	if doc.is_new() or not is_petition(doc) or old == "Merged":
		return
	if new in ("Accepted", "Not Accepted"):
		enter_in_register(doc, at)
	kind = petition_papers.FOLLOWS.get(new)
	if kind and not doc.flags.simple_procedure:
		petition_papers.issue(doc, kind, at)
	if new == "In Progress" and old != "Planned":
		petition_review.forget_window(doc)


def moved(doc: Any, old: str, new: str) -> None:
	"""What a step of a review does to the petition whose opinion it reviews."""
	if is_petition(doc) and new == "Replied" and doc.review_of:
		petition_review.tell_result(doc)


# ---- what may be done next -----------------------------------------------------------------------
def keys(doc: Any) -> list[tuple[str, str]]:
	"""Actions on a petition beside the workflow that are open now, with their labels."""
	if not is_petition(doc):
		return []
	finished = doc.status in FINISHED[MATTER]
	told = petition_papers.paper(doc, petition_papers.ONE_TIME)
	open_now = {
		"register_petition": not doc.registered_at and not finished,
		"one_time_notice": doc.status == "Raised" and not told,
		"materials_supplied": not finished and any(row.state == "To Supply" for row in doc.materials),
		"record_delivery": any(not row.delivered_at for row in doc.papers),
		"print_named": bool(doc.papers and doc.raiser_name),
		"ask_review": petition_review.may_be_asked(doc, now_datetime()),
	}
	return [(key, label) for key, label in FACILITIES.items() if open_now[key]]

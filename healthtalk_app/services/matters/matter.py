"""What happens to a Talk Matter: the five rings 说听商办评, with the evidence of each (design §3, H7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
	refuse,
)
from healthtalk_app.rules.transitions import MATTER, SLIP
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.clockwork.more_time import UNDER_WAY
from healthtalk_app.services.matters import matter_clocks, matter_fields
from healthtalk_app.services.organisation import units
from healthtalk_app.services.petitions import petition
from healthtalk_app.services.records import numbering
from healthtalk_app.services.steps import flow
from healthtalk_app.services.steps.saving import checked_time, service_save


# ---- the guards of each ring ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing. Source: H7, design §3."""
	if doc.is_accusation and not doc.flags.system_move:
		permissions.require_accusation(doc)
	check = GUARDS.get((old, new)) or GUARDS.get((None, new))
	if check:
		check(doc)
	petition.guard(doc, old, new)


def _accepted(doc: Any) -> None:
	doc.require_evidence(("category", "regime"), _("A matter is accepted into a category and a regime."))
	given = doc.lead_unit
	doc.lead_unit = (
		given
		or frappe.get_cached_value("Matter Category", doc.category, "default_unit")
		or doc.unit
		or units.bureau()
	)
	if not given:
		# chosen after the fields were checked: who leads now is a party, and told apart from who raised it
		if doc.lead_unit != doc.unit:
			matter_fields.note_new_lead(doc)
		matter_fields.refresh_parties(doc)


def _not_accepted(doc: Any) -> None:
	doc.require_evidence(
		("not_accepted_reason", "not_accepted_note", "notice_given_at"),
		_("A matter is declined for a lawful reason and with a notice to who raised it."),
	)
	doc.refuse_future(get_datetime(doc.notice_given_at))


def _planned(doc: Any) -> None:
	doc.require_evidence(("plan", "lead_unit"), _("A plan names what is done and which unit leads."))


def _replied(doc: Any) -> None:
	doc.require_evidence(("reply",), _("A reply has a text."))
	if doc.paused_since:
		frappe.throw(_("The clock stands. Let it go on before you reply."), TimeOrderError)
	waiting = open_joint_slips(doc.name)
	if waiting and inputs.is_blank(doc.co_handler_override):
		refuse(
			_("{0} have not answered yet. Wait for them, or give the reason for answering without them."),
			"、".join(row.unit_name for row in waiting),
			error=EvidenceMissingError,
			title=_("Co-handlers Have Not Answered"),
		)


def _evaluated(doc: Any) -> None:
	if not doc.satisfaction:
		frappe.throw(_("There is no evaluation yet. Enter one first."), EvidenceMissingError)


def _closed(doc: Any) -> None:
	open_slips = frappe.db.get_value(MATTER, doc.name, "open_slips")
	if open_slips:
		refuse(
			_("{0} slips of this matter are still open. Finish or withdraw them first."),
			open_slips,
			error=MoveNotAllowedError,
		)


def _closed_unrated(doc: Any) -> None:
	_closed(doc)
	days = frappe.get_cached_doc("Healthtalk Settings").auto_close_days or 0
	free_from = get_datetime(doc.resolved_at) + timedelta(days=days)
	if now_datetime() < free_from:
		refuse(
			_("Nobody has rated this matter yet. It may be closed unrated from {0} on."),
			frappe.format(free_from, "Datetime"),
			error=WindowClosedError,
		)


def _withdrawn(doc: Any) -> None:
	doc.require_evidence(("withdrawn_reason",), _("A withdrawal has its reason."))


def _reopened(doc: Any) -> None:
	doc.require_evidence(("reopen_reason",), _("Re-opening has its reason."))
	until = reopen_until(doc.before)
	# what a review orders to be handled anew 责令重新处理 is bound to no window
	if now_datetime() > until and not doc.flags.ordered_anew:
		refuse(
			_("The window for re-opening ended on {0}. Raise a new matter that refers to this one."),
			frappe.format(until, "Datetime"),
			error=WindowClosedError,
			title=_("Re-opening Window"),
		)


def reopen_until(doc: Any) -> datetime:
	"""The end of the window for re-opening, which begins with the reply, by the server's clock.

	Rating and closing do not lengthen it: what was answered is known from the reply on.
	"""
	days = frappe.get_cached_doc("Healthtalk Settings").reopen_days or 0
	return get_datetime(doc.resolved_at or doc.closed_at) + timedelta(days=days)


GUARDS = {
	(None, "Accepted"): _accepted,
	(None, "Not Accepted"): _not_accepted,
	(None, "Planned"): _planned,
	(None, "Replied"): _replied,
	(None, "Evaluated"): _evaluated,
	("Evaluated", "Closed"): _closed,
	("Replied", "Closed"): _closed_unrated,
	(None, "Withdrawn"): _withdrawn,
	("Replied", "In Progress"): _reopened,
	("Evaluated", "In Progress"): _reopened,
	("Closed", "In Progress"): _reopened,
}


# ---- what follows from each step -----------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Numbers, clocks and facts of a step; returns what its event says beside the status."""
	if old == "Merged":
		return {}
	petition.entered(doc, old, new, at)
	follow = {"Accepted": _take_up, "Not Accepted": _decline, "Replied": _resolved, "Closed": _finish}
	if new in follow:
		return follow[new](doc, old, at)
	if new == "In Progress" and old != "Planned":
		# the next reply, and answering without co-handlers, are given anew; Version keeps what was
		doc.evaluation = doc.reply = doc.co_handler_override = None
		matter_clocks.reopen(doc, at)
	return {}


def _take_up(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	if not doc.number:
		kind = numbering.ACCUSATION if doc.is_accusation else "matter"
		doc.number = numbering.issue(doc.unit or units.bureau(), kind, doc, at)
	matter_clocks.accept(doc, at)
	if doc.first_response:
		clocks.meet(doc, "Response", at)
		doc.queue_event("responded", occurred_at=at)
	return {}


def _decline(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	matter_clocks.decline(doc, at)
	return {}


def _resolved(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	clocks.meet(doc, "Response", at)
	clocks.meet(doc, "Resolution", at)
	inside = doc.lead_unit == doc.unit and not frappe.db.exists(
		SLIP, {"matter": doc.name, "status": ("not in", ("Draft", "Withdrawn"))}
	)
	return {"settled_inside": int(inside), "on_the_spot": int(bool(doc.flags.on_the_spot))}


def _finish(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	return {"closed_unrated": int(old == "Replied")}


def moved(doc: Any, old: str, new: str) -> None:
	"""What a step does to the slips and the session of the matter."""
	if new == "Withdrawn":
		withdraw_slips(doc)
	petition.moved(doc, old, new)


def withdraw_slips(doc: Any) -> None:
	"""A withdrawn matter needs no further answers."""
	# get_all: all slips of the matter, whoever holds them, follow its withdrawal
	for name in frappe.get_all(
		SLIP,
		filters={"matter": doc.name, "status": ("not in", ("Confirmed", "Withdrawn", "Replied"))},
		pluck="name",
	):
		slip = frappe.get_doc(SLIP, name)
		slip.withdrawn_reason = doc.withdrawn_reason
		flow.transition(slip, "Withdrawn")


# ---- actions beside the workflow -----------------------------------------------------------------
def open_joint_slips(matter: str) -> list[frappe._dict]:
	"""Joint-handling slips of a matter that nobody has answered, with the name of the unit that owes it."""
	slip, unit = frappe.qb.DocType(SLIP), frappe.qb.DocType("Health Unit")
	return (
		frappe.qb.from_(slip)
		.join(unit)
		.on(unit.name == slip.receiver_unit)
		.select(slip.name, unit.unit_name)
		.where((slip.matter == matter) & (slip.kind == "Joint Handling"))
		.where(slip.status.isin(["Issued", "Signed For", "In Progress", "Objected"]))
		.run(as_dict=True)
	)


def settle_on_the_spot(doc: Any, reply: str, trips: str = "0", at: datetime | str | None = None) -> None:
	"""当场办结: write all rings up to the reply in one action, at the time at which it was settled."""
	if doc.status != "Raised":
		frappe.throw(_("Only a matter just raised is settled on the spot."), MoveNotAllowedError)
	at = inputs.moment(at) or get_datetime(doc.raised_at)
	doc.category = doc.category or default_category()
	doc.plan = doc.plan or _("Settled on the spot.")
	doc.reply, doc.reply_how, doc.trips = reply, doc.reply_how or "In Person", trips
	# a petition answered at once needs no papers 简易办理
	doc.flags.simple_procedure = True
	for status in ("Accepted", "Planned", "In Progress", "Replied"):
		doc.flags.on_the_spot = status == "Replied"
		flow.transition(doc, status, occurred_at=at)


def default_category() -> str | None:
	"""The category of consultations, which are answered at once."""
	return frappe.db.get_value("Matter Category", {"is_group": 0, "enabled": 1, "asks_for_solution": 0})


def respond(doc: Any, text: str, at: datetime | str | None = None) -> None:
	"""The first answer to who raised the matter, before it is settled; stops the response clock."""
	if doc.status not in UNDER_WAY or doc.first_response_at:
		frappe.throw(_("A first response is given once, between acceptance and reply."), MoveNotAllowedError)
	if not (text or "").strip():
		frappe.throw(_("Write what was answered."), EvidenceMissingError)
	at = checked_time(doc, at, after=doc.accepted_at)
	with service_save(doc):
		doc.first_response = text
		clocks.meet(doc, "Response", at)
		doc.queue_event("responded", occurred_at=at)

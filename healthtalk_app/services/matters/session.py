"""What happens to a Talk Session: before, during and after 说前·说中·说后 (design §3, H1–H7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, strip_html

from healthtalk_app.exceptions import (
	AccusationRouteError,
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	refuse,
)
from healthtalk_app.rules.transitions import FINISHED, MATTER
from healthtalk_app.services.clockwork import calendars
from healthtalk_app.services.matters import matter
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import identity, numbering
from healthtalk_app.services.voice import sign_in

DOCTYPE = "Talk Session"
HELD = ("Held", "Following Up", "Closed")
FIXED_WHEN_HELD = (
	"unit",
	"organiser_kind",
	"cooperation",
	"mode",
	"venue",
	"place",
	"planned_start",
	"planned_end",
	"actual_start",
	"organisers",
	"party_organisation",
	"guidance_note",
	"risk_check",
	"risk_checked_by",
	"risk_checked_on",
	"risk_check_note",
	"cancel_reason",
)
# H2: these need their Party organisation's guidance and a risk check
GUIDED = ("Team", "Individual")


# ---- the steps of a save -------------------------------------------------------------------------
def check_organisers(doc: Any) -> None:
	"""Every organiser once, and open on the day of the talk."""
	seen = {doc.unit}
	for row in doc.organisers:
		if row.unit in seen:
			refuse(_("Row {0}: {1} takes part already."), row.idx, row.unit, error=EvidenceMissingError)
		seen.add(row.unit)
	on = get_datetime(doc.actual_start or doc.planned_start).date()
	for unit in seen:
		if unit and not units.is_open(unit, on):
			refuse(_("{0} is not open on {1}."), unit, frappe.format(on, "Date"), error=MoveNotAllowedError)


def check_rows(doc: Any) -> None:
	"""Headcounts are numbers of people; an answer on the spot has a text; no accusation stands here."""
	for row in doc.participants:
		if cint(row.invited) < 0 or cint(row.present) < 0:
			refuse(_("Row {0}: a number of people cannot be negative."), row.idx)
	for row in doc.matters:
		if row.category and frappe.get_cached_value("Matter Category", row.category, "is_integrity"):
			refuse(
				_(
					"Row {0} of the matters is an accusation. It is not entered here, where others read it, "
					"but with the button Record Accusation, which sends it to the discipline officer only."
				),
				row.idx,
				error=AccusationRouteError,
				title=_("Accusation"),
			)
		if row.handling == "On the Spot" and not (row.reply or "").strip() and doc.status in HELD:
			refuse(
				_("Row {0}: what was settled on the spot needs its answer."),
				row.idx,
				error=EvidenceMissingError,
			)


def keep_made_matters(doc: Any) -> None:
	"""A row that has become a matter stays as it was; the matter carries on. No client says which."""
	made = {row.name: row for row in doc.before.matters if row.matter} if doc.before else {}
	kept = {row.name for row in doc.matters}
	if missing := [row.subject for name, row in made.items() if name not in kept]:
		refuse(
			_("{0} has become a matter and cannot be removed."),
			"、".join(missing),
			error=FrozenError,
		)
	for row in doc.matters:
		if row.name in made:
			row.update({f: made[row.name].get(f) for f in ROW_TO_MATTER} | {"matter": made[row.name].matter})
		else:
			row.matter = None


ROW_TO_MATTER = (
	"subject",
	"content",
	"category",
	"service_object",
	"identity_level",
	"raiser_name",
	"raiser_phone",
	"raiser_category",
	"lead_unit",
)


def protect_rows(doc: Any) -> None:
	"""Names and telephones in the quick table are masked like those of matters."""
	before = {row.name: row for row in doc.before.matters} if doc.before else {}
	for row in doc.matters:
		if not row.matter:
			identity.protect(row, before.get(row.name))


def lock_held_facts(doc: Any) -> None:
	"""Once held, who held it, when, where and after which check are fixed.

	What a step was taken on may be corrected until then, but not taken away.
	"""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was in HELD:
		doc.refuse_frozen(FIXED_WHEN_HELD, _("The talk has been held."))
		_held(doc)
	if was == doc.status == "Prepared":
		_prepared(doc)


def note_office_hours(doc: Any) -> None:
	"""H5: talks outside office hours (8小时之外) are visible as such."""
	start = doc.actual_start or doc.planned_start
	if start:
		start = get_datetime(start)
		calendar = calendars.work_calendar()
		inside = calendar.hours.start <= start.time() <= calendar.hours.end
		doc.outside_office_hours = int(not (inside and calendar.is_working_day(start.date())))


def refresh_parties(doc: Any) -> None:
	"""Organisers, attending superiors and invited units see the talk."""
	doc.set("parties", [])
	doc.add_party(doc.unit, "Owner")
	for row in doc.organisers:
		doc.add_party(row.unit, "Superior" if row.part == "Superior" else "Organiser")


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing. Source: design §3, H1–H4, H7."""
	if new in ("Held", "Following Up"):
		sign_in.fill_in(doc)
	if check := GUARDS.get(new):
		check(doc)


def _prepared(doc: Any) -> None:
	doc.require_evidence(("topics",), _("Topics are foreseen before the talk."))
	if not sum(cint(row.invited) for row in doc.participants):
		frappe.throw(_("Nobody is invited yet. Fill in the participants."), EvidenceMissingError)
	_check_cooperation(doc)
	if doc.organiser_kind in GUIDED:
		doc.require_evidence(
			("party_organisation", "guidance_note", "risk_check", "risk_checked_by", "risk_checked_on"),
			_("A talk held by a team or an individual needs guidance and a risk check on record."),
		)
		if doc.risk_check != "Passed":
			frappe.throw(
				_("The risk check is not passed; the talk cannot be prepared."),
				EvidenceMissingError,
				title=_("Risk Check"),
			)


def _check_cooperation(doc: Any) -> None:
	parts = {row.part for row in doc.organisers}
	if doc.cooperation == "Joint" and "Joint" not in parts:
		frappe.throw(_("A joint talk names at least one joint organiser."), EvidenceMissingError)
	if doc.cooperation == "Linked" and not parts & {"Superior", "Joint"}:
		frappe.throw(
			_("A linked talk names the superior or subordinate unit that takes part."), EvidenceMissingError
		)


def _held(doc: Any) -> None:
	doc.require_evidence(("actual_start", "minutes"), _("A talk that was held has its time and its minutes."))
	if not strip_html(doc.minutes or "").strip():
		frappe.throw(_("The minutes are empty."), EvidenceMissingError)
	if not sum(cint(row.present) for row in doc.participants):
		frappe.throw(_("Nobody came. Enter how many came, or cancel the talk."), EvidenceMissingError)
	if doc.actual_end and get_datetime(doc.actual_end) < get_datetime(doc.actual_start):
		frappe.throw(_("The talk ends before it begins."), EvidenceMissingError)


def _closed(doc: Any) -> None:
	if unfinished := unfinished_matters(doc.name):
		refuse(
			_("{0} matters of this talk are not finished yet."),
			len(unfinished),
			error=MoveNotAllowedError,
			title=_("Matters Are Open"),
		)
	if doc.evaluation_count:
		return
	if not doc.waiver_reason:
		frappe.throw(
			_("There is no evaluation yet. Enter one, or a leader gives the reason for closing without."),
			EvidenceMissingError,
		)
	if "Unit Leader" not in frappe.get_roles():
		frappe.throw(_("Only a leader closes a talk without evaluation."), frappe.PermissionError)
	doc.waived_by = frappe.session.user


def _cancelled(doc: Any) -> None:
	doc.require_evidence(("cancel_reason",), _("A talk is cancelled for a reason."))


GUARDS = {"Prepared": _prepared, "Held": _held, "Closed": _closed, "Cancelled": _cancelled}


def unfinished_matters(session: str) -> list[str]:
	"""Names of the open matters of a talk. Accusations are left out: their number says nothing here."""
	# get_all: whether the talk may close does not depend on who asks
	return frappe.get_all(
		MATTER,
		filters={
			"session": session,
			"status": ("not in", list(FINISHED[MATTER])),
			"is_accusation": 0,
		},
		pluck="name",
	)


# ---- what follows --------------------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	if new == "Held" and not doc.number:
		doc.number = numbering.issue(doc.unit, "talk", doc, at)
	return {}


def make_matters(doc: Any) -> None:
	"""On Held each row of the quick table becomes a Talk Matter; those settled on the spot run all rings."""
	if doc.status not in HELD:
		return
	for row in doc.matters:
		if row.matter:
			continue
		made = frappe.get_doc(
			doctype=MATTER,
			unit=doc.unit,
			session=doc.name,
			channel="Talk",
			regime="Talk",
			raised_at=doc.held_at,
			**{field: row.get(field) for field in ROW_TO_MATTER},
		)
		made.content = row.content or row.subject
		made.flags.by_service = True
		made.flags.identity_moves = True
		# who may hold the talk records what was said in it
		made.insert(ignore_permissions=True)
		identity.move(row.doctype, row.name, made.doctype, made.name)
		row.db_set("matter", made.name, update_modified=False)
		if row.handling == "On the Spot":
			matter.settle_on_the_spot(made, row.reply)


def store_identities(doc: Any) -> None:
	"""Put away who stands in the rows, and forget who stood in a row that is gone."""
	for row in doc.matters:
		identity.store(row)
	before = {row.name for row in doc.before.matters} if doc.before else set()
	if gone := before - {row.name for row in doc.matters}:
		identity.forget("Session Matter", gone)

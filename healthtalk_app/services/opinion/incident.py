"""The evidence of each step of an Opinion Incident 舆情事件, its clocks and its releases (E4, design §3).

Terms in hours are elapsed time from the moment it was found, over nights and holidays (民法典 art. 201).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, MoveNotAllowedError
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import numbering
from healthtalk_app.services.steps.saving import checked_time, service_save

REPORT, INFORMATION, CONFERENCE, OTHER = (
	"Report",
	"Authoritative Information",
	"Press Conference",
	"Other Information",
)
SPOKESPERSON = "Spokesperson"
# what decides which clocks run
FACTS = ("level", "is_emergency", "found_at")
BEFORE_RELEASE = ("Found", "Judged", "Reported")
# step → the kinds of release that meet its clock
MET_BY = {
	INFORMATION: (INFORMATION, CONFERENCE),
	CONFERENCE: (CONFERENCE,),
	OTHER: (INFORMATION, CONFERENCE, "Response"),
}
# field of the form → column of the release
RELEASE = {
	"release_kind": "kind",
	"release_medium": "medium",
	"release_title": "title",
	"release_text": "text",
	"release_link": "link",
}
FIXED_WHEN_JUDGED = ("unit", "found_at", "is_emergency")
FIXED_WHEN_REPORTED = ("reported_to", "report_how", "report_text")


# ---- the steps of a save -------------------------------------------------------------------------
def lock_past_steps(doc: Any) -> None:
	"""What a step has settled stands; from the judgement on the level only rises."""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was != "Found":
		doc.refuse_frozen(FIXED_WHEN_JUDGED, _("The incident has been judged."))
		if doc.before.level == "Major" and doc.level != "Major":
			frappe.throw(_("What was judged major stays major."), FrozenError, title=_("Fixed"))
	if was not in ("Found", "Judged"):
		doc.refuse_frozen(FIXED_WHEN_REPORTED, _("The incident has been reported."))


def fill_defaults(doc: Any) -> None:
	"""The unit of who writes it down, its superior for the report, the spokesperson of that day."""
	doc.unit = doc.unit or permissions.default_unit() or units.bureau()
	# to the second, as a form sends it back
	doc.found_at = get_datetime(doc.found_at or now_datetime()).replace(microsecond=0)
	doc.refuse_future(doc.found_at)
	doc.reported_to = doc.reported_to or units.superior(doc.unit)
	if not doc.spokesperson:
		doc.spokesperson = spokesperson_of(doc.unit, get_datetime(doc.found_at))


def spokesperson_of(unit: str | None, at: datetime) -> str | None:
	"""Who holds the duty in the unit at a moment, else in the nearest unit above that has somebody."""
	while unit:
		if holder := units.duty_holder(unit, SPOKESPERSON, at.date()):
			return holder.employee_name or holder.user
		unit = units.superior(unit)
	return None


def refresh_parties(doc: Any) -> None:
	"""The unit concerned, and from the report on whom it was reported to."""
	doc.set("parties", [])
	doc.add_party(doc.unit, "Owner")
	if doc.status not in ("Found", "Judged"):
		doc.add_party(doc.reported_to, "Superior")


# ---- clocks --------------------------------------------------------------------------------------
def follow_facts(doc: Any) -> None:
	"""The clocks of its level run from its discovery; they are chosen anew while that is corrected.

	What becomes major after its first release is answered anew: the hours of that level run from then, for
	what was released spoke of less.
	"""
	was = doc.before.status if doc.before else doc.status
	if doc.before and not any(doc.differs(name) for name in FACTS):
		return
	if was in BEFORE_RELEASE:
		choose(doc, get_datetime(doc.found_at))
	elif doc.level == "Major" and doc.differs("level"):
		choose(doc, now_datetime().replace(microsecond=0))


def choose(doc: Any, at: datetime) -> None:
	"""Start the clocks that are owed now at `at`, but those that were met; drop those that nobody owes."""
	wanted = rules_of(doc, at)
	for step in (REPORT, INFORMATION, CONFERENCE, OTHER):
		if not wanted.get(step):
			clocks.drop(doc, step)
	for step, rule in wanted.items():
		row = clocks.row_of(doc, step)
		if rule and not (row and row.met_at):
			clocks.restart(doc, step, at, rule=rule)


def rules_of(doc: Any, at: datetime) -> dict[str, frappe._dict | None]:
	"""The rule of each step that somebody owes, as in force on the day."""
	on, owed = at.date(), {}
	if doc.is_emergency:
		owed[REPORT] = deadlines.select("Emergency", REPORT, None, on)
	steps = (INFORMATION, CONFERENCE) if doc.level == "Major" else (OTHER,)
	for step in steps:
		owed[step] = deadlines.select("Incident", step, None, on, doc.level if doc.level == "Major" else None)
	return owed


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing."""
	GUARDS[new](doc)


def _judged(doc: Any) -> None:
	doc.require_evidence(("level", "judgement"), _("A judgement says what is true and how grave it is."))


def _reported(doc: Any) -> None:
	doc.require_evidence(("reported_to", "report_how"), _("A report says to whom and how it was made."))


def _released(doc: Any) -> None:
	require_release(doc)
	if doc.release_kind not in MET_BY[INFORMATION if doc.level == "Major" else OTHER]:
		frappe.throw(
			_("First comes authoritative information or a press conference; if not major, a response."),
			MoveNotAllowedError,
		)


def _closed(doc: Any) -> None:
	doc.require_evidence(("review",), _("An incident is closed with what was learnt from it."))
	information, row = clocks.row_of(doc, INFORMATION), clocks.row_of(doc, CONFERENCE)
	if information and not information.met_at:
		frappe.throw(
			_("It became major after its first release: authoritative information about that comes first."),
			EvidenceMissingError,
		)
	if row and not row.met_at:
		doc.require_evidence(("no_conference_reason",), _("A major incident has its press conference."))


GUARDS = {"Judged": _judged, "Reported": _reported, "Released": _released, "Closed": _closed}


def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Number, clocks and releases of a step."""
	if new == "Judged":
		doc.number = numbering.issue(doc.unit, "incident", doc, at)
	elif new == "Reported":
		clocks.meet(doc, REPORT, at)
		refresh_parties(doc)
	elif new == "Released":
		add_release(doc, at)
	return {}


# ---- releases ------------------------------------------------------------------------------------
def require_release(doc: Any) -> None:
	"""A release has its kind, its medium, its text or a link to it, and somebody who speaks."""
	doc.require_evidence(
		("release_kind", "release_medium", "release_title", "spokesperson"),
		_("A release says what kind it is, where it stands and who speaks."),
	)
	if inputs.is_blank(doc.release_text) and inputs.is_blank(doc.release_link):
		frappe.throw(
			_("Give the text of the release or a link to it."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)


def meets(kind: str) -> list[str]:
	"""The steps whose clock a release of this kind meets."""
	return [step for step, kinds in MET_BY.items() if kind in kinds]


def add_release(doc: Any, at: datetime) -> None:
	"""Put what the form says into the table of releases, and stop the clocks that it meets."""
	row = doc.append("releases", {"released_at": at, "spokesperson": doc.spokesperson})
	row.update({column: doc.get(fieldname) for fieldname, column in RELEASE.items()})
	doc.queue_event("released", occurred_at=at, details={"kind": row.kind})
	for step in meets(row.kind):
		clocks.meet(doc, step, at)
	for fieldname in RELEASE:
		doc.set(fieldname, None)


def release(doc: Any, values: dict[str, Any], occurred_at: datetime | str | None = None) -> None:
	"""A further release, such as the press conference or how things stand."""
	if doc.status != "Released":
		frappe.throw(_("Further releases follow the first one."), MoveNotAllowedError)
	doc.update({fieldname: values.get(fieldname) for fieldname in RELEASE})
	doc.spokesperson = values.get("spokesperson") or doc.spokesperson
	require_release(doc)
	at = checked_time(doc, occurred_at, after=doc.found_at)
	with service_save(doc):
		add_release(doc, at)


FACILITIES = {"incident_release": "Add a Release"}


def facilities(doc: Any) -> list[tuple[str, str]]:
	"""What who may write may do beside the workflow now: keys and their words."""
	return list(FACILITIES.items()) if doc.status == "Released" else []

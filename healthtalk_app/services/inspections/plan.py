"""What must hold for an Inspection Plan 督导检查计划, and its steps: seal, draw, make inspections, publish.

The sealed seed is derived from the site's secret key and the plan's name, so it is stored nowhere before the
draw; its digest stands on the plan from the moment on which the list of units and inspectors is fixed. What a
witness says at the draw is written behind it, so neither the officer nor the system can choose the result.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	TimeOrderError,
	WrongSideError,
	refuse,
)
from healthtalk_app.metrics import coverage
from healthtalk_app.rules import frequency, inspection_draw
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.inspections import interests
from healthtalk_app.services.organisation import units

DOCTYPE = "Inspection Plan"
MYSTERY = "Mystery"
SMALLEST_TEAM = 2
MOST_WITNESS_WORDS = 60
DRAFT, SEALED, DRAWN, PUBLISHED, CANCELLED = "Draft", "Sealed", "Drawn", "Published", "Cancelled"
# written by the steps below only
HELD = (
	*("status", "commitment", "sealed_at", "sealed_by", "said", "witness", "drawn_at", "drawn_by", "seed"),
	*("published_at", "cancel_reason", "left_out"),
)
# fixed once the seed is sealed: by them the draw could be turned
FIXED = (
	*("unit", "kind", "period_from", "period_to", "template", "whole_line", "area", "unit_kind"),
	*("units_wanted", "team_size", "planned_from", "planned_to"),
)
# offices that inspect in their line work for the unit above them 条块结合
OFFICES = ("Department", "Party Committee")


# ---- the steps of a save -------------------------------------------------------------------------
def hold_server_fields(doc: Any) -> None:
	"""What the steps write is not a client's to change, and nothing that was sealed either."""
	if doc.flags.by_service:
		return
	before = doc.get_doc_before_save()
	if not before:
		doc.update(dict.fromkeys(HELD))
		doc.status, doc.units = DRAFT, []
		return
	for field in HELD:
		doc.set(field, before.get(field))
	doc.set("units", [row.as_dict() for row in before.units])
	if before.status != DRAFT and _facts(doc) != _facts(before):
		frappe.throw(
			_("The seed is sealed: units, inspectors and days of the plan can no longer be changed."),
			FrozenError,
			title=_("Sealed", context=DOCTYPE),
		)


def fill_in(doc: Any) -> None:
	"""The quarter, the days of the visits and the title follow from what was given."""
	if not doc.period_from or not doc.period_to:
		window = coverage.quarter(getdate(doc.period_from or doc.period_to))
		doc.period_from, doc.period_to = window.start, window.end
	doc.planned_from = doc.planned_from or max(getdate(doc.period_from), getdate())
	doc.planned_to = doc.planned_to or doc.period_to
	doc.team_size = max(cint(doc.team_size), SMALLEST_TEAM)
	doc.title = (doc.title or "").strip() or _title(doc)


def check_period(doc: Any) -> None:
	"""A period ends after it begins, and the visits lie in it."""
	first, last = getdate(doc.period_from), getdate(doc.period_to)
	if last < first or getdate(doc.planned_to) < getdate(doc.planned_from):
		frappe.throw(_("The period ends before it starts. Choose a later last day."), TimeOrderError)
	if not first <= getdate(doc.planned_from) <= getdate(doc.planned_to) <= last:
		frappe.throw(_("The days of the visits lie in the period of the plan."), TimeOrderError)


def check_inspectors(doc: Any) -> None:
	"""Everybody once, by an account that works."""
	seen: set[str] = set()
	for row in doc.inspectors:
		if row.user in seen:
			refuse(_("Row {0}: {1} stands here already."), row.idx, row.inspector_name or row.user)
		seen.add(row.user)
		found = frappe.db.get_value("User", row.user, ["enabled", "full_name"], as_dict=True)
		if not found or not found.enabled:
			refuse(_("Row {0}: {1} has no account that can log in."), row.idx, row.user)
		# get_value: whose account it is decides about the interests, whoever plans
		row.employee = row.employee or frappe.db.get_value("Employee", {"user_id": row.user})
		row.inspector_name = found.full_name


def check_area(doc: Any) -> None:
	"""Who plans sees every unit of the area."""
	permissions.require_visible("Health Unit", [area_of(doc)])
	if not permissions.can_act_for(area_of(doc)):
		refuse(
			_("{0} lies outside your units."),
			area_of(doc),
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)


# ---- the steps of a plan -------------------------------------------------------------------------
def seal(doc: Any) -> str:
	"""Fix who is due and who may be sent, and publish the digest of the sealed seed; returns it."""
	_require_status(doc, DRAFT)
	if len(doc.inspectors) < cint(doc.team_size):
		refuse(
			_("A team has {0} inspectors; enter at least as many to draw from."),
			doc.team_size,
			error=EvidenceMissingError,
		)
	due, others = _due(doc)
	if not due:
		frappe.throw(
			_("No unit of the area is due: each was visited, or a visit is planned."), EvidenceMissingError
		)
	doc.set("units", [])
	found = _conflicts(doc, [line.unit for line in due])
	for line in sorted(due, key=lambda line: line.unit):
		doc.append(
			"units",
			{
				"unit": line.unit,
				"unit_name": line.unit_name,
				"last_visit": line.last_visit,
				"turn": inspection_draw.turn(line.last_visit),
				"conflicts": _told(doc, found.get(line.unit, {})),
			},
		)
	doc.left_out = "\n".join(f"{line.unit_name}：{reason}" for line, reason in others)
	doc.commitment = inspection_draw.digest(sealed_seed(doc))
	doc.update({"status": SEALED, "sealed_at": now_datetime(), "sealed_by": frappe.session.user})
	_save(doc)
	return doc.commitment


def draw(doc: Any, said: str = "", witness: str = "") -> int:
	"""Open the seed and draw units and teams; returns how many units were drawn.

	`said` are words that `witness` said at the draw. Raises `MoveNotAllowedError` when it is not sealed.
	"""
	_require_status(doc, SEALED)
	said, witness = (said or "").strip(), (witness or "").strip()
	if bool(said) != bool(witness):
		frappe.throw(
			_("Enter the words of the witness together with the name of the witness."), EvidenceMissingError
		)
	if len(said) > MOST_WITNESS_WORDS:
		refuse(_("The words of a witness are at most {0} characters."), MOST_WITNESS_WORDS)
	sealed = sealed_seed(doc)
	if inspection_draw.digest(sealed) != doc.commitment:
		frappe.throw(
			_("The site's secret key has changed since. Cancel this plan and seal a new one."),
			MoveNotAllowedError,
		)
	due = [
		inspection_draw.Due(row.unit, getdate(row.last_visit) if row.last_visit else None)
		for row in doc.units
	]
	found = _conflicts(doc, [row.unit for row in doc.units])
	places = inspection_draw.draw(
		inspection_draw.seed_of(sealed, said),
		due,
		[row.user for row in doc.inspectors],
		found,
		units=cint(doc.units_wanted) or len(due),
		team=cint(doc.team_size),
	)
	_keep(doc, places, found)
	doc.update({"status": DRAWN, "seed": sealed, "said": said, "witness": witness})
	doc.update({"drawn_at": now_datetime(), "drawn_by": frappe.session.user})
	_save(doc)
	return sum(1 for row in doc.units if row.team)


def make_inspections(doc: Any) -> list[str]:
	"""An Inspection for each unit drawn that has none yet; returns the names of the new ones."""
	_require_status(doc, DRAWN)
	made = []
	for row in doc.units:
		if row.team and not row.inspection:
			row.inspection = _inspection(doc, row)
			made.append(row.inspection)
	_save(doc)
	return made


def publish(doc: Any) -> None:
	"""Show the draw to every unit once no visit of it is still to come; never that of mystery visits."""
	_require_status(doc, DRAWN)
	if doc.kind == MYSTERY:
		frappe.throw(_("Plans of mystery visits are never published."), MoveNotAllowedError)
	# get_all: what is still to come, whoever may see it
	waiting = frappe.get_all(
		"Inspection", filters={"plan": doc.name, "status": "Planned"}, pluck="name", limit=1
	)
	drawn = [row for row in doc.units if row.team]
	if frappe.db.exists("Inspection", {"plan": doc.name, "is_mystery": 1}):
		frappe.throw(
			_("A visit of this plan became a mystery visit; the list that tells of it is never published."),
			MoveNotAllowedError,
		)
	_refuse_telling_of_mystery_visits(doc)
	if waiting or (getdate(doc.planned_to) >= getdate() and not all(row.inspection for row in drawn)):
		frappe.throw(
			_("Visits of this plan are still to come: they would be announced by it. Publish it afterwards."),
			MoveNotAllowedError,
		)
	doc.update({"status": PUBLISHED, "published_at": now_datetime()})
	_save(doc)


def cancel(doc: Any, reason: str) -> None:
	"""Give up a plan from which no inspection was made; it stays on record with its reason.

	After the draw somebody else than who drew does so: else he would draw until he likes the result.
	"""
	if doc.status not in (DRAFT, SEALED, DRAWN) or any(row.inspection for row in doc.units):
		frappe.throw(_("Inspections were made of this plan; it stays."), MoveNotAllowedError)
	if not (reason or "").strip():
		frappe.throw(_("Say why the plan is cancelled."), EvidenceMissingError)
	if doc.status == DRAWN and doc.drawn_by == frappe.session.user:
		frappe.throw(
			_("Who has drawn does not cancel the draw; somebody else does."),
			WrongSideError,
			title=_("Not Your Step"),
		)
	doc.update({"status": CANCELLED, "cancel_reason": reason.strip()})
	_save(doc)


def sealed_seed(doc: Any) -> str:
	"""The seed that is hidden until the draw: 128 bits that only this site can work out."""
	key = get_encryption_key().encode()
	return hmac.new(key, f"healthtalk:inspection-plan:{doc.name}".encode(), hashlib.sha256).hexdigest()[:32]


def area_of(doc: Any) -> str:
	"""The unit below which is drawn."""
	if doc.area:
		return doc.area
	kind, above = frappe.get_cached_value("Health Unit", doc.unit, ["kind", "parent_health_unit"])
	return above if kind in OFFICES and above else doc.unit


# ---- helpers -------------------------------------------------------------------------------------
def _due(doc: Any) -> tuple[list[coverage.Line], list[tuple[coverage.Line, str]]]:
	"""The units that are due, and the others of the area with the reason why they are not."""
	domain = (
		frappe.get_cached_value("Inspection Template", doc.template, "domain") if doc.whole_line else None
	)
	period = Period(getdate(doc.period_from), getdate(doc.period_to))
	due, others = [], []
	for line in coverage.lines(period, area_of(doc), kind=doc.unit_kind or None, domain=domain):
		if line.unit == doc.unit:
			continue
		if reason := _why_not(line, period):
			others.append((line, reason))
		else:
			due.append(line)
	return due, others


def _why_not(line: coverage.Line, period: Period) -> str:
	if line.reached:
		return _("visited in this period")
	if line.planned:
		return _("a visit is planned already")
	if not line.owed:
		return _("open on less than half of the period")
	if not units.is_open(line.unit, max(period.start, min(getdate(), period.end))):
		return _("not open today")
	return ""


def _conflicts(doc: Any, of_units: Iterable[str]) -> dict[str, dict[str, str]]:
	pool = [interests.Inspector(row.user, row.employee) for row in doc.inspectors]
	return interests.conflicts(of_units, pool, doc.unit, doc.planned_from)


def _told(doc: Any, found: dict[str, str]) -> str:
	"""Who was left out for a unit, and through which unit he has an interest."""
	names = {row.user: row.inspector_name for row in doc.inspectors}
	return "\n".join(
		_("{0}: conflict of interest through {1}").format(
			names[user], frappe.get_cached_value("Health Unit", side, "unit_name")
		)
		for user, side in sorted(found.items())
	)


def _keep(doc: Any, places: list[inspection_draw.Place], found: dict[str, dict[str, str]]) -> None:
	rows = {row.unit: row for row in doc.units}
	names = {row.user: row.inspector_name for row in doc.inspectors}
	for one in places:
		row = rows[one.unit]
		row.update({"place": one.place, "turn": one.turn, "ticket": one.ticket, "left_out": one.left_out})
		row.team = "\n".join(one.team)
		row.team_names = "、".join(names[user] for user in one.team)
		row.conflicts = _told(doc, found.get(one.unit, {}))
	doc.units.sort(key=lambda row: row.place)
	for number, row in enumerate(doc.units, 1):
		row.idx = number


def _refuse_telling_of_mystery_visits(doc: Any) -> None:
	"""Who is not on the list of a published plan was visited, or will be: it waits for the letters (E5).

	Only of visits of the plan's own period, for no others keep a unit off its list.
	"""
	area = area_of(doc)
	first, last = getdate(doc.period_from), getdate(doc.period_to)
	# get_all: what is hidden from the units counts, whoever may see it
	hidden = frappe.get_all(
		"Inspection",
		filters={
			"is_mystery": 1,
			"status": ("in", ("Planned", "In Progress")),
			"unit": ("in", [area, *frappe.db.get_descendants("Health Unit", area)]),
		},
		fields=["status", "inspection_date", "planned_from", "planned_to"],
	)
	if any(_lies_in(visit, first, last) for visit in hidden):
		frappe.throw(
			_("A mystery visit in this area has no feedback letter yet: the list would tell of it."),
			MoveNotAllowedError,
		)


def _lies_in(visit: Any, first: date, last: date) -> bool:
	"""Whether a visit was made between two days or, while it was not, may be."""
	begins = visit.inspection_date or visit.planned_from
	ends = visit.inspection_date or visit.planned_to or visit.planned_from
	return not begins or (getdate(begins) <= last and getdate(ends) >= first)


def _inspection(doc: Any, row: Any) -> str:
	employees = {one.user: (one.employee, one.inspector_name) for one in doc.inspectors}
	made = frappe.get_doc(
		doctype="Inspection",
		unit=row.unit,
		inspecting_unit=doc.unit,
		template=doc.template,
		plan=doc.name,
		kind=doc.kind,
		planned_from=doc.planned_from,
		planned_to=doc.planned_to,
		team=[
			{
				"user": user,
				"employee": employees[user][0],
				"member_name": employees[user][1],
				"leader": int(not place),
			}
			for place, user in enumerate(row.team.split("\n"))
		],
	)
	return made.insert().name


def _facts(doc: Any) -> tuple[Any, ...]:
	return (
		*(str(doc.get(field) or "") for field in FIXED),
		*sorted((row.user, row.employee or "") for row in doc.inspectors),
	)


def _title(doc: Any) -> str:
	first, last = getdate(doc.period_from), getdate(doc.period_to)
	window = frequency.window_of(first, "quarter")
	when = window.label if (window.start, window.end) == (first, last) else f"{first} — {last}"
	area = frappe.get_cached_value("Health Unit", area_of(doc), "unit_name")
	line = frappe.get_cached_value("Inspection Template", doc.template, "template_name")
	return f"{when} {area} {line}"[:140]


def _require_status(doc: Any, status: str) -> None:
	if doc.status != status:
		refuse(
			_("The plan is {0}: this step is taken from {1}."),
			_(doc.status, context=DOCTYPE),
			_(status, context=DOCTYPE),
			error=MoveNotAllowedError,
		)


def _save(doc: Any) -> None:
	doc.flags.by_service = True
	doc.save()

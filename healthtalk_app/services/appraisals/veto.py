"""One-vote vetoes 一票否决 (T7, P1): what keeps a unit or a person from awards and caps a grade.

What is found is found whoever asks; whoever may not read the record behind it learns its kind and how often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app import permissions
from healthtalk_app.metrics import demerits
from healthtalk_app.rules import joint_liability
from healthtalk_app.rules.demerits import COUNTING
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import ACCOUNTABILITY, DEMERIT, INCIDENT
from healthtalk_app.services.appraisals import schemes
from healthtalk_app.services.organisation.units import SECTIONS

LETTER = "Inspection Feedback"
ACCOUNTABLE, POINTS = "Held Accountable", "Demerit Points"
MOTIONS, MAJOR = "Going through the Motions", "Major Incident"
IN_REVIEW = "Found in Review"
KINDS = (ACCOUNTABLE, POINTS, MOTIONS, MAJOR)
# None: of all
Units = list[str] | None


@dataclass(frozen=True)
class Finding:
	"""Why a unit or a person is vetoed; `unit` is the one it counts for, `date` the day of the decision."""

	kind: str
	unit: str
	reference_doctype: str
	reference_name: str
	date: date
	sentence: str


@dataclass(frozen=True)
class Told:
	"""What the user at work learns of findings of one kind: how many, and those that he may read."""

	kind: str
	count: int
	findings: tuple[Finding, ...]


def findings(
	unit: str | None = None, employee: str | None = None, start: date | None = None, end: date | None = None
) -> list[Finding]:
	"""What vetoes a unit, or one person of its staff, in a period of whole days; the earliest first.

	A unit is vetoed by what was decided about it or any of its people, and by its own demerit points, a
	letter that finds it going through the motions, and a major incident for which it was found responsible;
	so does what was found of its sections that are not appraised themselves. A person by decisions about
	himself and his own points. Runs whatever the user at work may read: pass what he is shown through `told`.
	"""
	period = Period(getdate(start), getdate(end))
	units = _answers_for(unit) if unit else None
	found = _accountable(period, units, employee)
	found += _points_of(employee, period) if employee else _points(period, units)
	if not employee:
		found += _motions(period, units) + _major(period, units)
	return sorted(found, key=lambda one: (one.date, one.kind, one.reference_name))


def by_unit(period: Period) -> dict[str, list[Finding]]:
	"""The same for all units at once, for who computes them as Administrator."""
	found: dict[str, list[Finding]] = {}
	answering = _answering()
	for one in findings(start=period.start, end=period.end):
		found.setdefault(answering.get(one.unit, one.unit), []).append(one)
	return found


def _answers_for(unit: str) -> list[str]:
	"""The unit and its sections that are not appraised themselves."""
	return [name for name, other in _answering().items() if unit in (name, other)]


def _answering() -> dict[str, str]:
	"""Unit → the one that is appraised for it: a section without a group of its own, the unit above it."""
	# get_all: the tree is the same for everybody
	rows = frappe.get_all(
		"Health Unit", fields=["name", "kind", "appraisal_group", "parent_health_unit"], order_by="lft"
	)
	found: dict[str, str] = {}
	for row in rows:
		is_part = row.kind in SECTIONS and not schemes.group_of(row) and row.parent_health_unit
		# in the order of the tree: the one above is known by now
		found[row.name] = found[row.parent_health_unit] if is_part else row.name
	return found


def counted(found: Iterable[Finding]) -> dict[str, int]:
	"""How many findings there are of each kind, in the order of the kinds."""
	times = Counter(one.kind for one in found)
	return {kind: times[kind] for kind in KINDS if times[kind]}


def told(found: Iterable[Finding], user: str | None = None) -> list[Told]:
	"""Findings as the user may learn of them: kinds and counts, and whole those that he may read."""
	found = list(found)
	readable: set[tuple[str, str]] = set()
	for doctype in {one.reference_doctype for one in found}:
		if frappe.has_permission(doctype, "read", user=user):
			names = [one.reference_name for one in found if one.reference_doctype == doctype]
			readable |= {(doctype, name) for name in permissions.visible(doctype, names, user)}
	return [
		Told(
			kind,
			count,
			tuple(
				one
				for one in found
				if one.kind == kind and (one.reference_doctype, one.reference_name) in readable
			),
		)
		for kind, count in counted(found).items()
	]


# get_all throughout: a veto holds whoever asks, and `told` says who learns what
def _accountable(period: Period, units: Units, employee: str | None) -> list[Finding]:
	"""Decisions that stand, joint liability of leaders included."""
	rows = _rows(
		ACCOUNTABILITY,
		"decided_at",
		period,
		["measure"],
		units,
		employee=employee,
		status=("in", joint_liability.STANDING),
	)
	words = _("Held accountable: {0}")
	return [
		_finding(
			ACCOUNTABLE,
			ACCOUNTABILITY,
			row,
			row.decided_at,
			words.format(_(row.measure or "", context=ACCOUNTABILITY)),
		)
		for row in rows
	]


def _motions(period: Period, units: Units) -> list[Finding]:
	rows = _rows(LETTER, "issued_at", period, ["number"], units, perfunctory=1)
	words = _("Found going through the motions by the letter {0}")
	return [
		_finding(MOTIONS, LETTER, row, row.issued_at, words.format(row.number or row.name)) for row in rows
	]


def _major(period: Period, units: Units) -> list[Finding]:
	rows = _rows(INCIDENT, "found_at", period, ["number"], units, level="Major", unit_responsible=1)
	words = _("Responsible for the major incident {0}")
	return [
		_finding(MAJOR, INCIDENT, row, row.found_at, words.format(row.number or row.name)) for row in rows
	]


def _points(period: Period, units: Units) -> list[Finding]:
	"""Institutions that stand at the last tier of the cycle of the period's last day."""
	return [
		_at_last_tier(line)
		for line in _standing(period, demerits.INSTITUTION)
		if (units is None or line.unit in units) and _is_last(line)
	]


def _points_of(employee: str, period: Period) -> list[Finding]:
	"""The same of one practitioner, under whichever keys his records stand."""
	known = {"employee": employee, "status": ("in", COUNTING)}
	keys = set(frappe.get_all(DEMERIT, known, pluck="subject_key", distinct=True))
	lines = _standing(period, demerits.PRACTITIONER) if keys else []
	return [_at_last_tier(line) for line in lines if line.subject in keys and _is_last(line)]


def _standing(period: Period, kind: str) -> list[demerits.Line]:
	return demerits.standing(min(period.end, getdate()), kind, everybody=True)


def _is_last(line: demerits.Line) -> bool:
	return line.tier == len(demerits.policy().thresholds)


def _at_last_tier(line: demerits.Line) -> Finding:
	"""The newest record stands for those that made the points."""
	whose = {"subject_key": line.subject} if line.kind == demerits.PRACTITIONER else {"unit": line.unit}
	newest = frappe.db.get_value(
		DEMERIT,
		{"kind": line.kind, **whose, "status": ("in", COUNTING), "counted_on": line.last_on},
		"name",
		order_by="name desc",
	)
	sentence = _("{0} demerit points in the cycle").format(line.points)
	return Finding(POINTS, line.unit, DEMERIT, newest, line.last_on, sentence)


def _rows(
	doctype: str, at: str, period: Period, more: list[str], units: Units, **wanted: Any
) -> list[frappe._dict]:
	filters = {key: value for key, value in wanted.items() if value is not None}
	if units is not None:
		filters["unit"] = ("in", units)
	return frappe.get_all(
		doctype,
		filters={**filters, at: ("between", [period.since, period.until])},
		fields=["name", "unit", at, *more],
		order_by=at,
	)


def _finding(kind: str, doctype: str, row: Any, at: Any, sentence: str) -> Finding:
	return Finding(kind, row.unit, doctype, row.name, getdate(at), sentence)

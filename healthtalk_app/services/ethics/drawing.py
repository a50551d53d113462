"""What an ethics appraisal 医德考评 draws from the year's records of one person (E2).

A sheet says nothing that the person has not been told: of accountability only decisions that were notified
and stand, of demerit points only confirmed ones, of ratings no level while fewer than five are known
(design §5), and of accusations nothing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, formatdate, getdate

from healthtalk_app.metrics import demerits
from healthtalk_app.rules import ethics
from healthtalk_app.rules.demerits import COUNTING
from healthtalk_app.rules.joint_liability import STANDING
from healthtalk_app.rules.names import spoken
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.ratings import BAD, GOOD, LEVELS
from healthtalk_app.rules.transitions import ACCOUNTABILITY, COMMENDATION, DEMERIT, MATTER, SESSION

# at the sheet's parts, in their order
STUDY, EXAMS, POINTS, HELD_TO_ACCOUNT = "Study", "Notes and Exams", "Demerit Points", "Accountability"
AWARDS, TALKS, MATTERS, RATINGS = "Awards", "Talks Held", "Matters Handled", "Ratings Received"
TALKED = ("Held", "Following Up", "Closed")


@dataclass(frozen=True)
class Person:
	"""Whose sheet it is; `account` and `unit` may be unknown."""

	employee: str
	name: str
	account: str | None = None
	unit: str | None = None


@dataclass
class Drawn:
	"""Lines of the sheet and what the rule on grades has to know."""

	lines: list[dict[str, Any]] = field(default_factory=list)
	breaches: list[ethics.Breach] = field(default_factory=list)
	demerit_points: int = 0
	tier: int = 0
	study_rate: float | None = None
	bad_ratings: int = 0

	def say(self, part: str, content: str, value: float | None = None) -> None:
		"""Add a line."""
		self.lines.append({"part": part, "content": content, "value": value})

	def record(self) -> ethics.Record:
		"""As the rule takes it."""
		return ethics.Record(
			tuple(self.breaches), self.demerit_points, self.tier, self.study_rate, self.bad_ratings
		)


def draw(person: Person, period: Period) -> Drawn:
	"""Everything on record of a person in a period of whole days."""
	drawn = Drawn()
	for part in (_study, _demerits, _accountability, _awards, _talks, _matters):
		part(person, period, drawn)
	return drawn


# get_all throughout: a sheet is drawn by who may draw it, whatever else his role opens; what stands on it is
# chosen above
def _rows(doctype: str, at: str, period: Period, fields: list[str], **wanted: Any) -> list[frappe._dict]:
	return frappe.get_all(
		doctype,
		filters={**wanted, at: ("between", [period.since, period.until])},
		fields=["name", at, *fields],
		order_by=f"{at}, name",
	)


def _study(person: Person, period: Period, drawn: Drawn) -> None:
	attended = frappe.get_all(
		"Study Attendee",
		filters={"employee": person.employee, "parenttype": "Study Record", "state": ("is", "set")},
		fields=["parent", "state", "note_handed_in", "note_checked_on", "sat_exam", "passed"],
	)
	held = frappe.get_all(
		"Study Record",
		filters={
			"name": ("in", [row.parent for row in attended] or [""]),
			"status": "Held",
			"study_date": ("between", [period.start, period.end]),
		},
		fields=["name", "hours", "kind"],
	)
	sessions = {row.name: row for row in held}
	rows = [row for row in attended if row.parent in sessions]
	if not rows:
		drawn.say(STUDY, _("No session of study on record"))
		return
	came = [row for row in rows if row.state == "Present"]
	# who was on leave was not asked to come
	asked = [row for row in rows if row.state != "On Leave"]
	drawn.study_rate = 100 * len(came) / len(asked) if asked else None
	hours = sum(flt(sessions[row.parent].hours) for row in came)
	drawn.say(
		STUDY,
		_("Came to {0} of {1} sessions, {2} hours").format(len(came), len(asked), f"{hours:g}"),
		None if drawn.study_rate is None else round(drawn.study_rate, 1),
	)
	if moral := [row for row in came if sessions[row.parent].kind == "Professional Ethics"]:
		drawn.say(STUDY, _("Of these {0} on professional ethics").format(len(moral)), len(moral))
	notes = [row for row in rows if row.note_handed_in]
	exams = [row for row in rows if row.sat_exam]
	if notes:
		checked = sum(1 for row in notes if row.note_checked_on)
		drawn.say(EXAMS, _("Handed in {0} notes, {1} checked").format(len(notes), checked), len(notes))
	if exams:
		passed = sum(1 for row in exams if row.passed)
		drawn.say(EXAMS, _("Sat {0} exams, passed {1}").format(len(exams), passed), passed)


def _demerits(person: Person, period: Period, drawn: Drawn) -> None:
	rows = _rows(
		DEMERIT,
		"counted_on",
		period,
		["number", "points", "behaviour", "matter"],
		employee=person.employee,
		status=("in", COUNTING),
	)
	hidden = _accusations(row.matter for row in rows if row.matter)
	rows = [row for row in rows if row.matter not in hidden]
	drawn.demerit_points = sum(cint(row.points) for row in rows)
	thresholds = demerits.policy().thresholds
	drawn.tier = sum(1 for least in thresholds if drawn.demerit_points >= least)
	for row in rows:
		said = _("{0}: {1} points, {2}").format(formatdate(row.counted_on), row.points, row.behaviour or "")
		drawn.say(POINTS, _with_number(said, row.number), row.points)
	if not rows:
		drawn.say(POINTS, _("None on record"), 0)


def _accusations(matters: Iterable[str]) -> set[str]:
	"""Those of the matters that are accusations: what comes of them is not read by whom it concerns."""
	names = sorted(set(matters)) or [""]
	return set(frappe.get_all(MATTER, filters={"name": ("in", names), "is_accusation": 1}, pluck="name"))


def _accountability(person: Person, period: Period, drawn: Drawn) -> None:
	rows = _rows(
		ACCOUNTABILITY,
		"decided_at",
		period,
		["number", "measure", "ground"],
		employee=person.employee,
		status=("in", STANDING),
		notified_at=("is", "set"),
	)
	for row in rows:
		drawn.breaches.append(ethics.Breach(row.ground, row.measure or ""))
		words = _(row.measure or "Other", context=ACCOUNTABILITY)
		said = _("{0}: {1}").format(formatdate(getdate(row.decided_at)), words)
		drawn.say(HELD_TO_ACCOUNT, _with_number(said, row.number))
	if not rows:
		drawn.say(HELD_TO_ACCOUNT, _("None on record"), 0)


def _awards(person: Person, period: Period, drawn: Drawn) -> None:
	rows = _rows(
		COMMENDATION, "awarded_at", period, ["round", "number"], employee=person.employee, status="Awarded"
	)
	awards = dict(
		frappe.get_all(
			"Commendation Round",
			filters={"name": ("in", [row.round for row in rows] or [""])},
			fields=["name", "award"],
			as_list=True,
		)
	)
	for row in rows:
		said = _("{0}: {1}").format(formatdate(getdate(row.awarded_at)), awards.get(row.round, ""))
		drawn.say(AWARDS, _with_number(said, row.number))
	if not rows:
		drawn.say(AWARDS, _("None on record"), 0)


def _talks(person: Person, period: Period, drawn: Drawn) -> None:
	"""Talks of the own unit at which the person was the host, whom the record knows by name alone."""
	if not person.unit or _bears_the_name_of_another(person):
		return
	rows = _rows(SESSION, "held_at", period, ["host"], unit=person.unit, status=("in", TALKED))
	hosted = [row for row in rows if spoken(row.host) == spoken(person.name)]
	drawn.say(TALKS, _("Held {0} talks").format(len(hosted)), len(hosted))


def _bears_the_name_of_another(person: Person) -> bool:
	"""Whether two of the staff bear the name: then nobody can tell whose talks they were."""
	same = frappe.get_all("Employee", filters={"employee_name": person.name, "status": "Active"}, limit=2)
	return len(same) > 1


def _matters(person: Person, period: Period, drawn: Drawn) -> None:
	if not person.account:
		return
	rows = _rows(
		MATTER,
		"resolved_at",
		period,
		["resolution_on_time", "satisfaction"],
		handler=person.account,
		is_accusation=0,
	)
	in_time = sum(1 for row in rows if row.resolution_on_time == "On Time")
	drawn.say(MATTERS, _("Settled {0} matters, {1} in time").format(len(rows), in_time), len(rows))
	_ratings([row.satisfaction for row in rows if row.satisfaction], drawn)


def _ratings(given: Iterable[str], drawn: Drawn) -> None:
	levels = Counter(given)
	rated = levels.total()
	least = cint(frappe.get_cached_doc("Healthtalk Settings").small_group) or 5
	if not rated:
		return
	if rated < least:
		drawn.say(RATINGS, _("{0} ratings, too few to show").format(rated))
		return
	drawn.bad_ratings = sum(levels[level] for level in BAD)
	good = sum(levels[level] for level in GOOD)
	drawn.say(
		RATINGS,
		_("{0} ratings, {1} basically satisfied or better").format(rated, good),
		round(100 * good / rated, 1),
	)
	for level in LEVELS:
		if levels[level]:
			drawn.say(RATINGS, f"{_(level, context='Public Evaluation')}：{levels[level]}", levels[level])


def _with_number(said: str, number: str | None) -> str:
	return f"{said}（{number}）" if number else said

"""Study Coverage 学习培训覆盖: by unit, by person, who was not reached yet, the sessions (T2, E2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import ledger, registry, study, tree
from healthtalk_app.metrics.base import Asked, total
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.study.attendance import short

KEYS = [metric.key for metric in study.METRICS]
SESSIONS = "study_sessions"


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""One of the views; by unit unless another one is asked for."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	return VIEWS.get(wanted.view, by_unit)(period, asked, wanted)


def by_unit(period: Period, asked: Asked, wanted: Any) -> shared.Answer:
	"""A row for each unit that has people or sessions, and the total."""
	answer = registry.figures(KEYS, period, "unit", asked)
	people = study.people_of(period, asked)
	metrics = [registry.METRICS[key] for key in KEYS]
	whole = total(answer.values(), metrics)
	branches = [branch for branch in tree.branches(asked, period) if branch.name in answer]
	rows: shared.Rows = [
		{
			"group_name": branch.unit_name,
			"unit": branch.name,
			"people": people.get(branch.name),
			**shared.values(total([answer[branch.name]], metrics)),
		}
		for branch in branches
	]
	columns = [
		shared.text_column("group_name", _("Unit"), 220),
		shared.text_column("people", _("Persons of the Unit"), 110, "Int"),
		*(shared.figure_column(key, width=120) for key in KEYS),
	]
	if not rows:
		return (
			columns,
			[],
			_("No session took place in this period, and no staff is known."),
			None,
			[],
		)
	drawn = [row for row in rows if row["study_coverage"] is not None]
	chart = shared.bars(
		[row["group_name"] for row in drawn],
		{_(study.COVERAGE.label): [row["study_coverage"] for row in drawn]},
	)
	all_people = sum(people.values()) or None
	rows.append({"group_name": _("Total"), "is_total": 1, "people": all_people, **shared.values(whole)})
	return columns, rows, None, chart, shared.figure_cards(whole.values())


def by_person(period: Period, asked: Asked, wanted: Any) -> shared.Answer:
	"""What each person attended, handed in and passed, a page at a time; who was never there is elsewhere."""
	total_rows = study.persons(period, asked)
	page, pages, size = ledger.place(total_rows, wanted.page, wanted.page_size)
	rows: shared.Rows = study.by_person(period, asked, size, (page - 1) * size)
	units = shared.names("Health Unit", "unit_name", {row["unit"] for row in rows})
	for row in rows:
		row["unit_name"] = units.get(row["unit"])
	number = [
		("listed", _("Sessions Listed")),
		("present", _("Present")),
		("on_leave", _("On Leave")),
		("absent", _("Absent")),
		("notes", _("Notes Handed In")),
		("checked", _("Notes Checked")),
		("examined", _("Exams")),
		("passed", _("Passed")),
	]
	columns = [
		shared.text_column("person_name", _("Name"), 110),
		shared.text_column("department", _("Department"), 130),
		shared.text_column("unit_name", _("Unit"), 200),
		{**shared.text_column("hours", _("Hours"), 90, "Float"), "precision": 1},
		*(shared.text_column(fieldname, label, 90, "Int") for fieldname, label in number),
	]
	cards = [
		shared.card(_("Persons in This List"), total_rows),
		shared.card(_("Page"), _("{0} of {1}").format(page, pages), "words"),
	]
	sentence = shared.nothing(rows, _("Nobody stands in an attendance of this period."))
	return columns, rows, sentence, None, cards


def not_reached(period: Period, asked: Asked, wanted: Any) -> shared.Answer:
	"""The employees of the units who were present at no session."""
	missing = study.not_reached(period, asked)
	units = shared.names("Health Unit", "unit_name", {row.unit for row in missing})
	rows: shared.Rows = [
		{
			"person_name": row.employee_name,
			"department": short(row.department),
			"unit_name": units.get(row.unit),
		}
		for row in missing
	]
	columns = [
		shared.text_column("person_name", _("Name"), 110),
		shared.text_column("department", _("Department"), 160),
		shared.text_column("unit_name", _("Unit"), 240),
	]
	return columns, rows, shared.nothing(rows, _("Every employee known here was reached.")), None, []


def sessions(period: Period, asked: Asked, wanted: Any) -> shared.Answer:
	"""The sessions that the figures count, a page at a time."""
	page = ledger.page(SESSIONS, period, asked, "counted", wanted.page, wanted.page_size)
	units = shared.names("Health Unit", "unit_name", {row["unit"] for row in page.rows})
	for row in page.rows:
		row["unit_name"] = units.get(row["unit"])
		row["kind_word"] = _(row["kind"], context=study.RECORD)
	counted = [
		("expected_count", _("Persons Listed")),
		("present_count", _("Present")),
		("note_count", _("Notes Handed In")),
		("checked_count", _("Notes Checked")),
		("examined_count", _("Sat the Exam")),
		("passed_count", _("Passed")),
	]
	columns = [
		shared.text_column("name", _("Study Record"), 150),
		shared.text_column("study_date", _("Date"), 110, "Date"),
		shared.text_column("topic", _("Topic"), 240),
		shared.text_column("kind_word", _("Kind"), 110),
		shared.text_column("unit_name", _("Unit"), 200),
		shared.text_column("lecturer", _("Lecturer"), 100),
		{**shared.text_column("hours", _("Hours"), 80, "Float"), "precision": 1},
		*(shared.text_column(fieldname, label, 90, "Int") for fieldname, label in counted),
	]
	cards = [
		shared.card(_("Sessions in This List"), page.total),
		shared.card(_("Page"), _("{0} of {1}").format(page.number, page.pages), "words"),
	]
	sentence = shared.nothing(page.rows, _("No session of study took place in this period."))
	return columns, page.rows, sentence, None, cards


VIEWS: dict[str, Callable[[Period, Asked, Any], shared.Answer]] = {
	"By Unit": by_unit,
	"By Person": by_person,
	"Not Yet Reached": not_reached,
	"Sessions": sessions,
}

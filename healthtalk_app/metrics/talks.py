"""Figures about talks: how many, with whom, outside office hours, how often (H1, H3, H5, H6)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Coalesce, Count, Sum

from healthtalk_app.metrics import plan
from healthtalk_app.metrics.base import Asked, Figure, Metric, Source, yes
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules.periods import Period

FILTERS = ("mode", "cooperation", "organiser_kind")
HELD = "The moment the talk was held lies in the period"
PEOPLE = Table("people")


def _people(query: Any, session: Any) -> Any:
	"""Who was invited and who came to each talk, by category."""
	row = frappe.qb.DocType("Session Participant")
	invited = Case().when(row.invited > 0, row.category)
	came = Case().when((row.invited > 0) & (row.present > 0), row.category)
	people = (
		frappe.qb.from_(row)
		.select(
			row.parent,
			Sum(row.present).as_("present"),
			Count(invited).distinct().as_("invited_categories"),
			Count(came).distinct().as_("categories"),
		)
		.where(row.parenttype == "Talk Session")
		.groupby(row.parent)
		.as_("people")
	)
	return query.left_join(people).on(people.parent == session.name)


TALKS = Source(
	"Talk Session",
	("unit",),
	lambda session: session.status.isin(plan.HELD),
	FILTERS,
)
AUDIENCES = Source(
	"Talk Session",
	TALKS.owner,
	TALKS.base,
	FILTERS,
	{
		"present": lambda session: Coalesce(PEOPLE.present, 0),
		"categories": lambda session: Coalesce(PEOPLE.categories, 0),
		"invited_categories": lambda session: Coalesce(PEOPLE.invited_categories, 0),
	},
	joined=_people,
)


def frequency(metric: Metric, period: Period, by: str | None, asked: Asked) -> dict[Any, Figure]:
	"""Windows of talk frequency with their talk, of those owed that are over (H6)."""
	wanted = units_asked(asked)
	found: dict[Any, Figure] = {} if by else {None: Figure(metric)}
	for line in frequency_lines(period, asked.unit):
		if wanted is not None and line.unit not in wanted:
			continue
		for cell in line.over:
			kept = Figure(metric, min(cell.held, cell.owed), cell.owed)
			group = line.unit if by == "unit" else f"{cell.window.start:%Y-%m}" if by else None
			found[group] = found.get(group, Figure(metric)) + kept
	return found


def frequency_lines(period: Period, unit: str | None) -> list[plan.Line]:
	"""The plan of every unit that owes a talk, whatever its frequency."""
	return [line for frequency in plan.KINDS for line in plan.plan(period.start, period.end, frequency, unit)]


METRICS = (
	Metric("talks_held", "Talks Held", "Talks that were held", HELD, TALKS, "held_at"),
	Metric(
		"talks_outside_hours",
		"Outside Office Hours",
		"Talks held outside office hours / talks held",
		HELD,
		TALKS,
		"held_at",
		None,
		lambda session: session.outside_office_hours,
		"percent",
	),
	Metric(
		"talks_together",
		"Joint and Linked Talks",
		"Talks held jointly or with a superior / talks held",
		HELD,
		TALKS,
		"held_at",
		None,
		lambda session: yes(session.cooperation.isin(["Joint", "Linked"])),
		"percent",
	),
	Metric(
		"participants",
		"People Who Came",
		"People present at the talks",
		HELD,
		AUDIENCES,
		"held_at",
		weight=lambda session: session.present,
	),
	Metric(
		"breadth",
		"Breadth",
		"Invited categories of participants that came / categories invited",
		HELD,
		AUDIENCES,
		"held_at",
		None,
		lambda session: session.categories,
		"percent",
		"higher",
		weight=lambda session: session.invited_categories,
	),
	Metric(
		"soundness",
		"Soundness",
		"Evaluations of the talks / people who came, at most one each",
		HELD,
		AUDIENCES,
		"held_at",
		None,
		lambda session: (
			Case()
			.when(session.evaluation_count > session.present, session.present)
			.else_(session.evaluation_count)
		),
		"percent",
		"higher",
		weight=lambda session: session.present,
	),
	Metric(
		"talk_frequency",
		"Talk Frequency Compliance",
		"Windows with their talk / windows owed that are over: two months for units, quarters for offices",
		"The window lies in the period or touches it, and is over",
		TALKS,
		"held_at",
		measure=lambda session: session.held_at,
		unit="percent",
		direction="higher",
		answer=frequency,
	),
)

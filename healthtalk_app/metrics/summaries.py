"""What a stage summary is drafted from: its figures, beside the same days a year before (T9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.metrics import campaigns, league, statement
from healthtalk_app.metrics.base import Asked, Figure, Metric
from healthtalk_app.metrics.registry import METRICS, figures
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.summary import Returned
from healthtalk_app.rules.summary_words import Fact

# what only some may see (accusations, proceedings, demerits) is in no summary
KEYS = (
	*("talks_held", "participants", "talks_together", "talks_outside_hours", "talk_frequency"),
	*("study_sessions", "study_covered", "study_coverage", "study_exam_rate"),
	*("unit_tasks", "unit_tasks_done_rate", "unit_tasks_on_time_rate", "unit_tasks_overdue"),
	*("commitments_published", "commitment_rate"),
	*("inspection_coverage", "inspections_fed_back", "inspection_score", "inspections_unqualified"),
	*("inspections_perfunctory", "inspection_findings", "inspection_findings_critical"),
	*("publicity_items", "publicity_confirmed", "publicity_tasks"),
	*("matters_raised", "matters_answered", "matters_open"),
	*("response_rate", "resolution_rate", "satisfaction_rate", "handling_rate"),
	*("settled_inside", "one_trip"),
	*("slips_received", "sign_rate", "reply_rate"),
	*("petitions_raised", "petitions_received", "petitions_registered", "petitions_accepted"),
	*("petitions_answered", "petition_complaints", "petition_errors", "petition_breaches"),
	*("disputes_applied", "dispute_success_rate", "dispute_term_rate"),
	"survey_rate",
	*("incidents_found", "incidents_major", "incident_information_rate"),
	*("rectifications", "rectifications_open", "rectifications_overdue", "rectifications_verified"),
	*("rectifications_again", "rectify_rate", "lasting_rules"),
	*("bad_ratings_signed", "call_back_rate"),
)
MONTHS = {"talks": "talks_held", "raised": "matters_raised", "answered": "matters_answered"}
# what tells that the year before is on record at all
TELLING = ("talks_held", "matters_raised")
MOST_MONTHS, MOST_RETURNED = 12, 20


@dataclass(frozen=True)
class Month:
	"""A month's talks, matters raised and matters answered; `label` is 2026-03."""

	label: str
	talks: int
	raised: int
	answered: int


@dataclass(frozen=True)
class ReturnedFigure:
	"""What units returned of a figure, with the target of those who have one (0 without)."""

	said: Returned
	target: float


@dataclass(frozen=True)
class Gathered:
	"""All figures of a period, as the user at work may see them."""

	facts: dict[str, Fact]
	comparable: bool
	categories: list[tuple[str, int]]
	months: list[Month]
	units: list[league.Row]
	returned: list[ReturnedFigure]


def asked_of(unit: str, only_own: bool = False, campaign: str | None = None) -> Asked:
	"""Whose rows a summary of a unit speaks of; that of the bureau holds its intake, too."""
	columns = {"campaign": campaign} if campaign else {}
	bureau = frappe.get_cached_doc("Healthtalk Settings").bureau_unit
	whole = unit == bureau and not only_own and permissions.scope() is None
	return Asked(None if whole else unit, not only_own, columns=columns)


def gather(period: Period, asked: Asked) -> Gathered:
	"""The figures, a statement for each source, and what the tables and the chart show."""
	now, before = facts_of(KEYS, period, asked)
	facts = {key: fact(METRICS[key], now[key], before[key]) for key in KEYS}
	return Gathered(
		facts,
		any(facts[key].bottom_before for key in TELLING),
		categories(period, asked),
		months(period, asked),
		[row for row in league.table(period, asked).rows if row.place is not None],
		returned(period, asked),
	)


def facts_of(
	keys: Sequence[str], period: Period, asked: Asked
) -> tuple[dict[str, Figure], dict[str, Figure]]:
	"""The figures of a period and of the same days a year before."""
	found = statement.ask_periods([METRICS[key] for key in keys], [period, period.year_before()], None, asked)
	now, before = (answer[None] for answer in found)
	return now, before


def fact(metric: Metric, now: Figure, before: Figure) -> Fact:
	"""A figure as the rules of summaries take it."""
	unit = "count" if metric.is_count else metric.unit
	return Fact(metric.key, unit, now.top, now.bottom, before.top, before.bottom, metric.is_sum)


def categories(period: Period, asked: Asked) -> list[tuple[str, int]]:
	"""What matters were about: categories by number, the most frequent first."""
	answer = figures(["matters_raised"], period, "category", asked)
	counts = {name: group["matters_raised"].bottom for name, group in answer.items() if name}
	# get_all: the names of categories are no secret, every link field offers them all
	names = dict(
		frappe.get_all(
			"Matter Category",
			filters={"name": ("in", sorted(counts) or [""])},
			fields=["name", "category_name"],
			as_list=True,
		)
	)
	found = [(names.get(name) or name, count) for name, count in counts.items() if count]
	return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def months(period: Period, asked: Asked) -> list[Month]:
	"""Month by month, the last twelve of the period; none where it is not made of whole months."""
	if not period.months:
		return []
	answer = figures(list(MONTHS.values()), period, "month", asked)
	start, found = period.start, []
	for offset in range(period.months):
		year, month = divmod(start.year * 12 + start.month - 1 + offset, 12)
		label = f"{year}-{month + 1:02d}"
		group = answer.get(label, {})
		counts = {name: group[key].bottom if key in group else 0 for name, key in MONTHS.items()}
		found.append(Month(label, **counts))
	return found[-MOST_MONTHS:]


def returned(period: Period, asked: Asked) -> list[ReturnedFigure]:
	"""What units returned of periods that begin in this one (P6), by name."""
	campaign = asked.columns.get("campaign")
	rows = campaigns.returned(period.start, period.end, "figure", asked, campaign=campaign)
	found = [
		ReturnedFigure(Returned(name, sums.value, measure, sums.reached, sums.growth), sums.target)
		for (_group, name, _class, measure), sums in rows.items()
		if sums.returned
	]
	return sorted(found, key=lambda row: row.said.name)[:MOST_RETURNED]


def label_of(key: str) -> str:
	"""What a figure is called on paper, in Chinese whatever the user's language."""
	return _(METRICS[key].label, "zh")


def meaning_of(key: str) -> str:
	"""How a figure is counted and which rows belong to a period."""
	return f"{_(METRICS[key].formula, 'zh')} · {_(METRICS[key].period, 'zh')}"

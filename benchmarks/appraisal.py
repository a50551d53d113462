"""What the appraisals of a city cost: 1,000 units by 22 figures over 341,000 matters.

	cd SITES && python …/benchmarks/appraisal.py --site NAME [--matters 341000] [--units 1000] [--json]

The site is filled as `city.py` fills it. Computing (figures, vetoes, points, totals, grades) stands beside
the sum of its reference aggregates: for each table plain SQL that gives the same sums by unit. These are
compared unit by unit first; where they differ, the run ends. Figures that are no sums over rows (how often a
unit talks, whom study has reached) have no such reference and are not in the scheme. Writing is told by
itself, and so is by how much the process grows.
"""

import argparse
import gc
import os
import resource
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import frappe

from benchmarks import city
from benchmarks.figure import Figure, tell
from benchmarks.turns import by_turns, equal, seconds

SCHEME = "BENCHMARK"
COMPUTING, MEGABYTES = 2.0, 50.0
# by the owner's expression and what counts at all: figure → moment, what is counted, what is met (a number)
COUNTED = "status not in ('Not Accepted', 'Merged', 'Withdrawn') and asks_for_solution = 1"
RUNS = "(paused_since is null or {} is not null)"
OWED = "outside_unit = 0 and status not in ('Withdrawn', 'Objected')"
NO_ACCUSATION = (
	"issued_at is not null and matter not in (select name from `tabTalk Matter` where is_accusation = 1)"
)
ORDERS = "(matter is null or matter not in (select name from `tabTalk Matter` where is_accusation = 1))"
GOOD = "satisfaction in ('Very Satisfied', 'Satisfied', 'Basically Satisfied')"
REFERENCES = (
	(
		"Talk Matter",
		"coalesce(nullif(lead_unit, ''), nullif(unit, ''))",
		"is_accusation = 0",
		{
			"matters_raised": ("raised_at", "1", None),
			"matters_answered": ("resolved_at", "1", None),
			"response_rate": (
				"response_due_at",
				f"{COUNTED} and response_due_at <= now(6) and {RUNS.format('first_response_at')}",
				"response_on_time = 'On Time'",
			),
			"handling_rate": (
				"resolution_due_at",
				f"{COUNTED} and resolution_due_at <= now(6) and {RUNS.format('resolved_at')}",
				"resolution_on_time = 'On Time'",
			),
			"resolution_rate": (
				"evaluated_at",
				f"{COUNTED} and outcome in ('Solved', 'Partly Solved', 'Not Solved')",
				"case outcome when 'Solved' then 1 when 'Partly Solved' then %(part)s else 0 end",
			),
			"satisfaction_rate": ("evaluated_at", f"{COUNTED} and satisfaction <> ''", GOOD),
			"settled_inside": ("resolved_at", "1", "settled_inside"),
			"one_trip": ("resolved_at", "trips in ('0', '1', 'More')", "trips in ('0', '1')"),
		},
	),
	(
		"Referral Slip",
		"receiver_unit",
		NO_ACCUSATION,
		{
			"slips_received": ("issued_at", "1", None),
			"slips_objected": ("issued_at", "objected_at is not null", None),
			"slips_urged": ("issued_at", "urged_count > 0", None),
			"sign_rate": (
				"sign_due_at",
				f"{OWED} and sign_due_at <= now(6)",
				"sign_on_time = 'On Time'",
			),
			"reply_rate": (
				"reply_due_at",
				f"{OWED} and reply_due_at <= now(6)",
				"reply_on_time = 'On Time'",
			),
		},
	),
	(
		"Rectification",
		"responsible_unit",
		ORDERS,
		{
			"rectifications_again": ("opened_at", "ordered_again_count > 0", None),
			"rectifications_verified": ("opened_at", "status = 'Verified'", None),
			"lasting_rules": ("opened_at", "lasting_rule_on is not null", None),
		},
	),
	(
		"Demerit Record",
		"unit",
		"status in ('Confirmed', 'Appealed', 'Upheld')",
		{"demerit_records": ("counted_on", "1", None)},
	),
	(
		"Publicity Item",
		"unit",
		"status <> 'Not Counted'",
		{
			"publicity_items": ("published_on", "1", None),
			"publicity_confirmed": ("published_on", "status = 'Confirmed'", None),
		},
	),
	(
		"Unit Task",
		"unit",
		"campaign is not null",
		{
			"unit_tasks": ("due_at", "1", None),
			"unit_tasks_on_time_rate": ("due_at", "due_at <= now(6)", "on_time = 'On Time'"),
		},
	),
	(
		"Opinion Incident",
		"unit",
		"unit is not null",
		{"incidents_major": ("found_at", "level = 'Major'", None)},
	),
)
KEYS = tuple(key for *_table, sums in REFERENCES for key in sums)


def period() -> Any:
	"""The year that ended yesterday."""
	from healthtalk_app.rules.periods import Period

	return Period(date.today() - timedelta(days=365), date.today() - timedelta(days=1))


def scheme() -> None:
	"""A scheme of all the figures, for every unit: stations of the volume are branches here."""
	frappe.set_user("Administrator")
	frappe.db.sql("update `tabHealth Unit` set appraisal_group = 'Branch' where kind = 'Station'")
	if not frappe.db.exists("Appraisal Scheme", SCHEME):
		from healthtalk_app.metrics.registry import METRICS

		weights = [5] * 12 + [4] * 10
		rows = [
			{
				"indicator_no": str(number),
				"module": f"M{number % 4}",
				"title": key,
				"source": "Metric",
				"metric": key,
				"weight": weight,
				**rule_of(METRICS[key]),
			}
			for number, (key, weight) in enumerate(zip(KEYS, weights, strict=True), 1)
		]
		doc = frappe.get_doc(
			doctype="Appraisal Scheme",
			scheme_code=SCHEME,
			title="Benchmark",
			period_kind="Yearly",
			enabled=1,
			indicators=rows,
		)
		doc.insert()
	frappe.db.commit()


def rule_of(metric: Any) -> dict[str, Any]:
	"""A rule that fits a figure: a ratio to a target, lower is better where the figure says so."""
	higher = metric.direction != "lower"
	return {
		"method": "Ratio",
		"target": 95 if metric.unit == "percent" else 10,
		"higher_is_better": int(higher),
	}


def sql_of(table: str, owner: str, base: str, sums: dict[str, tuple[str, str, str | None]]) -> str:
	"""The plain statement of a table: a row a unit, two columns a figure."""
	columns = []
	for key, (at, counted, met) in sums.items():
		inside = f"{at} >= %(start)s and {at} < %(end)s and ({counted})"
		columns.append(f"sum(case when {inside} then 1 else 0 end) as {key}_of")
		columns.append(f"sum(case when {inside} then {met or 0} else 0 end) as {key}_met")
	return f"select {owner} as unit, {', '.join(columns)} from `tab{table}` where {base} group by 1"


def reference() -> dict[tuple[str, str], tuple[int, float]]:
	"""(unit, figure) → counted and met, by all the plain statements."""
	days = period()
	facts = {
		"start": days.start,
		"end": days.end + timedelta(days=1),
		"part": frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0,
	}
	found = {}
	for table, owner, base, sums in REFERENCES:
		for row in frappe.db.sql(sql_of(table, owner, base, sums), facts, as_dict=True):
			for key in sums:
				found[row.unit, key] = (int(row[f"{key}_of"] or 0), float(row[f"{key}_met"] or 0))
	return found


def compare() -> None:
	"""End the run where a figure of a unit is not what its reference gives."""
	from healthtalk_app.metrics.registry import figures

	answer = figures(KEYS, period(), "unit")
	plain = reference()
	rates = {key for *_table, sums in REFERENCES for key, (_at, _counted, met) in sums.items() if met}
	for unit, found in answer.items():
		for key, figure in found.items():
			counted, met = plain.get((unit, key), (0, 0))
			equal(f"{key} of {unit}", (figure.bottom, figure.top if key in rates else 0), (counted, met))


def write() -> None:
	"""All appraisals as a run writes them, and back."""
	from healthtalk_app.services.appraisals import computing
	from healthtalk_app.services.notifying import notices

	days = period()
	with notices.muted():
		for plan, some in computing.computed(computing.plans(days, SCHEME), days):
			computing.write(plan, days, some, "Administrator")
	frappe.db.rollback()


def megabytes() -> float:
	"""The most that the process has held so far."""
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_unit() -> None:
	"""Compute one unit from its own figures alone, so that all code is loaded."""
	from healthtalk_app.services.appraisals import computing, values, writing

	(plan,) = computing.plans(period(), SCHEME)
	figures = values.Figures(plan.asked(), period(), plan.units[-1])
	rows = computing.rows_of(computing.blank_rows(plan), figures, plan.units[-1])
	unit = computing.facts_of_units()[plan.units[-1]]
	writing.reckoned(computing.sheet_of(plan, unit, rows, (), period()), plan.terms)


def all_units() -> int:
	"""Compute all of them chunk by chunk as a run does, keeping nothing; returns how many."""
	from healthtalk_app.services.appraisals import computing, writing

	done = 0
	for plan, some in computing.computed(computing.plans(period(), SCHEME), period()):
		for one in some:
			writing.reckoned(one, plan.terms)
		done += len(some)
	return done


def measures() -> Iterator[Figure]:
	"""Memory first: what a process has once held, it is not told again."""
	one_unit()
	gc.collect()
	few = megabytes()
	units = all_units()
	# from one unit on, which holds the growth from a hundred on
	yield Figure(f"memory from 1 to {units} units", megabytes() - few, "MB", limit=MEGABYTES)
	compare()
	mine, other = by_turns(all_units, reference, 3)
	name = f"computing {units} units by {len(KEYS)} figures"
	yield Figure(name, mine, "s", "sum of the reference aggregates", other, COMPUTING)
	yield Figure(f"writing {units} appraisals", seconds(write) - mine, "s")


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--site", required=True)
	parser.add_argument("--matters", type=int, default=341_000)
	parser.add_argument("--units", type=int, default=1_000)
	parser.add_argument("--json", action="store_true", help="one line of JSON")
	given = parser.parse_args()
	frappe.init(given.site, sites_path=os.getcwd())
	frappe.connect()
	try:
		city.fill(given.matters, given.units)
		scheme()
		tell(measures(), given.json)
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()

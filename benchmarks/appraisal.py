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
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import frappe

from benchmarks import appraisal_pages, city
from benchmarks.appraisal_reference import KEYS, REFERENCES, period, reference
from benchmarks.figure import Figure, tell
from benchmarks.turns import by_turns, equal, seconds

SCHEME = "BENCHMARK"
COMPUTING, MEGABYTES = 2.0, 50.0
# a scheme as a run uses it, and some of its units
Sheets = Iterator[tuple[Any, list[Any]]]


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


def compare() -> None:
	"""End the run where a figure of a unit is not what its reference gives, on either side."""
	from healthtalk_app.metrics.registry import figures

	rates = {key for *_table, sums in REFERENCES for key, (_at, _counted, met) in sums.items() if met}
	mine = {
		(unit, key): (figure.bottom, figure.top if key in rates else 0)
		for unit, found in figures(KEYS, period(), "unit").items()
		for key, figure in found.items()
		if figure.bottom
	}
	plain = {one: sums for one, sums in reference().items() if sums[0]}
	for one in mine.keys() | plain.keys():
		equal(f"{one[1]} of {one[0]}", mine.get(one), plain.get(one))


def megabytes() -> float:
	"""The most that the process has held so far. (The resource module tells a child its parent's.)"""
	lines = Path("/proc/self/status").read_text().splitlines()
	return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def growth(site: str) -> float:
	"""Megabytes from one unit to all of them, computed and written, in a process that has done nothing else.

	What a process has once held, it is not told again; and one unit is less than the hundred asked for.
	"""
	said = subprocess.run(
		[sys.executable, str(Path(__file__).resolve()), "--site", site, "--growth"],
		check=True,
		capture_output=True,
		text=True,
	)
	return float(said.stdout.splitlines()[-1])


def grown() -> float:
	"""The same in this process."""
	write(one_unit())
	gc.collect()
	few = megabytes()
	write(all_units())
	return megabytes() - few


def one_unit() -> Sheets:
	"""One unit from its own figures alone, so that all code is loaded."""
	from healthtalk_app.services.appraisals import computing, values

	(plan,) = computing.plans(period(), SCHEME)
	figures = values.Figures(plan.asked(), period(), plan.units[-1])
	rows = computing.rows_of(computing.blank_rows(plan), figures, plan.units[-1])
	unit = computing.facts_of_units()[plan.units[-1]]
	yield plan, [computing.sheet_of(plan, unit, rows, (), period())]


def all_units() -> Sheets:
	"""All of them chunk by chunk, as a run asks for them."""
	from healthtalk_app.services.appraisals import computing

	return computing.computed(computing.plans(period(), SCHEME), period())


def compute() -> int:
	"""Points, totals and grades of all units, keeping nothing; returns how many."""
	from healthtalk_app.services.appraisals import writing

	done = 0
	for plan, some in all_units():
		for one in some:
			writing.reckoned(one, plan.terms)
		done += len(some)
	return done


def write(sheets: Sheets) -> None:
	"""Appraisals as a run writes them; whoever calls rolls back."""
	from healthtalk_app.services.appraisals import computing
	from healthtalk_app.services.notifying import notices

	with notices.muted():
		for plan, some in sheets:
			computing.write(plan, period(), some, "Administrator")


def measures(site: str) -> Iterator[Figure]:
	"""Memory, computing, writing; then, before these are rolled back, what reads them."""
	compare()
	units = compute()
	yield Figure(f"memory from 1 to {units} units", growth(site), "MB", limit=MEGABYTES)
	mine, other = by_turns(compute, reference, 3)
	name = f"computing {units} units by {len(KEYS)} figures"
	yield Figure(name, mine, "s", "sum of the reference aggregates", other, COMPUTING)
	yield Figure(f"writing {units} appraisals", seconds(lambda: write(all_units())) - mine, "s")
	yield from appraisal_pages.measures()
	frappe.db.rollback()


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--site", required=True)
	parser.add_argument("--matters", type=int, default=341_000)
	parser.add_argument("--units", type=int, default=1_000)
	parser.add_argument("--json", action="store_true", help="one line of JSON")
	parser.add_argument("--growth", action="store_true", help="the megabytes alone")
	given = parser.parse_args()
	frappe.init(given.site, sites_path=os.getcwd())
	frappe.connect()
	try:
		if given.growth:
			print(grown())
			return
		city.fill_matters(given.matters, given.units)
		scheme()
		tell(measures(given.site), given.json)
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()

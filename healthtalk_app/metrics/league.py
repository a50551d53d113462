"""The league table of units: three rates, their weighted score, place and change of place (H10, rules.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import frappe

from healthtalk_app.metrics import statement, tree
from healthtalk_app.metrics.base import Answer, Asked, Figure, Metric, total
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules import ranking
from healthtalk_app.rules.periods import Period

RATES = {
	"response": "response_rate",
	"resolution": "resolution_rate",
	"satisfaction": "satisfaction_rate",
}
COUNTS = ("matters_raised", "matters_excluded")


@dataclass(frozen=True)
class Row:
	"""A unit of the table. Without any rate there is no score and no place."""

	branch: tree.Branch
	figures: dict[str, Figure]
	score: float | None
	place: int | None = None
	place_before: int | None = None

	@property
	def group(self) -> str:
		"""The peer group of the unit."""
		return self.branch.peers

	@property
	def change(self) -> int | None:
		"""Places gained against the period before, negative where they were lost."""
		return ranking.change(self.place, self.place_before)


def weights() -> dict[str, float]:
	"""The weight of each rate from the settings."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return {name: settings.get(f"weight_{name}") or 0 for name in RATES}


@dataclass(frozen=True)
class Table:
	"""The units by place, those without a place last, and the figures of what the rows count together."""

	rows: list[Row]
	whole: dict[str, Figure]


def table(
	period: Period,
	asked: Asked | None = None,
	kind: str | None = None,
	with_below: bool = False,
	by_group: bool = False,
) -> Table:
	"""The units that the user may see and asks for; one statement for both periods.

	`with_below` counts for each unit the matters of the units below it, too; `by_group` gives places within
	peer groups and puts these one after the other.
	"""
	asked = asked or Asked()
	metrics = [METRICS[key] for key in (*RATES.values(), *COUNTS)]
	now, before = statement.ask_periods(metrics, [period, period.before()], "unit", asked)
	every = tree.branches(asked, period)
	shown, rows = _ranked(every, now, metrics, kind, with_below, by_group)
	# the place before is the one among those ranked then, of whom some may be gone
	_then, earlier = _ranked(
		tree.branches(asked, period.before()), before, metrics, kind, with_below, by_group
	)
	places_before = {row.branch.name: row.place for row in earlier}
	rows = [replace(row, place_before=places_before.get(row.branch.name)) for row in rows]
	first = {group: at for at, group in reversed([*enumerate(row.group for row in rows)])}
	rows.sort(
		key=lambda row: (by_group and first[row.group], row.place is None, row.place or 0, row.branch.lft)
	)
	counted = _with_those_below(shown, every) if with_below else shown
	return Table(rows, total((now[b.name] for b in counted if b.name in now), metrics))


def _ranked(
	every: list[tree.Branch],
	answer: Answer,
	metrics: list[Metric],
	kind: str | None,
	with_below: bool,
	by_group: bool,
) -> tuple[list[tree.Branch], list[Row]]:
	"""The units that are ranked in a period, and their rows with the place in it."""
	# a town or another department that answers by slips only leads no matter and is not ranked
	led = [b for b in every if b.has_account and (b.open or b.name in answer)]
	shown = [b for b in led if kind in (None, "", b.kind)]
	found = [tree.figures_of(branch, answer, metrics, every if with_below else None) for branch in shown]
	scores = [_score(figures) for figures in found]
	groups = [branch.peers if by_group else "" for branch in shown]
	places = ranking.places_in_groups(scores, groups)
	rows = [Row(*facts) for facts in zip(shown, found, scores, places, strict=True)]
	return shown, rows


def _with_those_below(shown: list[tree.Branch], every: list[tree.Branch]) -> list[tree.Branch]:
	"""The branches that the rows count, each once, however many of its superiors are in the table."""
	return [b for b in every if any(s.lft <= b.lft <= s.rgt for s in shown)]


def _score(figures: dict[str, Figure]) -> float | None:
	return ranking.weighted({name: figures[key].value for name, key in RATES.items()}, weights())

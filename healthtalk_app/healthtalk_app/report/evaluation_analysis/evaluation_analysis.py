"""评议分析: ballots about talks and ratings of matters by unit, month, level or item (H7)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import evaluations, registry, tree
from healthtalk_app.metrics.base import Asked, Figure, total
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.ratings import GOOD, LEVELS

TALKS = [f"talk_{evaluations.field_of(level)}" for level in LEVELS]
MATTERS = [f"matters_{evaluations.field_of(level)}" for level in LEVELS]
SHOWN = (
	*("talk_ballots", "talk_satisfaction", "unsigned_share", "ballots_returned"),
	*("matters_rated", "evaluation_rate", "satisfaction_rate", "resolution_rate"),
)
KEYS = (*SHOWN, *TALKS, *MATTERS)


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""By unit unless another view is asked for; the chart shows the five levels of all together."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	view = wanted.view if wanted.view in ("month", "level", "item") else "unit"
	metrics = [registry.METRICS[key] for key in KEYS]
	answer = registry.figures(KEYS, period, view if view in ("unit", "month") else None, asked)
	whole = total(answer.values(), metrics)
	if not any(whole[key].bottom for key in ("talk_ballots", "matters_rated")):
		return group_columns(view), [], _("Nobody has rated anything in this period."), None, []
	cards = shared.figure_cards(whole[key] for key in SHOWN)
	if view == "level":
		return level_columns(), level_rows(whole), None, chart(whole), cards
	if view == "item":
		found = item_rows(period, asked)
		return item_columns(), found, shared.nothing(found, _("No ballot has items.")), chart(whole), cards
	rows = group_rows(view, answer, asked, period)
	rows.append({"group_name": _("Total"), "is_total": 1, **shared.values(pick(whole))})
	return group_columns(view), rows, None, chart(whole), cards


def pick(figures: dict[str, Figure]) -> dict[str, Figure]:
	"""The figures that have a column."""
	return {key: figures[key] for key in SHOWN}


def group_rows(view: str, answer: dict[Any, Any], asked: Asked, period: Period) -> shared.Rows:
	"""A row for each unit or month in which somebody rated."""
	metrics = [registry.METRICS[key] for key in SHOWN]
	found = {group: total([figures], metrics) for group, figures in answer.items()}
	rated = {group: f for group, f in found.items() if f["talk_ballots"].bottom or f["matters_rated"].bottom}
	if view == "month":
		return [{"group_name": month, **shared.values(rated[month])} for month in sorted(rated)]
	rows = [
		{"unit": branch.name, "group_name": branch.unit_name, **shared.values(rated[branch.name])}
		for branch in tree.branches(asked, period)
		if branch.name in rated
	]
	if None in rated:
		rows.append({"unit": None, "group_name": _("Intake, No Unit Yet"), **shared.values(rated[None])})
	return rows


def group_columns(view: str) -> shared.Columns:
	"""The unit or month and its figures."""
	label = _("Month") if view == "month" else _("Unit")
	return [
		shared.text_column("group_name", label, 200),
		*(shared.figure_column(key, width=130) for key in SHOWN),
	]


def level_rows(whole: dict[str, Figure]) -> shared.Rows:
	"""A row for each level: how often it was given for talks and for matters, and its share of all."""
	counts = {
		level: (int(whole[talk].value or 0), int(whole[matter].value or 0))
		for level, talk, matter in zip(LEVELS, TALKS, MATTERS, strict=True)
	}
	sums = tuple(sum(pair[side] for pair in counts.values()) for side in (0, 1))
	rows = [level_row(_(level, context="Public Evaluation"), pair, sums) for level, pair in counts.items()]
	good = tuple(sum(counts[level][side] for level in GOOD) for side in (0, 1))
	rows.append({**level_row(_("Basically Satisfied or Better"), good, sums), "is_total": 1})
	return rows


def level_row(name: str, pair: tuple[int, int], sums: tuple[int, ...]) -> dict[str, Any]:
	"""Counts of a level for talks and matters with their shares in per cent; none of nothing."""
	both, all_of_them = sum(pair), sum(sums)
	return {
		"group_name": name,
		"talks": pair[0],
		"talk_share": share(pair[0], sums[0]),
		"matters": pair[1],
		"matter_share": share(pair[1], sums[1]),
		"both": both,
		"both_share": share(both, all_of_them),
	}


def share(part: int, whole: int) -> float | None:
	"""A part in per cent."""
	return round(100 * part / whole, 2) if whole else None


def level_columns() -> shared.Columns:
	text = shared.text_column
	return [
		text("group_name", _("Level", context="Evaluation Analysis"), 180),
		text("talks", _("Ballots about Talks"), 130, "Int"),
		text("talk_share", _("Share"), 100, "Percent"),
		text("matters", _("Matters Rated"), 130, "Int"),
		text("matter_share", _("Share"), 100, "Percent"),
		text("both", _("Together"), 110, "Int"),
		text("both_share", _("Share"), 100, "Percent"),
	]


def item_rows(period: Period, asked: Asked) -> shared.Rows:
	"""A row for each item of the ballots, the least liked first."""
	rows = []
	for item, counts in evaluations.by_item(period, asked).items():
		votes = sum(counts)
		row = {"group_name": _(item, context=evaluations.ITEM), "votes": votes}
		row |= {evaluations.field_of(level): count for level, count in zip(LEVELS, counts, strict=True)}
		rows.append({**row, "satisfied": share(sum(counts[: len(GOOD)]), votes)})
	return sorted(rows, key=lambda row: (row["satisfied"] is None, row["satisfied"] or 0, row["group_name"]))


def item_columns() -> shared.Columns:
	"""The item, its votes, the five levels and who is content."""
	text = shared.text_column
	levels = [
		text(evaluations.field_of(level), _(level, context="Public Evaluation"), 120, "Int")
		for level in LEVELS
	]
	return [
		text("group_name", _("Item", context="Evaluation Item"), 160),
		text("votes", _("Votes"), 100, "Int"),
		*levels,
		text("satisfied", _("Basically Satisfied or Better"), 150, "Percent"),
	]


def chart(whole: dict[str, Figure]) -> dict[str, Any] | None:
	"""How often each level was given."""
	return shared.bars(
		[_(level, context="Public Evaluation") for level in LEVELS],
		{
			_("Talks"): [whole[key].value or 0 for key in TALKS],
			_("Matters"): [whole[key].value or 0 for key in MATTERS],
		},
	)

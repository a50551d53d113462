"""The units of a report in the order of the tree, and figures taken together along it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from healthtalk_app.metrics.base import Answer, Asked, Figure, Metric, total
from healthtalk_app.metrics.statement import units_asked
from healthtalk_app.rules.periods import Period


@dataclass(frozen=True)
class Branch:
	"""A unit of the tree; `name` is None for the bureau's intake, which belongs to no unit yet."""

	name: str | None
	unit_name: str
	kind: str = ""
	lft: int = 0
	rgt: int = 0
	has_account: bool = True
	open: bool = True
	# with whom it is ranked: its appraisal group, else its kind
	peers: str = ""


def branches(asked: Asked, period: Period, kind: str | None = None) -> list[Branch]:
	"""The units that the user may see and asks for, in the order of the tree; `kind` leaves only such."""
	wanted = units_asked(asked)
	unit = frappe.qb.DocType("Health Unit")
	query = (
		frappe.qb.from_(unit)
		.select(
			unit.name,
			unit.unit_name,
			unit.kind,
			unit.lft,
			unit.rgt,
			unit.has_account,
			unit.valid_from,
			unit.valid_to,
			unit.appraisal_group,
		)
		.orderby(unit.lft)
	)
	if wanted is not None:
		query = query.where(unit.name.isin(sorted(wanted) or [""]))
	if kind:
		query = query.where(unit.kind == kind)
	return [_branch(row, period) for row in query.run(as_dict=True)]


def _branch(row: Mapping[str, Any], period: Period) -> Branch:
	begun = not row["valid_from"] or row["valid_from"] <= period.end
	over = row["valid_to"] and row["valid_to"] < period.start
	return Branch(
		row["name"],
		row["unit_name"],
		row["kind"],
		row["lft"],
		row["rgt"],
		bool(row["has_account"]),
		bool(begun and not over),
		row["appraisal_group"] or row["kind"],
	)


def figures_of(
	branch: Branch, answer: Answer, metrics: list[Metric], every: list[Branch] | None = None
) -> dict[str, Figure]:
	"""A unit's own figures, or with those of the units below it among `every`."""
	groups = [answer.get(branch.name, {})]
	if every:
		groups += [answer[o.name] for o in every if branch.lft < o.lft < branch.rgt and o.name in answer]
	return total(groups, metrics)

"""The documents behind a row, as they were counted: kept by name, whatever becomes of them.

Names alone, and of such documents only as the unit reads itself; whoever opens them is asked for by the row
rule. Of more than `MOST` in one row the report tells, which lists what the figure counts.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from healthtalk_app import permissions
from healthtalk_app.metrics import statement
from healthtalk_app.metrics.base import Asked
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules.periods import Period

MOST = 200
# no ballots, answers, inspections nor accountability: of these the unit learns numbers
LISTED = frozenset(
	(
		"Talk Matter",
		"Talk Session",
		"Referral Slip",
		"Rectification",
		"Dispute Mediation",
		"Opinion Incident",
		"Inspection Feedback",
		"Public Commitment",
		"Unit Task",
		"Publicity Item",
		"Study Record",
		"Demerit Record",
	)
)


def is_listed(key: str) -> bool:
	"""Whether the documents behind a figure are kept."""
	return key in METRICS and not METRICS[key].answer and METRICS[key].source.doctype in LISTED


def note(rows: Mapping[str, Sequence[dict[str, Any]]], tree: Sequence[Any], period: Period) -> None:
	"""Write on the rows of some units which documents they count; one statement a figure.

	`tree` holds all units in their order, with `lft` and `rgt`: a unit counts what those below it have.
	"""
	below = _below(rows, tree)
	for key in dict.fromkeys(row["metric"] for of_unit in rows.values() for row in of_unit):
		if not is_listed(key):
			continue
		counting = {
			unit: row
			for unit, of_unit in rows.items()
			for row in of_unit
			if row["metric"] == key and row["counted"]
		}
		found = _by_owner(key, period, frozenset(owner for unit in counting for owner in below[unit]))
		for unit, row in counting.items():
			names = [name for owner in below[unit] for name in found.get(owner, ())]
			if 0 < len(names) <= MOST:
				row["documents"] = json.dumps(names)


def kept(row: Any) -> list[str]:
	"""Names of the documents that a row counted; none where there were too many, or none are kept."""
	return json.loads(row.documents) if row.documents else []


def shown(row: Any) -> list[str]:
	"""Those of them that the user at work may read."""
	names = kept(row)
	seen = permissions.visible(METRICS[row.metric].source.doctype, names) if names else set()
	return [name for name in names if name in seen]


def _by_owner(key: str, period: Period, units: frozenset[str]) -> dict[str, list[str]]:
	"""Unit → names of what a figure counts for it itself, in the order of their moments."""
	if not units:
		return {}
	metric = METRICS[key]
	table, query = statement.counted_rows(metric, period, Asked(only=units))
	query = query.select(metric.source.owner_of(table), table.name).orderby(table[metric.at], table.name)
	found: dict[str, list[str]] = {}
	for owner, name in query.run():
		found.setdefault(owner, []).append(name)
	return found


def _below(units: Iterable[str], tree: Sequence[Any]) -> dict[str, list[str]]:
	"""Unit → itself and those below it, in the order of the tree."""
	lefts = [row.lft for row in tree]
	at = {row.name: number for number, row in enumerate(tree)}
	return {
		unit: [row.name for row in tree[at[unit] : bisect_right(lefts, tree[at[unit]].rgt)]] for unit in units
	}

"""Dispute Mediation Results: success rate by institution, clinical department, channel or way (P2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import registry, tree
from healthtalk_app.metrics.base import Answer, Asked, Figure, total
from healthtalk_app.rules.periods import Period

COUNTS = ("disputes_applied", "disputes_agreed", "disputes_failed", "disputes_withdrawn")
KEYS = (*COUNTS, "dispute_success_rate", "dispute_term_rate", "disputes_published")
METRICS = [registry.METRICS[key] for key in KEYS]
GROUPS = ("unit", "department", "channel", "route")
FILTERS = ("route", "channel", "department")


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each group, and the total."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), asked_of(wanted)
	by = wanted.group_by if wanted.group_by in GROUPS else "unit"
	answer = groups(registry.figures(KEYS, period, by, asked))
	whole = total(answer.values(), METRICS)
	if not any(figure.bottom for figure in whole.values()):
		return columns_of(by), [], _("No dispute was applied for or ended in this period."), None, []
	rows: shared.Rows = [
		{"group_name": name, "group": group, **shared.values(answer[group])}
		for group, name in names(by, answer, asked, period)
	]
	rows.append({"group_name": _("Total"), "is_total": 1, **shared.values(whole)})
	return columns_of(by), rows, None, chart(rows), shared.figure_cards(whole.values())


def asked_of(wanted: Any) -> Asked:
	"""Whose disputes are asked for."""
	columns = {name: wanted[name] for name in FILTERS if wanted.get(name)}
	return replace(shared.asked_of(wanted), columns=columns)


def groups(answer: Answer) -> Answer:
	"""The groups with every figure; what is empty and what is unset are one."""
	merged: dict[Any, list[dict[str, Figure]]] = {}
	for group, figures in answer.items():
		merged.setdefault(group or None, []).append(figures)
	return {group: total(found, METRICS) for group, found in merged.items()}


def columns_of(by: str) -> shared.Columns:
	"""The group and its figures."""
	group = {
		"unit": _("Medical Institution", context="Dispute Mediation"),
		"department": _("Clinical Department", context="Dispute Mediation"),
		"channel": _("Channel"),
		"route": _("Way of Mediation", context="Dispute Mediation"),
	}
	return [
		shared.text_column("group_name", group[by], 220),
		*(shared.figure_column(key, width=130) for key in KEYS),
	]


def names(by: str, answer: Answer, asked: Asked, period: Period) -> list[tuple[Any, str]]:
	"""The groups with their names: units in the order of the tree, departments by name, words translated."""
	if by == "unit":
		return [(b.name, b.unit_name) for b in tree.branches(asked, period) if b.name in answer]
	known = sorted(group for group in answer if group)
	said = known if by == "department" else [_(group, context="Dispute Mediation") for group in known]
	return [*zip(known, said, strict=True), *((group, _("Not Given")) for group in answer if not group)]


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""The success rate of each group that has one."""
	rated = [row for row in rows if row["dispute_success_rate"] is not None and not row.get("is_total")]
	return shared.bars(
		[row["group_name"] for row in rated],
		{_("Success Rate of Mediation"): [row["dispute_success_rate"] for row in rated]},
	)

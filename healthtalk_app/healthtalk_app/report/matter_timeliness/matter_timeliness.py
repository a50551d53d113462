"""Matter Timeliness: each of the five rings with what was due, met and late, and how long it took (H7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import registry, rings, tree
from healthtalk_app.metrics.base import Asked, Figure, total
from healthtalk_app.rules.periods import Period

GROUPS = ("unit", "category", "regime", "channel")
KEYS = [key for ring in rings.RINGS for key in (ring.rate, ring.days) if key]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each ring, of all together or of each unit, category, regime or channel."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	by = wanted.group_by if wanted.group_by in GROUPS else None
	answer = registry.figures([*KEYS, "without_deadline"], period, by, asked)
	metrics = [registry.METRICS[key] for key in (*KEYS, "without_deadline")]
	whole = total(answer.values(), metrics)
	rows: shared.Rows = []
	for group, name in names(by, list(answer), asked, period) if by else []:
		rows += ring_rows(answer[group], {"group_name": name, "group": group, by: group})
	rows += ring_rows(whole, {"group_name": _("Total"), "is_total": 1} if by else {})
	found = any(figure.bottom for figure in whole.values())
	return (
		columns(by),
		rows if found else [],
		None if found else _("No matter went through a ring in this period. Choose a longer period."),
		chart(whole) if found else None,
		cards(whole) if found else [],
	)


def columns(by: str | None) -> shared.Columns:
	"""The group, the ring, its deadline and its time."""
	group = {"unit": _("Unit"), "category": _("Category"), "regime": _("Regime"), "channel": _("Channel")}
	counts = [
		("due", _("Were Due")),
		("met", _("Met in Time")),
		("late", _("Late")),
		("passed", _("Went Through")),
	]
	return [
		*([shared.text_column("group_name", group[by], 200)] if by else []),
		shared.text_column("ring", _("Ring"), 90),
		*(shared.text_column(name, label, 100, "Int") for name, label in counts[:3]),
		{**shared.text_column("rate", _("In Time"), 110, "Percent"), "precision": 2},
		shared.text_column(*counts[3], 110, "Int"),
		{**shared.text_column("days", _("Working Days on Average"), 150, "Float"), "precision": 2},
	]


def ring_rows(figures: dict[str, Figure], about: dict[str, Any]) -> shared.Rows:
	"""The five rings of one group. A ring without a deadline has nothing due and no rate."""
	rows = []
	for ring in rings.RINGS:
		rate, days = figures.get(ring.rate or ""), figures[ring.days]
		row = {**about, "ring": _(ring.name, context="Talk Matter"), "ring_name": ring.name}
		if rate:
			met = int(rate.top)
			row |= {"due": rate.bottom, "met": met, "late": rate.bottom - met, "rate": rate.value}
		rows.append(
			row | {"passed": days.bottom, "days": days.value, "rate_key": ring.rate, "days_key": ring.days}
		)
	return rows


def names(by: str, groups: list[Any], asked: Asked, period: Period) -> list[tuple[Any, str]]:
	"""The groups with their names: units in the order of the tree, categories by code, words translated."""
	if by == "unit":
		found = [(b.name, b.unit_name) for b in tree.branches(asked, period) if b.name in groups]
		return found + ([(None, _("Intake, No Unit Yet"))] if None in groups else [])
	known = {group: group for group in groups if group}
	if by == "category":
		# get_all: what categories are called is no secret, every form offers them
		rows = frappe.get_all(
			"Matter Category",
			filters={"name": ("in", list(known) or [""])},
			fields=["name", "category_name"],
			order_by="lft",
		)
		found = [(row.name, row.category_name) for row in rows]
	else:
		found = sorted((group, _(group, context="Talk Matter")) for group in known)
	return found + [(group, _("Not Given")) for group in groups if not group]


def chart(whole: dict[str, Figure]) -> dict[str, Any] | None:
	"""How many were in time and late, ring by ring."""
	with_deadline = [ring for ring in rings.RINGS if ring.rate]
	met = [int(whole[ring.rate].top) for ring in with_deadline]
	late = [whole[ring.rate].bottom - m for ring, m in zip(with_deadline, met, strict=True)]
	labels = [_(ring.name, context="Talk Matter") for ring in with_deadline]
	drawn = shared.bars(labels, {_("Met in Time"): met, _("Late"): late})
	return drawn and {**drawn, "barOptions": {"stacked": 1}, "colors": ["green", "red"]}


def cards(whole: dict[str, Figure]) -> list[dict[str, Any]]:
	"""The rates of the deadlines, and what has none."""
	keys = [ring.rate for ring in rings.RINGS if ring.rate]
	return shared.figure_cards(whole[key] for key in (*keys, "without_deadline"))

"""Demerit Standing: points in the cycle, tier and measure of institutions and practitioners (P1)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import demerits
from healthtalk_app.services import inputs

DOCTYPE = demerits.DOCTYPE


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each institution or practitioner with points, the highest first."""
	wanted = shared.wanted(filters)
	on = inputs.moment(wanted.on, _("On")) if wanted.on else None
	policy = demerits.policy()
	lines = demerits.standing(
		on.date() if on else getdate(), wanted.kind or None, shared.asked_of(wanted), wanted.subject or None
	)
	if wanted.tier:
		lines = [line for line in lines if line.tier + 1 >= cint(wanted.tier)]
	names = shared.names("Health Unit", "unit_name", (line.unit for line in lines))
	rows = [row(line, names, policy) for line in lines]
	message = shared.nothing(rows, _("Nobody has demerit points in this cycle."))
	return columns(), rows, message, chart(lines, policy), cards(lines, policy)


def columns() -> shared.Rows:
	"""Whom it concerns, points, tier and what follows."""
	return [
		shared.text_column("name", _("Institution or Practitioner"), 240),
		shared.text_column("kind", _("Concerns", context=DOCTYPE), 90),
		shared.text_column("unit_name", _("Unit"), 200),
		{"fieldname": "points", "label": _("Points", context=DOCTYPE), "fieldtype": "Int", "width": 80},
		{"fieldname": "records", "label": _("Records", context=DOCTYPE), "fieldtype": "Int", "width": 80},
		shared.text_column("tier", _("Tier", context=DOCTYPE), 120),
		shared.text_column("measure", _("Measure", context=DOCTYPE), 320),
		shared.text_column("last_on", _("Last Counted", context=DOCTYPE), 110, "Date"),
		shared.text_column("cycle_start", _("Cycle From", context=DOCTYPE), 110, "Date"),
		shared.text_column("cycle_end", _("Cycle To", context=DOCTYPE), 110, "Date"),
	]


def row(line: demerits.Line, names: dict[str, str], policy: demerits.Policy) -> dict[str, Any]:
	"""One line; `level` colours it, `subject` leads to its records."""
	unit_name = names.get(line.unit, line.unit)
	return {
		"name": line.name or unit_name,
		"kind": _(line.kind, context=DOCTYPE),
		"unit": line.unit,
		"unit_name": unit_name,
		"is_person": int(line.kind == demerits.PRACTITIONER),
		"subject": line.subject,
		"points": line.points,
		"records": line.records,
		"level": line.tier,
		"tier": tier_words(line.tier, policy.thresholds),
		"measure": policy.measure(line.kind, line.tier),
		"last_on": line.last_on,
		"cycle_start": line.cycle.start,
		"cycle_end": line.cycle.end,
	}


def tier_words(tier: int, thresholds: tuple[int, ...]) -> str:
	"""A tier by its points, as the rules of the places write it."""
	if tier == 0:
		return _("Below {0} points").format(thresholds[0])
	if tier == len(thresholds):
		return _("{0} points and more").format(thresholds[-1])
	return _("{0} to {1} points").format(thresholds[tier - 1], thresholds[tier] - 1)


def cards(lines: list[demerits.Line], policy: demerits.Policy) -> list[dict[str, Any]]:
	"""How many have points at all, and how many have reached the second tier and the last one."""
	last = len(policy.thresholds)
	found = {
		_("Institutions with Points"): sum(line.kind == demerits.INSTITUTION for line in lines),
		_("Practitioners with Points"): sum(line.kind == demerits.PRACTITIONER for line in lines),
		tier_words(last, policy.thresholds): sum(line.tier == last for line in lines),
	}
	return [shared.card(label, value) for label, value in found.items()]


def chart(lines: list[demerits.Line], policy: demerits.Policy) -> dict[str, Any] | None:
	"""How many stand in each tier, by kind."""
	if not lines:
		return None
	tiers = range(len(policy.thresholds) + 1)
	counted = Counter((line.kind, line.tier) for line in lines)
	kinds = (demerits.INSTITUTION, demerits.PRACTITIONER)
	return shared.bars(
		[tier_words(tier, policy.thresholds) for tier in tiers],
		{_(kind, context=DOCTYPE): [counted[kind, tier] for tier in tiers] for kind in kinds},
	)

"""Which Deadline Rule applies: the table as the desk shows it, read once, chosen by `rules.deadlines`."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app.rules import deadlines
from healthtalk_app.services.clockwork import calendars

CACHE_KEY = "healthtalk_deadline_rules"
FIELDS = (
	"name",
	"title",
	"regime",
	"step",
	"variant",
	"category",
	"level",
	"region",
	"amount",
	"unit",
	"starts_from",
	"extension_cap",
	"extension_unit",
	"extension_limit",
	"pause_reasons",
	"valid_from",
	"valid_to",
	"basis",
)
TERM_UNITS = frozenset(unit.value for unit in deadlines.TermUnit)


def select(
	regime: str,
	step: str,
	category: str | None,
	on: date | str,
	variant: str | None = None,
) -> frappe._dict | None:
	"""The rule for a step of a regime on a day, as a row of Deadline Rule; None when there is none.

	The most specific rule that is in force on the day wins; the level that the site follows and the place
	where it lies stand in Healthtalk Settings (design §4). A matter older than every rule has no deadline.
	"""
	rows, choices, turns = known_choices()
	settings = frappe.get_cached_doc("Healthtalk Settings")
	followed = (settings.rule_level or "National", settings.rule_region or "")
	on = getdate(on)
	# between two days on which a rule begins or has ended the same rule is chosen every day
	key = (regime, step, category, variant or None, bisect_right(turns, on), followed)
	if key not in choices:
		candidates = [as_rule(row) for row in rows if row.regime == regime and row.step == step]
		chosen = deadlines.select_rule(
			candidates, regime, step, category_path(category), on, variant or None, *followed
		)
		choices[key] = next((row for row in rows if chosen and row.name == chosen.name), None)
	return frappe._dict(choices[key]) if choices[key] else None


def known_choices() -> tuple[list[frappe._dict], dict[Any, Any], list[date]]:
	"""The rules, what was chosen among them in this request, and the days on which that may change."""
	rows = enabled_rules()
	known = getattr(frappe.local, "healthtalk_rule_choices", None)
	if not known or known[0] is not rows:
		ends = (row.valid_to + timedelta(days=1) for row in rows if row.valid_to)
		turns = sorted({*(row.valid_from for row in rows if row.valid_from), *ends})
		known = frappe.local.healthtalk_rule_choices = (rows, {}, turns)
	return known


def variants(regime: str) -> list[str]:
	"""The variants that the rules of a regime tell apart, in the order of their names."""
	return sorted({row.variant for row in enabled_rules() if row.regime == regime and row.variant})


def switched_off(region: str) -> list[str]:
	"""Titles of the rules of a place, or of those that it lies in, that do not take effect yet."""
	rows = frappe.get_all(
		"Deadline Rule",
		filters={"enabled": 0, "region": ("is", "set")},
		fields=["title", "region"],
		order_by="name",
	)
	return [row.title for row in rows if region.startswith(row.region)]


def preview(
	start: datetime, amount: int, unit: str, extension_cap: int = 0, extension_unit: str | None = None
) -> dict[str, Any]:
	"""When a term from `start` would end, for the form of a rule; warns where the plan is unknown."""
	if unit not in TERM_UNITS:
		return {"due": None, "longest": None, "warning": _("A rule in {0} sets no deadline.").format(_(unit))}
	calendar = calendars.work_calendar()
	row = {"amount": amount, "unit": unit, "extension_cap": extension_cap, "extension_unit": extension_unit}
	term = term_of(frappe._dict(row))
	due = deadlines.due_at(term, start, calendar)
	longest = None
	if extension_cap:
		longest = deadlines.due_at(term, start, calendar, extensions=[deadlines.Extension(extension_cap)])
	years = range(start.year, (longest or due).year + 1)
	return {"due": due, "longest": longest, "warning": calendars.warning(years)}


def term_of(row: frappe._dict) -> deadlines.Term:
	"""The length of time that a rule sets; `row` is a Deadline Rule or a Case Clock, which keeps its terms.

	Raises `ValueError` for rules that count months, years or times per year: these set no deadline.
	"""
	return deadlines.Term(
		amount=row.amount or 0,
		unit=deadlines.TermUnit(row.unit),
		extension_cap=row.extension_cap or 0,
		extension_unit=deadlines.TermUnit(row.extension_unit) if row.extension_unit else None,
		pause_reasons=frozenset(pause_reasons_of(row)),
	)


def pause_reasons_of(row: frappe._dict) -> list[str]:
	"""The reasons that stop the clock, one per line in the rule."""
	return [line.strip() for line in (row.pause_reasons or "").splitlines() if line.strip()]


def enabled_rules() -> list[frappe._dict]:
	"""All rules that are switched on. Every clock needs them, so they are cached until a rule changes."""
	return frappe.cache.get_value(CACHE_KEY, generator=read_rules)


def read_rules() -> list[frappe._dict]:
	"""Read the rules. Rules are public; whoever sees a deadline may see where it comes from."""
	return frappe.get_all("Deadline Rule", filters={"enabled": 1}, fields=list(FIELDS), order_by="name")


def clear_cache() -> None:
	"""Forget the rules, after one was changed."""
	forget()
	# another request may have read the old ones before this change was committed, or this one a change undone
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)


def forget() -> None:
	"""Drop what is cached, at this moment."""
	frappe.cache.delete_value(CACHE_KEY)


def as_rule(row: frappe._dict) -> deadlines.Rule:
	"""A row as the rules understand it."""
	# a rule that counts months or visits has no term of its own; choosing a rule never looks at the term
	term = term_of(row) if row.unit in TERM_UNITS else deadlines.Term(row.amount, deadlines.TermUnit.DAY)
	return deadlines.Rule(
		name=row.name,
		regime=row.regime,
		step=row.step,
		category=row.category or None,
		variant=row.variant or None,
		term=term,
		valid_from=row.valid_from,
		valid_to=row.valid_to,
		level=row.level,
		region=row.region or "",
	)


def category_path(category: str | None) -> tuple[str, ...]:
	"""The category and those above it, up to the root."""
	path: list[str] = []
	while category and category not in path:
		path.append(category)
		category = frappe.get_cached_value("Matter Category", category, "parent_matter_category")
	return tuple(path)

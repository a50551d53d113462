"""The figures of a task: numbers, what they were a period and a year before, and why they differ."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.utils import flt

from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, refuse
from healthtalk_app.rules import returned_figures
from healthtalk_app.rules.campaign_plan import year_before
from healthtalk_app.rules.transitions import UNIT_TASK
from healthtalk_app.services.campaigns import task_sides

VALUE = "Unit Task Value"
# what a line of figures says of itself
FIXED = ("figure", "figure_class", "measure", "tolerance")
WRITTEN = ("value", "last_year", "reason")
RETURNED = ("Submitted", "Accepted")


def hold(doc: Any) -> None:
	"""Lines are neither added, removed nor renamed; each side writes its own columns."""
	if doc.flags.by_service or not doc.before:
		return
	stored = {row.name: row for row in doc.before.figures}
	if {row.name for row in doc.figures} != set(stored):
		frappe.throw(_("Figures are named by the campaign; none is added or removed here."), FrozenError)
	for row in doc.figures:
		old = stored[row.name]
		row.update({column: old.get(column) for column in FIXED})
	for side, columns in ((task_sides.OWING, WRITTEN), (task_sides.ORDERING, ("target",))):
		changed = [
			_(row.meta.get_label(column), context=VALUE)
			for row in doc.figures
			for column in columns
			if is_changed(row, stored[row.name], column)
		]
		task_sides.check_writers(doc, side, list(dict.fromkeys(changed)))


def is_changed(row: Any, old: Any, column: str) -> bool:
	"""Whether a cell has another value than in the database."""
	if column == "target":
		return flt(row.target) != flt(old.target)
	return (row.get(column) or "") != (old.get(column) or "")


def fill(doc: Any) -> None:
	"""Numbers of what was typed, and what the unit returned before."""
	if not doc.figures:
		return
	before, year_ago = of_period_before(doc), of_year_before(doc)
	for row in doc.figures:
		value = number(row, "value")
		row.previous = text_of(before.get(row.figure))
		if row.figure in year_ago:
			row.last_year = text_of(year_ago[row.figure])
		last_year = number(row, "last_year")
		row.number = value or 0
		row.number_before = last_year or 0
		row.comparable = value if value is not None and last_year is not None else 0
		if value is None:
			row.number_before = 0
		warn(row, value)


def warn(row: Any, value: float | None) -> None:
	"""Tell at once what asks for a reason; handing in is refused without one."""
	if not row.reason and implausible(row, value):
		frappe.msgprint(sentence(row, value), title=_("Check This Figure"), indicator="orange", alert=True)


def implausible(row: Any, value: float | None) -> bool:
	"""Whether a line differs from the period before by more than its campaign lets pass."""
	before = returned_figures.number_of(row.previous)
	return returned_figures.asks_for_reason(value, before, flt(row.tolerance))


def sentence(row: Any, value: float | None) -> str:
	"""What differs, in words."""
	changed = returned_figures.change(value, returned_figures.number_of(row.previous))
	said = _("{0}: {1} after {2} in the period before ({3}). Check it, or give the reason of the change.")
	shown = f"{changed:+g}%" if changed is not None else "—"
	return said.format(frappe.utils.escape_html(row.figure), row.value, row.previous, shown)


def require_all(doc: Any) -> None:
	"""Every figure is given, and what differs much has its reason."""
	if missing := [row.figure for row in doc.figures if not (row.value or "").strip()]:
		refuse(
			_("These figures are missing: {0}. Enter 0 where there was nothing."),
			"、".join(missing),
			error=EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	for row in doc.figures:
		value = number(row, "value")
		if implausible(row, value) and not (row.reason or "").strip():
			frappe.throw(sentence(row, value), EvidenceMissingError, title=_("Check This Figure"))


def number(row: Any, column: str) -> float | None:
	"""The number in a cell; raises `ValidationError` that names the figure for what is none."""
	try:
		return returned_figures.number_of(row.get(column))
	except ValueError:
		refuse(_("{0}: {1} is no number."), row.figure, row.get(column))


def text_of(value: Any) -> str | None:
	"""A number as it is typed."""
	return None if value is None else f"{flt(value):.6f}".rstrip("0").rstrip(".")


def of_period_before(doc: Any) -> dict[str, float]:
	"""Figure → what the same unit returned in the last period before this one, as often as now."""
	if not doc.period:
		return {}
	task = frappe.qb.DocType(UNIT_TASK)
	last = (
		earlier(task, doc)
		.select(task.name)
		.where(task.campaign == doc.campaign)
		.where(task.subject == doc.subject)
		.where(task.period_end < doc.period_start)
		.orderby(task.period_end, order=Order.desc)
		.limit(1)
		.run(pluck=True)
	)
	return values_of(last)


def of_year_before(doc: Any) -> dict[str, float]:
	"""Figure → what the same unit returned in the same period a year earlier, in whatever campaign."""
	if not doc.period:
		return {}
	task = frappe.qb.DocType(UNIT_TASK)
	names = earlier(task, doc).select(task.name).where(task.period == year_before(doc.period)).run(pluck=True)
	return values_of(names)


def earlier(task: Any, doc: Any) -> Any:
	"""Other returns of the unit that were handed in: its own, so that no row rule is needed."""
	return (
		frappe.qb.from_(task)
		.where((task.kind == "Figures") & (task.unit == doc.unit) & (task.recurrence == doc.recurrence))
		.where(task.status.isin(RETURNED) & (task.name != doc.name))
	)


def values_of(names: list[str]) -> dict[str, float]:
	"""The figures of some returns."""
	if not names:
		return {}
	# get_all: as in earlier()
	rows = frappe.get_all(
		VALUE,
		{"parent": ("in", names), "parenttype": UNIT_TASK, "value": ("is", "set")},
		["figure", "number"],
	)
	return {row.figure: row.number for row in rows}

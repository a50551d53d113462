"""Inspection templates 检查模板: their items, grades and the copy that an inspection takes of them (T4)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from healthtalk_app.exceptions import BadInputError, EvidenceMissingError, refuse
from healthtalk_app.rules import inspections as rules

COPIED = ("item_no", "item", "standard", "method", "points", "critical", "basis")


def number_items(doc: Any) -> None:
	"""Every item has a number, once, and points."""
	for row in doc.items:
		row.item_no = (row.item_no or "").strip() or str(row.idx)
		if flt(row.points) <= 0:
			refuse(_("Item {0} has no points."), row.item_no, error=EvidenceMissingError)
	numbers = [row.item_no for row in doc.items]
	if twice := {number for number in numbers if numbers.count(number) > 1}:
		refuse(_("These numbers stand twice: {0}."), "、".join(sorted(twice)), error=BadInputError)
	doc.total_points = sum(flt(row.points) for row in doc.items)


def check_grades(doc: Any) -> None:
	"""The thresholds fall from the best grade to the worst, within a hundred."""
	steps = (100, flt(doc.excellent_from), flt(doc.good_from), flt(doc.qualified_from), 0)
	if any(higher < lower for higher, lower in pairwise(steps)):
		frappe.throw(_("The grades begin at points of a hundred, each below the better one."), BadInputError)


def items_of(template: str) -> list[dict[str, Any]]:
	"""The items of a template as rows of an inspection."""
	rows = frappe.get_cached_doc("Inspection Template", template).items
	return [{**{name: row.get(name) for name in COPIED}, "applicable": 1} for row in rows]


def grading_of(template: str) -> rules.Grading:
	"""The thresholds and the cap of a template."""
	doc = frappe.get_cached_doc("Inspection Template", template)
	return rules.Grading(
		flt(doc.excellent_from), flt(doc.good_from), flt(doc.qualified_from), doc.critical_cap
	)

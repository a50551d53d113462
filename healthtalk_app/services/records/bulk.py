"""Rows into a table as they are: no document, no defaults, no check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

# parameters of one statement; more are split
MOST_VALUES = 40_000


def insert(doctype: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
	"""Insert rows with as few statements as their size allows.

	Plain SQL: the query builder binds every single value by a name of its own, which takes longer than the
	database needs for the whole statement. What is the same in all rows is written once.
	"""
	names = ", ".join(f"`{column}`" for column in columns)
	same = [literal({row[at] for row in rows}) if len(rows) > 1 else None for at in range(len(columns))]
	different = [at for at, word in enumerate(same) if not word]
	marks = f"({', '.join(word or '%s' for word in same)})"
	step = max(1, MOST_VALUES // len(columns))
	for start in range(0, len(rows), step):
		part = rows[start : start + step]
		frappe.db.sql(
			f"insert into `tab{doctype}` ({names}) values {', '.join([marks] * len(part))}",
			[row[at] for row in part for at in different],
		)


def literal(values: set[Any]) -> str | None:
	"""What stands in a statement for a value that is the same in all rows; None where they differ."""
	if len(values) != 1:
		return None
	value = next(iter(values))
	if value is None:
		return "NULL"
	return str(int(value)) if isinstance(value, int) else frappe.db.escape(str(value))

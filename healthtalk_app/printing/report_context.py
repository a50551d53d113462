"""Puts the columns and rows of any report into the context of its paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frappe.utils import cint, flt, format_date, format_datetime, now_datetime, strip_html_tags

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper_issuer

NUMBERS = ("Int", "Float", "Percent", "Currency", "Duration")
# more rows are no reading; the spreadsheet has them all
MOST_ROWS = 1000
WIDE = 7


def report_table(
	title: str, columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], filters: list[str]
) -> c.ReportTable:
	"""The table as it stands on the screen, numbers and dates written as the user reads them."""
	left_out = len(rows) - MOST_ROWS
	return c.ReportTable(
		issuer=paper_issuer(),
		title=title,
		printed_at=now_datetime(),
		introduction="；".join(filters),
		note=f"只印前{MOST_ROWS}行，另有{left_out}行见电子表格。" if left_out > 0 else "",
		columns=[
			c.ReportColumn(str(column.get("label") or ""), column.get("fieldtype") in NUMBERS)
			for column in columns
		],
		rows=[
			[cell(row.get(column.get("fieldname")), column) for column in columns] for row in rows[:MOST_ROWS]
		],
		wide=len(columns) > WIDE,
	)


def cell(value: Any, column: Mapping[str, Any]) -> str:
	"""A value in words; a dash in place of a figure that does not exist."""
	kind = column.get("fieldtype")
	if value in (None, ""):
		return "—" if kind in NUMBERS else ""
	if kind == "Percent":
		return f"{number(value, column)}%"
	if kind in ("Float", "Currency"):
		return number(value, column)
	if kind == "Int":
		return str(cint(value))
	if kind == "Date":
		return format_date(value)
	if kind == "Datetime":
		return format_datetime(value, "yyyy-MM-dd HH:mm")
	return strip_html_tags(str(value)).strip()


def number(value: Any, column: Mapping[str, Any]) -> str:
	"""A number to its places, without noughts at its end."""
	places = column.get("precision")
	text = f"{flt(value):.{cint(places) if places not in (None, '') else 2}f}"
	return text.rstrip("0").rstrip(".") if "." in text else text

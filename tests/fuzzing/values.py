"""What people and programs put into fields: what a form would send, and what no form of ours sends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime, today
from hypothesis import strategies as st

SENTENCES = (
	"门诊排队太久，请增设窗口。",
	"已核实，已处理。",
	"More chairs are wanted",
	"1",
	"<b>粗</b> & 'x'",
)
# texts that other fields, programs and spreadsheets take for something else
ODD_TEXTS = (
	"",
	" ",
	"=1+1",
	"@SUM(A1)",
	"-",
	"\x00",
	"\x1b[2J",
	"\u202e反",
	"\ud800",
	"<script>alert(1)</script>",
	"' or 1=1 -- ",
	"%s%(x)s",
	"\\N",
	"null",
	"NaN",
	"９９",
	"²",
	"0001-01-01",
	"9999-12-31 23:59:59",
	"长" * 3000,
	"x" * 70_000,
	"[]",
	'{"a": 1}',
	"None",
	"123****8901",
	"\U0001f600",
)
ODD_VALUES = (
	None,
	True,
	-1,
	0,
	2**31,
	10**30,
	-0.5,
	float("nan"),
	float("inf"),
	[],
	{},
	[1],
	[[]],
	{"a": []},
)
anything = st.one_of(
	st.sampled_from(ODD_TEXTS), st.sampled_from(ODD_VALUES), st.text(max_size=30), st.integers(), st.floats()
)
text = st.sampled_from(SENTENCES)
number = st.sampled_from((0, 1, 2, 3, 5, 12, 30, 100))
day = st.sampled_from((-400, -30, -3, -1, 0, 1, 5, 20, 60, 400)).map(lambda days: add_days(today(), days))
moment = st.sampled_from((-3000, -300, -48, -5, -1, 0, 1, 30)).map(
	lambda hours: str((now_datetime() + timedelta(hours=hours)).replace(microsecond=0))
)
lately = st.sampled_from((0, 1, 30, 3000)).map(
	lambda minutes: str((now_datetime() - timedelta(minutes=minutes)).replace(microsecond=0))
)
TABLES = ("Table", "Table MultiSelect")
Names = Callable[[str], list[str]]


def of_field(field: Any, names: Names, depth: int = 0) -> st.SearchStrategy[Any]:
	"""What the form would send for a field of a DocType; `names` gives documents to which a link may lead."""
	kind = field.fieldtype
	if kind == "Select":
		return st.sampled_from([one for one in (field.options or "").split("\n") if one] or [""])
	if kind == "Link":
		return st.sampled_from(names(field.options) or [""])
	if kind in ("Int", "Float", "Currency", "Percent", "Rating", "Duration"):
		return number
	if kind == "Check":
		return st.sampled_from((1, 1, 0))
	if kind == "Date":
		return day
	if kind == "Datetime":
		return st.one_of(lately, moment)
	if kind == "Time":
		return st.sampled_from(("09:00:00", "23:59:59"))
	if kind in TABLES:
		return st.lists(row(field.options, names), min_size=1, max_size=2) if not depth else st.just([])
	return text


def row(doctype: str, names: Names) -> st.SearchStrategy[dict[str, Any]]:
	"""A row of a table as its form sends it: what is asked for always, the rest at times."""
	columns = [one for one in frappe.get_meta(doctype).fields if writable(one)]
	must = {one.fieldname: of_field(one, names, 1) for one in columns if one.reqd or one.in_list_view}
	may = {one.fieldname: of_field(one, names, 1) for one in columns if one.fieldname not in must}
	return st.fixed_dictionaries(must, optional=may)


def writable(field: Any) -> bool:
	"""Whether a form lets the field be written."""
	return field.fieldtype not in frappe.model.no_value_fields and not field.read_only and not field.hidden


def mostly(right: st.SearchStrategy[Any], wrong: st.SearchStrategy[Any], times: int = 12) -> Any:
	"""What is right, and once in `times` what is wrong."""
	return st.integers(1, times).flatmap(lambda one: wrong if one == times else right)

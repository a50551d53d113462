"""Files that anybody might hand to the import: each row becomes something, with a reason where it does not.

Reading of the files themselves is fuzzed in tests/analytics/test_fuzz_parsers.py.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frappe
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing.figures import SECONDS, Figures, again, settled

EXAMPLES = 30 if SECONDS else 15
PROFILE = "fuzz-letters"
FIELDS = {
	"Source Number": "编号",
	"Name of Raiser": "姓名",
	"Telephone": "电话",
	"ID Number": "身份证",
	"Age": "年龄",
	"Gender": "性别",
	"Channel": "来源",
	"Subject": "主题",
	"Raised At": "时间",
	"Content": "内容",
	"Department": "单位",
	"Category": "类别",
	"Reply": "答复",
	"Replied At": "答复时间",
}
RESULTS = ("Created", "Updated", "Duplicate", "Rejected")
ODD = (
	"",
	" ",
	"=1+1",
	'=HYPERLINK("http://x")',
	"@SUM(A1)",
	"²",
	"①",
	"٣",
	"NaN",
	"None",
	"1e999",
	"0001-01-01",
	"9999-12-31 23:59:59",
	"2026-02-30",
	"1900-01-00",
	"\x85",
	"\u202e反",
	"_xD800_",
	"_x0000_",
	"&#0;",
	"<b>",
	"<!--",
	"a\nb",
	"长" * 5000,
	"x" * 70_000,
	"' or 1=1 -- ",
	"%s%(x)s",
	"{unit}",
	"\U0001f600",
	"138****1111",
)
GOOD = {
	"编号": st.integers(1, 4).map(str),
	"姓名": st.sampled_from(("王小明", "王**", "")),
	"电话": st.sampled_from(("13800001111", "138****1111", "")),
	"时间": st.sampled_from(("2026-03-05 14:30", "2021/3/1", "20190425093209")),
	"内容": st.sampled_from(("第一封信：请多开一个窗口。", "举报云溪医院医生收红包", "路灯不亮")),
	"答复": st.sampled_from(("已增开窗口。", "")),
	"答复时间": st.sampled_from(("2026-03-09 10:00:00", "2020-01-01", "")),
}
TEXT = st.one_of(st.sampled_from(ODD), st.text(max_size=20)).filter(
	lambda text: not any(0xD800 <= ord(sign) <= 0xDFFF or sign == "\x00" for sign in text)
)
VALUE = st.one_of(
	TEXT,
	st.none(),
	st.booleans(),
	st.integers(),
	st.floats(allow_nan=False, allow_infinity=False),
	st.datetimes(min_value=datetime(1900, 3, 1)),
	st.times(),
)


def rows(odd: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
	"""Rows whose cells are mostly what they should be."""
	cell = {
		heading: st.one_of(GOOD.get(heading, st.just("")), GOOD.get(heading, st.just("")), odd)
		for heading in FIELDS.values()
	}
	return st.lists(st.fixed_dictionaries(cell), min_size=1, max_size=5)


@pytest.fixture
def profile(site: str) -> Iterator[str]:
	"""A profile of a county of its own; what the import commits stays in the test's transaction."""
	from healthtalk_app.tests import factories

	rollback = frappe.db.rollback

	def back(*args: Any, **given: Any) -> None:
		if given.get("save_point"):
			rollback(*args, **given)

	county = factories.county("FZI")
	frappe.db.set_value("Health Unit", county.a1, {"unit_name": "云溪镇卫生院", "short_name": "云溪"})
	factories.category(keywords="窗口", default_unit=county.dept)
	factories.category(keywords="收红包", is_integrity=1)
	frappe.get_doc(
		doctype="Import Profile",
		profile_code=PROFILE,
		profile_name="测试来信",
		channel="Website Letter",
		regime="Talk",
		column_map=[{"field": field, "heading": heading} for field, heading in FIELDS.items()],
		word_map=[{"source_text": "局医政科", "kind": "Unit", "unit": county.dept}],
		plan="由{unit}核实。",
		reply_how="Online",
		close_unrated=1,
	).insert()
	with patch.object(frappe.db, "rollback", back):
		yield PROFILE


def take_in(path: Path) -> dict[str, Any] | None:
	"""The result of an import, None where the file as a whole was refused with a sentence."""
	from healthtalk_app.exceptions import ImportRefusedError
	from healthtalk_app.services.importing import run

	try:
		return run.from_path(path, PROFILE)
	except ImportRefusedError as refused:
		assert str(refused).strip()
		return None


def check(result: dict[str, Any] | None, written: list[dict[str, Any]], counted: Figures) -> None:
	"""Each row has its outcome, each outcome its reason or its matter, and the logs hold."""
	from healthtalk_app.services.records import rebuild

	counted.counts["files"] += 1
	counted.counts["inputs"] += len(written)
	if result is None:
		counted.counts["files refused"] += 1
		return
	said = [at for at, row in enumerate(written, 2) if any(is_said(value) for value in row.values())]
	assert [row["row"] for row in result["rows"]] == said, "a row was lost"
	assert (
		result["read"]
		== len(said)
		== sum(result[name] for name in ("created", "updated", "duplicates", "rejected"))
	)
	for row in result["rows"]:
		counted.counts[row["result"].lower()] += 1
		assert row["result"] in RESULTS
		if row["result"] == "Rejected":
			assert row["reason"], "rejected without a reason"
		elif row["result"] == "Created" and row["matter"]:
			assert frappe.db.exists("Talk Matter", row["matter"])
	names = {row["matter"] for row in result["rows"] if row["matter"]}
	assert [found for found in rebuild.check("Talk Matter") if found.name in names] == []


def is_said(value: Any) -> bool:
	"""Whether a cell is more than empty."""
	return value is not None and value != "" and not (isinstance(value, float) and math.isnan(value))


def fuzz(name: str, strategy: st.SearchStrategy[Any], write: Any, tmp_path: Path) -> None:
	counted = Figures(f"import-{name}")
	path = tmp_path / f"来信.{name}"

	@settled(EXAMPLES)
	@given(strategy)
	def one(written: list[dict[str, Any]]) -> None:
		frappe.db.savepoint("healthtalk_file")
		write(path, written)
		try:
			check(take_in(path), written, counted)
		finally:
			frappe.db.rollback(save_point="healthtalk_file")

	again(one)
	counted.close()


def test_rows_of_text_files(profile: str, tmp_path: Path) -> None:
	def write(path: Path, written: list[dict[str, Any]]) -> None:
		with path.open("w", encoding="utf-8", newline="") as file:
			out = csv.writer(file, quoting=csv.QUOTE_ALL)
			out.writerows([list(FIELDS.values()), *(row.values() for row in written)])

	fuzz("csv", rows(TEXT), write, tmp_path)


def test_rows_of_workbooks(profile: str, tmp_path: Path) -> None:
	"""Cells of every kind: formulas, numbers, days, hours, truths, texts of any length."""

	def write(path: Path, written: list[dict[str, Any]]) -> None:
		book = openpyxl.Workbook()
		for row in [list(FIELDS.values()), *([*one.values()] for one in written)]:
			book.active.append([printable(value) for value in row])
		book.save(path)

	fuzz("xlsx", rows(VALUE), write, tmp_path)


def printable(value: Any) -> Any:
	"""A value that a workbook can hold at all."""
	if isinstance(value, str):
		return openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
	return float(value) if isinstance(value, int) and abs(value) > 10**15 else value


def test_the_profile_of_an_administrator_is_followed_or_refused(profile: str, tmp_path: Path) -> None:
	"""Formats of dates, plans, words and headings, whatever somebody writes there."""
	from healthtalk_app.exceptions import ImportRefusedError

	counted = Figures("import-profiles")
	formats = st.sampled_from(("%d/%m/%Y %H:%M", "%Y", "%", "%Q", "%z", "%s", "%Y-%m-%d%z", "%c", "%j %Y"))
	given_values = st.fixed_dictionaries(
		{},
		optional={
			"date_formats": st.one_of(formats, TEXT),
			"plan": st.one_of(st.sampled_from(("{unit}", "{", "{0}", "{unit.x}", "{unit!r:>99}")), TEXT),
			"points_needed": st.integers(-5, 5),
			"variant": TEXT,
			"reply_how": TEXT,
		},
	)

	@settled(EXAMPLES)
	@given(given_values, rows(TEXT))
	def one(values: dict[str, Any], written: list[dict[str, Any]]) -> None:
		frappe.db.savepoint("healthtalk_file")
		path = tmp_path / "来信.csv"
		with path.open("w", encoding="utf-8", newline="") as file:
			out = csv.writer(file, quoting=csv.QUOTE_ALL)
			out.writerows([list(FIELDS.values()), *(row.values() for row in written)])
		try:
			doc = frappe.get_doc("Import Profile", PROFILE)
			doc.update(values)
			try:
				doc.save()
			except (ImportRefusedError, frappe.ValidationError) as refused:
				counted.counts["profiles refused"] += 1
				assert str(refused).strip()
				return
			check(take_in(path), written, counted)
		finally:
			frappe.db.rollback(save_point="healthtalk_file")
			frappe.clear_document_cache("Import Profile", PROFILE)

	again(one)
	counted.close()

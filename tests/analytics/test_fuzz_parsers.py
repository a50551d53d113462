"""What reads texts and files of others, given anything: an answer or the error that it names, never another.

Masks, codes, working days and terms have such tests of their own beside them in tests/rules.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healthtalk_app.analytics import sheets, texts
from healthtalk_app.rules import amounts, appraisal_table, codes, names, petitions, returned_figures
from tests.fuzzing.figures import SECONDS, Figures, again

pytest.importorskip("pandas")
openpyxl = pytest.importorskip("openpyxl")

EXAMPLES = 200 if SECONDS else 100
ODD = (
	"=1+1",
	"=cmd|' /C calc'!A0",
	"@SUM(A1)",
	"0001-01-01",
	"9999-12-31 23:59:59",
	"2026-02-30",
	"NaN",
	"1e999",
	"²",
	"①",
	"٣",
	"_xD800_",
	"_x0000_",
	"&#x110000;",
	"\x00",
	"\x85",
	"\u2028",
	"\ud800",
	'"',
	'""',
	"a\nb",
	"长" * 40_000,
)
CELL = st.one_of(
	st.sampled_from(ODD), st.text(max_size=12), st.text(alphabet="0123456789-:/. 年月日,，\t", max_size=20)
)
VALUE = st.one_of(
	CELL, st.none(), st.booleans(), st.integers(), st.floats(), st.datetimes(), st.dates(), st.binary()
)
# what can stand in a text file that is read again: no broken characters, no NUL
WRITTEN = CELL.filter(lambda text: "\x00" not in text and not texts.LONE_SURROGATE.search(text))
TABLE = st.integers(1, 5).flatmap(
	lambda width: st.lists(st.lists(WRITTEN, min_size=width, max_size=width), min_size=1, max_size=6)
)


def often(name: str, strategy: st.SearchStrategy[Any], check: Callable[[Any], Any]) -> None:
	"""Try a check on what is drawn, the same each time, or anew until the time of `make fuzz` is over."""
	counted = Figures(f"parsers-{name}")

	@settings(max_examples=EXAMPLES, derandomize=not SECONDS, database=None, deadline=None)
	@given(strategy)
	def one(drawn: Any) -> None:
		counted.counts["inputs"] += 1
		check(drawn)

	again(one)
	counted.close()


def read(content: bytes, name: str) -> Any:
	"""The table of a file, or the kind of what is wrong with it."""
	with tempfile.TemporaryDirectory() as folder:
		path = Path(folder, name)
		path.write_bytes(content)
		try:
			return sheets.read(path)
		except sheets.BadSheet as bad:
			assert bad.kind in ("missing", "kind", "damaged", "empty")
			return bad.kind


def cells(table: Any) -> list[list[str]]:
	"""The cells of a table as texts; an empty one is empty."""
	return [[texts.plain(value) for value in row] for row in table.itertuples(index=False)]


def normal(text: str) -> str:
	"""Line ends as a reader of CSV gives them."""
	return text.replace("\r\n", "\n").replace("\r", "\n")


def workbook(rows: list[list[Any]]) -> bytes:
	book = openpyxl.Workbook()
	for row in rows:
		book.active.append(row)
	out = io.BytesIO()
	book.save(out)
	return out.getvalue()


WHOLE = workbook([["编号", "内容", "时间"], ["1", "=1+1", datetime(2026, 1, 1)], ["2", "x", 46_000.5]])


# ---- files ---------------------------------------------------------------------------------------
def test_any_bytes_are_a_table_or_refused() -> None:
	endings = st.sampled_from(("a.csv", "a.txt", "a.tsv", "a.xlsx", "a.xls", "a.xlsm", "a.pdf", "a"))
	content = st.one_of(
		st.binary(max_size=400),
		st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
		st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
		st.text(max_size=200).map(lambda text: text.encode("gb18030", "replace")),
	)
	often("bytes", st.tuples(content, endings), lambda drawn: read(*drawn))


def test_a_damaged_workbook_is_a_table_or_refused() -> None:
	def broken(at: int, by: bytes, cut: bool) -> bytes:
		at %= len(WHOLE)
		return WHOLE[:at] + by + (b"" if cut else WHOLE[at + len(by) :])

	drawn = st.tuples(st.integers(0, 10**6), st.binary(max_size=20), st.booleans())
	often("workbooks", drawn, lambda one: read(broken(*one), "a.xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"], ids=["comma", "tab", "semicolon", "bar"])
def test_every_cell_of_a_text_file_arrives_in_its_place(encoding: str, mark: str) -> None:
	"""Nothing is lost, moved or read as something else; rows of nothing but blanks are no rows."""

	def check(rows: list[list[str]]) -> None:
		out = io.StringIO(newline="")
		headings = [f"栏{number}" for number in range(len(rows[0]))]
		csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
		table = read(out.getvalue().encode(encoding), "来信.csv")
		whole = [row for row in rows if any(row)]
		if not whole:
			assert isinstance(table, str)
			return
		assert not isinstance(table, str), table
		kept = [int(heading[1:]) for heading in table.columns]
		assert all(not row[at] for row in whole for at in set(range(len(headings))) - set(kept))
		expected = [[normal(row[at]) for at in kept] for row in whole]
		assert [[normal(cell) for cell in row] for row in cells(table)] == expected

	often(f"csv-{encoding}-{ord(mark)}", TABLE, check)


def test_a_file_whose_rows_have_other_lengths_loses_no_cell() -> None:
	"""Rows may be shorter or longer than the headings: every cell that says something arrives, or the file is
	refused."""

	def check(rows: list[list[str]]) -> None:
		out = io.StringIO(newline="")
		csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["编号", "内容", "时间"], *rows])
		table = read(out.getvalue().encode(), "a.csv")
		if isinstance(table, str):
			assert table == "damaged" or not any(cell for row in rows for cell in row)
			return
		found = [normal(cell) for row in cells(table) for cell in row if cell]
		assert found == [normal(cell) for row in rows for cell in row if cell]
		for row in rows[:1]:
			if row and row[0]:
				assert normal(texts.plain(table["编号"].iloc[0])) == normal(row[0])

	often("ragged", st.lists(st.lists(WRITTEN, max_size=5), min_size=1, max_size=4), check)


# ---- texts ---------------------------------------------------------------------------------------
def test_any_cell_is_read_as_text_and_as_a_time() -> None:
	def check(value: Any) -> None:
		text = texts.clean(value)
		assert "\n" not in texts.one_line(value)
		text.encode()
		at = texts.moment(value)
		assert at is None or (type(at) is datetime and at.tzinfo is None)
		texts.sketch(texts.said(text))
		subject, content = texts.shorten(texts.one_line(value), text, 140)
		assert len(subject) <= 140 and subject.rstrip("…") in (content + subject)

	often("cells", VALUE, check)


def test_any_pasted_table_is_read_or_refused() -> None:
	line = st.lists(CELL, max_size=4)

	def check(drawn: tuple[list[list[str]], int]) -> None:
		lines, columns = drawn
		pasted = "\n".join("\t".join(one) for one in lines)
		try:
			found = appraisal_table.read(pasted, columns)
		except ValueError:
			return
		# no line is lost: each is a unit with its figures, but the heading and what is blank
		said = [one for one in pasted.splitlines() if one.strip()]
		assert len(said) - len(found) in (0, 1)
		assert all(name and len(row) == columns for name, row in found)

	often("tables", st.tuples(st.lists(line, max_size=5), st.integers(0, 4)), check)


@example("١٢").via("digits that are no western ones")
@given(CELL)
def test_any_returned_figure_is_a_number_or_refused(text: str) -> None:
	try:
		number = returned_figures.number_of(text)
	except ValueError:
		return
	assert number is None or abs(number) < 10**13


@given(st.one_of(CELL, st.floats(), st.decimals(), st.integers()))
def test_any_amount_is_written_or_refused(amount: Any) -> None:
	try:
		words = amounts.in_words(amount)
	except ValueError:
		return
	assert words.endswith(("整", "分"))


@given(st.integers(0, 10**18 - 1))
def test_an_amount_in_words_says_its_figure(fen: int) -> None:
	assert figure_of(amounts.in_words(Decimal(fen) / 100)) == fen


def figure_of(words: str) -> int:
	"""The fen that an amount in words says: each group by its place, then 角 and 分."""
	yuan, _mark, rest = words.removesuffix("整").rpartition("元")
	total = group = digit = 0
	for sign in re.findall("万亿|.", yuan):
		if sign in amounts.DIGITS:
			digit = amounts.DIGITS.index(sign)
		elif sign in amounts.PLACES:
			group, digit = group + digit * 10 ** amounts.PLACES.index(sign), 0
		else:
			place = amounts.GROUP ** amounts.GROUPS.index(sign)
			total, group, digit = total + (group + digit) * place, 0, 0
	fen = 0
	for sign in rest:
		if sign in amounts.DIGITS:
			digit_of_fen = amounts.DIGITS.index(sign)
		else:
			fen += digit_of_fen * (10 if sign == "角" else 1)
	return (total + group + digit) * 100 + fen


@given(CELL)
def test_any_text_is_looked_through_for_names_and_codes(text: str) -> None:
	assert all(petitions.names_in(text))
	assert names.spoken(text) == names.spoken(names.spoken(text))
	try:
		assert codes.normalise_code(text)
	except ValueError:
		pass

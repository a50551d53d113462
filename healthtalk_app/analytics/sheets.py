"""Spreadsheets and CSV files of other systems as a table of cells, with a sentence for what is wrong.

No platform here; pandas is imported where it is needed, because it is heavy.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
	import pandas as pd

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".tsv", ".txt")
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",\t;|"
SAMPLE = 64 * 1024
BLANK = re.compile(r"\s+")


class BadSheet(Exception):
	"""A file that cannot be taken in; `kind` says why, `facts` go into the sentence."""

	def __init__(self, kind: str, *facts: str) -> None:
		super().__init__(kind, *facts)
		self.kind, self.facts = kind, facts


def read(path: Path, rows: int | None = None) -> pd.DataFrame:
	"""The first sheet of a workbook, or a CSV file, all cells as they are; only `rows` of them if given.

	Raises `BadSheet` "missing", "kind" (of file), "damaged" or "empty".
	"""
	if not path.is_file():
		raise BadSheet("missing", path.name)
	ending = path.suffix.lower()
	if ending not in (*WORKBOOKS, *TEXTS):
		raise BadSheet("kind", path.name)
	table = _workbook(path, rows) if ending in WORKBOOKS else _text(path, rows)
	table = table.dropna(how="all").dropna(how="all", axis=1)
	if table.empty:
		raise BadSheet("empty", path.name)
	return table


def _workbook(path: Path, rows: int | None) -> pd.DataFrame:
	import pandas as pd

	try:
		return pd.read_excel(
			path,
			sheet_name=0,
			dtype=object,
			nrows=rows,
			keep_default_na=False,
			na_values=[""],
			engine="calamine",
		)
	except Exception as error:
		# what is wrong with a workbook has a class of errors for each kind, without a common ancestor
		raise BadSheet("damaged", path.name) from error


def _text(path: Path, rows: int | None) -> pd.DataFrame:
	import pandas as pd
	from pandas.errors import ParserWarning

	for encoding in ENCODINGS:
		try:
			with path.open(encoding=encoding, newline="") as file:
				sample = file.read(SAMPLE)
			if "\x00" in sample:
				break
			with warnings.catch_warnings():
				# said where cells stand beyond the last heading and would be lost
				warnings.simplefilter("error", ParserWarning)
				return pd.read_csv(
					path,
					sep=delimiter(sample),
					dtype=str,
					encoding=encoding,
					keep_default_na=False,
					na_values=[""],
					nrows=rows,
					# else longer rows would lose their first cell, and all others move
					index_col=False,
				)
		except UnicodeDecodeError:
			continue
		except (
			pd.errors.ParserError,
			pd.errors.EmptyDataError,
			csv.Error,
			ValueError,
			ParserWarning,
		) as error:
			raise BadSheet("damaged", path.name) from error
	raise BadSheet("damaged", path.name)


def delimiter(sample: str) -> str:
	"""What stands between the headings: the most frequent of the usual marks in the first line."""
	heading = sample.split("\n", 1)[0]
	return max(DELIMITERS, key=heading.count)


def headings(columns: Iterable[Any], wanted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
	"""Field → column of the table, for those of the `wanted` headings that are there; blanks do not count."""
	there = {BLANK.sub("", str(column)).lower(): column for column in reversed(list(columns))}
	found: dict[str, Any] = {}
	for field, alternatives in wanted.items():
		for heading in alternatives:
			column = there.get(BLANK.sub("", heading).lower())
			if column is not None:
				found[field] = column
				break
	return found

"""The score sheet of an appraisal: its rows, from which the total follows and can be reckoned again.

A row holds the figure and the rule as it stood. Rows, corrections and vetoes are all that the total is made
of: the same rows give the same total to the last digit, whatever became of scheme and figures since.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from frappe import _

from healthtalk_app.exceptions import BadInputError, refuse
from healthtalk_app.rules import appraisal
from healthtalk_app.rules.appraisal import Result, Terms
from healthtalk_app.rules.appraisal_indicators import Indicator, from_stored, stored

# what people write on a row, kept when figures are computed again
BY_REVIEWER = ("hand_value", "hand_reason", "exempt_reason", "evidence", "evidence_note", "entered_by")
BY_UNIT = ("self_note", "self_evidence")
WRITTEN = (*BY_REVIEWER, *BY_UNIT)
LONGEST_NUMBER = 18
# the result of what cannot be reckoned
NOTHING = {"total": 0, "shown": 0, "bonus": 0, "deducted": 0, "grade": "", "vetoed": 0}
# without an exponent: exact fractions of 9E+99999999 would never be done
NUMBER = re.compile(r"[+-]?\d+(\.\d*)?")


def reckon(
	rows: Iterable[Any],
	vetoes: Iterable[str],
	terms: Terms,
	indicators: Sequence[Indicator] | None = None,
) -> Result:
	"""The result of the rows of a sheet; `indicators` spare reading their rules, which are the same for many.

	Raises `ValueError` for what cannot be reckoned.
	"""
	rows = list(rows)
	indicators = indicators or [indicator_of(row) for row in rows]
	values = {one.key: value_of(row) for one, row in zip(indicators, rows, strict=True)}
	reasons = {one.key: row.get("exempt_reason") or "" for one, row in zip(indicators, rows, strict=True)}
	return appraisal.appraise(indicators, values, vetoes, reasons, terms)


def fill(rows: Sequence[Any], result: Result) -> None:
	"""Write on each row what it counted, and how it came."""
	for row, scored in zip(rows, result.rows, strict=True):
		row.update(
			{
				"weight": float(scored.weight),
				"points": float(scored.points),
				"share": float(scored.share),
				"missing": scored.missing.value if scored.missing else None,
				"explanation": scored.sentence.text(_),
			}
		)


def outcome(result: Result) -> dict[str, Any]:
	"""The result as fields of an appraisal; without anything measured there is no grade."""
	return {
		"total": float(result.total or 0),
		"shown": float(result.shown or 0),
		"bonus": float(result.bonus),
		"deducted": float(result.deducted),
		"grade": result.grade or "",
		"vetoed": int(bool(result.vetoed)),
	}


def indicator_of(row: Any) -> Indicator:
	"""The indicator of a row as it stood when the row was computed."""
	return from_stored(json.loads(row.get("rule")))


def rule_of(indicator: Indicator) -> str:
	"""An indicator as a row keeps it."""
	return json.dumps(stored(indicator), ensure_ascii=False, sort_keys=True)


def value_of(row: Any) -> Decimal | None:
	"""The figure that counts: what the reviewer entered, else what was computed."""
	text = (row.get("hand_value") or "").strip() or (row.get("value") or "").strip()
	return number(text) if text else None


def number(text: str) -> Decimal:
	"""A figure as somebody typed it. Raises `BadInputError` for what is no number."""
	if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
		refuse(_("{0} is not a number."), text[:40], error=BadInputError)
	return Decimal(text)


def reasons(vetoes: Iterable[Any]) -> list[str]:
	"""The kinds of the vetoes of a sheet."""
	return [row.get("kind") for row in vetoes]


def keep_terms(terms: Terms) -> str:
	"""The terms of a scheme as an appraisal keeps them."""
	words = {key: None if value is None else str(value) for key, value in asdict(terms).items()}
	return json.dumps(words, sort_keys=True)


def terms_of(text: str | None) -> Terms:
	"""The terms that `keep_terms` wrote down."""
	if not text:
		return Terms()
	found = {key: value for key, value in json.loads(text).items() if value is not None}
	words = {key: found.pop(key) for key in ("veto_cap",) if key in found}
	return Terms(**words, **{key: Decimal(value) for key, value in found.items()})


def digest(rows: Iterable[Any], vetoes: Iterable[Any], terms: str | None) -> str:
	"""Of everything that the total is made of, in one order."""
	inputs = {
		"rows": sorted(
			[
				row.get("rule") or "",
				*(row.get(name) or "" for name in ("value", "hand_value", "exempt_reason")),
			]
			for row in rows
		),
		"vetoes": sorted([row.get("kind") or "", row.get("found") or 1] for row in vetoes),
		"terms": terms or "",
	}
	return hashlib.sha256(json.dumps(inputs, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def carried_over(row: Mapping[str, Any]) -> dict[str, Any]:
	"""What people wrote on a row."""
	return {name: row.get(name) for name in WRITTEN if row.get(name)}

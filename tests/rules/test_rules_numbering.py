"""Document numbers as the heading of an official paper writes them (GB/T 9704)."""

from __future__ import annotations

import pytest

from healthtalk_app.rules.numbering import BadPattern, check_pattern, render

PATTERN = "{unit}卫说{kind}〔{year}〕{seq}号"


def test_a_number_has_square_year_brackets_and_no_leading_zero() -> None:
	assert render(PATTERN, "甬", "流", 2026, 12) == "甬卫说流〔2026〕12号"
	assert render(PATTERN, "宁", "督", 2025, 1) == "宁卫说督〔2025〕1号"
	assert render("{year}-{seq}", "", "", 2026, 1204) == "2026-1204"


def test_braces_in_a_name_are_text() -> None:
	assert render(PATTERN, "{seq}", "流", 2026, 1) == "{seq}卫说流〔2026〕1号"


@pytest.mark.parametrize(
	("pattern", "complaint"),
	[
		("{unit}〔{year}〕{sequence}号", "sequence"),
		("{unit}〔{year}〕{}号", "placeholder"),
		("{unit.__class__}〔{year}〕{seq}号", "unit.__class__"),
		("{unit}〔{year}〕{seq:04d}号", "format"),
		("{unit!r}〔{year}〕{seq}号", "format"),
		("{unit}〔{year}〕{seq号", "Malformed|Unknown"),
		("{unit}〔{year}〕seq}号", "Malformed"),
		("{unit}〔{year}〕号", "seq"),
		("{unit}卫说{seq}号", "year"),
		("", "seq"),
	],
)
def test_a_pattern_that_would_not_work_is_refused(pattern: str, complaint: str) -> None:
	with pytest.raises(BadPattern, match=complaint):
		check_pattern(pattern)
	with pytest.raises(BadPattern):
		render(pattern, "甬", "流", 2026, 1)


@pytest.mark.parametrize(("year", "sequence"), [(26, 1), (10000, 1), (2026, 0), (2026, -1)])
def test_a_number_outside_its_range_is_refused(year: int, sequence: int) -> None:
	with pytest.raises(ValueError, match=str(sequence)):
		render(PATTERN, "甬", "流", year, sequence)

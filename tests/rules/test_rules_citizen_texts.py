"""Texts to citizens: placeholders without a template language, telephone numbers, and silent hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.citizen_texts import CLOSED, OPEN, allowed_from, fill, mobile, short, strange


@pytest.mark.parametrize(
	("text", "allowed", "wrong"),
	[
		("您反映的“{subject_short}”已受理，编号{number}。", OPEN, []),
		("您于{raised}反映的事项已受理。", CLOSED, []),
		("您反映的“{subject_short}”", CLOSED, ["subject_short"]),
		("编号{number}，{unit}，{number}", CLOSED, ["number", "unit"]),
		("{ number }", OPEN, [" number "]),
		("{{ doc.raiser_name }}", OPEN, [" doc.raiser_name ", "{", "}"]),
		("{% if 1 %}", OPEN, ["% if 1 %"]),
		("{}", OPEN, [""]),
		("一个{括号", OPEN, ["{"]),
		("没有括号", CLOSED, []),
	],
)
def test_what_may_stand_in_braces(text: str, allowed: tuple[str, ...], wrong: list[str]) -> None:
	assert strange(text, allowed) == wrong


def test_placeholders_are_replaced_and_nothing_is_evaluated() -> None:
	facts = {"number": "12号", "subject_short": "{number}{{ 7*7 }}"}
	assert fill("编号{number}“{subject_short}”{due}。", facts) == "编号12号“{number}{{ 7*7 }}”。"


@pytest.mark.parametrize(
	("subject", "shown"),
	[
		("药房排队", "药房排队"),
		("一二三四五六七八九十一二", "一二三四五六七八九十一二"),
		("一二三四五六七八九十一二三", "一二三四五六七八九十一二…"),
		(" 药房\n 排队 ", "药房 排队"),
		("", ""),
	],
)
def test_a_short_subject(subject: str, shown: str) -> None:
	assert short(subject) == shown


@pytest.mark.parametrize(
	("said", "number"),
	[
		("13800000001", "13800000001"),
		("138 0000 0001", "13800000001"),
		("+86-138-0000-0001", "13800000001"),
		("008613800000001", "13800000001"),
		("0574-87654321", None),
		("0574-87654321、13800000001", "13800000001"),
		("138****0001", None),
		("12800000001", None),
		("138000000012", None),
		("13800000001&to=13900000009", None),
		("", None),
		(None, None),
	],
)
def test_the_mobile_number_in_what_was_entered(said: str | None, number: str | None) -> None:
	assert mobile(said) == number


@pytest.mark.parametrize(
	("at", "first", "last", "rings"),
	[
		("2026-11-20 08:00:00", 8, 21, "2026-11-20 08:00:00"),
		("2026-11-20 07:59:59", 8, 21, "2026-11-20 08:00:00"),
		("2026-11-20 20:59:59", 8, 21, "2026-11-20 20:59:59"),
		("2026-11-20 21:00:00", 8, 21, "2026-11-21 08:00:00"),
		("2026-12-31 23:30:00", 8, 21, "2027-01-01 08:00:00"),
		("2026-11-20 03:00:00", 0, 0, "2026-11-20 03:00:00"),
		("2026-11-20 23:00:00", 20, 2, "2026-11-20 23:00:00"),
		("2026-11-20 12:00:00", 20, 2, "2026-11-20 20:00:00"),
	],
)
def test_a_telephone_stays_silent_at_night(at: str, first: int, last: int, rings: str) -> None:
	assert allowed_from(datetime.fromisoformat(at), first, last) == datetime.fromisoformat(rings)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(0, 23), st.integers(0, 23))
def test_what_waits_waits_less_than_a_day_and_then_rings(at: datetime, first: int, last: int) -> None:
	rings = allowed_from(at, first, last)
	assert timedelta(0) <= rings - at < timedelta(days=1)
	assert allowed_from(rings, first, last) == rings

"""Words side by side in one number."""

from __future__ import annotations

import pytest

from healthtalk_app.rules import packing
from healthtalk_app.rules.packing import MATTER_WORDS


def test_words_stand_side_by_side() -> None:
	words = packing.pack({"a": packing.Word(("x", "y", "z"), "a"), "b": packing.Word((1,), "b")})
	assert [(word.shift, word.mask) for word in words.values()] == [(0, 0b11), (2, 0b100)]
	assert packing.number(words) == "a * 1 + b * 4"


@pytest.mark.parametrize(("value", "packed"), [("x", 1), ("z", 3), (None, 0), ("", 0), ("other", 0)])
def test_a_value_has_its_place_in_the_list(value: str | None, packed: int) -> None:
	assert packing.Word(("x", "y", "z"), "a").packed(value) == packed


def test_no_two_words_of_a_matter_share_a_bit() -> None:
	masks = [word.mask for word in MATTER_WORDS.values()]
	assert sum(masks) == (1 << sum(mask.bit_count() for mask in masks)) - 1


def test_every_value_has_a_code_of_its_own_within_its_bits() -> None:
	for word in MATTER_WORDS.values():
		codes = {word.packed(value) for value in word.values}
		assert len(codes) == len(word.values)
		assert all(code and code & word.mask == code for code in codes)


def test_the_day_of_a_moment() -> None:
	assert packing.day_of("first_response_at") == "_first_response_day"

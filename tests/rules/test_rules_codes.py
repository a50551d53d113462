"""Tracking and rating codes (design §9): random, checked for typing errors, stored as a digest only."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.codes import ALPHABET, BadCode, digest, new_code, normalise_code

CODES = st.binary(min_size=10, max_size=10).map(lambda seed: normalise_code(new_code(lambda n: seed[:n])))
# Data 0...01: the check character is the generator itself, 2.
ONE = "0000-0000-0000-0012"


def code_of(number: int) -> str:
	return new_code(lambda n: number.to_bytes(n, "big"))


def test_known_codes_worked_out_by_hand() -> None:
	assert code_of(0) == "0000-0000-0000-0000"
	# The first character holds the lowest five bits; 2 to the 15th power in the field is 31.
	assert code_of(1) == "1000-0000-0000-000Z"
	assert code_of(1 << 70) == ONE


def test_a_code_is_four_groups_of_the_alphabet() -> None:
	code = new_code()
	groups = code.split("-")
	assert [len(group) for group in groups] == [4, 4, 4, 4]
	assert set("".join(groups)) <= set(ALPHABET)
	assert not set(ALPHABET) & set("OILU")
	assert normalise_code(code) == code.replace("-", "")


def test_every_one_of_75_bits_reaches_the_code() -> None:
	assert len({code_of(1 << bit) for bit in range(75)}) == 75
	assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
	"typed",
	[
		"0000-0000-0000-0012",
		"0000000000000012",
		" oooo oooo oooo ool2 ",
		"OOOO—OOOO–OOOO‐OOI2",
		"００００－００００－００００－００１２",
		"0000_0000\u30000000\t0012\n",
		"0000ー0000−0000-0012",
	],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
	assert normalise_code(typed) == "0000000000000012"
	assert digest(typed) == hashlib.sha256(b"0000000000000012").hexdigest()


@pytest.mark.parametrize(
	"typed", ["", "0012", "0000-0000-0000-00121", "0000-0000-0000-00U2", "0000-0000-0000-00号2", "ß" * 8]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
	with pytest.raises(BadCode):
		normalise_code(typed)
	with pytest.raises(BadCode):
		digest(typed)


@given(CODES)
def test_every_wrong_character_is_found(code: str) -> None:
	for place, right in enumerate(code):
		for wrong in ALPHABET.replace(right, ""):
			with pytest.raises(BadCode):
				normalise_code(code[:place] + wrong + code[place + 1 :])


@given(CODES)
def test_every_exchange_of_two_characters_is_found(code: str) -> None:
	for i in range(16):
		for j in range(i + 1, 16):
			if code[i] != code[j]:
				typed = list(code)
				typed[i], typed[j] = typed[j], typed[i]
				with pytest.raises(BadCode):
					normalise_code("".join(typed))


@given(CODES)
def test_a_pair_typed_as_another_pair_is_found(code: str) -> None:
	for i, (a, b) in enumerate(pairwise(code)):
		if a == b:
			for wrong in ALPHABET.replace(a, ""):
				with pytest.raises(BadCode):
					normalise_code(code[:i] + wrong * 2 + code[i + 2 :])


@given(st.binary(min_size=10, max_size=10))
def test_new_codes_are_valid_and_keep_their_digest(seed: bytes) -> None:
	code = new_code(lambda n: seed[:n])
	assert normalise_code(normalise_code(code)) == normalise_code(code)
	assert digest(code) == digest(code.lower()) == digest(normalise_code(code))

"""Characters before they are set."""

import pytest

from healthtalk_app.printing.text import gbk_private_use, printable


@pytest.mark.parametrize(
	("code", "character"),
	# GB 18030-2022, the characters whose private codes changed, and GB 18030-2000's row FE50
	[
		(0xE863, "䶮"),
		(0xE81E, "龴"),
		(0xE864, "龻"),
		(0xE815, "⺁"),
		(0xE81A, "㑳"),
		(0xE816, "𠂇"),
		(0xE7C7, "ḿ"),
	],
)
def test_private_codes_of_gbk(code, character):
	assert gbk_private_use()[code] == ord(character)
	assert printable(f"某{chr(code)}") == f"某{character}"


def test_private_codes_that_nobody_defined_stay_and_will_be_reported():
	assert printable("\ue000") == "\ue000"


def test_plain_text_is_left_alone():
	assert printable("反映：慢性病门诊，3次（周一）。\u3000ABC") == "反映：慢性病门诊，3次（周一）。\u3000ABC"


def test_composed_accents_and_dropped_marks():
	assert printable("e\u0301") == "é"
	assert printable("葛\ufe00\u200d\u202e某") == "葛某"
	assert printable("a\u00a0b") == "a b"
	assert printable("甲\x00\x07乙") == "甲乙"

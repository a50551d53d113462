"""Masked identities (design §5): hidden parts never show, and a mask is recognised and stays what it is."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.masking import (
	is_masked,
	mask_address,
	mask_email,
	mask_id_number,
	mask_name,
	mask_phone,
)

ALL = [mask_name, mask_phone, mask_email, mask_id_number, mask_address]
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
ANY_TEXT = st.one_of(
	st.text(max_size=30),
	st.text(alphabet="张欧阳镇海区街道乡市县·-+*1380574 ,、", max_size=30),
)


@pytest.mark.parametrize(
	("name", "masked"),
	[
		("张三", "张*"),
		("张三丰", "张**"),
		("张", "*"),
		("欧阳修", "欧阳*"),
		("司马相如", "司马**"),
		("歐陽修", "歐陽*"),
		("欧阳", "欧*"),
		("买买提·艾力", "买**·**"),
		("阿依古丽•买买提", "阿***•***"),
		("John Smith", "J*** *****"),
		("Mary-Jane O'Neil", "M***-**** *'****"),
		(" 张三 ", "张*"),
		("张 三", "张 *"),
		("龑㛃𬭎", "龑**"),
		("张*", "张*"),
		("张·", "**"),
		("张*三", "张**"),
		("", ""),
		("  ", ""),
		(None, ""),
	],
)
def test_names(name: str | None, masked: str) -> None:
	assert mask_name(name) == masked


@pytest.mark.parametrize(
	("email", "masked"),
	[
		("zhangsan@example.com", "z***@***.com"),
		("z@example.com.cn", "z***@***.cn"),
		(" zhang.san+1@mail.example.org ", "z***@***.org"),
		("a@b@example.com", "a***@***.com"),
		("@example.com", "***@***.com"),
		("zhangsan", "***@***.***"),
		("z***@***.com", "z***@***.com"),
		("*@*", "***@***.***"),
		("", ""),
		(None, ""),
	],
)
def test_emails(email: str | None, masked: str) -> None:
	assert mask_email(email) == masked


@pytest.mark.parametrize(
	("phone", "masked"),
	[
		("13800000012", "138****0012"),
		("138 0000 0012", "138****0012"),
		("138-0000-0012", "138****0012"),
		("+86 13800000012", "138****0012"),
		("+86-138-0000-0012", "138****0012"),
		("008613800000012", "138****0012"),
		("８６１３８００００００１２", "138****0012"),
		("0574-65123456", "0574-******56"),
		("0574-6512345", "0574-*****45"),
		("057465123456", "0574******56"),
		("(0574)65123456", "0574******56"),
		("010-65123456", "010-******56"),
		("021-65123456", "021-******56"),
		("65123456", "******56"),
		("13800000012、0574-65123456", "138****0012、0574-******56"),
		("13800000012/13900000034", "138****0012/139****0034"),
		("12345", "*****"),
		("12", "***"),
		("无", "***"),
		(",", "***"),
		("", ""),
		(None, ""),
	],
)
def test_phones(phone: str | None, masked: str) -> None:
	assert mask_phone(phone) == masked


@pytest.mark.parametrize(
	("number", "masked"),
	[
		("330226199001010017", "3****************7"),
		("33022619900101001X", "3****************X"),
		("330226 19900101 0017", "3****************7"),
		("330226900101001", "3*************1"),
		("E12345678", "E*******8"),
		("1234567", "*******"),
		("1", "***"),
		("", ""),
		(None, ""),
	],
)
def test_id_numbers(number: str | None, masked: str) -> None:
	assert mask_id_number(number) == masked


@pytest.mark.parametrize(
	("address", "masked"),
	[
		("浙江省宁波市宁海县长街镇桥头村12号", "浙江省宁波市宁海县长街镇***"),
		("宁海县跃龙街道人民路3幢201室", "宁海县跃龙街道***"),
		("宁海县胡陈乡梅山村", "宁海县胡陈乡***"),
		("宁波市镇海区招宝山街道胜利路8号", "宁波市镇海区招宝山街道***"),
		("镇海区招宝山街道胜利路8号", "镇海区招宝山街道***"),
		("江西省景德镇市珠山区新村街道5号", "江西省景德镇市珠山区新村街道***"),
		("桐乡市梧桐街道庆丰路9号", "桐乡市梧桐街道***"),
		("宁海县长街镇", "宁海县长街镇***"),
		("宁海县人民大道旁边的小区", "宁海县人民大***"),
		("中山路12号301室", "中山路***"),
		("中山东路", "中***"),
		("一号", "***"),
		# the town after a house number would show the number
		("12号楼长街镇", "***"),
		("", ""),
		(None, ""),
	],
)
def test_addresses(address: str | None, masked: str) -> None:
	assert mask_address(address) == masked


def test_a_mask_is_recognised() -> None:
	assert is_masked("张*")
	assert is_masked("138****0012")
	assert not is_masked("张三")
	assert not is_masked("")
	assert not is_masked(None)


def test_a_town_that_shows_only_when_the_end_is_hidden_hides_what_follows() -> None:
	assert mask_address(":乡:县00") == ":乡***"


@pytest.mark.parametrize("mask", ALL)
@given(text=ANY_TEXT)
def test_masking_twice_changes_nothing(mask: Callable[[str], str], text: str) -> None:
	assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("mask", ALL)
@given(text=ANY_TEXT)
def test_whatever_is_masked_is_recognised_as_masked(mask: Callable[[str], str], text: str) -> None:
	masked = mask(text)
	assert is_masked(masked) or not text.strip()


@given(HAN, st.text(alphabet=HAN, min_size=1, max_size=4))
def test_a_masked_name_shows_no_more_than_the_surname(surname: str, given_name: str) -> None:
	masked = mask_name(surname + given_name)
	shown = masked.rstrip("*")
	assert (surname + given_name).startswith(shown)
	assert len(shown) == 1 or (len(shown) == 2 and len(given_name) > 1)
	assert len(masked) == len(surname + given_name)


@given(st.sampled_from("3456789"), st.text(alphabet=string.digits, min_size=9, max_size=9))
def test_a_masked_mobile_shows_three_and_four_digits(second: str, rest: str) -> None:
	number = "1" + second + rest
	masked = mask_phone(number)
	assert masked == number[:3] + "****" + number[-4:]


@given(st.text(alphabet=string.digits + "+-() ", max_size=20))
def test_a_masked_phone_never_shows_more_than_seven_digits_in_all(text: str) -> None:
	digits = [c for c in text if c.isdigit()]
	shown = [c for c in mask_phone(text) if c.isdigit()]
	assert len(shown) <= 7
	assert not digits or len(shown) < len(digits)


@given(st.text(alphabet=string.digits, min_size=18, max_size=18))
def test_a_masked_id_number_hides_county_and_birthday(number: str) -> None:
	assert mask_id_number(number) == number[0] + "*" * 16 + number[17]


@given(ANY_TEXT)
def test_a_masked_address_shows_no_digit(text: str) -> None:
	assert not any(c.isdecimal() for c in mask_address(text))


@given(st.text(alphabet=HAN, min_size=1, max_size=6), st.integers(1, 99))
def test_a_masked_address_hides_everything_below_the_town(road: str, number: int) -> None:
	if set(road) & set("镇乡街道苏木市县区"):
		return
	assert mask_address(f"宁海县长街镇{road}路{number}号") == "宁海县长街镇***"

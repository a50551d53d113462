"""Amounts in Chinese numerals, by hand after 支付结算办法, appendix 1."""

from __future__ import annotations

import pytest

from healthtalk_app.rules.amounts import in_words


@pytest.mark.parametrize(
	("amount", "words"),
	[
		(0, "零元整"),
		(1, "壹元整"),
		(10, "壹拾元整"),
		(107, "壹佰零柒元整"),
		(1409.5, "壹仟肆佰零玖元伍角整"),
		(6007.14, "陆仟零柒元壹角肆分"),
		(107000.53, "壹拾万柒仟元伍角叁分"),
		(16409.02, "壹万陆仟肆佰零玖元零贰分"),
		(325.04, "叁佰贰拾伍元零肆分"),
		(10000, "壹万元整"),
		(10001, "壹万零壹元整"),
		(100100000, "壹亿零壹拾万元整"),
		(100000001, "壹亿零壹元整"),
		(20050000, "贰仟零伍万元整"),
		(0.3, "叁角整"),
		(0.05, "伍分"),
		("85000.00", "捌万伍仟元整"),
		(0.005, "壹分"),
	],
)
def test_an_amount_as_papers_write_it(amount: float, words: str) -> None:
	assert in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**16, "much", float("nan")])
def test_what_is_no_amount_is_refused(amount: object) -> None:
	with pytest.raises(ValueError, match=r"amount"):
		in_words(amount)

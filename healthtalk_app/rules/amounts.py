"""Amounts of money as Chinese papers write them, in numerals that cannot be altered (大写).

Source: 票据法 art. 8 and 支付结算办法, appendix 1 (正确填写票据和结算凭证的基本规定).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
GROUP = 10_000
LARGEST = Decimal(GROUP) ** len(GROUPS)
FEN = Decimal("0.01")


def in_words(amount: Decimal | float | int | str) -> str:
	"""An amount in yuan, to the fen: 12300.5 is 壹万贰仟叁佰元伍角整, 0 is 零元整.

	Raises `ValueError` for what is no number, below nought or from 10¹⁶ yuan on.
	"""
	try:
		value = Decimal(str(amount)).quantize(FEN, ROUND_HALF_UP)
	except InvalidOperation as error:
		raise ValueError(f"No amount of money: {amount}") from error
	if not value.is_finite() or value < 0 or value >= LARGEST:
		raise ValueError(f"An amount out of range: {amount}")
	yuan, fen = divmod(int(value * 100), 100)
	return _yuan(yuan, bool(fen)) + _fen(fen, bool(yuan))


def _yuan(yuan: int, followed: bool) -> str:
	if not yuan:
		return "" if followed else "零元"
	groups = []
	while yuan:
		yuan, group = divmod(yuan, GROUP)
		groups.append(group)
	words, gap = "", False
	for place in reversed(range(len(groups))):
		group = groups[place]
		if not group:
			gap = bool(words)
			continue
		# one 零 stands for all noughts between two figures
		if words and (gap or group < GROUP // 10):
			words += DIGITS[0]
		words, gap = words + _group(group) + GROUPS[place], False
	return f"{words}元"


def _group(group: int) -> str:
	"""One to 9999."""
	words, gap = "", False
	for place in reversed(range(len(PLACES))):
		digit = group // 10**place % 10
		if not digit:
			gap = bool(words)
			continue
		words, gap = words + (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place], False
	return words


def _fen(fen: int, has_yuan: bool) -> str:
	if not fen:
		return "整"
	jiao, rest = divmod(fen, 10)
	if not rest:
		return f"{DIGITS[jiao]}角整"
	if not jiao:
		return f"{DIGITS[0] if has_yuan else ''}{DIGITS[rest]}分"
	return f"{DIGITS[jiao]}角{DIGITS[rest]}分"

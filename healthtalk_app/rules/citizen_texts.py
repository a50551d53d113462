"""Texts to citizens: what may stand in braces, and the hours in which a telephone stays silent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

OCCASIONS = ("Receipt", "Acceptance", "Refusal", "Extension", "Reply", "Request to Rate")
# allowed for confidential matters and in the subject of a mail: says nothing of the content
CLOSED = ("raised", "due", "phone", "page")
OPEN = (*CLOSED, "number", "subject_short", "unit", "reason")
HOLE = re.compile(r"\{([^{}]*)\}")
MOBILE = re.compile(r"1[3-9]\d{9}")
SHORT = 12


def strange(text: str, allowed: Collection[str]) -> list[str]:
	"""What stands in braces in a text and is not allowed there, each once; also a lone brace."""
	found = [hole for hole in HOLE.findall(text) if hole not in allowed]
	rest = HOLE.sub("", text)
	return list(dict.fromkeys([*found, *(brace for brace in "{}" if brace in rest)]))


def fill(text: str, facts: Mapping[str, str]) -> str:
	"""The text with each placeholder replaced by its fact, an unknown one by nothing."""
	return HOLE.sub(lambda found: facts.get(found.group(1)) or "", text)


def short(subject: str) -> str:
	"""The beginning of a subject, at most 12 characters and a mark that there was more."""
	said = " ".join(subject.split())
	return said if len(said) <= SHORT else f"{said[:SHORT]}…"


def mobile(said: str | None) -> str | None:
	"""The first Chinese mobile number in what was entered as a telephone, as eleven digits, or None."""
	for part in re.split(r"[,，;；/、|]", said or ""):
		digits = re.sub(r"[\s\-()（）.]", "", part)
		digits = re.sub(r"^(?:\+|00)?86(?=1)", "", digits)
		if MOBILE.fullmatch(digits):
			return digits
	return None


def allowed_from(at: datetime, first: int, last: int) -> datetime:
	"""The first moment from `at` on at which a telephone may ring: between the hours `first` and `last`.

	Equal hours are no restriction; `first` after `last` is a window across midnight.
	"""
	if first == last:
		return at
	inside = first <= at.hour < last if first < last else at.hour >= first or at.hour < last
	if inside:
		return at
	day = at if at.hour < first else at + timedelta(days=1)
	return datetime.combine(day.date(), time(first % 24))

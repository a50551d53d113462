"""Petitions 信访 (信访工作条例 2022): who may come, which step follows an opinion, when it is final (P5)."""

from __future__ import annotations

import re
from datetime import datetime

PETITION = "Petition"
REVIEW, REEXAMINATION = "Review", "Re-examination"
# 复查、复核: what may be asked for after the opinion of each stage; nothing after the last (art. 35–36)
NEXT_STAGE = {None: REVIEW, REVIEW: REEXAMINATION, REEXAMINATION: None}
STAGES = (REVIEW, REEXAMINATION)
# the window in which it is asked for, and the rule of its term to be decided in
REQUEST_STEP = {REVIEW: "Review Request", REEXAMINATION: "Re-examination Request"}
# 维持、变更、撤销、责令重新处理
UPHELD, ANEW = "Upheld", "Handle Anew"
RESULTS = (UPHELD, "Changed", "Revoked", ANEW)
# 多人走访 (art. 20): representatives are chosen, at most five
MOST_REPRESENTATIVES = 5
NAME_SEPARATOR = re.compile(r"[、,，;；\n]+")

UNDER_WAY, OPEN, LAPSED, FINAL = "Under Way", "Open", "Lapsed", "Final"


def stage_of(variant: str | None) -> str | None:
	"""The stage of a petition: None for the first handling, else Review or Re-examination."""
	return variant if variant in STAGES else None


def names_in(text: str | None) -> list[str]:
	"""The names in a list such as 张三、李四."""
	return [name.strip() for name in NAME_SEPARATOR.split(text or "") if name.strip()]


def too_many(names: int, persons: int) -> bool:
	"""Whether there are more representatives than the law allows, or than people whom they stand for."""
	return names > min(MOST_REPRESENTATIVES, max(persons, 1))


def needs_representatives(form: str | None, persons: int) -> bool:
	"""Whether more people visit together than may all be received."""
	return form == "Visit" and persons > MOST_REPRESENTATIVES


def standing(stage: str | None, answered: bool, due: datetime | None, at: datetime) -> str:
	"""Where a petition stands at `at`, of which no review was asked for.

	`due` ends the window for asking, None while the opinion is not delivered: the window has not begun.
	Under way while unanswered; final after the opinion of the re-examination; else the window is open or has
	lapsed. A petition on the same matter is declined as repeated unless the window is open (art. 36).
	"""
	if not answered:
		return UNDER_WAY
	if NEXT_STAGE[stage] is None:
		return FINAL
	return LAPSED if due and at > due else OPEN

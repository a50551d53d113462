"""Petitions: who may come together, which window follows an opinion, when it is final (信访工作条例 2022)."""

from __future__ import annotations

from datetime import datetime

import pytest

from healthtalk_app.rules import petitions as rules
from healthtalk_app.rules.deadlines import Extension, ExtensionOverCap, Pause, Term, TermUnit, due_at
from healthtalk_app.rules.masking import is_masked, mask_names
from healthtalk_app.rules.workdays import Calendar

DAY = TermUnit.DAY


def at(text: str) -> datetime:
	return datetime.fromisoformat(text)


@pytest.mark.parametrize(
	("names", "persons", "refused"),
	[
		(0, 1, False),
		(1, 1, False),
		(2, 1, True),
		(3, 3, False),
		(5, 5, False),
		(5, 40, False),
		(6, 40, True),
		(6, 6, True),
	],
)
def test_at_most_five_represent_a_joint_petition(names: int, persons: int, refused: bool) -> None:
	assert rules.too_many(names, persons) is refused


@pytest.mark.parametrize(
	("form", "persons", "needed"),
	[("Visit", 5, False), ("Visit", 6, True), ("Letter", 60, False), ("Web", 60, False), (None, 6, False)],
)
def test_more_than_five_do_not_visit_without_representatives(
	form: str | None, persons: int, needed: bool
) -> None:
	assert rules.needs_representatives(form, persons) is needed


def test_names_are_told_apart_and_masked_one_by_one() -> None:
	assert rules.names_in("张三、李四,王五；欧阳修\n赵六 ") == ["张三", "李四", "王五", "欧阳修", "赵六"]
	assert rules.names_in(" 、 ") == rules.names_in(None) == []
	assert mask_names("张三、欧阳修文") == "张*、欧阳**"
	assert is_masked(mask_names("张三、李四")) and mask_names("") == ""
	assert mask_names(mask_names("张三、李四")) == "张*、李*"


@pytest.mark.parametrize(
	("stage", "answered", "due", "standing"),
	[
		(None, False, None, "Under Way"),
		("Re-examination", False, None, "Under Way"),
		# not delivered yet: nobody's time runs
		(None, True, None, "Open"),
		(None, True, "2026-05-04 17:00", "Open"),
		(None, True, "2026-05-04 16:59", "Lapsed"),
		("Review", True, "2026-05-20 17:00", "Open"),
		("Review", True, "2026-04-20 17:00", "Lapsed"),
		("Re-examination", True, None, "Final"),
	],
)
def test_where_a_petition_stands(stage: str | None, answered: bool, due: str | None, standing: str) -> None:
	moment = at("2026-05-04 17:00")
	assert rules.standing(stage, answered, due and at(due), moment) == standing


def test_the_third_step_is_the_last() -> None:
	assert rules.NEXT_STAGE[rules.stage_of("Urgent")] == "Review"
	assert rules.NEXT_STAGE["Review"] == "Re-examination"
	assert rules.NEXT_STAGE["Re-examination"] is None


# the real calendar: national and provincial terms from end to end
def test_a_petition_from_receipt_to_the_end_of_the_last_window(calendar: Calendar) -> None:
	# received on Monday 5 January 2026: fifteen days end on Tuesday the 20th
	assert due_at(Term(15, DAY), at("2026-01-05 10:00"), calendar) == at("2026-01-20 17:00")
	# accepted on Tuesday 13 January: sixty days end on Saturday 14 March, which moves to the Monday
	settle = Term(60, DAY, extension_cap=30)
	assert due_at(settle, at("2026-01-13 10:00"), calendar) == at("2026-03-16 17:00")
	# thirty more, counted from the sixtieth day as ninety in all: Monday 13 April
	longer = due_at(settle, at("2026-01-13 10:00"), calendar, extensions=[Extension(30)])
	assert longer == at("2026-04-13 17:00")
	with pytest.raises(ExtensionOverCap):
		due_at(settle, at("2026-01-13 10:00"), calendar, extensions=[Extension(30), Extension(1)])
	# delivered on Thursday 2 April: thirty days end on Saturday 2 May, in the holiday that ends on the 5th
	assert due_at(Term(30, DAY), at("2026-04-02 10:00"), calendar) == at("2026-05-06 17:00")


def test_hearings_do_not_count_in_a_review(calendar: Calendar) -> None:
	term = Term(30, DAY, pause_reasons=frozenset({"听证"}))
	start = at("2026-06-01 10:00")
	# thirty days after 1 June: Wednesday 1 July
	assert due_at(term, start, calendar) == at("2026-07-01 17:00")
	# the offices closed on the 10th, 11th and 12th while it stood: Saturday 4 July moves to the Monday
	hearing = Pause("听证", at("2026-06-10 09:00"), at("2026-06-13 09:00"))
	assert due_at(term, start, calendar, [hearing]) == at("2026-07-06 17:00")


def test_the_provincial_rule_is_shorter_and_may_be_as_long(calendar: Calendar) -> None:
	# five working days from Monday 8 June: the 9th to the 12th and Monday the 15th
	handle = Term(5, TermUnit.WORKING_DAY)
	assert due_at(handle, at("2026-06-08 10:00"), calendar) == at("2026-06-15 17:00")
	settle = Term(30, DAY, extension_cap=30)
	assert due_at(settle, at("2026-06-08 10:00"), calendar) == at("2026-07-08 17:00")
	assert due_at(settle, at("2026-06-08 10:00"), calendar, extensions=[Extension(30)]) == at(
		"2026-08-07 17:00"
	)

"""Where a text belongs: points by words, barred words, names of units."""

from __future__ import annotations

from healthtalk_app.analytics.placing import Lists, Names, parse, unit_in

LISTS = Lists(
	[
		parse("FEE", "乱收费\n挂号费、医院+收费；-停车"),
		parse("WAIT", "排队，候诊"),
		parse("EMPTY", None),
	]
)


def test_words_are_written_one_a_line_or_with_commas() -> None:
	words = parse("X", "甲、乙+丙\n-丁,戊；+")
	assert words.found == (("甲",), ("乙", "丙"), ("戊",))
	assert words.barred == ("丁",)


def test_a_word_in_the_subject_is_enough_and_one_in_the_text_is_not() -> None:
	placed = LISTS.place("反映排队问题", "如题")
	assert placed and (placed.category, placed.points, placed.words) == ("WAIT", 3, ("排队",))
	assert LISTS.place("一件事", "大家都在排队") is None
	assert LISTS.place("一件事", "大家都在排队", needed=1).category == "WAIT"


def test_all_pieces_must_occur_and_the_subject_counts_only_when_all_are_in_it() -> None:
	assert LISTS.place("医院收费高", "").points == 3
	assert LISTS.place("一件事", "这家医院的收费不明。", needed=1).points == 1
	assert LISTS.place("收费不明", "") is None
	# in different sentences they have nothing to do with each other
	assert LISTS.place("一件事", "小区在医院旁边。物业收费太高。", needed=1) is None


def test_the_most_points_win_then_the_longer_words() -> None:
	assert LISTS.place("乱收费，挂号费太高", "排队").category == "FEE"
	# three points each: "医院+收费" says more than "排队"
	assert LISTS.place("排队，医院收费", "").category == "FEE"


def test_a_barred_word_rules_a_category_out() -> None:
	assert LISTS.place("医院停车收费", "排队", needed=1).category == "WAIT"


def test_the_longest_name_of_a_unit_counts_and_the_first_text_that_names_one() -> None:
	names = Names.of([("县医院", "A"), ("县医院东院区", "B"), ("疾控", "C"), ("疾控中心", "C"), ("", "D")])
	assert unit_in(["在县医院东院区看病", "县医院"], names).unit == "B"
	assert unit_in(["没有", "去疾控中心打针"], names).unit == "C"
	# two characters are too few to be a name
	assert unit_in(["疾控"], names) is None
	assert unit_in(["", None or ""], names) is None

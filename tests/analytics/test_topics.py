"""Hot topics on invented letters: who belongs together, how many people there are, what it is called."""

from __future__ import annotations

from datetime import datetime

import pytest

from healthtalk_app.analytics import topics
from healthtalk_app.analytics.topics import Letter, Neighbours, Topic

DAY = datetime(2026, 3, 2, 9)


def letter(key: str, subject: str, content: str = "", **facts: object) -> Letter:
	return Letter(key, subject, content or subject, DAY, **facts)


WATER = [
	letter("1", "东门小区停水", "东门小区三号楼停水两天了，没有通知", person="甲"),
	letter("2", "反映东门小区停水无通知", "我们东门小区停水，打电话没人接", person="乙"),
	letter("3", "请求解决东门小区停水问题", "东门小区又停水了，没有通知，老人没法做饭", person="丙"),
]
BUS = [
	letter("7", "西山镇公交车班次太少", "西山镇到县城的公交车一小时才一班", person="丁"),
	letter("8", "建议增加西山镇公交车班次", "西山镇的公交车班次太少，上班赶不上", person="戊"),
]


def test_letters_of_one_matter_are_a_topic_and_others_are_not_in_it() -> None:
	found = Neighbours([*WATER, *BUS]).topics(least=2)
	assert [{one.key for one in topic.letters} for topic in found] == [{"1", "2", "3"}, {"7", "8"}]


def test_a_topic_needs_people_not_letters() -> None:
	alone = [letter(str(n), "东门小区停水", "东门小区三号楼停水", person="甲") for n in range(3)]
	assert Neighbours(alone).topics(least=2) == []
	assert len(Neighbours(WATER).topics(least=3)) == 1
	assert Neighbours(WATER).topics(least=4) == []


def test_only_the_chosen_letters_are_asked() -> None:
	"""A unit's topics are made of the unit's letters alone."""
	found = Neighbours([*WATER, *BUS]).topics(chosen=[0, 1, 3], least=2)
	assert [{one.key for one in topic.letters} for topic in found] == [{"1", "2"}]
	assert found[0].people == 2


def test_people_are_counted_once_with_those_who_joined() -> None:
	letters = [
		letter("1", "停水", person="甲", joined=2),
		letter("2", "停水", person="甲"),
		letter("3", "停水"),
		letter("4", "停水"),
	]
	# 甲 once, two who joined, two of whom nothing is known
	assert topics.people(letters) == 5


@pytest.mark.parametrize(
	("now", "before", "expected"),
	[
		(3, 0, topics.NEW),
		(3, 2, topics.STEADY),
		(4, 2, topics.GROWING),
		(3, 1, topics.GROWING),
		(2, 1, topics.STEADY),
		(10, 8, topics.STEADY),
		(1, 3, topics.FALLING),
		(0, 2, topics.FALLING),
		(2, 3, topics.STEADY),
	],
)
def test_growing_and_falling(now: int, before: int, expected: str) -> None:
	assert topics.trend(now, before) == expected


def test_a_topic_is_named_by_place_and_by_what_its_letters_share() -> None:
	topic = Neighbours(WATER).topics(least=3)[0]
	assert topic.place == "东门小区"
	assert topic.name == "东门小区停水"


def test_what_only_one_letter_says_is_not_in_the_name() -> None:
	letters = [
		letter("1", "投诉西山镇卫生院周德福态度恶劣", "西山镇卫生院态度恶劣", person="甲"),
		letter("2", "投诉西山镇卫生院态度恶劣", "西山镇卫生院收费窗口态度恶劣", person="乙"),
	]
	for order in (letters, letters[::-1]):
		name = topics.name_of(order, "")
		assert name == "西山镇卫生院态度恶劣"


def test_a_person_named_with_a_title_by_everybody_is_not_in_the_name() -> None:
	letters = [letter(key, "投诉卫生院周医生态度恶劣", person=key) for key in "12"]
	assert topics.name_of(letters, "") == "卫生院医生态度恶劣"


def test_the_end_of_a_name_that_differs_and_dates_are_not_in_the_name() -> None:
	letters = [
		letter(key, f"{town}市农村养老保险怎么交", person=key) for key, town in (("1", "甲"), ("2", "乙"))
	]
	assert topics.name_of(letters, "") == "农村养老保险怎么交"
	letters = [
		letter(key, f"{ward}科3月{key}日一日清单看不懂", person=key)
		for key, ward in (("1", "内"), ("2", "口腔"))
	]
	assert topics.name_of(letters, "") == "一日清单看不懂"
	market = [letter(key, "市场路灯不亮", person=key) for key in "12"]
	assert topics.name_of(market, "") == "市场路灯不亮"


def test_another_category_speaks_against_one_topic() -> None:
	one = letter("1", "卫生院药价太高", "卫生院的药价比药店高", category="WS01")
	same = letter("2", "卫生院停车难", "卫生院门口停车难，药价不高", category="WS01")
	other = letter("2", "卫生院停车难", "卫生院门口停车难，药价不高", category="WS02")
	assert Neighbours([one, other]).near[0].get(1, 0) == pytest.approx(
		Neighbours([one, same]).near[0][1] * topics.OTHER_CATEGORY
	)


def test_no_chain_of_neighbours_ties_strangers_together() -> None:
	"""a is like b and b like c, but a and c have nothing in common: average linkage keeps c out."""
	found = Neighbours([letter(key, "") for key in "abc"])
	found.near = [{1: 0.30}, {0: 0.30, 2: 0.25}, {1: 0.25}]
	assert found.groups({0, 1, 2}) == [[0, 1], [2]]
	# (0.25 + 0.15) / 2 = 0.20 on average: now c belongs to it
	found.near = [{1: 0.30, 2: 0.15}, {0: 0.30, 2: 0.25}, {0: 0.15, 1: 0.25}]
	assert found.groups({0, 1, 2}) == [[0, 1, 2]]


def test_places_of_a_subject() -> None:
	assert topics.places("咨询东门小区和西山镇卫生院的配套幼儿园") >= {"东门小区"}
	assert not topics.places("投诉该小区和这医院")
	assert (
		topics.common_place([frozenset({"东门小区"}), frozenset({"东门小区", "西山镇"}), frozenset()])
		== "东门小区"
	)
	assert topics.common_place([frozenset({"东门小区"}), frozenset()]) == ""
	assert topics.common_place([frozenset({"东门小区"}), frozenset(), frozenset()]) == ""
	assert topics.common_place([]) == ""


def test_nothing_gives_nothing() -> None:
	assert Neighbours([]).topics() == []
	assert Neighbours([letter("1", ""), letter("2", "")]).topics(least=1) == []
	assert Topic("", "", "", ()).people == 0

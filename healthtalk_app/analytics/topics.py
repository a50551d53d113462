"""Hot topics: letters of many people about one thing, gathered by what they say, where and when.

Letters are joined from the most alike downwards, two groups while their letters are alike on the whole
(average linkage), so that no chain of neighbours ties together what has nothing in common. A shared place
speaks for one topic, another category against it. A topic's name is what its letters have in common, in the
words of the most typical of them: what only one letter says, such as a person's name, never gets into it.
Pure functions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush

from healthtalk_app.analytics.likeness import COURTESY, ready

# letters less alike than this have nothing to do with each other
NEIGHBOURS, MOST_NEIGHBOURS = 0.12, 60
TOGETHER = 0.18
SAME_PLACE, OTHER_CATEGORY = 0.10, 0.6
LONGEST_NAME, SHORTEST_NAME = 30, 4
GROWING, STEADY, FALLING, NEW = "Growing", "Steady", "Falling", "New"

PLACE = re.compile(
	r"([\u4e00-\u9fff]{2,4}?)"
	r"(街道|社区|小区|花园|新村|公园|广场|市场|大道|卫生院|医院|中学|小学|学校|幼儿园|镇|乡|村)"
)
NOT_A_PLACE = re.compile(
	r"^[的了在对请我们本该各你您与和及一某这那到从为由关于反映投诉咨询建议希望市县区内外]|[县市区镇乡]$|配套|小区|附近"
)
TITLES = "医生|大夫|护士|主任|院长|所长|书记|局长|县长|镇长|科长|村长|老师|校长|先生|女士|同志"
SURNAMES = (
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
	"廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞"
)
TITLED = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?=(?:{TITLES}))")
OPENING = re.compile(
	r"^(?:关于|有关|对|请问|咨询|投诉|反映|请求|恳请|建议|举报|希望|求助|呼吁|再次|强烈|质疑|下|一下|在)+"
)
CLOSING = re.compile(r"(?:的?(?:问题|咨询|投诉|情况|事宜|建议|请求|反映|报告|相关|几个|一些|几点|两点)|的)+$")
DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?")
# how names end: of a name that only one letter has, its end alone says nothing
ENDS_OF_NAMES = frozenset("市县区镇乡村组路街桥科室院号栋楼")
SPLIT = re.compile(r"[，。！？、；：\s,.!?;:“”\"'（）()《》]+")


@dataclass(frozen=True)
class Letter:
	"""What a topic needs to know of a matter. `person` tells one person's letters; empty is somebody else."""

	key: str
	subject: str
	content: str
	at: datetime
	category: str = ""
	person: str = ""
	# where it is, as far as it was said apart from the text
	place: str = ""
	# how many more said that it is theirs, too
	joined: int = 0

	@property
	def text(self) -> str:
		"""As `likeness` reads it."""
		return f"{self.subject}\n{self.content}"


@dataclass(frozen=True)
class Topic:
	"""Letters of one topic, the most typical first, with how alike each is to the others on average."""

	name: str
	place: str
	category: str
	letters: tuple[Letter, ...]
	likeness: tuple[float, ...] = field(default=())

	@property
	def people(self) -> int:
		"""How many people it concerns: who wrote, each once, and who joined."""
		return people(self.letters)


def people(letters: Iterable[Letter]) -> int:
	"""Different people behind letters; of whom nothing is known each letter is somebody else's."""
	letters = list(letters)
	named = {letter.person for letter in letters if letter.person}
	return len(named) + sum(letter.joined + (not letter.person) for letter in letters)


def trend(now: int, before: int) -> str:
	"""Whether a topic grows or falls from one window to the next of the same length.

	By half at least and by two letters at least; less is chance.
	"""
	if not before:
		return NEW
	if now - before >= 2 and now >= 1.5 * before:
		return GROWING
	if before - now >= 2 and before >= 1.5 * now:
		return FALLING
	return STEADY


class Neighbours:
	"""How alike letters are, of those that are at all: found once, asked for any choice of the letters."""

	def __init__(self, letters: Sequence[Letter]) -> None:
		self.letters = list(letters)
		self.places = [places(f"{letter.subject} {letter.place}") for letter in self.letters]
		index = ready([letter.text for letter in self.letters])
		self.near: list[dict[int, float]] = [{} for _letter in self.letters]
		for at, letter in enumerate(self.letters):
			for other, score in index.near(letter.text, MOST_NEIGHBOURS, NEIGHBOURS):
				if other != at:
					self.near[at][other] = self.near[other][at] = self.weighed(at, other, score)

	def weighed(self, one: int, other: int, score: float) -> float:
		"""Likeness with what place and category say about it."""
		if self.places[one] & self.places[other]:
			score += SAME_PLACE
		categories = {self.letters[one].category, self.letters[other].category} - {""}
		return score * (OTHER_CATEGORY if len(categories) > 1 else 1)

	def topics(self, chosen: Iterable[int] | None = None, least: int = 3) -> list[Topic]:
		"""The topics among the chosen letters that concern at least so many people, the largest first."""
		among = set(range(len(self.letters)) if chosen is None else chosen)
		found = [self.described(group) for group in self.groups(among) if len(group) > 1]
		found = [topic for topic in found if topic.people >= least]
		return sorted(found, key=lambda topic: (-topic.people, -len(topic.letters), topic.letters[0].key))

	def groups(self, among: set[int]) -> list[list[int]]:
		"""Letters joined while two groups are alike on average by `TOGETHER`."""
		groups = {at: [at] for at in among}
		# the sum of likenesses between two groups; a pair not here has none
		sums = {
			at: {other: score for other, score in self.near[at].items() if other in among} for at in among
		}

		def mean(one: int, other: int) -> float:
			return sums[one][other] / (len(groups[one]) * len(groups[other]))

		closest = [(-mean(one, other), one, other) for one in among for other in sums[one] if one < other]
		heapify(closest)
		while closest:
			alike, one, other = heappop(closest)
			if -alike < TOGETHER:
				break
			if other not in sums.get(one, {}) or -alike != mean(one, other):
				continue  # one of the two has grown or gone since
			groups[one] += groups.pop(other)
			for third, total in sums.pop(other).items():
				del sums[third][other]
				if third != one:
					sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + total
			for third in sums[one]:
				heappush(closest, (-mean(*sorted((one, third))), *sorted((one, third))))
		return [sorted(group) for _at, group in sorted(groups.items())]

	def described(self, group: list[int]) -> Topic:
		"""A topic from its letters, the most typical first."""
		others = max(len(group) - 1, 1)
		typical = {at: sum(self.near[at].get(b, 0.0) for b in group) / others for at in group}
		order = sorted(group, key=lambda at: (-typical[at], self.letters[at].key))
		letters = tuple(self.letters[at] for at in order)
		categories = Counter(letter.category for letter in letters if letter.category)
		category = min(categories, key=lambda code: (-categories[code], code), default="")
		place = common_place([self.places[at] for at in order])
		return Topic(
			name_of(letters, place), place, category, letters, tuple(round(typical[at], 3) for at in order)
		)


def places(subject: str) -> frozenset[str]:
	"""Names of places in a subject, such as 东门小区."""
	found = set()
	for part in SPLIT.split(OPENING.sub("", subject)):
		for match in PLACE.finditer(part):
			name = match[1][-2:]
			if not NOT_A_PLACE.search(name):
				found.add(name + match[2])
	return frozenset(found)


def common_place(letters: Sequence[frozenset[str]]) -> str:
	"""The place that two letters name and at least half of them, or nothing."""
	named = Counter(place for found in letters for place in found)
	best = min(named, key=lambda place: (-named[place], -len(place), place), default="")
	return best if named[best] >= max(2, len(letters) / 2) else ""


def name_of(letters: Sequence[Letter], place: str) -> str:
	"""What the letters have in common, in the words of the most typical subject.

	A stretch of that subject stays where at least half of the letters, and two of different people, have it.
	"""
	subject = DATE.sub("", SPLIT.sub("", letters[0].subject))
	subject = CLOSING.sub("", OPENING.sub("", COURTESY.sub("", subject)))
	texts = [SPLIT.sub("", letter.text) for letter in letters]
	needed = max(2, (len(letters) + 1) // 2)
	shared = [False] * len(subject)
	for at in range(len(subject) - 1):
		if sum(subject[at : at + 2] in text for text in texts) >= needed:
			shared[at] = shared[at + 1] = True
	begins = [stays and at > 0 and not shared[at - 1] for at, stays in enumerate(shared)]
	name = "".join(
		character
		for character, stays, begin in zip(subject, shared, begins, strict=True)
		if stays and not (begin and character in ENDS_OF_NAMES)
	)
	name = CLOSING.sub("", OPENING.sub("", TITLED.sub("", name)))[:LONGEST_NAME]
	if place and place not in name and len(name) + len(place) <= LONGEST_NAME:
		name = place + name
	return name if len(name) >= SHORTEST_NAME else place

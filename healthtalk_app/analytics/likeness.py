"""How much alike two letters are, and which of many letters are most like one: do they speak of one matter?

A text is taken apart into pairs of neighbouring characters, which for Chinese does without a dictionary of
words and takes every name of a place as it is written. A pair counts the more, the fewer letters have it
(TF-IDF); likeness is the cosine of two texts so weighed, between 0 and 1. Formulas of courtesy are left out.
The subject says more than the letter and counts more. Pure functions; numpy comes with pandas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from healthtalk_app.analytics.texts import said

if TYPE_CHECKING:
	import numpy as np

# two letters so much alike are shown as one matter; docs/measurements.md says how often that is right
ALIKE = 0.22
# what stands further down in a long letter is mostly its history
LONGEST = 400
SUBJECT = 2.0
# letters that we imagine beside those that are there, so that few letters are weighed as many would be
IMAGINED = 200
# how many of these have a pair of two common characters, of one, of none
OFTEN, SOMETIMES, SELDOM = 60.0, 12.0, 1.0
# characters that stand in most letters, whatever they are about
COMMON = frozenset(
	"的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学"
	"么之都好看起发当没成只如事把还用第样道想作种开见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工"
	"物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色"
	"您请求咨询反映投诉建议希领导尊敬谢谢解决情况政府有关相关市县区镇村民局日元级各位及其与被让给从因此但所已此"
)
COURTESY = re.compile(
	r"尊敬的?(?:各位)?(?:领导|书记|市长|县长|区长|局长|主任)?们?|(?:各位)?领导(?:您|你)?们?好|(?:您|你)们?好|"
	r"(?:十分|非常|万分|衷心)?(?:感谢|谢谢)(?:您|你|领导|政府)?|此致|敬礼|"
	r"(?:恳请|请求|希望|请|望|盼)(?:有关|相关|上级|各级|政府)?(?:部门|领导)?"
	r"(?:能够?|予以|给予|尽快|帮忙|帮助)?(?:解决|处理|回复|答复|重视|关注)(?:一下)?|"
	r"百忙之中|打扰(?:了|您)?|工作顺利|身体健康|万事如意|"
	r"^(?:关于|咨询|投诉|反映|请求|恳请|建议|举报|希望|求助|呼吁)+"
)


def likeness(a: str, b: str) -> float:
	"""How much alike two texts are, 0 to 1, both ways the same. The first line of each is its subject."""
	return min(float(ready([a, b]).scores(a)[1]), 1.0)


def ready(texts: Sequence[str]) -> Index:
	"""An index over texts, each with its subject as first line, which answers `near`."""
	return Index(texts)


def pieces(text: str) -> tuple[np.ndarray, np.ndarray]:
	"""The pairs of neighbouring characters of a text as numbers, and how much each counts there."""
	import numpy as np

	subject, _break, content = text[: 4 * LONGEST].partition("\n")
	found: list[np.ndarray] = []
	for part, much in ((subject, SUBJECT), (content, 1.0)):
		words = said(COURTESY.sub("", part.strip()))[:LONGEST]
		codes = np.frombuffer(words.encode("utf-32-le"), dtype="<u4").astype(np.int64)
		found.append(np.stack(((codes[:-1] << 21) | codes[1:], np.full(max(len(codes) - 1, 0), much))))
	pairs = np.concatenate(found, axis=1)
	keys, at = np.unique(pairs[0].astype(np.int64), return_inverse=True)
	return keys, 1.0 + np.log(np.bincount(at, weights=pairs[1], minlength=len(keys)))


def weight_of(letters: int, having: np.ndarray, keys: np.ndarray) -> np.ndarray:
	"""How much a pair says: the logarithm of one in how many letters has it, the imagined ones included."""
	import numpy as np

	common = np.array(sorted(ord(character) for character in COMMON))
	ordinary = np.isin(keys >> 21, common).astype(int) + np.isin(keys & ((1 << 21) - 1), common)
	expected = np.array((SELDOM, SOMETIMES, OFTEN))[ordinary]
	return np.log((letters + IMAGINED) / (having + expected))


class Index:
	"""Letters by the pairs of characters that they have, for finding those most like another one.

	It takes less than 2 KB and some 0.3 ms a letter to make ready; an answer takes a few milliseconds.
	"""

	def __init__(self, texts: Sequence[str]) -> None:
		import numpy as np

		self.size = len(texts)
		found = [pieces(text) for text in texts]
		nothing = (np.empty(0, np.int64), np.empty(0))
		keys, counts = (np.concatenate(part) for part in zip(*(found or [nothing]), strict=True))
		letters = np.repeat(np.arange(len(found)), [len(keys) for keys, _counts in found])
		self.keys, place, having = np.unique(keys, return_inverse=True, return_counts=True)
		self.weights = weight_of(self.size, having, self.keys)
		values = counts * self.weights[place]
		norms = np.sqrt(np.bincount(letters, weights=values**2, minlength=self.size))
		values /= np.where(norms == 0, 1, norms)[letters]
		order = np.argsort(place, kind="stable")
		self.letters, self.values = letters[order].astype(np.int32), values[order].astype(np.float32)
		self.starts = np.concatenate(([0], np.cumsum(having)))

	def scores(self, text: str) -> np.ndarray:
		"""The likeness of a text to each letter of the index, in their order."""
		import numpy as np

		keys, counts = pieces(text)
		at = np.searchsorted(self.keys, keys)
		known = at < len(self.keys)
		known[known] = self.keys[at[known]] == keys[known]
		weights = np.empty(len(keys))
		weights[known] = self.weights[at[known]]
		weights[~known] = weight_of(self.size, np.zeros(1), keys[~known])
		values = counts * weights
		norm = np.sqrt((values**2).sum()) or 1.0
		spans = [slice(self.starts[row], self.starts[row + 1]) for row in at[known]]
		if not spans:
			return np.zeros(self.size)
		letters = np.concatenate([self.letters[span] for span in spans])
		shares = values[known] / norm
		parts = np.concatenate([self.values[span] * share for span, share in zip(spans, shares, strict=True)])
		return np.bincount(letters, weights=parts, minlength=self.size)

	def near(self, text: str, most: int = 5, least: float = ALIKE) -> list[tuple[int, float]]:
		"""Position and likeness of the letters most like a text, the most alike first."""
		scores = self.scores(text)
		best = sorted((-score, at) for at, score in enumerate(scores.tolist()) if score >= least)
		return [(at, min(-score, 1.0)) for score, at in best[:most]]

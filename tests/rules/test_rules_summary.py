"""The stage summary's words: golden texts for nothing, one, many, missing data and falling figures (T9)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.summary import SECTIONS, SENTENCES, Material, Returned, draft
from healthtalk_app.rules.summary_words import (
	Fact,
	amount,
	change,
	clauses,
	listed,
	period_words,
	plain,
	share,
)

UNIT, PERIOD = "云岭县卫生健康局", "2026年上半年"
GOLDEN = Path(__file__).parents[1] / "data" / "summaries"


def golden(name: str) -> str:
	"""A text as a secretary would write it, by hand."""
	return (GOLDEN / f"{name}.txt").read_text("utf-8").rstrip("\n")


def count(key: str, now: int, before: int = 0) -> Fact:
	return Fact(key, "count", 0, now, 0, before)


def rate(key: str, top: float, bottom: int, top_before: float = 0, bottom_before: int = 0) -> Fact:
	return Fact(key, "percent", top, bottom, top_before, bottom_before)


def text(*facts: Fact, comparable: bool = False, **more: object) -> str:
	"""The draft as lines of `key: sentence`."""
	material = Material(UNIT, PERIOD, {fact.key: fact for fact in facts}, comparable, **more)  # type: ignore[arg-type]
	return "\n".join(f"{sentence.key}: {sentence.text}" for sentence in draft(material))


def test_nothing() -> None:
	assert text() == golden("nothing")


def test_one_of_each() -> None:
	facts = (
		count("talks_held", 1),
		count("participants", 12),
		rate("talks_outside_hours", 1, 1),
		count("matters_raised", 1),
		count("matters_answered", 1),
		rate("response_rate", 1, 1),
		rate("resolution_rate", 1, 1),
		rate("satisfaction_rate", 0, 1),
		count("bad_ratings_signed", 1),
		rate("call_back_rate", 1, 1),
		count("rectifications", 1),
		count("rectifications_verified", 1),
		rate("rectify_rate", 1, 1),
		count("lasting_rules", 1),
	)
	assert text(*facts, categories=[("收费价格", 1)]) == golden("one")


def test_many() -> None:
	facts = (
		count("study_sessions", 24, 20),
		count("study_covered", 389, 300),
		rate("study_coverage", 18, 22),
		rate("study_exam_rate", 20, 21),
		count("unit_tasks", 264),
		rate("unit_tasks_done_rate", 244, 264),
		rate("unit_tasks_on_time_rate", 226, 264),
		count("unit_tasks_overdue", 20),
		count("talks_held", 90, 80),
		count("participants", 1240, 1000),
		rate("talks_together", 31, 90),
		rate("talk_frequency", 72, 88),
		rate("inspection_coverage", 18, 22),
		count("inspections_fed_back", 20, 4),
		Fact("inspection_score", "points", 1825, 20),
		count("matters_raised", 312, 260),
		count("matters_answered", 298, 260),
		count("matters_open", 14),
		rate("response_rate", 289, 300, 190, 200),
		rate("resolution_rate", 150, 170, 60, 68),
		rate("satisfaction_rate", 187, 200, 181, 200),
		rate("handling_rate", 285, 300, 180, 200),
		rate("settled_inside", 250, 300),
		count("slips_received", 56, 56),
		rate("sign_rate", 55, 56),
		rate("reply_rate", 53, 56),
		count("petitions_raised", 23, 12),
		rate("petitions_received", 23, 23),
		rate("petitions_registered", 23, 23),
		rate("petitions_accepted", 22, 23),
		rate("petitions_answered", 20, 20),
		count("petition_complaints", 2),
		count("petition_breaches", 1),
		count("disputes_applied", 9, 8),
		rate("dispute_success_rate", 7, 9, 4, 8),
		rate("survey_rate", 951, 1000, 946, 1000),
		count("incidents_found", 3, 0),
		rate("incident_information_rate", 3, 3),
		count("inspection_findings", 45),
		count("inspection_findings_critical", 3),
		count("inspections_unqualified", 2),
		count("inspections_perfunctory", 1),
		count("rectifications", 45, 25),
		count("rectifications_verified", 38),
		count("rectifications_open", 7),
		count("rectifications_again", 3),
		count("rectifications_overdue", 3),
		rate("rectify_rate", 38, 45),
		count("lasting_rules", 6),
	)
	categories = [("医疗服务", 120), ("收费价格", 60), ("医保政策", 40), ("其他", 92)]
	returned = [
		Returned("婚前医学检查", 1860, "人", 93.0, 12.34),
		Returned("无偿献血", 4210.5, "升", None, -3.2),
	]
	assert text(*facts, comparable=True, categories=categories, returned=returned) == golden("many")


def test_missing_data() -> None:
	facts = (
		count("talks_held", 3),
		count("participants", 40),
		count("matters_raised", 8),
		count("matters_answered", 6),
		count("matters_open", 2),
		rate("response_rate", 7, 8),
	)
	assert text(*facts) == golden("missing")


def test_falling_figures() -> None:
	facts = (
		count("talks_held", 40, 60),
		count("participants", 600, 800),
		count("matters_raised", 20000, 20100),
		count("matters_answered", 19999, 20000),
		count("matters_open", 1),
		rate("response_rate", 180, 200, 190, 200),
		rate("resolution_rate", 160, 200, 799, 1000),
		rate("satisfaction_rate", 170, 200, 190, 200),
		count("bad_ratings_signed", 3),
		rate("call_back_rate", 1, 3),
		count("rectifications", 3, 7),
		count("rectifications_open", 3),
	)
	assert text(*facts, comparable=True) == golden("falling")


def said(key: str, *facts: Fact, **more: object) -> str:
	"""One sentence of the draft; empty where it has nothing to say."""
	found = dict(line.split(": ", 1) for line in text(*facts, **more).splitlines())
	return found.get(key, "")


def test_what_was_not_done_is_not_said_to_be_done() -> None:
	owed = rate("inspection_coverage", 0, 22)
	assert said("inspections", owed) == ""
	assert said("not_inspected", owed) == "督导检查没有做到全覆盖，还有22个单位次未查。"
	# letters alone: what was owed was not visited
	assert said("inspections", owed, count("inspections_fed_back", 2)) == (
		"开展督导检查，应查22个单位次，已查0个，覆盖率0%，反馈检查意见2份。"
	)
	bad = count("bad_ratings_signed", 3)
	assert said("call_backs", bad, rate("call_back_rate", 0, 3)) == "应回访的署名差评3件，回访率0%。"
	assert said("commitments", rate("commitment_rate", 1, 2)) == "到期承诺兑现率50%。"
	assert said("commitments", count("commitments_published", 0, 4), comparable=True) == ""
	assert said("disputes", rate("dispute_success_rate", 1, 1)) == "医疗纠纷调解成功率100%。"
	assert said("rules") == ""
	assert said("rules", count("rectifications", 1)) == "整改成果还没有形成长效制度，需要及时总结固化。"


def test_going_through_the_motions_is_a_problem_without_any_finding() -> None:
	motions, poor = count("inspections_perfunctory", 1), count("inspections_unqualified", 2)
	assert said("found", motions) == "督导检查中，认定走过场的1次。"
	assert said("found", motions, poor) == "督导检查中，检查结果不合格的2次，认定走过场的1次。"
	assert said("found", count("inspection_findings", 4), motions) == (
		"督导检查发现不合格项目4项，认定走过场的1次。"
	)
	assert said("found") == ""


def test_matters_of_many_kinds_are_not_said_to_be_concentrated() -> None:
	raised = count("matters_raised", 10)
	kinds = [("医疗服务", 2), ("收费价格", 1), ("医保政策", 1), ("环境卫生", 1)]
	# the other half has no category, or more
	assert said("categories", count("matters_raised", 11), categories=kinds) == ""
	assert said("categories", raised, categories=kinds) == (
		"诉求较为分散，较多的是医疗服务（2件，占20%）、收费价格（1件，占10%）和医保政策（1件，占10%）。"
	)
	# half of them
	kinds[0] = ("医疗服务", 3)
	assert said("categories", raised, categories=kinds).startswith("诉求主要集中在医疗服务（3件，占30%）")


def test_without_a_year_before_nothing_is_compared() -> None:
	said = text(count("talks_held", 40, 60), count("matters_raised", 5, 50))
	assert not re.search("上年|同比", said)


@pytest.mark.parametrize(
	("fact", "words"),
	[
		(count("x", 12, 10), "同比增长20%"),
		(count("x", 8, 12), "同比下降33.3%"),
		(count("x", 12, 12), "与上年同期持平"),
		(count("x", 0, 0), "与上年同期持平"),
		(count("x", 5, 0), "上年同期为0件"),
		# a percentage of four is no news
		(count("x", 9, 4), "同比增加5件"),
		(count("x", 0, 9), "同比减少9件"),
		(count("x", 0, 10), "同比下降100%"),
		# more than nothing, less than a tenth
		(count("x", 100001, 100000), "与上年同期基本持平"),
		(rate("x", 963, 1000, 951, 1000), "比上年同期提高1.2个百分点"),
		(rate("x", 90, 100, 951, 1000), "比上年同期下降5.1个百分点"),
		(rate("x", 1, 1, 2, 2), "与上年同期持平"),
		(rate("x", 1, 1), ""),
		(rate("x", 0, 0, 1, 1), ""),
	],
)
def test_growth(fact: Fact, words: str) -> None:
	assert change(fact, "件") == words


@pytest.mark.parametrize(
	("period", "words"),
	[
		((date(2026, 1, 1), date(2026, 6, 30)), "2026年上半年"),
		((date(2026, 7, 1), date(2026, 12, 31)), "2026年下半年"),
		((date(2026, 1, 1), date(2026, 12, 31)), "2026年"),
		((date(2026, 7, 1), date(2026, 9, 30)), "2026年第三季度"),
		((date(2026, 10, 1), date(2026, 12, 31)), "2026年第四季度"),
		((date(2026, 11, 1), date(2026, 11, 30)), "2026年11月"),
		((date(2026, 1, 1), date(2026, 9, 30)), "2026年1月至9月"),
		((date(2026, 3, 10), date(2026, 3, 20)), "2026年3月10日至3月20日"),
		((date(2025, 12, 1), date(2026, 1, 31)), "2025年12月1日至2026年1月31日"),
		((date(2026, 3, 10), date(2026, 3, 10)), "2026年3月10日"),
	],
)
def test_what_a_period_is_called(period: tuple[date, date], words: str) -> None:
	assert period_words(Period(*period)) == words


def test_rates_are_rounded_once() -> None:
	assert share(18, 22) == "81.8%"
	# 81.849… stays below; the report's 81.85 would have been rounded up
	assert amount(rate("x", 81849, 100000)) == "81.8%"
	assert amount(rate("x", 1, 800)) == "0.1%"
	assert (plain(95.0), plain(95.05), plain(0), plain(1234)) == ("95", "95.1", "0", "1234")
	assert amount(rate("x", 0, 0)) == "—"


def test_lists_and_clauses() -> None:
	assert [listed(parts) for parts in ([], ["甲"], ["甲", "", "乙"], ["甲", "乙", "丙"])] == [
		"",
		"甲",
		"甲和乙",
		"甲、乙和丙",
	]
	assert (clauses("", ""), clauses("甲", "", "乙")) == ("", "甲，乙。")


def test_every_sentence_has_a_section_and_a_key_of_its_own() -> None:
	keys = [key for _section, key, _write in SENTENCES]
	assert len(keys) == len(set(keys))
	order = [section for section, _title in SECTIONS]
	assert [s for s, _k, _w in SENTENCES] == sorted((s for s, _k, _w in SENTENCES), key=order.index)


NAMES = (
	"talks_held participants matters_raised matters_answered matters_open bad_ratings_signed rectifications "
	"rectifications_open lasting_rules unit_tasks study_sessions"
).split()
RATES = "response_rate resolution_rate satisfaction_rate handling_rate talk_frequency call_back_rate".split()


@given(
	counts=some.dictionaries(
		some.sampled_from(NAMES), some.tuples(some.integers(0, 10**6), some.integers(0, 10**6))
	),
	rates=some.dictionaries(
		some.sampled_from(RATES), some.tuples(some.integers(0, 500), some.integers(0, 500))
	),
	comparable=some.booleans(),
)
def test_every_number_of_a_sentence_is_that_of_a_figure_it_names(
	counts: dict[str, tuple[int, int]], rates: dict[str, tuple[int, int]], comparable: bool
) -> None:
	facts = {key: count(key, *numbers) for key, numbers in counts.items()}
	facts |= {key: rate(key, min(pair), max(pair), 1, 2) for key, pair in rates.items()}
	for sentence in draft(Material(UNIT, PERIOD, facts, comparable)):
		known = {"5", "8", "2026"} if sentence.key in ("opening", "talks") else set()
		for key in sentence.figures:
			fact = facts.get(key, Fact(key))
			known |= {amount(fact).rstrip("%"), str(fact.bottom), str(round(fact.bottom - fact.top))}
			known |= set(re.findall(r"[\d.]+", change(fact)))
		assert set(re.findall(r"\d[\d.]*", sentence.text)) <= known
		assert not re.search("，，|。。|，。|None|—", sentence.text)

"""What a stage summary says, sentence by sentence, from figures alone (T9): no platform, no guesses.

A sentence that has nothing to say is not written: what is nought where it should not be stands among the
problems, and what could not be counted is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from healthtalk_app.rules.summary_words import Fact, Pen, clauses, listed, plain, share

SECTIONS = (
	("Opening", ""),
	("Organisation", "组织领导"),
	("Measures", "主要做法"),
	("Results", "工作成效"),
	("Problems", "存在问题"),
	("Rectification", "整改情况"),
	("Lasting Rules", "建章立制"),
	("Next Steps", "下步打算"),
)
THREE_RATES = {"response_rate": "响应率", "resolution_rate": "解决率", "satisfaction_rate": "满意率"}
# how many categories a sentence names
NAMED = 3


@dataclass(frozen=True)
class Returned:
	"""A figure that units returned: its sum, of its target in per cent, growth in per cent (P6)."""

	name: str
	value: float
	measure: str = ""
	reached: float | None = None
	growth: float | None = None


@dataclass(frozen=True)
class Material:
	"""All that a summary is drafted from. `comparable`: whether the year before is on record at all."""

	unit: str
	period: str
	facts: Mapping[str, Fact]
	comparable: bool = False
	categories: Sequence[tuple[str, int]] = ()
	returned: Sequence[Returned] = ()


@dataclass(frozen=True)
class Sentence:
	"""A paragraph of the draft and the keys of the figures that stand in it."""

	key: str
	section: str
	text: str
	figures: tuple[str, ...] = field(default=())


def draft(material: Material) -> list[Sentence]:
	"""The sentences of a summary in their order."""
	found = []
	for section, key, write in SENTENCES:
		pen = Pen(material.facts, material.comparable)
		if text := write(pen, material):
			found.append(Sentence(key, section, text, tuple(pen.used)))
	return found


def _opening(pen: Pen, given: Material) -> str:
	did = (
		f"共举办活动{pen.number('talks_held')}场，{pen.number('participants')}人次参加"
		if pen.number("talks_held")
		else "没有举办活动"
	)
	heard = (
		f"收集群众诉求{pen.number('matters_raised')}件，答复{pen.number('matters_answered')}件"
		if pen.number("matters_raised")
		else "没有收到群众诉求"
	)
	return (
		f"{given.period}，{given.unit}围绕说、听、商、办、评五个环节开展“健康说事”，{did}，{heard}。"
		"现将有关情况总结如下。"
	)


def _study(pen: Pen, _given: Material) -> str:
	if not pen.number("study_sessions"):
		return ""
	return clauses(
		pen.count("组织学习培训", "study_sessions", "场次"),
		f"{pen.number('study_covered')}人参加学习",
		pen.rate("学习覆盖率", "study_coverage"),
		pen.rate("考试合格率", "study_exam_rate"),
	)


def _tasks(pen: Pen, _given: Material) -> str:
	if not pen.number("unit_tasks"):
		return ""
	return clauses(
		f"分解到各单位的任务{pen.number('unit_tasks')}项",
		pen.rate("到期任务完成率", "unit_tasks_done_rate"),
		pen.rate("按时完成率", "unit_tasks_on_time_rate"),
	)


def _talks(pen: Pen, _given: Material) -> str:
	if not pen.number("talks_held"):
		return ""
	return clauses(
		pen.count("举办健康说事活动", "talks_held", "场"),
		pen.count("参加群众", "participants", "人次"),
		pen.rate("其中联合、联动举办的占", "talks_together"),
		pen.rate("8小时之外举办的占", "talks_outside_hours"),
		pen.rate("应说时段完成率", "talk_frequency"),
	)


def _commitments(pen: Pen, _given: Material) -> str:
	published = pen.number("commitments_published")
	return clauses(
		pen.count("公布公开承诺", "commitments_published", "项") if published else "",
		pen.rate("到期承诺兑现率", "commitment_rate"),
	)


def _inspections(pen: Pen, _given: Material) -> str:
	cover, letters = pen.fact("inspection_coverage"), pen.number("inspections_fed_back")
	# that nothing was done stands among the problems
	if not cover.top and not letters:
		return ""
	covered = f"应查{cover.bottom}个单位次，已查{plain(cover.top)}个" if cover.bottom else ""
	return clauses(
		"按季度开展督导检查" if cover.top else "开展督导检查",
		covered,
		pen.rate("覆盖率", "inspection_coverage"),
		pen.count("反馈检查意见", "inspections_fed_back", "份") if letters else "",
		f"平均{plain(pen.fact('inspection_score').value or 0)}分"
		if pen.fact("inspection_score").bottom
		else "",
	)


def _publicity(pen: Pen, _given: Material) -> str:
	if not pen.number("publicity_items"):
		return ""
	return clauses(
		pen.count("刊播宣传报道", "publicity_items", "篇"),
		f"经确认{pen.number('publicity_confirmed')}篇",
		pen.rate("信息报送任务完成率", "publicity_tasks"),
	)


def _matters(pen: Pen, _given: Material) -> str:
	if not pen.number("matters_raised"):
		return ""
	open_now = pen.number("matters_open")
	return clauses(
		pen.count("收集群众诉求", "matters_raised", "件"),
		pen.count("答复", "matters_answered", "件"),
		f"尚有{open_now}件正在办理" if open_now else "全部有了结果",
	)


def _categories(pen: Pen, given: Material) -> str:
	whole = pen.number("matters_raised")
	named = [(name, count) for name, count in given.categories if count]
	# where most matters have no category, those that have one say nothing of all
	if not whole or 2 * sum(count for _name, count in named) < whole:
		return ""
	if len(named) == 1:
		return f"诉求{'均' if named[0][1] == whole else '主要'}为{named[0][0]}类。"
	first = named[:NAMED]
	gathered = 2 * sum(count for _name, count in first) >= whole
	said = listed(f"{name}（{count}件，占{share(count, whole)}）" for name, count in first)
	return f"诉求{'主要集中在' if gathered else '较为分散，较多的是'}{said}。"


def _rates(pen: Pen, _given: Material) -> str:
	return clauses("；".join(filter(None, (pen.rate(w, key, True) for key, w in THREE_RATES.items()))))


def _handling(pen: Pen, _given: Material) -> str:
	return clauses(
		pen.rate("按期办结率", "handling_rate", True),
		pen.rate("在本单位办结、不出院的占", "settled_inside"),
		pen.rate("群众最多跑一次的占", "one_trip"),
	)


def _slips(pen: Pen, _given: Material) -> str:
	if not pen.number("slips_received"):
		return ""
	return clauses(
		pen.count("收到流转、交办事项", "slips_received", "件"),
		pen.rate("按时签收率", "sign_rate"),
		pen.rate("按时答复率", "reply_rate"),
	)


def _petitions(pen: Pen, _given: Material) -> str:
	if not pen.number("petitions_raised"):
		return ""
	zeros = (
		("投诉", "petition_complaints"),
		("差错", "petition_errors"),
		("失误", "petition_breaches"),
	)
	rates = (
		("接待率", "petitions_received"),
		("登记率", "petitions_registered"),
		("受理率", "petitions_accepted"),
		("回复率", "petitions_answered"),
	)
	return clauses(
		pen.count("办理群众信访", "petitions_raised", "件"),
		"、".join(filter(None, (pen.rate(words, key) for words, key in rates))),
		"、".join(f"{words}{pen.number(key)}件" for words, key in zeros),
	)


def _disputes(pen: Pen, _given: Material) -> str:
	applied = pen.number("disputes_applied")
	return clauses(
		pen.count("受理医疗纠纷调解申请", "disputes_applied", "件") if applied else "",
		pen.rate("调解成功率" if applied else "医疗纠纷调解成功率", "dispute_success_rate", True),
		pen.rate("按期调结率", "dispute_term_rate"),
	)


def _surveys(pen: Pen, _given: Material) -> str:
	return clauses(pen.rate("满意度调查满意率", "survey_rate", True))


def _incidents(pen: Pen, _given: Material) -> str:
	if not pen.number("incidents_found"):
		return ""
	major = pen.number("incidents_major")
	return clauses(
		pen.count("处置涉医舆情", "incidents_found", "起"),
		f"其中重大{major}起" if major else "没有发生重大舆情",
		pen.rate("按时发布信息的占", "incident_information_rate"),
	)


def _returned(_pen: Pen, given: Material) -> str:
	return "".join(clauses(_one_returned(row)) for row in given.returned)


def _one_returned(row: Returned) -> str:
	reached = f"，完成目标的{plain(row.reached)}%" if row.reached is not None else ""
	grown = ""
	if row.growth is not None:
		size = plain(abs(row.growth))
		grown = "，与上年持平" if size == "0" else f"，同比{'增长' if row.growth > 0 else '下降'}{size}%"
	return f"{row.name}{plain(row.value, 2)}{row.measure}{reached}{grown}"


def _no_talks(pen: Pen, _given: Material) -> str:
	missing = pen.missed("talk_frequency")
	if missing:
		return f"说事频次没有全部达到要求，有{missing}个应说时段没有举办活动。"
	return "" if pen.number("talks_held") else "没有举办健康说事活动，说事工作尚未开展起来。"


def _no_matters(pen: Pen, _given: Material) -> str:
	return "" if pen.number("matters_raised") else "没有收集到群众诉求，听取意见的渠道和方式需要改进。"


def _not_rated(pen: Pen, _given: Material) -> str:
	if not pen.number("matters_answered"):
		return ""
	without = [words for key, words in THREE_RATES.items() if pen.fact(key).value is None]
	return f"没有可用来计算{listed(without)}的数据，办理和评议记录不够完整。" if without else ""


def _late(pen: Pen, _given: Material) -> str:
	late = pen.missed("handling_rate")
	return f"办理时效仍有不足，{late}件诉求没有按期办结。" if late else ""


def _fell(pen: Pen, _given: Material) -> str:
	fell = [words for key, words in THREE_RATES.items() if pen.fell(key)]
	return f"{listed(fell)}低于上年同期。" if fell else ""


def _bad_ratings(pen: Pen, _given: Material) -> str:
	bad = pen.number("bad_ratings_signed")
	if not bad:
		return ""
	# a matter counts with its last rating, so that the rate alone would seem to say the opposite
	again = "重新办理后再次评价的，满意率按最近一次评价计算"
	return f"收到署名差评{bad}件，群众对部分事项的办理还不满意；{again}。"


def _found(pen: Pen, _given: Material) -> str:
	items, critical = pen.number("inspection_findings"), pen.number("inspection_findings_critical")
	poor, motions = pen.number("inspections_unqualified"), pen.number("inspections_perfunctory")
	found = clauses(
		f"发现不合格项目{items}项" + (f"（其中关键项{critical}项）" if critical else "") if items else "",
		f"检查结果不合格的{poor}次" if poor else "",
		f"认定走过场的{motions}次" if motions else "",
	)
	return f"督导检查{'' if items else '中，'}{found}" if found else ""


def _not_inspected(pen: Pen, _given: Material) -> str:
	left = pen.missed("inspection_coverage")
	return f"督导检查没有做到全覆盖，还有{left}个单位次未查。" if left else ""


def _tasks_late(pen: Pen, _given: Material) -> str:
	late = pen.number("unit_tasks_overdue")
	return f"{late}项单位任务逾期没有完成。" if late else ""


def _overdue(pen: Pen, _given: Material) -> str:
	late = pen.number("rectifications_overdue")
	return f"{late}项整改逾期没有完成。" if late else ""


def _orders(pen: Pen, _given: Material) -> str:
	if not pen.number("rectifications"):
		return "没有下达整改事项。"
	again, left = pen.number("rectifications_again"), pen.number("rectifications_open")
	return clauses(
		pen.count("下达整改事项", "rectifications", "项"),
		f"已核实销号{pen.number('rectifications_verified')}项",
		pen.rate("按期整改率", "rectify_rate"),
		f"责令重新整改{again}项" if again else "",
		f"尚有{left}项未销号" if left else "",
	)


def _call_backs(pen: Pen, _given: Material) -> str:
	if not pen.number("bad_ratings_signed"):
		return ""
	return clauses(
		f"应回访的署名差评{pen.number('bad_ratings_signed')}件", pen.rate("回访率", "call_back_rate")
	)


def _rules(pen: Pen, _given: Material) -> str:
	made = pen.number("lasting_rules")
	if made:
		return f"把整改中行之有效的做法固定下来，形成长效制度{made}项。"
	return "整改成果还没有形成长效制度，需要及时总结固化。" if pen.number("rectifications") else ""


def _next_talks(pen: Pen, _given: Material) -> str:
	return "对照频次要求逐单位补齐说事活动，做到应说尽说。" if pen.missed("talk_frequency") else ""


def _next_late(pen: Pen, _given: Material) -> str:
	late, overdue = pen.missed("handling_rate"), pen.number("rectifications_overdue")
	if not late and not overdue:
		return ""
	return "对逾期的诉求和整改事项逐件落实责任单位、责任人和完成时限，限期办结销号。"


def _next_rated(pen: Pen, _given: Material) -> str:
	return (
		"逐件分析署名差评，回访到位、整改到位，提高群众满意度。" if pen.number("bad_ratings_signed") else ""
	)


def _next_inspected(pen: Pen, _given: Material) -> str:
	return "补查尚未检查的单位，督导检查按季度全覆盖。" if pen.missed("inspection_coverage") else ""


def _next_rules(pen: Pen, _given: Material) -> str:
	return "总结整改经验，及时用制度固定下来。" if pen.number("rectifications") else ""


def _next_always(_pen: Pen, _given: Material) -> str:
	return "坚持说、听、商、办、评闭环管理，常态化开展健康说事，办好群众身边事。"


Write = Callable[[Pen, Material], str]
SENTENCES: tuple[tuple[str, str, Write], ...] = (
	("Opening", "opening", _opening),
	("Organisation", "study", _study),
	("Organisation", "tasks", _tasks),
	("Measures", "talks", _talks),
	("Measures", "commitments", _commitments),
	("Measures", "inspections", _inspections),
	("Measures", "publicity", _publicity),
	("Results", "matters", _matters),
	("Results", "categories", _categories),
	("Results", "rates", _rates),
	("Results", "handling", _handling),
	("Results", "slips", _slips),
	("Results", "petitions", _petitions),
	("Results", "disputes", _disputes),
	("Results", "surveys", _surveys),
	("Results", "incidents", _incidents),
	("Results", "returned", _returned),
	("Problems", "no_talks", _no_talks),
	("Problems", "no_matters", _no_matters),
	("Problems", "not_rated", _not_rated),
	("Problems", "late", _late),
	("Problems", "fell", _fell),
	("Problems", "bad_ratings", _bad_ratings),
	("Problems", "found", _found),
	("Problems", "not_inspected", _not_inspected),
	("Problems", "tasks_late", _tasks_late),
	("Problems", "overdue", _overdue),
	("Rectification", "orders", _orders),
	("Rectification", "call_backs", _call_backs),
	("Lasting Rules", "rules", _rules),
	("Next Steps", "next_talks", _next_talks),
	("Next Steps", "next_late", _next_late),
	("Next Steps", "next_rated", _next_rated),
	("Next Steps", "next_inspected", _next_inspected),
	("Next Steps", "next_rules", _next_rules),
	("Next Steps", "next_always", _next_always),
)

"""Satisfaction Survey Results: index and rate with their 95 % intervals, and the survey before (P4)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import surveys as answers
from healthtalk_app.rules import surveys
from healthtalk_app.rules.ratings import LEVELS
from healthtalk_app.rules.surveys import Sums

SURVEY = "Satisfaction Survey"
BY_QUESTION = "By Question"


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""The results of one survey, by default of the one closed last: by unit, or by question."""
	wanted = shared.wanted(filters)
	name = wanted.survey or last_survey()
	if not name:
		return unit_columns(), [], _("There is no survey that you may see yet."), None, []
	permissions.require_visible(SURVEY, [name])
	survey = frappe.get_doc(SURVEY, name)
	lines = [line for line in answers.lines(survey) if wanted.health_unit in (None, "", line.unit)]
	if wanted.view == BY_QUESTION:
		return by_question(survey, lines)
	before = earlier(survey)
	names = shared.names("Health Unit", "unit_name", [line.unit for line in lines])
	rows = [row(line, names[line.unit], before.get(line.unit)) for line in lines]
	return unit_columns(), rows, words(survey, lines), chart(rows), cards(lines, before)


def last_survey() -> str | None:
	"""The survey that was closed last among those the user may see, else the one made last."""
	closed = frappe.get_list(
		SURVEY, {"closed_at": ("is", "set")}, order_by="closed_at desc", limit=1, pluck="name"
	)
	found = closed or frappe.get_list(SURVEY, order_by="creation desc", limit=1, pluck="name")
	return found[0] if found else None


def earlier(survey: Any) -> dict[str, Sums]:
	"""The sums of the units in the survey before, where the user may see it."""
	if not survey.previous or not permissions.visible(SURVEY, [survey.previous]):
		return {}
	return {
		line.unit: line.sums for line in answers.lines(frappe.get_doc(SURVEY, survey.previous)) if line.shown
	}


def row(line: answers.Line, name: str, before: Sums | None) -> dict[str, Any]:
	"""One unit; below its sample it has a sentence in place of figures."""
	sums = line.sums
	changed = surveys.change(sums, before) if before else None
	index_low, index_high = sums.index_interval or (None, None)
	rate_low, rate_high = sums.rate_interval or (None, None)
	return {
		"unit": line.unit,
		"unit_name": name,
		"target": line.target,
		"answers": line.answers,
		"by_link": line.by_link,
		"index": answers.figure_of(answers.INDEX, sums).value,
		"index_low": rounded(index_low),
		"index_high": rounded(index_high),
		"rate": answers.figure_of(answers.RATE, sums).value,
		"rate_low": rounded(rate_low),
		"rate_high": rounded(rate_high),
		"before": rounded(before.index) if before else None,
		"change": rounded(changed[0]) if changed else None,
		"note": note(line, changed),
	}


def note(line: answers.Line, changed: tuple[float, bool] | None) -> str:
	"""What a reader must know of a line before he quotes it."""
	if not line.shown:
		missing = max(line.target - line.answers, 0)
		return _("Sample not reached: {0} more").format(missing) if missing else _("Not shown yet")
	if changed:
		return _("More than chance") if changed[1] else _("Within chance")
	return ""


def rounded(value: float | None) -> float | None:
	"""To two places, as rates are shown everywhere."""
	return None if value is None else round(value, 2)


def unit_columns() -> shared.Columns:
	"""Unit, sample, index and rate with their intervals, the survey before."""
	return [
		shared.text_column("unit_name", _("Unit"), 220),
		shared.text_column("target", _("Answers Wanted"), 110, "Int"),
		shared.text_column("answers", _("Answers"), 90, "Int"),
		shared.text_column("by_link", _("By Open Link (Not Counted)"), 140, "Int"),
		figure("index", _("Index"), "Float"),
		figure("index_low", _("95 % From"), "Float"),
		figure("index_high", _("95 % To"), "Float"),
		figure("rate", _("Satisfied"), "Percent"),
		figure("rate_low", _("95 % From"), "Percent"),
		figure("rate_high", _("95 % To"), "Percent"),
		figure("before", _("Survey Before"), "Float"),
		figure("change", _("Change"), "Float"),
		shared.text_column("note", _("Note"), 180),
	]


def figure(fieldname: str, label: str, fieldtype: str) -> dict[str, Any]:
	"""A column of points or per cent."""
	return {**shared.text_column(fieldname, label, 100, fieldtype), "precision": 2}


def words(survey: Any, lines: list[answers.Line]) -> str | None:
	"""Why figures are missing."""
	if not lines:
		return _("There is no unit that you may see here.")
	if survey.status not in answers.SHOWN_WHEN:
		return _("{0} is not closed yet: only the number of answers is shown.").format(survey.title)
	return None


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""The indexes of the units that have one."""
	shown = [line for line in rows if line["index"] is not None]
	return shared.bars([line["unit_name"] for line in shown], {_("Index"): [line["index"] for line in shown]})


def cards(lines: list[answers.Line], before: dict[str, Sums]) -> list[dict[str, Any]]:
	"""All shown units together: answers, index and rate, and the change since the survey before."""
	whole = sum((line.sums for line in lines), Sums())
	same = [line.unit for line in lines if line.shown and line.unit in before]
	then = sum((before[unit] for unit in same), Sums())
	now = sum((line.sums for line in lines if line.unit in same), Sums())
	changed = surveys.change(now, then)
	return [
		shared.card(_("Answers"), sum(line.answers for line in lines)),
		shared.card(_("Units with Enough Answers"), sum(line.shown for line in lines)),
		*shared.figure_cards(answers.figure_of(metric, whole) for metric in answers.METRICS),
		shared.card(_("Change since the Survey Before"), rounded(changed[0]) if changed else None, "points"),
	]


def by_question(survey: Any, lines: list[answers.Line]) -> shared.Answer:
	"""How often each level or choice was given, over the units whose sample is reached."""
	shown = [line.unit for line in lines if line.shown]
	found = answers.by_question(survey, shown)
	rows = []
	for question in survey.questions:
		for number, count in enumerate(found.get(str(question.idx), []), 1):
			total = sum(found[str(question.idx)])
			rows.append(
				{
					"question": f"{question.idx}. {question.question}",
					"answer": answer_words(question, number),
					"count": count,
					"share": rounded(100 * count / total) if total else None,
				}
			)
	columns = [
		shared.text_column("question", _("Question"), 320),
		shared.text_column("answer", _("Answer"), 200),
		shared.text_column("count", _("Answers"), 100, "Int"),
		figure("share", _("Share"), "Percent"),
	]
	sentence = words(survey, lines) or shared.nothing(rows, _("No unit has reached its sample."))
	return columns, rows, sentence, None, []


def answer_words(question: Any, number: int) -> str:
	"""A level or a choice in words."""
	if question.kind == "Level":
		return _(LEVELS[number - 1], context="Public Evaluation")
	return surveys.choices(question.options)[number - 1]

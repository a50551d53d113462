"""The draft of a Work Summary: sentences and tables follow the figures, an officer's own words stay (T9)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import frappe
from frappe.utils import cint, getdate, now_datetime

from healthtalk_app.metrics import league, summaries
from healthtalk_app.metrics.registry import report_of
from healthtalk_app.rules import summary as rules
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.summary_words import Fact, amount, amount_before, change, period_words, plain
from healthtalk_app.services.organisation import units

SECTIONS = [name for name, _title in rules.SECTIONS]
# what a row holds that nobody but the draft writes
DRAFTED = ("sentence_key", "drafted", "figures", "drafted_then", "stale")


def fill(doc: Any) -> None:
	"""Read the figures as the user at work may see them, and write the draft anew."""
	gathered = summaries.gather(period_of(doc), asked_of(doc))
	doc.set("figures", [])
	for key, fact in gathered.facts.items():
		doc.append("figures", figure_row(key, fact, gathered.comparable))
	doc.tables_json = json.dumps(tables(gathered), ensure_ascii=False)
	doc.drafted_at, doc.drafted_by = now_datetime(), frappe.session.user
	place(doc, rules.draft(material(doc, gathered)))


def period_of(doc: Any) -> Period:
	"""The days that a summary speaks of."""
	return Period(getdate(doc.from_date), getdate(doc.to_date))


def asked_of(doc: Any) -> Any:
	"""Whose figures a summary speaks of."""
	return summaries.asked_of(doc.unit, bool(cint(doc.only_own)), doc.campaign or None)


def material(doc: Any, gathered: summaries.Gathered) -> rules.Material:
	"""What the rules draft from."""
	period = period_of(doc)
	return rules.Material(
		units.name_on(doc.unit, period.end) or doc.unit,
		period_words(period),
		gathered.facts,
		gathered.comparable,
		gathered.categories,
		[row.said for row in gathered.returned],
	)


def figure_row(key: str, fact: Fact, comparable: bool) -> dict[str, Any]:
	"""A figure as it stands beside the text, with what was counted and where it is listed."""
	return {
		"figure": key,
		"label": summaries.label_of(key),
		"value": amount(fact),
		"value_before": amount_before(fact) if comparable else "—",
		"growth": change(fact) if comparable else "",
		"counted": f"{plain(fact.top, 2)} / {fact.bottom}" if fact.unit != "count" and fact.bottom else "",
		"report": report_of(key),
		"formula": summaries.meaning_of(key),
	}


def tables(gathered: summaries.Gathered) -> dict[str, Any]:
	"""What the tables and the chart show, as plain values that stay as they are."""
	return {
		"months": [vars(month) for month in gathered.months],
		"units": [unit_line(row) for row in gathered.units],
		"returned": [returned_line(row) for row in gathered.returned],
	}


def unit_line(row: league.Row) -> dict[str, Any]:
	"""A unit's three rates as words."""
	rates = {
		name: amount(Fact(key, "percent", row.figures[key].top, row.figures[key].bottom))
		for name, key in league.RATES.items()
	}
	score = "" if row.score is None else f"{row.score:.2f}"
	return {"place": row.place, "name": row.branch.unit_name, "score": score, **rates}


def returned_line(row: summaries.ReturnedFigure) -> dict[str, str]:
	"""A returned figure as words."""
	said = row.said
	return {
		"name": said.name,
		"value": plain(said.value, 2) + said.measure,
		"target": plain(row.target, 2) if row.target else "",
		"reached": "" if said.reached is None else f"{plain(said.reached)}%",
		"growth": "" if said.growth is None else f"{plain(said.growth)}%",
	}


def place(doc: Any, sentences: Sequence[rules.Sentence]) -> None:
	"""Put the sentences among the rows: known ones anew, new ones after the one before them.

	A sentence that has nothing to say any more goes, unless the officer wrote words of his own beside it.
	"""
	wanted = {sentence.key: sentence for sentence in sentences}
	rows = [
		row
		for row in doc.paragraphs
		if not row.sentence_key or row.sentence_key in wanted or (row.own_words or "").strip()
	]
	at = 0
	for sentence in sentences:
		known = next((row for row in rows if row.sentence_key == sentence.key), None)
		if known is None:
			known = doc.append("paragraphs", {"sentence_key": sentence.key, "shown": "Drafted"})
			rows.insert(at, known)
			known.section = sentence.section
		known.drafted = sentence.text
		known.figures = ", ".join(sentence.figures)
		at = rows.index(known) + 1
	for row in rows:
		if row.sentence_key and row.sentence_key not in wanted:
			row.drafted = row.figures = None
		mark(row)
	rows.sort(key=lambda row: SECTIONS.index(row.section))
	for row in rows:
		row.idx = None
	doc.set("paragraphs", rows)


def mark(row: Any) -> None:
	"""Whether the figures have changed since somebody wrote his own words in place of the draft."""
	instead = (row.own_words or "").strip() and row.shown == "Own Words" and row.sentence_key
	row.stale = int(bool(instead) and (row.drafted or "") != (row.drafted_then or ""))

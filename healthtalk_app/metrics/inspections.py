"""Figures about what inspections found (T4, C5): letters, grades, failed items; no letter, no figure."""

from __future__ import annotations

from typing import Any

from frappe.query_builder import Criterion

from healthtalk_app.metrics.base import Metric, Source, yes

ISSUED = "The moment the feedback letter was issued lies in the period"
FILTERS = ("kind", "domain", "template", "inspecting_unit")


def _issued(letter: Any) -> Criterion:
	return letter.issued_at.isnotnull()


def _of_letter(finding: Any) -> Criterion:
	return finding.parenttype == "Inspection Feedback"


# a letter and what it found count for the unit that was inspected
LETTERS = Source("Inspection Feedback", ("unit",), _issued, FILTERS, beyond_scope=True)
FINDINGS = Source("Inspection Finding", ("unit",), _of_letter, FILTERS, beyond_scope=True)


def _scored(letter: Any) -> Criterion:
	return letter.score.isnotnull()


METRICS = (
	Metric(
		"inspections_fed_back",
		"Inspections Fed Back",
		"Inspections whose feedback letter was issued",
		ISSUED,
		LETTERS,
		"issued_at",
	),
	Metric(
		"inspection_score",
		"Mean Score",
		"Sum of the scores / inspections fed back",
		ISSUED,
		LETTERS,
		"issued_at",
		took=lambda letter: letter.score,
		unit="points",
		direction="higher",
		when=_scored,
	),
	Metric(
		"inspections_unqualified",
		"Unqualified",
		"Inspections whose grade is Unqualified",
		ISSUED,
		LETTERS,
		"issued_at",
		lambda letter: letter.grade == "Unqualified",
		direction="lower",
	),
	Metric(
		"inspections_perfunctory",
		"Went Through the Motions",
		"Inspections that found a unit going through the motions",
		ISSUED,
		LETTERS,
		"issued_at",
		lambda letter: letter.perfunctory == 1,
		direction="lower",
	),
	Metric(
		"inspection_findings",
		"Items Failed",
		"Items of the templates that failed; each became a rectification",
		ISSUED,
		FINDINGS,
		"issued_at",
		direction="lower",
	),
	Metric(
		"inspection_findings_critical",
		"Critical Items Failed",
		"Failed items that are critical",
		ISSUED,
		FINDINGS,
		"issued_at",
		lambda finding: finding.critical == 1,
		direction="lower",
	),
	Metric(
		"inspection_pass_rate",
		"Qualified or Better",
		"Inspections with a grade of Qualified or better / inspections fed back",
		ISSUED,
		LETTERS,
		"issued_at",
		lambda letter: letter.grade.isin(["Excellent", "Good", "Qualified", "Unqualified"]),
		lambda letter: yes(letter.grade != "Unqualified"),
		"percent",
		"higher",
	),
)

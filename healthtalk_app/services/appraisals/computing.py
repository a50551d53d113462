"""All appraisals of a period, computed as one Background Run (P3, H10).

The figures of all units are asked for once, one statement a source; what follows is reckoned unit by unit. A
run that is taken up again asks for the figures anew and writes all units anew, so that all stand on the same
day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError
from healthtalk_app.rules.appraisal import Terms
from healthtalk_app.rules.appraisal_indicators import Indicator
from healthtalk_app.rules.periods import Period
from healthtalk_app.services import runs
from healthtalk_app.services.appraisals import documents, schemes, sheet, sides, values, veto, writing
from healthtalk_app.services.appraisals.writing import Sheet
from healthtalk_app.services.notifying import notices

KIND = "Appraisal"
UNITS_PER_CHUNK = 100


@dataclass(frozen=True)
class Plan:
	"""A scheme as a run uses it: read once, for all its units."""

	scheme: Any
	indicators: tuple[Indicator, ...]
	terms: Terms
	units: tuple[str, ...]

	@property
	def name(self) -> str:
		return self.scheme.name

	def asked(self) -> Iterator[tuple[str, str]]:
		"""Source and key of each figure, in the order of the indicators."""
		for row in self.scheme.indicators:
			yield row.source, row.metric or ""


def begin(start: date | str, end: date | str, scheme: str | None = None) -> str:
	"""Start the run that computes the units of one scheme, or of all that are in use; returns its name.

	Who computes sees every unit: places among some of them would be wrong.
	"""
	permissions.require_role(sides.REVIEWERS)
	if permissions.scope() is not None:
		frappe.throw(_("Only who sees every unit computes appraisals."), frappe.PermissionError)
	period = Period(getdate(start), getdate(end))
	if period.start > getdate():
		frappe.throw(_("The period has not begun yet."), EvidenceMissingError)
	if not any(plan.units for plan in plans(period, scheme)):
		frappe.throw(_("No scheme in use has a unit in this period."), EvidenceMissingError)
	run = runs.create(
		KIND,
		_("Appraisals of {0}").format(label(period)),
		from_date=period.start,
		to_date=period.end,
		**({"reference_doctype": schemes.DOCTYPE, "reference_name": scheme} if scheme else {}),
	)
	runs.start(run.name)
	return run.name


def work(run: str) -> None:
	"""Compute and write, some units at a time. Called by a worker, and again when it was killed."""
	frappe.set_user("Administrator")
	frappe.local.lang = notices.site_language()
	facts = frappe.db.get_value(
		runs.DOCTYPE, run, ("from_date", "to_date", "reference_name", "owner"), as_dict=True
	)
	period = Period(getdate(facts.from_date), getdate(facts.to_date))
	with runs.at_work(run, KIND):
		chosen = plans(period, facts.reference_name)
		total = sum(len(plan.units) for plan in chosen)
		runs.note(run, rows_total=total, chunk_size=UNITS_PER_CHUNK)
		done, number, counts = 0, 0, {"computed": 0, "not_computed": 0, "left": 0}
		for plan, sheets in computed(chosen, period):
			written = write(plan, period, sheets, facts.owner, run)
			done, number = done + len(sheets), number + 1
			counts = {key: counts[key] + written[key] for key in counts}
			runs.chunk_done(run, rows_done=done, chunks_done=number, counts=counts, total=total)


def write(
	plan: Plan, period: Period, sheets: Sequence[Sheet], maker: str, run: str | None = None
) -> dict[str, int]:
	"""Write the sheets of some units with the documents behind their rows; see `writing.write`."""
	documents.note({one.unit: one.rows for one in sheets}, values.units_in_tree(), period)
	head = {
		"scheme": plan.name,
		"from_date": period.start,
		"to_date": period.end,
		"run": run,
		"terms": sheet.keep_terms(plan.terms),
	}
	named = {name_of(plan.name, period, one.unit): one for one in sheets}
	return writing.write(named, head, maker)


def plans(period: Period, scheme: str | None = None) -> list[Plan]:
	"""The schemes to be computed, each with its units that were open in the period."""
	return [
		Plan(doc, tuple(schemes.indicators(doc)), schemes.terms(doc), tuple(schemes.units(doc, period)))
		for doc in schemes.in_use(period, scheme)
	]


def computed(chosen: Sequence[Plan], period: Period) -> Iterator[tuple[Plan, list[Sheet]]]:
	"""The sheets of some units at a time, from figures that were asked for once for all of them."""
	figures = values.Figures((asked for plan in chosen for asked in plan.asked()), period)
	vetoes = {unit: veto_rows(found) for unit, found in veto.by_unit(period).items()}
	known = facts_of_units()
	for plan in chosen:
		blank = blank_rows(plan)
		for start in range(0, len(plan.units), UNITS_PER_CHUNK):
			some = plan.units[start : start + UNITS_PER_CHUNK]
			yield (
				plan,
				[
					sheet_of(plan, known[unit], rows_of(blank, figures, unit), vetoes.get(unit, ()), period)
					for unit in some
				],
			)


def facts_of_units() -> dict[str, Any]:
	"""What titles and groups of all units are made of, in one question."""
	# get_all: the run works for everybody
	rows = frappe.get_all("Health Unit", fields=["name", "unit_name", "kind", "appraisal_group"])
	return {row.name: row for row in rows}


def sheet_of(
	plan: Plan, unit: Any, rows: list[dict[str, Any]], vetoes: Sequence[dict[str, Any]], period: Period
) -> Sheet:
	"""What a unit's appraisal will say."""
	title = f"{unit.unit_name} · {label(period)} · {plan.scheme.title}"[:140]
	group = schemes.peer_group(plan.scheme, unit)
	return Sheet(unit.name, title, group, rows, [dict(row) for row in vetoes], plan.indicators)


def blank_rows(plan: Plan) -> list[dict[str, Any]]:
	"""The rows of a scheme without figures."""
	return [
		{
			"indicator_no": indicator.key,
			"module": indicator.module,
			"title": indicator.title,
			"source": row.source,
			"metric": row.metric or "",
			"rule": sheet.rule_of(indicator),
		}
		for row, indicator in zip(plan.scheme.indicators, plan.indicators, strict=True)
	]


def rows_of(blank: Sequence[dict[str, Any]], figures: values.Figures, unit: str) -> list[dict[str, Any]]:
	"""The rows of a unit with its figures."""
	found = []
	for row in blank:
		value = figures.of(unit, row["source"], row["metric"])
		shown = "" if value.value is None else f"{value.value:f}"
		found.append({**row, "value": shown, "counted": value.counted, "met": round(value.met, 2)})
	return found


def veto_rows(found: Sequence[veto.Finding]) -> list[dict[str, Any]]:
	"""A row for each kind. The sentence of a decision about a person is for who may read the decision."""
	said = {
		kind: "；".join(one.sentence for one in found if one.kind == kind)
		for kind in veto.KINDS
		if kind != veto.ACCOUNTABLE
	}
	return [
		{"kind": kind, "found": count, "sentence": said.get(kind, ""), "by_hand": 0}
		for kind, count in veto.counted(found).items()
	]


def label(period: Period) -> str:
	"""A period in a few signs: 2026, 2026-H1, 2026-Q3, else its days."""
	start, end = period.start, period.end
	first = start.month - 1
	for months, letter in ((12, ""), (6, "H"), (3, "Q")):
		if period.months == months and first % months == 0:
			return f"{start.year}-{letter}{first // months + 1}" if letter else f"{start.year}"
	return f"{start:%Y%m%d}-{end:%Y%m%d}"


def name_of(scheme: str, period: Period, unit: str) -> str:
	"""What an appraisal is called: there is one of each scheme, period and unit."""
	return f"{scheme}-{label(period)}-{unit}"

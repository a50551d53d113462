"""What can be shown of a result: that it follows from its inputs, how today's data differ, its use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, today

from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	MoveNotAllowedError,
	TimeOrderError,
	WrongSideError,
	refuse,
)
from healthtalk_app.metrics import staff
from healthtalk_app.rules.appraisal import Result
from healthtalk_app.rules.periods import Period
from healthtalk_app.rules.transitions import APPRAISAL
from healthtalk_app.services import inputs
from healthtalk_app.services.appraisals import places, sheet, sides, values, veto
from healthtalk_app.services.inspections import visitors
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import flow

USE = "Use of Result"
UNIT, PERSON = "Unit", "Person"
MOST_PUBLISHED = 2000


@dataclass(frozen=True)
class Difference:
	"""A row whose figure is another one today, with the points as they were and as they would be."""

	indicator_no: str
	title: str
	value: str
	value_now: str
	points: float
	points_now: float


@dataclass(frozen=True)
class Compared:
	"""A stored result, whether it `holds` (follows from its inputs), and the one that today's data give."""

	holds: bool
	total: float
	total_now: float
	grade: str
	grade_now: str
	rows: list[Difference]
	vetoes: dict[str, int]
	vetoes_now: dict[str, int]


def replayed(doc: Any) -> Result:
	"""The result once more, from nothing but what the appraisal has stored."""
	return sheet.reckon(doc.score_rows, sheet.reasons(doc.vetoes), sheet.terms_of(doc.terms))


def holds(doc: Any) -> bool:
	"""Whether total, grade, points and digest are to the last digit what the stored inputs give."""
	try:
		result = replayed(doc)
	except ValueError:
		return False
	same = all(doc.get(name) == value for name, value in sheet.outcome(result).items())
	points = all(
		Decimal(str(row.points)) == scored.points
		for row, scored in zip(doc.score_rows, result.rows, strict=True)
	)
	return same and points and doc.input_hash == sheet.digest(doc.score_rows, doc.vetoes, doc.terms)


def compared(doc: Any) -> Compared:
	"""The difference list: the same rules and corrections on the figures of today. Changes nothing.

	Raises `BadInputError` for figures of today that do not fit their rule.
	"""
	period = Period(getdate(doc.from_date), getdate(doc.to_date))
	asked = [(row.source, row.metric or "") for row in doc.score_rows]
	# as the run computed them: of everything, whatever the user at work may see
	with visitors.by_nobody():
		figures = values.Figures(asked, period, doc.unit)
		found = veto.counted(veto.findings(doc.unit, start=period.start, end=period.end))
	rows = []
	for row, (source, key) in zip(doc.score_rows, asked, strict=True):
		value = figures.of(doc.unit, source, key).value
		rows.append({**row.as_dict(), "value": "" if value is None else f"{value:f}"})
	by_hand = [row.kind for row in doc.vetoes if row.by_hand]
	try:
		result = sheet.reckon(rows, [*found, *by_hand], sheet.terms_of(doc.terms))
	except ValueError as error:
		refuse(_("This cannot be reckoned: {0}"), str(error), error=BadInputError)
	now = sheet.outcome(result)
	return Compared(
		holds(doc),
		doc.total,
		now["total"],
		doc.grade or "",
		now["grade"],
		[
			Difference(
				row.indicator_no,
				row.title,
				row.value or "",
				other["value"],
				row.points,
				float(scored.points),
			)
			for row, other, scored in zip(doc.score_rows, rows, result.rows, strict=True)
			if (row.value or "") != other["value"] or Decimal(str(row.points)) != scored.points
		],
		{row.kind: row.found for row in doc.vetoes if not row.by_hand},
		found,
	)


def publish_group(doc: Any) -> list[str]:
	"""Publish all appraisals of the group of one of them; returns their names.

	Raises `WrongSideError` for who does not review all of them, `MoveNotAllowedError` while one waits.
	"""
	group = places.members(doc)
	if len(group) > MOST_PUBLISHED:
		refuse(_("At most {0} appraisals are published at once."), MOST_PUBLISHED, error=MoveNotAllowedError)
	if foreign := next((row for row in group if not sides.reviews(row.unit)), None):
		refuse(_("You do not review {0}."), foreign.title, error=WrongSideError)
	if waiting := next((row for row in group if row.status not in places.SETTLED), None):
		refuse(
			_("A group is published together. These appraisals of it are not reviewed yet: {0}."),
			waiting.title,
			error=MoveNotAllowedError,
		)
	placed = places.among(group)
	names = [row.name for row in group if row.status != "Published"]
	for name in names:
		one = frappe.get_doc(APPRAISAL, name, for_update=True)
		# asked once for all of the group, which is locked
		one.flags.placed = placed[name]
		flow.transition(one, "Published")
	return names


def note_use(doc: Any, **given: Any) -> None:
	"""Write down what followed from a published result, for the unit or one of its people (H10).

	Raises `MoveNotAllowedError` before the publication, `EvidenceMissingError` without what, number and day.
	"""
	if doc.status != "Published":
		frappe.throw(_("Only a published result is used."), MoveNotAllowedError)
	kinds = frappe.get_meta(USE).get_options("kind").split("\n")
	whom = given.get("whom") or UNIT
	if given.get("kind") not in kinds or whom not in (UNIT, PERSON):
		refuse(_("{0} is no use of a result."), given.get("kind") or "", error=EvidenceMissingError)
	what, number, day = (given.get(name) for name in ("what", "document_number", "decided_on"))
	if not (str(what or "").strip() and str(number or "").strip() and day):
		frappe.throw(
			_("The use of a result says what followed, with the number and the date of the document."),
			EvidenceMissingError,
			title=_("Something Is Missing"),
		)
	if getdate(day) > getdate(today()):
		frappe.throw(_("The day of the document lies in the future."), TimeOrderError)
	employee = given.get("employee") if whom == PERSON else None
	person = given.get("person_name") if whom == PERSON else None
	if employee:
		person = frappe.db.get_value("Employee", employee, "employee_name")
	if whom == PERSON and not (person or "").strip():
		frappe.throw(_("Say which person it is."), EvidenceMissingError)
	if employee and not units.is_within(staff.unit_of(employee) or doc.unit, doc.unit):
		refuse(_("The person does not belong to the unit."), error=EvidenceMissingError)
	row = frappe.get_doc(
		{
			"doctype": USE,
			"parent": doc.name,
			"parenttype": APPRAISAL,
			"parentfield": "uses",
			"idx": len(doc.uses) + 1,
			"kind": given["kind"],
			"whom": whom,
			"employee": employee,
			"person_name": person,
			"what": what,
			"document_number": number,
			"decided_on": getdate(day),
			"noted_by": frappe.session.user,
		}
	)
	# a row beside the locked document: the caller has checked who may add it, the platform checks nothing
	inputs.check_values(row)
	row._sanitize_content()
	row.db_insert()
	doc.append("uses", row)
	events.record(doc, "result.used", unit=doc.unit, details={"kind": given["kind"], "whom": whom})


def told_vetoes(doc: Any) -> list[dict[str, Any]]:
	"""Kinds and counts of what vetoes the unit, and the records that the user at work may read."""
	found = veto.findings(doc.unit, start=doc.from_date, end=doc.to_date)
	return [
		{
			"kind": one.kind,
			"count": one.count,
			"records": [
				{
					"doctype": finding.reference_doctype,
					"name": finding.reference_name,
					"date": str(finding.date),
					"sentence": finding.sentence,
				}
				for finding in one.findings
			],
		}
		for one in veto.told(found)
	]

"""Invitations to a survey and the answers to it: one an invitation, and nobody can tell whose it was (P4).

An invitation is a code on a slip of paper; like those of a receipt it is derived from the site's secret and
found by digest. It notes that it was used, the answer notes the day: nothing leads from one to the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, today

from healthtalk_app.exceptions import MoveNotAllowedError, PublicInputError, refuse, refuse_guest
from healthtalk_app.rules import codes, surveys
from healthtalk_app.services.records import bulk
from healthtalk_app.services.surveys.survey import CHOICE, DOCTYPE, LEVEL
from healthtalk_app.services.voice import guest_input, receipt_codes

INVITATION, RESPONSE = "Survey Invitation", "Survey Response"
MOST_INVITATIONS, MOST_PAPERS = 5000, 500
MOST_TEXT = 500
BY_INVITATION, ON_PAPER, BY_LINK = "Invitation", "Paper", "Open Link"
HANDS = ("owner", "modified_by", "creation", "modified")
FACTS = ("survey", "unit", "source", "answered_on", "points", "overall", "satisfied", "answers")


# ---- invitations ---------------------------------------------------------------------------------
def invite(doc: Any, unit: str, count: int) -> int:
	"""Make `count` more invitations for a unit of an open survey; returns how many it has now.

	The survey's row is locked: two clerks at once do not give the same serial numbers. Raises
	`MoveNotAllowedError`.
	"""
	require_open(doc, unit)
	if not 0 < count <= MOST_INVITATIONS:
		refuse(_("Make between 1 and {0} invitations at once."), MOST_INVITATIONS)
	last = last_serial(doc.name, unit)
	write(
		INVITATION,
		("survey", "unit", "serial", "open_link", "answered", "code_digest"),
		(
			(doc.name, unit, serial, 0, 0, codes.digest(code(doc.name, unit, serial)))
			for serial in range(last + 1, last + count + 1)
		),
	)
	return last + count


def last_serial(survey: str, unit: str) -> int:
	"""The highest serial number of a unit's invitations."""
	found = frappe.get_all(
		INVITATION, {"survey": survey, "unit": unit}, order_by="serial desc", limit=1, pluck="serial"
	)
	return found[0] if found else 0


def code(survey: str, unit: str, serial: int) -> str:
	"""The code of an invitation; serial 0 is the unit's open link."""
	return receipt_codes.derived_code("survey", f"{survey}:{unit}:{serial}")


def unused(doc: Any, unit: str, most: int = MOST_INVITATIONS) -> list[tuple[int, str]]:
	"""Serial number and code of the invitations that nobody has answered, to be printed."""
	# get_all: no role reads invitations; the caller may write the survey
	serials = frappe.get_all(
		INVITATION,
		{"survey": doc.name, "unit": unit, "answered": 0, "open_link": 0},
		order_by="serial",
		limit=most,
		pluck="serial",
	)
	return [(serial, code(doc.name, unit, serial)) for serial in serials]


def link_code(doc: Any, unit: str) -> str:
	"""The code of the unit's open link, which any number of people may use."""
	require_open(doc, unit)
	if not doc.open_link:
		frappe.throw(_("This survey has no open link."), MoveNotAllowedError)
	made = code(doc.name, unit, 0)
	if not frappe.db.exists(INVITATION, {"code_digest": codes.digest(made)}):
		columns = ("survey", "unit", "serial", "open_link", "answered", "code_digest")
		write(INVITATION, columns, [(doc.name, unit, 0, 1, 0, codes.digest(made))])
	return made


def require_open(doc: Any, unit: str) -> None:
	"""The survey is open and asks about the unit. Raises `MoveNotAllowedError`."""
	if doc.status != "Open":
		refuse(_("{0} is not open."), doc.title, error=MoveNotAllowedError)
	if unit not in {row.unit for row in doc.samples}:
		refuse(_("{0} does not ask about {1}."), doc.title, unit, error=MoveNotAllowedError)


# ---- what a guest may do -------------------------------------------------------------------------
def view(given: str) -> dict[str, Any]:
	"""What the holder of an invitation is asked: found, title, unit_name, introduction, questions.

	A wrong code, one that was used and one of a closed survey are answered alike: `{"found": False}` and
	empty fields of the same names.
	"""
	invitation = invitation_of(given)
	if not invitation:
		return {"found": False, "title": "", "unit_name": "", "introduction": "", "questions": []}
	doc = frappe.get_cached_doc(DOCTYPE, invitation.survey)
	return {
		"found": True,
		"title": doc.title,
		"unit_name": frappe.get_cached_value("Health Unit", invitation.unit, "unit_name"),
		"introduction": doc.introduction or "",
		"questions": [
			{
				"key": str(row.idx),
				"question": row.question,
				"kind": row.kind,
				"choices": surveys.choices(row.options),
			}
			for row in doc.questions
		],
	}


def answer(given: str, answers: Mapping[str, Any]) -> None:
	"""Answer as the holder of an invitation, once. Raises `PublicInputError` with the question in `field`."""
	invitation = invitation_of(given, lock=True)
	if not invitation:
		refuse_guest(_("This code is not valid, or it has been used. Please look at it again."), field="code")
	doc = frappe.get_cached_doc(DOCTYPE, invitation.survey)
	row = response(doc, invitation.unit, BY_LINK if invitation.open_link else BY_INVITATION, answers)
	write(RESPONSE, FACTS, [row])
	if not invitation.open_link:
		# when it was used is not kept: it would lead to the answer of that moment
		frappe.db.set_value(INVITATION, invitation.name, "answered", 1, update_modified=False)


def invitation_of(given: str, lock: bool = False) -> Any | None:
	"""The invitation of an open survey that a code stands for, if it may still be used."""
	try:
		wanted = codes.digest(given or "")
	except codes.BadCode:
		wanted = ""
	found = frappe.db.get_value(
		INVITATION,
		{"code_digest": wanted, "answered": 0},
		("name", "survey", "unit", "open_link"),
		as_dict=True,
		for_update=lock,
	)
	if not found:
		return None
	state = frappe.db.get_value(DOCTYPE, found.survey, ("status", "closes_on"), as_dict=True)
	return found if state.status == "Open" and getdate(state.closes_on) >= getdate(today()) else None


# ---- answers -------------------------------------------------------------------------------------
def response(doc: Any, unit: str, source: str, answers: Mapping[str, Any]) -> tuple[Any, ...]:
	"""One answer as a row of `FACTS`. Raises `PublicInputError` for what is no answer to a question."""
	given = {str(row.idx): checked(row, answers.get(str(row.idx))) for row in doc.questions}
	given = {key: value for key, value in given.items() if value is not None}
	levels = {key: value for key, value in given.items() if kind_of(doc, key) == LEVEL}
	overall = next(str(row.idx) for row in doc.questions if row.overall)
	if overall not in levels:
		refuse_guest(_("Please say how satisfied you are on the whole."), field=overall)
	weights = {str(row.idx): row.weight for row in doc.questions if row.kind == LEVEL}
	points = surveys.points(levels, weights)
	if points is None:
		refuse_guest(_("Please answer the questions about how satisfied you are."), field=overall)
	return (
		doc.name,
		unit,
		source,
		getdate(today()),
		points,
		levels[overall],
		int(levels[overall] <= surveys.SATISFIED),
		json.dumps(given, ensure_ascii=False),
	)


def kind_of(doc: Any, key: str) -> str:
	"""The kind of the question with this key."""
	return next(row.kind for row in doc.questions if str(row.idx) == key)


def checked(question: Any, value: Any) -> int | str | None:
	"""A level (1 to 5), the number of a choice (from 1), a text, or None where nothing was answered."""
	if value in (None, "", "-"):
		return None
	key = str(question.idx)
	if question.kind not in (LEVEL, CHOICE):
		text = str(value).strip()
		if len(text) > MOST_TEXT:
			refuse_guest(_("Question {0}: please write at most {1} characters."), key, MOST_TEXT, field=key)
		return readable(value, key)
	most = surveys.WORST if question.kind == LEVEL else len(surveys.choices(question.options))
	text = str(value).strip()
	if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= most):
		refuse_guest(_("Question {0}: choose one of the answers 1 to {1}."), key, most, field=key)
	return int(text)


def readable(value: Any, key: str) -> str | None:
	"""A text as those of all guests are kept. Raises `PublicInputError`."""
	try:
		return guest_input.text(value, "text", MOST_TEXT) or None
	except PublicInputError as wrong:
		raise PublicInputError(str(wrong), field=key) from wrong


def enter_papers(doc: Any, unit: str, papers: str) -> int:
	"""Enter filled-in papers in bulk, one a line; returns how many. All of them or none.

	A line holds the numbers of the levels and choices in the order of the questions, with or without spaces
	between numbers of one digit; `-` is a question left out, and questions for a text are passed over.
	Raises a ValidationError that names the line.
	"""
	require_open(doc, unit)
	lines = [(number, line.strip()) for number, line in enumerate((papers or "").splitlines(), 1)]
	lines = [(number, line) for number, line in lines if line]
	if not 0 < len(lines) <= MOST_PAPERS:
		refuse(_("Enter between 1 and {0} papers at once, one a line."), MOST_PAPERS)
	counted = [row for row in doc.questions if row.kind in (LEVEL, CHOICE)]
	rows = []
	for number, line in lines:
		numbers = line.split() if len(line.split()) > 1 or len(counted) == 1 else list(line)
		if len(numbers) != len(counted):
			refuse(_("Line {0} has {1} answers; the paper has {2}."), number, len(numbers), len(counted))
		answers = {str(row.idx): value for row, value in zip(counted, numbers, strict=True)}
		try:
			rows.append(response(doc, unit, ON_PAPER, answers))
		except PublicInputError as wrong:
			refuse(_("Line {0}: {1}"), number, str(wrong))
	write(RESPONSE, FACTS, rows)
	return len(rows)


def write(doctype: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
	"""Insert rows under random names, by nobody, at the day's beginning: no order, hand or hour is kept."""
	day = get_datetime(today())
	values = [(frappe.generate_hash(length=20), "Guest", "Guest", day, day, *row) for row in rows]
	bulk.insert(doctype, ("name", *HANDS, *columns), values)

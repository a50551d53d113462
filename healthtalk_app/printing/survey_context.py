"""Reads surveys into the contexts of 满意度调查问卷 and 调查邀请码."""

from __future__ import annotations

from typing import Any

from frappe.utils import get_url

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name
from healthtalk_app.rules import surveys

SURVEY_PATH = "/healthtalk/survey"
FORM_NOTES = ("本问卷不记名，请在所选数字上打“√”。", "填好后请投入意见箱或交给调查人员。")
SLIP_NOTES = ("每个邀请码只能用一次，答卷不记名，任何人查不到是谁填的。",)


def survey_form(doc: Any) -> c.SurveyForm:
	"""满意度调查问卷 of a survey."""
	return c.SurveyForm(
		**{**paper(doc, doc.unit, FORM_NOTES), "desk_url": ""},
		survey=doc.title,
		introduction=doc.introduction or "",
		questions=[
			c.SurveyAsked(row.question, surveys.choices(row.options), row.kind == "Level")
			for row in doc.questions
		],
		closes_on=doc.closes_on,
	)


def survey_invitations(doc: Any, unit: str, codes: list[tuple[int, str]]) -> c.SurveyInvitations:
	"""调查邀请码: the slips of a unit. The code stands behind the # of the address, which no server logs."""
	return c.SurveyInvitations(
		**{**paper(doc, doc.unit, SLIP_NOTES), "desk_url": ""},
		survey=doc.title,
		unit=unit_name(unit),
		slips=[c.SurveySlip(serial, code, get_url(f"{SURVEY_PATH}#{code}")) for serial, code in codes],
		closes_on=doc.closes_on,
	)

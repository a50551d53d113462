"""/healthtalk/survey: the holder of an invitation answers a satisfaction survey, once and unsigned."""

from __future__ import annotations

import frappe

from healthtalk_app.exceptions import PublicInputError
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.rating import LEVEL_NAMES
from healthtalk_app.www.healthtalk.view import Asked, Page

WRONG_CODE = "邀请码不对，或者已经用过。请核对后重新输入。"
TITLE = "满意度调查"


def show(asked: Asked) -> Page:
	"""The form for the code, the questions, or thanks."""
	code = asked.text("code")
	if not code and not asked.posted:
		return form(code)
	typed = {name[1:]: asked.text(name) for name in asked.values if name[:1] == "q" and name[1:].isdigit()}
	errors: dict[str, str] = {}
	if asked.posted and asked.text("act") == "answer":
		try:
			public_voice.answer_survey(code, typed)
			return Page("survey_thanks", TITLE)
		except PublicInputError as refused:
			frappe.db.rollback()
			errors = {f"q{refused.field}" if refused.field.isdigit() else refused.field: str(refused)}
	found = public_voice.survey_view(code)
	if not found["found"]:
		return form(code, {"code": WRONG_CODE})
	levels = list(LEVEL_NAMES.values())
	return Page("survey", TITLE, {**found, "code": code, "typed": typed, "levels": levels}, errors=errors)


def form(code: str, errors: dict[str, str] | None = None) -> Page:
	"""The form for an invitation code."""
	return Page("survey_code", TITLE, {"code": code[:40]}, errors=errors or {})

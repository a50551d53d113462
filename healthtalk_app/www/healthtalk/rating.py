"""/healthtalk/rate: the holder of a rating code rates what was answered, once."""

from __future__ import annotations

import frappe

from healthtalk_app.exceptions import PublicInputError
from healthtalk_app.rules.ratings import LEVELS
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.tracking import WRONG_CODE
from healthtalk_app.www.healthtalk.view import Asked, Page

LEVEL_NAMES = dict(zip(LEVELS, ("非常满意", "满意", "基本满意", "不满意", "非常不满意"), strict=True))
OUTCOME_NAMES = {"Solved": "解决了", "Partly Solved": "部分解决", "Not Solved": "没有解决"}
TYPED_FIELDS = ("level", "outcome", "comment", "wants_call_back")


def show(asked: Asked) -> Page:
	"""The form for the code, the form for the rating, or thanks."""
	code = asked.text("code")
	if not code and not asked.posted:
		return form(code)
	errors: dict[str, str] = {}
	done = False
	if asked.posted and asked.text("act") == "rate":
		try:
			found = public_voice.rate(
				code,
				asked.text("level"),
				asked.text("outcome") or None,
				asked.text("comment") or None,
				asked.checked("wants_call_back"),
			)
			done = True
		except PublicInputError as refused:
			frappe.db.rollback()
			found, errors = public_voice.rating_view(code), {refused.field or "level": str(refused)}
	else:
		found = public_voice.rating_view(code)
	if not found["found"]:
		return form(code, {"code": WRONG_CODE})
	shown = {
		**found,
		"code": code,
		"done": done,
		"typed": {name: asked.text(name) for name in TYPED_FIELDS},
		"levels": LEVEL_NAMES,
		"outcomes": OUTCOME_NAMES,
	}
	return Page("rating", "评价办理结果", shown, errors=errors)


def form(code: str, errors: dict[str, str] | None = None) -> Page:
	"""The form for a rating code."""
	return Page("rate", "评价办理结果", {"code": code[:40]}, errors=errors or {})

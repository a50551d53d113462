"""/healthtalk/awards and /healthtalk/award: for whom one votes in a round of awards."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.exceptions import PublicInputError, TooOftenError
from healthtalk_app.services.voice import public_awards
from healthtalk_app.www.healthtalk.view import Asked, Page

TITLE = "评优投票"
WRONG_CODE = "没有查到这次投票：链接不对，或者投票已经结束。"


def show_list(asked: Asked) -> Page:
	"""The rounds in which one may vote now."""
	return Page("awards", TITLE, public_awards.awards(), public=True)


def show(asked: Asked) -> Page:
	"""The nominees of a round with the form to vote, or thanks."""
	code = asked.text("code")
	errors: dict[str, str] = {}
	done = False
	if asked.posted and asked.text("act") == "vote":
		try:
			found = public_awards.vote_award(code, asked.text("nominee"), asked.device)
			done = True
		except TooOftenError:
			raise
		except PublicInputError as refused:
			frappe.db.rollback()
			found = public_awards.award(code, asked.device)
			errors = {"nominee": str(refused)}
	else:
		found = public_awards.award(code, asked.device)
	if not found["found"]:
		return Page("message", TITLE, {"sentence": WRONG_CODE})
	shown: dict[str, Any] = {**found, "code": code, "done": done}
	return Page("award", TITLE, shown, errors=errors, device=found["device"], public=True)

"""/healthtalk/talk: who has come to a talk signs in 签到 by the QR code at the door."""

from __future__ import annotations

import frappe

from healthtalk_app.exceptions import PublicInputError
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.view import Asked, Page

WRONG_CODE = "没有查到这场说事活动。请重新扫描现场的签到二维码。"


def show(asked: Asked) -> Page:
	"""The talk with the form to sign in, or that one has signed in."""
	code = asked.text("code")
	errors: dict[str, str] = {}
	done = False
	if asked.posted and code:
		try:
			found = public_voice.sign_in(code, asked.text("name") or None, asked.text("category") or None)
			done = True
		except PublicInputError as refused:
			frappe.db.rollback()
			found, errors = public_voice.talk_view(code), {refused.field or "name": str(refused)}
	else:
		found = public_voice.talk_view(code)
	if not found["found"]:
		return Page("message", "说事签到", {"sentence": WRONG_CODE})
	typed = {name: asked.text(name) for name in ("name", "category")}
	return Page("talk", "说事签到", {**found, "code": code, "done": done, "typed": typed}, errors=errors)

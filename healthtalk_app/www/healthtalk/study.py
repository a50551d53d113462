"""/healthtalk/study: staff sign in 签到 to a session of study by the QR code that is shown in the room."""

from __future__ import annotations

import frappe

from healthtalk_app.exceptions import PublicInputError, TooOftenError
from healthtalk_app.services.study import sign_in
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.view import Asked, Page

TITLE = "学习签到"
WRONG_CODE = "没有查到这场学习。请重新扫描现场的签到二维码。"


def show(asked: Asked) -> Page:
	"""The session; by account one button, else the code of the day, then one's name, then that one signed."""
	code, typed = asked.text("code"), asked.text("day_code")
	name = sign_in.record_of(code)
	if not name:
		return Page("message", TITLE, {"sentence": WRONG_CODE})
	user = frappe.session.user
	shown = {
		**sign_in.view(name),
		"code": code,
		"account": "" if user == "Guest" else frappe.utils.get_fullname(user),
		"day_code": "",
		"people": [],
		"signed": "",
	}
	errors: dict[str, str] = {}
	if asked.posted:
		try:
			shown.update(signing(name, user, asked.checked("own"), typed, asked.text("attendee")))
		except TooOftenError:
			raise
		except PublicInputError as refused:
			frappe.db.rollback()
			errors = {refused.field or "day_code": str(refused)}
			if refused.field == "attendee":
				shown.update(day_code=typed, people=sign_in.people(name, typed))
	return Page("study", TITLE, shown, errors=errors)


def signing(name: str, user: str, own: bool, day_code: str, attendee: str) -> dict[str, object]:
	"""What the page shows after a form was sent."""
	language, frappe.local.lang = frappe.local.lang, public_voice.site_language()
	try:
		if own and user != "Guest":
			return {"signed": sign_in.sign_by_account(name, user)}
		if attendee:
			return {"signed": sign_in.sign_by_name(name, day_code, attendee)}
		return {"day_code": day_code, "people": sign_in.people(name, day_code)}
	finally:
		frappe.local.lang = language

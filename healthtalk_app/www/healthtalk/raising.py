"""/healthtalk/raise: a resident raises a matter and gets the receipt with its two codes."""

from __future__ import annotations

import secrets
from typing import Any

import frappe
from frappe.utils import get_url

from healthtalk_app.exceptions import PublicInputError, TooOftenError
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.view import Asked, Page

TYPED_FIELDS = (
	"content",
	"place",
	"unit",
	"identity_level",
	"raiser_name",
	"raiser_phone",
	"raiser_email",
	"accused",
	"accused_unit",
	"session",
	"joins",
)


# what is being done with an open matter, by the ring that it is in
RING_WORDS = {"Speak": "等待受理", "Listen": "已受理", "Discuss": "正在商定办法", "Act": "正在办理"}


def show(asked: Asked) -> Page:
	"""The empty form, the form with similar matters, the form with what is wrong, or the receipt."""
	if not asked.posted:
		return form(asked)
	if asked.text("step") == "similar":
		found = [
			{**matter, "ring": RING_WORDS.get(matter["ring"], "")}
			for matter in public_voice.similar(asked.text("content"), asked.text("unit") or None)
		]
		if asked.text("part"):
			return Page("similar", "", {"similar": found, "joins": asked.text("joins")})
		return form(asked, similar=found, asked_similar=True)
	values: dict[str, Any] = {name: asked.text(name) for name in TYPED_FIELDS if asked.text(name)}
	values["wants_notice"] = asked.checked("wants_notice")
	try:
		receipt = public_voice.submit(values, asked.files, asked.text("key") or None)
	except TooOftenError:
		raise
	except PublicInputError as refused:
		frappe.db.rollback()
		field = refused.field if refused.field in (*TYPED_FIELDS, "files") else "content"
		return form(asked, errors={field: str(refused)})
	shown = {
		**receipt,
		"anonymous": asked.text("identity_level") == "Anonymous",
		"joined": bool(asked.text("joins")),
		"address": get_url(),
	}
	return Page("receipt", "已经收到", shown)


def form(
	asked: Asked,
	similar: list[dict[str, Any]] | None = None,
	asked_similar: bool = False,
	errors: dict[str, str] | None = None,
) -> Page:
	"""The form with what has been typed. Its key makes a second tap give the same receipt."""
	typed = {name: asked.text(name) for name in TYPED_FIELDS}
	typed["session"] = typed["session"] or asked.text("talk")
	typed["identity_level"] = typed["identity_level"] or "Named"
	shown = {
		"typed": typed,
		"wants_notice": asked.checked("wants_notice"),
		"key": asked.text("key") or secrets.token_urlsafe(18),
		"similar": similar or [],
		"joins": typed["joins"],
		"asked_similar": asked_similar,
		"units": public_voice.home()["units"],
	}
	return Page("raise", "反映一件事", shown, errors=errors or {})

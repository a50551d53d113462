"""/healthtalk/commitments and /healthtalk/commitment: what units promise in public, rated by everyone."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.exceptions import PublicInputError, TooOftenError
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.rating import LEVEL_NAMES
from healthtalk_app.www.healthtalk.view import Asked, Page

TITLE = "公开承诺"
WRONG_CODE = "没有查到这项承诺：二维码不对，或者公示已经结束。"
STATUS = {
	"Published": "正在践诺",
	"Fulfilled": "已经兑现",
	"Partly Fulfilled": "部分兑现",
	"Not Fulfilled": "没有兑现",
	"Verified": "已经核验",
}
GROUPS = {"Residents": "群众", "Staff": "职工", "Leaders": "领导", "Own Unit": "本单位自评"}


def show_list(asked: Asked) -> Page:
	"""The commitments of all units, or of one, a page at a time."""
	number = asked.text("page")
	unit = asked.text("unit")
	found = public_voice.commitments(unit or None, int(number[:6]) if number.isdecimal() else 1)
	shown = {
		"rows": found["rows"],
		"number": found["page"],
		"more": found["more"],
		"unit": unit,
		"words": STATUS,
		"units": public_voice.home()["units"],
	}
	return Page("commitments", TITLE, shown, public=True)


def show(asked: Asked) -> Page:
	"""A commitment with the form to rate it, or thanks."""
	code = asked.text("code")
	errors: dict[str, str] = {}
	done = False
	if asked.posted and asked.text("act") == "rate":
		try:
			found = public_voice.rate_commitment(
				code, asked.text("level"), asked.text("comment") or None, asked.device
			)
			done = True
		except TooOftenError:
			raise
		except PublicInputError as refused:
			frappe.db.rollback()
			found = public_voice.commitment(code, asked.device)
			field = refused.field if refused.field in ("level", "comment") else "level"
			# who has rated already sees that in place of the form
			errors = {field: str(refused)} if found["can_rate"] else {}
	else:
		found = public_voice.commitment(code, asked.device)
	if not found["found"]:
		return Page("message", TITLE, {"sentence": WRONG_CODE})
	return page(found, code, done, {name: asked.text(name) for name in ("level", "comment")}, errors)


def page(found: dict[str, Any], code: str, done: bool, typed: dict[str, str], errors: dict[str, str]) -> Page:
	"""The page of one commitment; its device keeps the token that it was given."""
	groups = [{**row, "name": GROUPS[row["group"]]} for row in found["rating"]["groups"]]
	shown = {
		**found,
		"code": code,
		"done": done,
		"typed": typed,
		"levels": LEVEL_NAMES,
		"groups": groups,
		"points": found["rating"]["points"],
		"status_word": STATUS.get(found["status"], ""),
	}
	return Page("commitment", TITLE, shown, errors=errors, device=found["device"], public=True)

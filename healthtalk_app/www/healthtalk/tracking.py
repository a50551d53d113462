"""/healthtalk/track: the holder of a tracking code follows, supplements, withdraws or re-opens."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.exceptions import PublicInputError
from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.view import Asked, Page

WRONG_CODE = "没有查到。请对照回执核对：码有 16 位，由数字和字母组成，不分大小写。"
# the mark and the words of each ring, as rules/transitions.py names them
RINGS = {
	"Speak": ("说", "收到您说的事"),
	"Listen": ("听", "受理"),
	"Discuss": ("商", "商定办法"),
	"Act": ("办", "办理、答复"),
	"Evaluate": ("评", "您来评价"),
}
DONE = {
	"supplement": "补充的内容已经收到，承办单位看得到。",
	"withdraw": "已经撤回。",
	"reopen": "已经重新办理，承办单位会再次答复您。",
}


def show(asked: Asked) -> Page:
	"""The form for the code, or what its holder may know."""
	code = asked.text("code")
	if not code and not asked.posted:
		return form(code)
	act = asked.text("act") if asked.posted else ""
	errors: dict[str, str] = {}
	if act in DONE:
		try:
			found = _act(act, code, asked)
		except PublicInputError as refused:
			frappe.db.rollback()
			field = "files" if refused.field == "files" else f"{act}_text"
			found, errors = public_voice.progress(code), {field: str(refused)}
	else:
		found = public_voice.progress(code)
	if not found["found"]:
		return form(code, {"code": WRONG_CODE})
	shown = {
		**found,
		"rings": rings(found),
		"code": code,
		"typed": {act: asked.text(f"{act}_text")} if errors else {},
		"done": DONE[act] if act in DONE and not errors else "",
	}
	return Page("progress", "办理进度", shown, errors=errors)


def _act(act: str, code: str, asked: Asked) -> dict[str, Any]:
	text = asked.text(f"{act}_text")
	if act == "supplement":
		return public_voice.supplement(code, text, asked.files)
	return {"withdraw": public_voice.withdraw, "reopen": public_voice.reopen}[act](code, text)


def form(code: str, errors: dict[str, str] | None = None) -> Page:
	"""The form for a tracking code."""
	return Page("track", "查办理进度", {"code": code[:40]}, errors=errors or {})


def rings(found: dict[str, Any]) -> list[dict[str, Any]]:
	"""The five rings as a line: mark, words, at (None for one to come), and whether it is the current."""
	reached = {step["ring"]: step["at"] for step in found["rings"]}
	current = "Evaluate" if "rate" in found["can"] else found["current"]
	waits = not {"rate", "supplement"}.isdisjoint(found["can"])
	return [
		{"mark": mark, "words": words, "at": reached.get(ring), "current": waits and ring == current}
		for ring, (mark, words) in RINGS.items()
	]

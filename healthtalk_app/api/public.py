"""All that a guest can reach: each endpoint counts who asks and hands on to services/voice/public_voice.

An answer is `{"message": {…}}`. What cannot be taken answers 417, what is asked too often 429, each with
`{"message": {"error": …, "field": …}}`. Codes and texts travel in the body only, never in an address.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from werkzeug import Request, Response

from healthtalk_app.api.checks import retried
from healthtalk_app.exceptions import PublicInputError, TooOftenError
from healthtalk_app.services import inputs
from healthtalk_app.services.voice import public_awards, public_voice, uploads

HOUR = 3600
# what no person does; the limits that a bureau sets are counted in services/voice/throttle.py
CEILING = 3000
REFUSED, TOO_OFTEN, FAILED = 417, 429, 500
OURS = re.compile(r"/api/(?:v\d/)?method/healthtalk_app\.api\.public\b")
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def answered(function: Endpoint) -> Endpoint:
	"""Answer a refusal in the one shape, and leave nothing half written."""

	@wraps(function)
	def answer(*args: Any, **kwargs: Any) -> Any:
		try:
			return function(*args, **kwargs)
		except PublicInputError as refused:
			frappe.db.rollback()
			frappe.clear_messages()
			too_often = isinstance(refused, TooOftenError)
			frappe.local.response.http_status_code = TOO_OFTEN if too_often else REFUSED
			return {"error": str(refused), "field": refused.field}
		except Exception:
			frappe.db.rollback()
			# without the values of the call, which the platform would write down: they are personal
			frappe.log_error(title=f"api.public.{function.__name__}", message=traceback.format_exc())
			frappe.local.response.http_status_code = FAILED
			return {"error": _("Something went wrong here. Please try again, or call us."), "field": ""}

	return answer


def endpoint(method: Literal["GET", "POST"], *, retry: bool = False) -> Callable[[Endpoint], Endpoint]:
	"""Open a function to guests by one method; `retry` is for those that write."""

	def opened(function: Endpoint) -> Endpoint:
		limited = rate_limit(limit=CEILING, seconds=HOUR)(answered(retried(function) if retry else function))
		return frappe.whitelist(allow_guest=True, methods=[method])(limited)

	return opened


@endpoint("GET")
def home() -> dict[str, Any]:
	"""Coming talks, the telephone, and what one may choose from."""
	return public_voice.home()


@endpoint("POST", retry=True)
def submit(values: dict[str, Any] | str, key: str | None = None) -> dict[str, str]:
	"""Raise a matter; files come as `file` parts of the same form."""
	return public_voice.submit(mapping(values), sent_files(), key)


@endpoint("POST")
def similar(text: str, unit: str | None = None) -> list[dict[str, Any]]:
	"""Open matters like a text that is being written."""
	return public_voice.similar(text, unit)


@endpoint("POST")
def progress(code: str) -> dict[str, Any]:
	"""How far a matter has come, by the tracking code."""
	return public_voice.progress(code)


@endpoint("POST", retry=True)
def supplement(code: str, text: str = "") -> dict[str, Any]:
	"""Add a text, and files as `file` parts."""
	return public_voice.supplement(code, text, sent_files())


@endpoint("POST", retry=True)
def withdraw(code: str, reason: str) -> dict[str, Any]:
	"""Withdraw what was raised."""
	return public_voice.withdraw(code, reason)


@endpoint("POST", retry=True)
def reopen(code: str, reason: str) -> dict[str, Any]:
	"""Have an answered matter handled again, inside the window."""
	return public_voice.reopen(code, reason)


@endpoint("POST")
def rating(code: str) -> dict[str, Any]:
	"""What there is to rate, by the rating code."""
	return public_voice.rating_view(code)


@endpoint("POST", retry=True)
def rate(
	code: str,
	level: str,
	outcome: str | None = None,
	comment: str | None = None,
	wants_call_back: bool | int | str = False,
) -> dict[str, Any]:
	"""Rate what was answered, once."""
	return public_voice.rate(code, level, outcome, comment, bool(frappe.utils.sbool(wants_call_back)))


@endpoint("POST")
def talk(code: str) -> dict[str, Any]:
	"""A talk to which one may sign in, by the code on its poster."""
	return public_voice.talk_view(code)


@endpoint("POST", retry=True)
def sign_in(code: str, name: str | None = None, category: str | None = None) -> dict[str, Any]:
	"""Count one who has come to a talk."""
	return public_voice.sign_in(code, name, category)


@endpoint("POST")
def survey(code: str) -> dict[str, Any]:
	"""What a satisfaction survey asks, by the code of an invitation."""
	return public_voice.survey_view(code)


@endpoint("POST", retry=True)
def answer_survey(code: str, answers: dict[str, Any] | str) -> None:
	"""Answer a satisfaction survey, once an invitation."""
	public_voice.answer_survey(code, mapping(answers))


@endpoint("POST")
def commitments(unit: str | None = None, page: int | str = 1) -> dict[str, Any]:
	"""The public commitments of all units, or of one, a page at a time."""
	return public_voice.commitments(unit, page)


@endpoint("POST")
def commitment(code: str, device: str | None = None) -> dict[str, Any]:
	"""A public commitment, by the code on its poster."""
	return public_voice.commitment(code, device)


@endpoint("POST", retry=True)
def rate_commitment(
	code: str, level: str, comment: str | None = None, device: str | None = None
) -> dict[str, Any]:
	"""Rate a public commitment, once a device; `device` is the token that came with it."""
	return public_voice.rate_commitment(code, level, comment, device)


@endpoint("POST")
def awards() -> dict[str, Any]:
	"""The rounds of awards in which one may vote now."""
	return public_awards.awards()


@endpoint("POST")
def award(code: str, device: str | None = None) -> dict[str, Any]:
	"""A round of awards with its nominees."""
	return public_awards.award(code, device)


@endpoint("POST", retry=True)
def vote_award(code: str, nominee: str, device: str | None = None) -> dict[str, Any]:
	"""Vote for a nominee, once a device; `device` is the token that came with the round."""
	return public_awards.vote_award(code, nominee, device)


# ---- what the platform refuses before it comes to us ---------------------------------------------
def finish(response: Response | None, request: Request) -> None:
	"""`after_request`: nobody keeps an answer of ours, and a refusal of the platform has our one shape."""
	if response is None or not OURS.match(request.path):
		return
	# what was asked with a code is for who holds it, on a telephone that others use, too
	response.headers["Cache-Control"] = "no-store"
	if response.status_code >= 400 and not is_shaped(response.get_data()):
		shape_failure(response)


def shape_failure(response: Response) -> None:
	"""A refusal without the platform's traceback."""
	sentences = {
		413: _("What was sent is too large. Send fewer or smaller files."),
		429: _("This was tried too often. Please wait an hour, or call the telephone given here."),
	}
	if response.status_code >= 500:
		sentence = _("Something went wrong here. Please try again, or call us.")
	else:
		sentence = sentences.get(response.status_code) or _("What was sent cannot be read.")
	response.mimetype = "application/json"
	response.set_data(json.dumps({"message": {"error": sentence, "field": ""}}, ensure_ascii=False))


def is_shaped(body: bytes) -> bool:
	"""Whether an answer has our shape and nothing beside it."""
	try:
		said = json.loads(body)
	except ValueError:
		return False
	told = said.get("message") if isinstance(said, dict) and len(said) == 1 else None
	return isinstance(told, dict) and set(told) == {"error", "field"}


# ---- what is sent --------------------------------------------------------------------------------
def mapping(values: Any) -> dict[str, Any]:
	"""Named values, as an object or as JSON text. Raises `PublicInputError`."""
	try:
		return inputs.mapping(values)
	except frappe.ValidationError as error:
		frappe.clear_messages()
		raise PublicInputError(str(error), field="values") from error


def sent_files() -> list[tuple[str, bytes]]:
	"""The `file` parts of the request, none of them read further than what is allowed."""
	parts = frappe.request.files.getlist("file") if getattr(frappe.local, "request", None) else []
	_most, size = uploads.limits()
	return [(part.filename or _("file"), content_of(part.stream, size + 1)) for part in parts]


def content_of(stream: Any, most: int) -> bytes:
	"""The beginning of a part, whether or not it was read before."""
	stream.seek(0)
	return stream.read(most)

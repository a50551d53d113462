"""How `api/partner.py` reads and answers: strictly by the table, errors as objects, nothing half done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, NoReturn

import frappe
from frappe import _
from werkzeug import Request, Response

from healthtalk_app.api.checks import retried
from healthtalk_app.exceptions import PartnerError, PublicInputError
from healthtalk_app.rules import partner_contract as contract
from healthtalk_app.rules.json_schema import Violation, violations
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.partners import sources
from healthtalk_app.services.voice import throttle

MARK = "X-Healthtalk-Answer"
# what a violated keyword means for people
SENTENCES = {
	"required": "This is missing.",
	"additionalProperties": "There is no such field.",
	"type": "This is of another type: {0} is expected.",
	"enum": "One of these is expected: {0}.",
	"minLength": "At least {0} characters are expected.",
	"maxLength": "At most {0} characters are possible.",
	"pattern": "This does not look as described.",
	"format": "A time like 2026-11-22T09:30:00+08:00 is expected.",
	"minItems": "At least {0} entries are expected.",
	"maxItems": "At most {0} entries are possible.",
}
# what the platform refuses before it comes to us
FAILURES = {
	"not_found": "There is no such operation.",
	"method_not_allowed": "Another HTTP method is expected.",
	"bad_json": "The body is no JSON object.",
	"unauthorised": "The key is missing or wrong.",
	"not_allowed": "This source may not do this.",
	"too_large": "The body is too large.",
	"too_often": "Too many requests. Wait and try again.",
	"internal": "The request could not be answered. Nothing was written.",
}


class Answer(NamedTuple):
	"""What an operation answers, and whether it is a repeat of an earlier answer."""

	values: dict[str, Any]
	again: bool = False


# ---- answering -----------------------------------------------------------------------------------
def operation(name: str, right: str) -> Callable[[Callable[[Any], Answer]], Callable[[], Response]]:
	"""Run an operation for the source whose key came with the request, if it has this right.

	Whatever goes wrong is answered as an error object, and nothing of it is written.
	"""

	def wrap(function: Callable[[Any], Answer]) -> Callable[[], Response]:
		@retried
		def run() -> Answer:
			key = frappe.get_request_header(contract.KEY_HEADER)
			source = sources.authenticate(key, throttle.address())
			sources.require(source, right)
			return function(source)

		@wraps(function)
		def answered() -> Response:
			frappe.local.lang = notices.site_language()
			try:
				found = run()
				return respond(contract.OPERATIONS[name]["status"], found.values, found.again)
			except PartnerError as error:
				return refused(error.code, error.sentence, error.fields)
			except PublicInputError as error:
				return refused_input(error)
			except frappe.QueryDeadlockError:
				return refused("internal", _("Somebody else is at work here just now. Please try again."))
			except frappe.ValidationError as error:
				return refused("not_possible", frappe.utils.strip_html(str(error)))
			except Exception:
				frappe.db.rollback()
				# without what the frames held: that may be personal
				frappe.log_error(title=f"partner {name}", message=frappe.get_traceback())
				frappe.db.commit()
				return refused("internal", _("The request could not be answered. Nothing was written."))

		# the platform passes arguments by the signature that it sees
		del answered.__wrapped__
		answered.__annotations__ = {"return": Response}
		return answered

	return wrap


def refused_input(error: PublicInputError) -> Response:
	"""What the rules for everybody refused: a field, or the moment."""
	sentence = str(error)
	if error.field:
		return refused("invalid", _("Please correct the fields named."), ((error.field, sentence),))
	return refused("not_possible", sentence)


def refused(code: str, sentence: str, fields: tuple[tuple[str, str], ...] = ()) -> Response:
	"""An error object; whatever the request has written is taken back."""
	frappe.db.rollback()
	frappe.clear_messages()
	status, _meaning = contract.CODES[code]
	return respond(status, error_object(code, sentence, fields))


def error_object(code: str, sentence: str, fields: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
	"""The body of every refusal."""
	named = [{"field": field, "message": message} for field, message in fields]
	return {"error": {"code": code, "message": sentence, "fields": named}}


def respond(status: int, values: dict[str, Any], again: bool = False) -> Response:
	"""An answer that nobody keeps on the way."""
	response = Response(json.dumps(values, ensure_ascii=False), status, mimetype="application/json")
	response.headers["Cache-Control"] = "no-store"
	response.headers[MARK] = "1"
	if again:
		response.headers[contract.REPLAYED_HEADER] = "true"
	if status == 429:
		response.headers["Retry-After"] = str(sources.MINUTE)
	return response


def shape_failure(response: Response | None, request: Request) -> None:
	"""`after_request`: what the platform refused before it came to us is answered as an error object, too."""
	if response is None or not request.path.startswith(contract.PREFIX) or MARK in response.headers:
		return
	if response.status_code < 400:
		return
	code = failure_of(response, request)
	response.status_code, _meaning = contract.CODES[code]
	response.mimetype = "application/json"
	response.headers["Cache-Control"] = "no-store"
	if code == "method_not_allowed":
		name = request.path.removeprefix(contract.PREFIX)
		response.headers["Allow"] = contract.OPERATIONS[name]["method"].upper()
	sentence = _(FAILURES.get(code, FAILURES["internal"]), lang=notices.site_language())
	response.set_data(json.dumps(error_object(code, sentence), ensure_ascii=False))


def failure_of(response: Response, request: Request) -> str:
	"""The word for what the platform refused."""
	known = contract.OPERATIONS.get(request.path.removeprefix(contract.PREFIX))
	if not known:
		return "not_found"
	if request.method != known["method"].upper():
		return "method_not_allowed"
	if request.is_json and not is_object(request.get_data()):
		return "bad_json"
	by_status = {401: "unauthorised", 403: "not_allowed", 413: "too_large", 429: "too_often"}
	return by_status.get(response.status_code, "internal")


# ---- reading -------------------------------------------------------------------------------------
def sent(name: str) -> tuple[str, dict[str, Any]]:
	"""Idempotency key and body of a request that writes. Raises `PartnerError`."""
	key = frappe.get_request_header(contract.ONCE_HEADER) or ""
	if not re.fullmatch(contract.ONCE_PATTERN, key):
		raise PartnerError("bad_key", _("An Idempotency-Key of 16 to 64 letters, digits, - and _ is needed."))
	if frappe.request.mimetype != "application/json":
		raise PartnerError("not_json", _("The body is sent as application/json."))
	if len(frappe.request.get_data()) > contract.MOST_BYTES:
		raise PartnerError("too_large", _("The body is too large."))
	body = read_body(frappe.request.get_data())
	check(contract.OPERATIONS[name]["body"], body)
	return key, body


def read_body(data: bytes) -> dict[str, Any]:
	"""The object in a body, with nothing in it that two readers would read differently."""
	try:
		body = json.loads(data.decode(), object_pairs_hook=without_doubles, parse_constant=no_number)
		# half a pair of surrogates is a text that nobody can write
		json.dumps(body, ensure_ascii=False).encode()
	except (ValueError, RecursionError):
		raise PartnerError("bad_json", _("The body is no JSON object.")) from None
	if not isinstance(body, dict):
		raise PartnerError("bad_json", _("The body is no JSON object."))
	return body


def is_object(data: bytes) -> bool:
	"""Whether a body can be read."""
	try:
		read_body(data)
	except PartnerError:
		return False
	return True


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
	"""An object that names no field twice."""
	found = dict(pairs)
	if len(found) != len(pairs):
		raise ValueError("a field stands twice")
	return found


def no_number(word: str) -> NoReturn:
	"""NaN and Infinity are no JSON."""
	raise ValueError(word)


def asked(name: str) -> dict[str, Any]:
	"""The parameters of the address of a request that reads. Raises `PartnerError`."""
	known = contract.OPERATIONS[name]
	optional = known.get("optional", ())
	given = frappe.request.args
	schema = contract.obj(tuple(key for key in known["query"] if key not in optional), **known["query"])
	check(schema, {key: values[0] if len(values) == 1 else values for key, values in given.lists()})
	return given.to_dict()


def check(schema: dict[str, Any], value: Any) -> None:
	"""Raises `PartnerError` that names every field that does not agree."""
	found = list(violations(schema, value))
	if found:
		fields = tuple((one.field, sentence_of(one)) for one in found[:20])
		raise PartnerError("invalid", _("Please correct the fields named."), fields)


def sentence_of(one: Violation) -> str:
	"""What is wrong with a field, for people."""
	wanted = "、".join(one.wanted) if isinstance(one.wanted, list) else one.wanted
	return _(SENTENCES[one.keyword]).format(wanted)

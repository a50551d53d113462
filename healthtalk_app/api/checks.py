"""Requests that no form of ours sends are refused with a sentence before anything is done with them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import wraps
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import frappe
from frappe import _
from werkzeug import Request

from healthtalk_app.permissions import PROTECTED
from healthtalk_app.services import inputs

OURS = re.compile(r"^/api/(?:v\d/)?method/(healthtalk_app\.[\w.]+)")
RESOURCE = re.compile(r"^/api/(?:v1/)?resource/([^/]+)|^/api/v2/document/([^/]+)")
# where forms of the public pages are sent
PAGES = "/healthtalk/"
WRITING = ("POST", "PUT", "PATCH")
ATTEMPTS = 4
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


# ---- before the request --------------------------------------------------------------------------
def check_request() -> None:
	"""`before_request`: a body is an object, and a method of ours gets the arguments that it needs."""
	form, path = frappe.local.form_dict, frappe.local.request.path
	of_ours = path.startswith(PAGES) or concerns_us(frappe.local.request)
	if frappe.local.request.method in WRITING and of_ours:
		read_what_is_committed()
	method = (found.group(1) if (found := OURS.match(path)) else None) or form.get("cmd") or ""
	if isinstance(method, str) and method.startswith("healthtalk_app."):
		_check_arguments(method, form)
	elif frappe.local.request.method in WRITING and _resource(path) in PROTECTED:
		_check_body(form)


def _resource(path: str) -> str | None:
	found = RESOURCE.match(path)
	return (found.group(1) or found.group(2)) if found else None


def _check_body(form: frappe._dict) -> None:
	"""The platform takes names of new documents from the client, and lists where it needs an object."""
	data = form.get("data")
	if isinstance(data, list) or (frappe.request.is_json and frappe.request.get_json(silent=True) == []):
		inputs.refuse(_("A document is sent as an object with its fields."))
	creates = frappe.request.method == "POST" and RESOURCE.fullmatch(frappe.request.path.rstrip("/"))
	if creates and form.get("name"):
		inputs.refuse(_("New documents get their name from the system: leave it out."))


def _check_arguments(method: str, form: frappe._dict) -> None:
	try:
		function = inspect.unwrap(frappe.get_attr(method))
	except Exception:
		# the platform answers for a method that does not exist
		return
	hints = get_type_hints(function)
	for name, parameter in inspect.signature(function).parameters.items():
		if parameter.kind is parameter.VAR_KEYWORD:
			continue
		if name in form:
			form[name] = _argument(name, form[name], hints.get(name))
		elif parameter.default is parameter.empty:
			inputs.refuse(_("{0} is missing in the request."), name)


def _argument(name: str, value: Any, hint: Any) -> Any:
	"""A value as the method declares it. Raises `BadInputError` for a list or object in place of a text."""
	kinds = _kinds(hint)
	if value is None or Any in kinds or not kinds:
		return value
	if isinstance(value, list | dict) and type(value) not in kinds:
		inputs.refuse(_("{0} takes one value."), name)
	if str in kinds and isinstance(value, int | float) and not kinds & {int, float, bool}:
		return str(value)
	if int in kinds and str not in kinds and not isinstance(value, int):
		if not re.fullmatch(r"\s*-?\d{1,9}\s*", str(value)):
			inputs.refuse(_("{0}: {1} is not a number."), name, inputs.shown(value))
		return int(value)
	return value


def _kinds(hint: Any) -> set[Any]:
	"""The plain types that a type hint allows."""
	if isinstance(hint, UnionType):
		return {kind for part in get_args(hint) for kind in _kinds(part)}
	return {get_origin(hint) or hint} - {None, type(None)}


# ---- two at once ---------------------------------------------------------------------------------
def read_what_is_committed() -> None:
	"""Let this request see what others have committed while it waited, and lock rows instead of gaps.

	By default the database shows a request the state in which it began, although it has waited for a row
	since, and locks the gaps between rows: two users on neighbouring documents would end each other's work.
	Servers that log statements (not rows) for replication do not allow it and keep their default.
	"""
	if frappe.db.db_type != "mariadb":
		return
	((logs, style),) = frappe.db.sql("select @@log_bin, @@binlog_format")
	if logs and style == "STATEMENT":
		return
	# the connection serves this request only
	frappe.db.sql("set session transaction isolation level read committed")
	frappe.db.rollback()


def retried(function: Endpoint) -> Endpoint:
	"""Run an endpoint again, from the beginning, when the database ended it in favour of another user's."""

	@wraps(function)
	def again(*args: Any, **kwargs: Any) -> Any:
		for _attempt in range(ATTEMPTS - 1):
			try:
				return function(*args, **kwargs)
			except frappe.QueryDeadlockError:
				frappe.db.rollback()
				frappe.clear_messages()
		return function(*args, **kwargs)

	return again


def concerns_us(request: Request) -> bool:
	"""Whether a request to the interface calls or names anything of ours."""
	body = request.get_data(as_text=True) if request.mimetype != "multipart/form-data" else ""
	said = f"{request.path} {body}"
	return request.path.startswith("/api/") and (
		"healthtalk_app." in said or any(doctype in said for doctype in PROTECTED)
	)

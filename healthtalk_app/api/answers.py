"""Failures that a user can do something about become an ordinary refusal with a sentence."""

from __future__ import annotations

import json
import re

import frappe
from frappe import _
from werkzeug import Request, Response

from healthtalk_app.api.checks import concerns_us

REFUSED = 417
BUSY = ("QueryDeadlockError", "QueryTimeoutError")
# what the platform asks its lists for: columns, filters and orders come from the client as they are
LISTING = re.compile(
	r"/api/(v1/)?resource/[^/]+/? |/api/v2/document/[^/]+/? |frappe\.client\.get"
	r"|frappe\.desk\.(reportview|search|listview|calendar)\.|data_import\.download_template|data_export\.exporter"
)


def explain_failure(response: Response, request: Request) -> None:
	"""`after_request`: say what to do when two users met in the database, or the request cannot be read."""
	if response is None or response.status_code >= 500:
		forget_dead_connection()
	if response is None or response.status_code < 500 or not concerns_us(request):
		return
	asked = f"{request.path} {frappe.form_dict.get('cmd') or ''}"
	if request.is_json and request.get_data() and request.get_json(silent=True) is None:
		_answer(response, "BadInputError", _("What was sent cannot be read: it is no JSON."))
	elif any(error in response.get_data(as_text=True) for error in BUSY):
		sentence = _("Somebody else is working on the same document just now. Please try again.")
		_answer(response, "BusyError", sentence)
	elif request.method in ("GET", "POST") and LISTING.search(asked):
		_answer(response, "BadInputError", _("The columns, filters or order of this list cannot be read."))
	elif "print_format.download" in asked:
		sentence = _("The PDF could not be made. Choose another print format, or ask the administrator.")
		_answer(response, "PrintingFailedError", sentence)


def forget_dead_connection() -> None:
	"""Keep no connection that the database has dropped: the thread's next request would be given it again."""
	try:
		frappe.local.db.sql("select 1")
	except Exception:
		frappe.local.db = None


def _answer(response: Response, error: str, sentence: str) -> None:
	"""Put a refusal in the place of an answer, in the form that the desk reads from the platform."""
	message = {"message": sentence, "title": _("Please Try Again"), "indicator": "red", "raise_exception": 1}
	content = {
		"exc_type": error,
		"_server_messages": json.dumps([json.dumps(message, ensure_ascii=False)], ensure_ascii=False),
	}
	if request_is_v2():
		content = {"errors": [{"type": error, **message}]}
	response.status_code = REFUSED
	response.mimetype = "application/json"
	response.set_data(json.dumps(content, ensure_ascii=False))


def request_is_v2() -> bool:
	"""Whether the second version of the platform's interface was asked."""
	return frappe.local.request.path.startswith("/api/v2/")

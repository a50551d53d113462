"""For other systems: submit, push, rate; status, result, changes. Each request bears the key of its source.

docs/openapi.json describes the operations; requests are checked by the same table, rules/partner_contract.py.
"""

from __future__ import annotations

from typing import Any

import frappe
from werkzeug import Response

from healthtalk_app.api.partner_requests import Answer, asked, operation, sent
from healthtalk_app.rules import openapi as description
from healthtalk_app.services.partners import source_intake, source_view


@frappe.whitelist(allow_guest=True, methods=["POST"])
@operation("submit", right="may_submit")
def submit(source: Any) -> Answer:
	"""A resident raises a matter through another system; answers with the receipt."""
	return taken(source, "submit", source_intake.submit)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@operation("push", right="may_push")
def push(source: Any) -> Answer:
	"""Another system hands a matter over."""
	return taken(source, "push", source_intake.push)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@operation("rate", right="may_rate")
def rate(source: Any) -> Answer:
	"""A resident rates the result of what this source brought, once."""
	return taken(source, "rate", source_intake.rate)


@frappe.whitelist(allow_guest=True, methods=["GET"])
@operation("status", right="may_read")
def status(source: Any) -> Answer:
	"""How far something has come, in the words of the public."""
	return Answer(source_view.status(source, asked("status")["reference"]))


@frappe.whitelist(allow_guest=True, methods=["GET"])
@operation("result", right="may_read")
def result(source: Any) -> Answer:
	"""What became of something."""
	return Answer(source_view.result(source, asked("result")["reference"]))


@frappe.whitelist(allow_guest=True, methods=["GET"])
@operation("changes", right="may_read")
def changes(source: Any) -> Answer:
	"""What changed after a known change."""
	return Answer(source_view.changes(source, asked("changes").get("after", "")))


@frappe.whitelist(allow_guest=True, methods=["GET"])
def openapi() -> Response:
	"""The description of all this, for whoever asks: it says nothing of this site."""
	return Response(frappe.as_json(description.document(), ensure_ascii=False), mimetype="application/json")


def taken(source: Any, name: str, work: Any) -> Answer:
	"""Do what a request asks, or answer it as before if it is a repeated one."""
	key, body = sent(name)
	values, again = source_intake.once(source, name, key, body, lambda: work(source, body))
	return Answer(values, again)

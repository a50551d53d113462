"""Endpoints of a talk, beside its workflow."""

from __future__ import annotations

import frappe

from healthtalk_app.api.desk import flow_document
from healthtalk_app.services.voice import sign_in


@frappe.whitelist(methods=["POST"])
def sign_in_poster(name: str) -> str:
	"""The print format of the poster 签到海报; the code on it is made now and stays the same."""
	sign_in.code_of(flow_document("Talk Session", name, "write"))
	return "签到海报"

"""Endpoints of an opinion incident beside its workflow."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.rules.transitions import INCIDENT
from healthtalk_app.services import inputs
from healthtalk_app.services.opinion import incident


@frappe.whitelist(methods=["POST"])
@retried
def release(name: str, values: dict[str, Any] | str, occurred_at: str | None = None) -> None:
	"""A further release of an incident; `values` are the fields of the next release."""
	incident.release(flow_document(INCIDENT, name, "write"), inputs.mapping(values), occurred_at)

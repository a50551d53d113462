"""Endpoints of the hot topics: look for them now, and open a governance task."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.services.opinion import governance, hot_topics


def topic(name: str) -> Any:
	"""A topic that the user at work may read."""
	permissions.require_visible(hot_topics.DOCTYPE, [name])
	doc = frappe.get_doc(hot_topics.DOCTYPE, name, for_update=True)
	permissions.require(doc, "read")
	return doc


@frappe.whitelist(methods=["POST"])
def find() -> str:
	"""Have a worker look for hot topics now; returns the run."""
	permissions.require_role(("Healthtalk Administrator",))
	return hot_topics.begin()


@frappe.whitelist(methods=["POST"])
@retried
def open_task(name: str, lead_unit: str, what: str) -> str:
	"""未诉先办: one task for the cause, to which the matters of the topic are linked; returns its name."""
	return governance.open_task(topic(name), lead_unit, what)

"""What a matter's form shows beside the matter: others like it, its hot topics, those that it governs."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.rules.transitions import FINISHED, MATTER, UNANSWERED
from healthtalk_app.services.opinion import hot_topics, similar

GOVERNED_SHOWN = 20


def of(doc: Any) -> dict[str, Any]:
	"""Similar open matters, hot topics and governed matters that the user at work may see.

	An accusation is compared with nothing; a finished matter is not compared any more.
	"""
	alike = []
	if not doc.is_accusation and doc.status not in FINISHED[MATTER]:
		alike = similar.open_matters(similar.letter_of(doc), leave_out=(doc.name,))
	fields = ["name", "number", "subject", "status", "unit", "lead_unit", "raised_at"]
	governed = frappe.get_list(
		MATTER,
		filters={"governed_by": doc.name},
		fields=fields,
		order_by="raised_at desc",
		limit_page_length=GOVERNED_SHOWN,
	)
	can_merge = (
		doc.status in UNANSWERED and not doc.is_accusation and frappe.has_permission(MATTER, "write", doc)
	)
	return {
		"similar": [line(row) for row in alike],
		"topics": [] if doc.is_accusation else topics_of(doc.name),
		"governed": [line(row) for row in governed],
		"can_merge": bool(can_merge),
	}


def line(row: Any) -> dict[str, Any]:
	"""A matter as one line."""
	unit = row["lead_unit"] or row["unit"]
	name = frappe.get_cached_value("Health Unit", unit, "unit_name") if unit else None
	return {key: row.get(key) for key in ("name", "number", "subject", "status", "raised_at", "likeness")} | {
		"unit_name": name
	}


def topics_of(matter: str) -> list[dict[str, Any]]:
	"""The current hot topics that a matter belongs to, of those that the user at work may see."""
	# get_all: the topics found are asked for by the row rule below
	names = frappe.get_all(
		hot_topics.MEMBER, {"matter": matter, "parenttype": hot_topics.DOCTYPE}, pluck="parent"
	)
	seen = permissions.visible(hot_topics.DOCTYPE, names) if names else set()
	return frappe.get_all(
		hot_topics.DOCTYPE,
		filters={"name": ("in", sorted(seen) or [""]), "status": hot_topics.CURRENT},
		fields=["name", "title", "trend", "people"],
		order_by="people desc",
	)

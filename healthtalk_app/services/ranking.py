"""Publishing the league table (H10): what was published stays as it was, whatever happens afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError
from healthtalk_app.metrics import league
from healthtalk_app.metrics.base import Asked
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.organisation import units

DOCTYPE = "Published Ranking"
ROLES = ("Healthtalk Administrator", "Appraiser")


@dataclass(frozen=True)
class Published:
	"""A published table: its rows as `row` makes them, the weights of that day, and what stands above it."""

	rows: list[dict[str, Any]]
	weights: dict[str, float]
	words: str


def row(line: league.Row) -> dict[str, Any]:
	"""A line of the table as cells, plain enough to be kept."""
	return {
		"unit": line.branch.name,
		"unit_name": line.branch.unit_name,
		"place": line.place,
		"place_before": line.place_before,
		"change": line.change,
		"score": line.score,
		**{key: figure.value for key, figure in line.figures.items()},
	}


def publish(title: str, period: Period, kind: str | None = None, roll_up: bool = False) -> str:
	"""Keep the table of a period as it stands now. Returns the name of the document.

	Who publishes sees every unit: a table of some of them would rank them wrongly.
	"""
	permissions.require_role(ROLES)
	if permissions.scope() is not None:
		frappe.throw(_("Only who sees every unit publishes a ranking."), frappe.PermissionError)
	if not (title or "").strip():
		frappe.throw(_("A published ranking has a title."), EvidenceMissingError)
	rows = [row(line) for line in league.table(period, Asked(), kind, roll_up).rows]
	if not any(line["place"] for line in rows):
		frappe.throw(
			_("No unit has a place in this period: there is nothing to publish."), EvidenceMissingError
		)
	doc = frappe.get_doc(
		doctype=DOCTYPE,
		title=title.strip(),
		from_date=period.start,
		to_date=period.end,
		unit_kind=kind or None,
		roll_up=int(roll_up),
		published_at=now_datetime(),
		published_by=frappe.session.user,
		issuer=units.bureau(),
		weights=json.dumps(league.weights()),
		rows_json=json.dumps(rows, ensure_ascii=False),
	)
	doc.flags.by_service = True
	# the right to publish was checked above; nobody writes this document by hand
	return doc.insert(ignore_permissions=True).name


def read(name: str) -> Published:
	"""A published table. Everybody with a role may read it: it is published."""
	doc = frappe.get_doc(DOCTYPE, name)
	doc.check_permission("read")
	words = _("Published on {0} for {1} to {2}; it stays as it was.").format(
		frappe.format(doc.published_at, "Datetime"), _day(doc.from_date), _day(doc.to_date)
	)
	return Published(json.loads(doc.rows_json), json.loads(doc.weights), f"{doc.title} · {words}")


def latest() -> dict[str, Any]:
	"""The last published table for the public pages: title, and rows of place, unit_name and score."""
	# get_all: it is published
	found = frappe.get_all(DOCTYPE, fields=["title", "rows_json"], order_by="published_at desc", limit=1)
	if not found:
		return {"title": "", "rows": []}
	rows = [line for line in json.loads(found[0].rows_json) if line["place"]]
	shown = ("place", "unit_name", "score")
	return {"title": found[0].title, "rows": [{key: line[key] for key in shown} for line in rows]}


def lock(doc: Any) -> None:
	"""A published ranking is written once, by `publish`, and never changed."""
	if not doc.is_new() or not doc.flags.by_service:
		frappe.throw(
			_("A published ranking is made by publishing the league table and stays as it was."),
			FrozenError,
			title=_("Fixed"),
		)


def keep(doc: Any) -> None:
	"""A published ranking is not deleted; a wrong one is followed by a right one."""
	frappe.throw(
		_("A published ranking stays on record. Publish a corrected one."), FrozenError, title=_("Fixed")
	)


def _day(day: date | str) -> str:
	return frappe.format(day, "Date")

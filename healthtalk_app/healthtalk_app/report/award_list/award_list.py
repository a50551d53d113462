"""Award List 评优名单: nominees of a round or year with points, votes, vetoes, outcome (C7)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import cint

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import commendations
from healthtalk_app.rules.ranking import places

DOCTYPE = commendations.DOCTYPE
JUDGED = ("jury_points", "vote_points", "total")


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each nominee that the user may see; points and vetoes where he may see these."""
	wanted = shared.wanted(filters)
	found = commendations.nominations(wanted.round or None, cint(wanted.year) or None, wanted.kind or None)
	if wanted.status:
		found = [row for row in found if row.status == wanted.status]
	names = shared.names("Health Unit", "unit_name", (row.unit for row in found))
	shown = [row for row in found if row.shown]
	vetoes = commendations.findings([row.name for row in shown])
	votes = {about: commendations.votes(about) for about in {row.round for row in shown}}
	ranks = place_of(shown)
	rows = [
		{
			**{name: row[name] for name in ("name", "title", "number", "awarded_at", "decision_document")},
			**{name: row[name] for name in JUDGED},
			"round_title": row.round_title,
			"kind": _(row.kind, context=DOCTYPE),
			"unit_name": names.get(row.unit, row.unit),
			"status": _(row.status, context=DOCTYPE),
			"place": ranks.get(row.name),
			"votes": votes[row.round].get(row.name, 0) if row.shown else None,
			"vetoes": "、".join(f"{_(kind)} × {times}" for kind, times in vetoes.get(row.name, ())),
		}
		for row in found
	]
	message = shared.nothing(rows, _("Nobody was nominated."))
	return columns(bool(shown)), rows, message, None, cards(found)


def place_of(rows: list[Any]) -> dict[str, int | None]:
	"""Nomination → its place by total among those of its round; who is vetoed or declined has none."""
	found: dict[str, int | None] = {}
	for about in {row.round for row in rows}:
		own = [row for row in rows if row.round == about]
		scores = [None if row.status in ("Vetoed", "Declined") else row.total or None for row in own]
		found.update(zip((row.name for row in own), places(scores), strict=True))
	return found


def columns(judged: bool) -> shared.Rows:
	"""Who, what for, what became of it; what was judged only where the user sees any of it."""
	first = [
		shared.text_column("title", _("Nominee", context=DOCTYPE), 220),
		shared.text_column("unit_name", _("Unit"), 200),
		shared.text_column("kind", _("Kind", context=DOCTYPE), 110),
		shared.text_column("round_title", _("Round", context=DOCTYPE), 200),
		shared.text_column("status", _("Status", context=DOCTYPE), 90),
	]
	last = [
		shared.text_column("number", _("Number", context=DOCTYPE), 170),
		shared.text_column("awarded_at", _("Awarded At", context=DOCTYPE), 110, "Date"),
		shared.text_column("decision_document", _("Decision Document", context=DOCTYPE), 160),
	]
	if not judged:
		return [*first, *last]
	labels = {
		"jury_points": _("Points of the Jury", context=DOCTYPE),
		"vote_points": _("Points of the Vote", context=DOCTYPE),
		"total": _("Total", context=DOCTYPE),
	}
	points = [
		{"fieldname": name, "label": label, "fieldtype": "Float", "precision": 2, "width": 110}
		for name, label in labels.items()
	]
	return [
		{"fieldname": "place", "label": _("Place"), "fieldtype": "Int", "width": 70},
		*first,
		*points,
		{"fieldname": "votes", "label": _("Votes"), "fieldtype": "Int", "width": 80},
		shared.text_column("vetoes", _("Vetoes"), 220),
		*last,
	]


def cards(rows: list[Any]) -> list[dict[str, Any]]:
	"""How many were nominated, awarded and vetoed."""
	counted = {
		_("Nominated", context=DOCTYPE): len(rows),
		_("Awarded", context=DOCTYPE): sum(row.status == "Awarded" for row in rows),
		_("Vetoed", context=DOCTYPE): sum(row.status == "Vetoed" for row in rows),
	}
	return [shared.card(label, value) for label, value in counted.items()]

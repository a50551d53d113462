"""Public Channels: how much the public sends by each channel, what became of it, and matters by channel."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import registry
from healthtalk_app.metrics.base import total

KEYS = (
	"submissions_received",
	"submissions_waiting",
	"submissions_accepted",
	"submissions_merged",
	"submissions_declined",
	"submissions_withdrawn",
	"matters_raised",
)
METRICS = [registry.METRICS[key] for key in KEYS]


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each channel in the order of the list, used or not, and the total."""
	wanted = shared.wanted(filters)
	answer = registry.figures(KEYS, shared.period_of(wanted), "channel", shared.asked_of(wanted))
	rows: shared.Rows = [
		{
			"channel": _(channel, context="Talk Matter"),
			**shared.values(total([answer.get(channel, {})], METRICS)),
		}
		for channel in frappe.get_meta("Public Submission").get_options("channel").split("\n")
	]
	whole = total(answer.values(), METRICS)
	rows.append({"channel": _("Total"), "is_total": 1, **shared.values(whole)})
	columns = [
		shared.text_column("channel", _("Channel"), 200),
		*(shared.figure_column(key, width=120) for key in KEYS),
	]
	return columns, rows, None, chart(rows), shared.figure_cards(whole.values())


def chart(rows: shared.Rows) -> dict[str, Any] | None:
	"""Submissions and matters of the channels that are used."""
	used = [
		row
		for row in rows
		if not row.get("is_total") and (row["submissions_received"] or row["matters_raised"])
	]
	return shared.bars(
		[row["channel"] for row in used],
		{
			_("Submissions"): [row["submissions_received"] for row in used],
			_("Matters"): [row["matters_raised"] for row in used],
		},
	)

"""Referral Slip Tracking: where every slip is, what is overdue, and how well each unit answers (H8)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import ledger, registry
from healthtalk_app.metrics.base import Figure, total
from healthtalk_app.metrics.slips import RECEIVED, SENT
from healthtalk_app.services import inputs

FIGURES = [m.key for m in registry.METRICS.values() if m.source in (RECEIVED, SENT)]
PARTS = ("counted", "met", "missed")
CARDS = ("slips_received", "slips_open", "slips_overdue", "sign_rate", "reply_rate", "slip_days")
TOP = 20


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""One page of slips received (or sent) by the units; cards and chart are about those received."""
	wanted = shared.wanted(filters)
	period, asked = shared.period_of(wanted), shared.asked_of(wanted)
	key = wanted.figure or "slips_received"
	part = wanted.part or "counted"
	if key not in FIGURES or part not in PARTS:
		inputs.refuse(_("There is no such figure about slips. Choose one from the list."))
	page = ledger.page(key, period, asked, part, wanted.page, wanted.page_size)
	by_unit = registry.figures([*CARDS, "slips_sent"], period, "unit", asked)
	whole = total(by_unit.values(), [registry.METRICS[key] for key in (*CARDS, "slips_sent")])
	rows = tracked(page.rows)
	return (
		columns(),
		rows,
		shared.nothing(rows, _("No slip counts here. Choose a longer period or fewer filters.")),
		chart(by_unit) if rows else None,
		[
			shared.card(_("Slips in This List"), page.total),
			shared.card(_("Page"), _("{0} of {1}").format(page.number, page.pages), "words"),
			*shared.figure_cards(whole.values()),
		],
	)


def tracked(rows: list[dict[str, Any]]) -> shared.Rows:
	"""Rows with the names of both units, who has the slip now, and whether it is overdue."""
	units = shared.names(
		"Health Unit", "unit_name", {unit for row in rows for unit in (row.sender_unit, row.receiver_unit)}
	)
	now = now_datetime()
	for row in rows:
		row.sender_name, row.receiver_name = units.get(row.sender_unit), units.get(row.receiver_unit)
		back = row.status in ("Objected", "Replied")
		row.holder = {True: row.sender_name, False: row.receiver_name}[back]
		if row.status in ("Confirmed", "Withdrawn"):
			row.holder = None
		row.due = row.sign_due_at if row.status == "Issued" else row.reply_due_at
		running = row.status in ("Issued", "Signed For", "In Progress")
		late = running and row.due and get_datetime(row.due) < now
		# the same as the figure: the lateness of a unit without an account is nobody's
		row.overdue = int(bool(late and not row.outside_unit))
		for column in ("kind", "status"):
			row[f"{column}_word"] = _(row[column], context="Referral Slip")
		for column in ("sign_on_time", "reply_on_time"):
			row[f"{column}_word"] = _(row[column], context="Referral Slip") if row[column] else ""
	return rows


def columns() -> shared.Columns:
	"""What identifies a slip, between whom it goes, who has it now, its moments and deadlines."""
	text, moment = shared.text_column, "Datetime"
	return [
		text("name", _("Slip"), 160),
		text("number", _("Number"), 170),
		text("subject", _("Subject"), 220),
		text("kind_word", _("Kind"), 90),
		text("sender_name", _("Sender"), 150),
		text("receiver_name", _("Receiver"), 150),
		text("status_word", _("Status"), 90),
		text("holder", _("Who Has It Now"), 150),
		text("overdue", _("Overdue"), 70, "Check"),
		text("due", _("Due At"), 150, moment),
		text("issued_at", _("Issued At"), 150, moment),
		text("signed_for_at", _("Signed For At"), 150, moment),
		text("sign_on_time_word", _("Signing in Time"), 90),
		text("replied_at", _("Answered At"), 150, moment),
		text("reply_on_time_word", _("Answer in Time"), 90),
		text("urged_count", _("Times Urged"), 90, "Int"),
		text("matter", _("Matter"), 160),
	]


def chart(by_unit: dict[Any, dict[str, Figure]]) -> dict[str, Any] | None:
	"""Answers in time and late by receiver, most slips first."""
	rates = [(unit, found["reply_rate"]) for unit, found in by_unit.items() if "reply_rate" in found]
	due = [(unit, rate) for unit, rate in rates if rate.bottom]
	due.sort(key=lambda pair: -pair[1].bottom)
	names = shared.names("Health Unit", "unit_name", {unit for unit, _figure in due[:TOP]})
	drawn = shared.bars(
		[names.get(unit) or "" for unit, _figure in due[:TOP]],
		{
			_("Met in Time"): [int(figure.top) for _unit, figure in due[:TOP]],
			_("Late"): [figure.bottom - int(figure.top) for _unit, figure in due[:TOP]],
		},
	)
	return drawn and {**drawn, "barOptions": {"stacked": 1}, "colors": ["green", "red"]}

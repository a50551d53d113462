"""The rows behind a figure, a page at a time: of a ledger of a million rows only one page is ever read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder import Order
from frappe.utils import cint

from healthtalk_app.metrics import statement
from healthtalk_app.metrics.base import Asked, Part
from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.rules.periods import Period

PAGE = 200
LARGEST_PAGE = 2000
MATTER_FIELDS = (
	"name",
	"number",
	"subject",
	"status",
	"ring",
	"lead_unit",
	"unit",
	"category",
	"regime",
	"channel",
	"raised_at",
	"first_response_at",
	"response_due_at",
	"response_on_time",
	"resolved_at",
	"resolution_due_at",
	"resolution_on_time",
	"satisfaction",
	"outcome",
	"reopen_count",
)
SLIP_FIELDS = (
	"name",
	"number",
	"subject",
	"kind",
	"status",
	"matter",
	"sender_unit",
	"receiver_unit",
	"outside_unit",
	"issued_at",
	"signed_for_at",
	"sign_due_at",
	"sign_on_time",
	"replied_at",
	"reply_due_at",
	"reply_on_time",
	"urged_count",
	"designated",
)
RECTIFICATION_FIELDS = (
	"name",
	"number",
	"subject",
	"classification",
	"found_through",
	"status",
	"responsible_unit",
	"responsible_person",
	"ordering_unit",
	"opened_at",
	"rectify_due_at",
	"rectify_on_time",
	"submitted_at",
	"ordered_again_count",
	"verified_at",
	"lasting_rule",
	"lasting_rule_on",
	"matter",
)
CALL_BACK_FIELDS = (
	"name",
	"subject",
	"unit",
	"reason",
	"status",
	"overall",
	"rater",
	"rated_at",
	"due_at",
	"attempt_count",
	"called_at",
	"new_opinion",
	"rectification",
	"matter",
)
STUDY_FIELDS = (
	"name",
	"topic",
	"kind",
	"unit",
	"study_date",
	"hours",
	"lecturer",
	"expected_count",
	"present_count",
	"note_count",
	"checked_count",
	"examined_count",
	"passed_count",
)
COMMITMENT_FIELDS = (
	"name",
	"number",
	"title",
	"unit",
	"kind",
	"promiser_name",
	"status",
	"published_at",
	"due_on",
	"fulfilment",
	"reported_at",
	"verified_at",
)
FIELDS = {
	"Public Commitment": COMMITMENT_FIELDS,
	"Talk Matter": MATTER_FIELDS,
	"Referral Slip": SLIP_FIELDS,
	"Rectification": RECTIFICATION_FIELDS,
	"Call Back": CALL_BACK_FIELDS,
	"Study Record": STUDY_FIELDS,
}


@dataclass(frozen=True)
class Page:
	"""Some of the rows behind a figure, the newest first; `months` is how many there are of each month."""

	rows: list[dict[str, Any]]
	months: dict[str, int]
	number: int
	pages: int

	@property
	def total(self) -> int:
		"""How many rows there are on all pages."""
		return sum(self.months.values())


def place(total: int, number: int, size: int) -> tuple[int, int, int]:
	"""The page that there is for the one asked for, how many there are, and how many rows it has at most."""
	size = min(max(cint(size) or PAGE, 1), LARGEST_PAGE)
	pages = max(-(-total // size), 1)
	return min(max(cint(number), 1), pages), pages, size


def page(
	key: str,
	period: Period,
	asked: Asked | None = None,
	part: Part = "counted",
	number: int = 1,
	size: int = PAGE,
) -> Page:
	"""One page of the rows behind a figure: all that it counts, or those that are met or missed."""
	metric, asked = METRICS[key], asked or Asked()
	months = count(key, period, asked, part)
	number, pages, size = place(sum(months.values()), number, size)
	table, query = statement.counted_rows(metric, period, asked, part)
	at = table[metric.at]
	names = (
		query.select(table.name)
		.orderby(at, order=Order.desc)
		.orderby(table.name, order=Order.desc)
		.limit(size)
		.offset((number - 1) * size)
		.run(pluck=True)
	)
	return Page(_read(metric.source.doctype, names), months, number, pages)


def count(key: str, period: Period, asked: Asked, part: Part = "counted") -> dict[str, int]:
	"""How many rows a figure counts in each month, each row once whatever its weight."""
	table, query = statement.counted_rows(METRICS[key], period, asked, part)
	month = statement.month_of(table[METRICS[key].at])
	rows = query.select(month, statement.row_count()).groupby(month).orderby(month).run()
	return {statement.month_name(number): found for number, found in rows}


def _read(doctype: str, names: list[str]) -> list[dict[str, Any]]:
	"""The columns of these rows in their order; which rows these are was decided with the row rule."""
	if not names:
		return []
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[column] for column in FIELDS[doctype]))
	found = {row.name: row for row in query.where(table.name.isin(names)).run(as_dict=True)}
	return [found[name] for name in names if name in found]

"""Document numbers 编号: by unit, kind and calendar year, without gaps; void numbers are kept (design §3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import NumberTakenError, refuse
from healthtalk_app.rules import numbering

PATTERN = "{unit}卫说{kind}〔{year}〕{seq}号"
# accusations have a series of their own: in that of matters each would leave a gap that tells of it
ACCUSATION = "accusation"
CHARACTERS = {
	ACCUSATION: "控",
	"survey": "调",
	"commitment": "诺",
	"dispute": "纷",
	"accountability": "责",
	"incident": "舆",
	"demerit": "记",
	"circular": "通",
	"inspection": "检",
	"commendation": "奖",
	"petition": "信登",
	"notice": "信告",
	"opinion": "信复",
}
# 登记、告知书 and 意见书 on petitions bear numbers of another pattern
PETITION_PATTERN, PETITION_KINDS = "{unit}卫{kind}〔{year}〕{seq}号", ("petition", "notice", "opinion")
# papers with a red head
RED_HEADED_PATTERN, RED_HEADED = "{unit}卫{kind}〔{year}〕{seq}号", ("circular",)


def issue(unit: str, kind: str, doc: Any, at: datetime) -> str:
	"""Give `doc` the next number of `unit`; `kind` is the part of the settings' field `kind_*`.

	The unit's row is locked until the transaction ends: two at once wait for each other, and a number
	whose document is rolled back is given again.
	"""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	short_name = frappe.db.get_value("Health Unit", unit, "short_name", for_update=True)
	sequence = last(unit, kind, at.year) + 1
	number = numbering.render(
		pattern_of(kind, settings),
		short_name,
		settings.get(f"kind_{kind}") or CHARACTERS.get(kind, ""),
		at.year,
		sequence,
	)
	if frappe.db.exists("Document Number", {"number": number}):
		refuse_double(number, short_name)
	entry = frappe.get_doc(
		doctype="Document Number",
		number=number,
		unit=unit,
		kind=kind,
		year=at.year,
		sequence=sequence,
		reference_doctype=doc.doctype,
		reference_name=doc.name,
		issued_at=now_datetime(),
	)
	# the register is written by the app alone; the document's own permission was checked
	entry.insert(ignore_permissions=True, ignore_links=True)
	return number


def pattern_of(kind: str, settings: Any) -> str:
	"""The pattern of the numbers of a kind, from the settings."""
	if kind in PETITION_KINDS:
		return settings.petition_pattern or PETITION_PATTERN
	if kind in RED_HEADED:
		return settings.get("red_headed_pattern") or RED_HEADED_PATTERN
	return settings.number_pattern or PATTERN


def refuse_double(number: str, short_name: str) -> None:
	"""Two papers never bear the same number, whatever short names their units once had."""
	refuse(
		_(
			"The number {0} stands on another document already: another unit has or had the short name {1}. "
			"Give this unit one of its own."
		),
		number,
		short_name,
		error=NumberTakenError,
		title=_("Number Taken"),
	)


def void(doc: Any, reason: str) -> None:
	"""Keep the number of a withdrawn document as void."""
	frappe.db.set_value(
		"Document Number",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		{"is_void": 1, "void_reason": reason},
	)


def give_up(doc: Any) -> None:
	"""The number of a matter that turned out to be an accusation stays in its series, void and of nothing."""
	frappe.db.set_value(
		"Document Number",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		{"is_void": 1, "void_reason": _("Given up"), "reference_doctype": None, "reference_name": None},
	)


def last(unit: str, kind: str, year: int) -> int:
	"""The last sequence that was given, 0 before the first; locks it."""
	# a locking read sees numbers that others have committed since this transaction began
	table = frappe.qb.DocType("Document Number")
	rows = (
		frappe.qb.from_(table)
		.select(table.sequence)
		.where((table.unit == unit) & (table.kind == kind) & (table.year == year))
		.orderby(table.sequence, order=frappe.qb.desc)
		.limit(1)
		.for_update()
		.run()
	)
	return rows[0][0] if rows else 0

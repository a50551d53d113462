"""The circular 通报 about a published ranking: drafted from its figures, edited, issued once (GB/T 9704)."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, refuse
from healthtalk_app.rules import publication, ranking_words
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.organisation import units
from healthtalk_app.services.rankings import series
from healthtalk_app.services.records import numbering

DOCTYPE = "Published Ranking"
SCHEDULE = "Ranking Schedule"
KIND = "circular"
# what stays from one circular to the next
STANDING = ("addressees", "use_of_results", "requirements", "copied_to", "printed_by", "sealed")
TEXTS = ("circular_title", "overview", "adjustments", "problems", "attachments", *STANDING)
NEEDED = ("circular_title", "addressees", "overview", "requirements")


def draft(doc: Any, rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> None:
	"""Write the first draft of the circular into a ranking that is about to be published."""
	period = Period(getdate(doc.from_date), getdate(doc.to_date))
	lines = [line_of(row, cint(doc.by_group) or doc.basis == "Unit Appraisal") for row in rows]
	issuer = frappe.get_cached_value("Health Unit", doc.issuer, "unit_name") if doc.issuer else ""
	doc.circular_title = f"{issuer}关于{doc.title}情况的通报"
	doc.overview = ranking_words.overview(publication.words(period), lines, series.mean_before(before))
	doc.adjustments = ranking_words.adjustments(lines)
	doc.update(standing_texts(doc.schedule))


def line_of(row: dict[str, Any], grouped: bool = False) -> ranking_words.Line:
	"""A row of a ranking as the drafting rules take it."""
	return ranking_words.Line(
		row["unit_name"],
		_(row.get("group"), "zh", context="Health Unit") if grouped and row.get("group") else "",
		row["place"],
		row["score"],
		row["change"],
		row.get("bonus") or 0,
		row.get("deducted") or 0,
		bool(row.get("vetoed")),
	)


def standing_texts(schedule: str | None) -> dict[str, Any]:
	"""Addressees and other standing texts: those of the schedule, else those of the last circular issued."""
	if schedule:
		return frappe.db.get_value(SCHEDULE, schedule, list(STANDING), as_dict=True) or {}
	# get_all: who publishes a ranking sees every unit and may write its circular
	found = frappe.get_all(
		DOCTYPE,
		filters={"circular_number": ("is", "set")},
		fields=list(STANDING),
		order_by="circular_issued_at desc",
		limit=1,
	)
	return found[0] if found else {"sealed": 1}


def issue(name: str) -> str:
	"""Give the circular its number and day and fix it; returns the number. The caller has checked who asks.

	Raises `EvidenceMissingError` while a part is missing, `FrozenError` if it was issued already.
	"""
	doc: Any = frappe.get_doc(DOCTYPE, name, for_update=True)
	if doc.circular_number:
		refuse(
			_("The circular was issued as {0} and stays as it is."),
			doc.circular_number,
			error=FrozenError,
			title=_("Fixed"),
		)
	missing = [_(doc.meta.get_label(field), context=DOCTYPE) for field in NEEDED if not doc.get(field)]
	if missing:
		refuse(
			_("Before it is issued the circular needs: {0}."), "、".join(missing), error=EvidenceMissingError
		)
	now = now_datetime()
	doc.circular_number = numbering.issue(doc.issuer or units.bureau(), KIND, doc, now)
	doc.circular_issued_at, doc.circular_issued_by = now, frappe.session.user
	doc.flags.by_service = True
	# who may issue was checked; the number is written by the app alone
	doc.save(ignore_permissions=True)
	return doc.circular_number


def rows_of(doc: Any) -> list[dict[str, Any]]:
	"""The rows of a published ranking."""
	return json.loads(doc.rows_json or "[]")

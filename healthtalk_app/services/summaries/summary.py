"""What must hold for a Work Summary 阶段性工作总结, and what it says (T9, design §3)."""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, TimeOrderError, refuse
from healthtalk_app.rules.summary_words import period_words
from healthtalk_app.services.organisation import units
from healthtalk_app.services.summaries import drafting

FIXED_WHEN_REVIEWED = (
	"title",
	"unit",
	"only_own",
	"from_date",
	"to_date",
	"campaign",
	"paragraphs",
	"addressee",
	"attachments",
	"copied_to",
)
# what the figures depend on
ASKED = ("unit", "only_own", "from_date", "to_date", "campaign")
NAMED_FIGURE = re.compile(r"\{([^{}\n]{1,80})\}")
LONGEST = 1100


# ---- the steps of a save -------------------------------------------------------------------------
def fill_unit(doc: Any) -> None:
	"""A summary is that of the unit of who writes it."""
	if doc.is_new() and not doc.unit:
		doc.unit = permissions.default_unit()


def hold_draft(doc: Any) -> None:
	"""What was drafted and the figures are written by the draft alone."""
	if doc.flags.by_service:
		return
	stored = {row.name: row for row in doc.before.paragraphs} if doc.before else {}
	for row in doc.paragraphs:
		was = stored.get(row.name)
		for field in drafting.DRAFTED:
			row.set(field, was.get(field) if was else None)
	doc.set("figures", doc.before.figures if doc.before else [])


def lock_text(doc: Any) -> None:
	"""What was reviewed is what is issued; what was issued stays as it was."""
	if not doc.before or doc.before.status == "Draft":
		return
	doc.refuse_frozen(FIXED_WHEN_REVIEWED, _("The summary has been reviewed; return it to the draft first."))


def is_complete(doc: Any) -> bool:
	"""Whether it is said whose work of which days is summed up; what is missing the platform refuses."""
	return bool(doc.unit and doc.from_date and doc.to_date)


def check_period(doc: Any) -> None:
	"""A summary speaks of days that follow each other, of three years at most."""
	if not is_complete(doc):
		return
	if getdate(doc.to_date) < getdate(doc.from_date):
		frappe.throw(_("The period ends before it starts. Choose a later last day."), TimeOrderError)
	if (getdate(doc.to_date) - getdate(doc.from_date)).days > LONGEST:
		frappe.throw(_("A summary speaks of three years at most."), TimeOrderError)


def settle_rows(doc: Any) -> None:
	"""Own words that somebody has just written are those that are printed; none of them is lost or blank."""
	stored = {row.name: row for row in doc.before.paragraphs} if doc.before else {}
	for row in doc.paragraphs:
		if row.section not in drafting.SECTIONS:
			refuse(_("Row {0}: choose the part in which it stands."), row.idx)
		row.own_words = (row.own_words or "").strip() or None
		was = stored.get(row.name)
		written = row.own_words != ((was.own_words or None) if was else None)
		if written and row.own_words:
			row.drafted_then = row.drafted
			if row.shown == "Drafted":
				row.shown = "Own Words"
		if not row.own_words:
			if not row.sentence_key:
				refuse(_("Row {0}: write your own words, or remove the row."), row.idx)
			row.shown = "Left Out" if row.shown == "Left Out" else "Drafted"
		drafting.mark(row)


def draft_first(doc: Any) -> None:
	"""A new summary is drafted at once, and anew when it asks for other figures."""
	if not is_complete(doc):
		return
	if doc.is_new() or (doc.before.status == "Draft" and any(doc.differs(field) for field in ASKED)):
		drafting.fill(doc)


def name_it(doc: Any) -> None:
	"""云岭县卫生健康局2026年上半年“健康说事”工作总结, unless it was given a title."""
	if is_complete(doc) and not (doc.title or "").strip():
		period = drafting.period_of(doc)
		doc.title = (
			f"{units.name_on(doc.unit, period.end) or doc.unit}{period_words(period)}“健康说事”工作总结"
		)


def check_named_figures(doc: Any) -> None:
	"""A figure in somebody's own words is one of those that the summary holds."""
	known = values(doc)
	for row in doc.paragraphs:
		for name in NAMED_FIGURE.findall(row.own_words or ""):
			if name not in known:
				refuse(_("Row {0}: {1} is none of the figures below."), row.idx, name)


# ---- the guards of each step ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while what it needs is missing."""
	if new == "Reviewed" and not any(paragraphs(doc).values()):
		frappe.throw(_("A summary has a text."), EvidenceMissingError, title=_("Something Is Missing"))
	if new == "Draft":
		doc.require_evidence(("review_note",), _("Who writes it anew is told why."))


# ---- beside the workflow -------------------------------------------------------------------------
def refresh(doc: Any) -> dict[str, int]:
	"""Read the figures again; returns how many sentences changed and how many own words may be out of date.

	Whoever calls has checked the right to write. Raises `FrozenError` unless it is a draft.
	"""
	if doc.status != "Draft":
		frappe.throw(
			_("The summary has been reviewed; return it to the draft first."), FrozenError, title=_("Fixed")
		)
	old = {row.sentence_key: row.drafted for row in doc.paragraphs if row.sentence_key}
	drafting.fill(doc)
	doc.flags.by_service = True
	# the caller has checked the right to write this document
	doc.save(ignore_permissions=True)
	new = {row.sentence_key: row.drafted for row in doc.paragraphs if row.sentence_key and row.drafted}
	changed = sum(new.get(key) != old.get(key) for key in {*old, *new})
	return {"changed": changed, "stale": sum(cint(row.stale) for row in doc.paragraphs)}


# ---- what it says --------------------------------------------------------------------------------
def values(doc: Any) -> dict[str, str]:
	"""What a figure named in braces stands for: its value, by key and by label, and the year before."""
	found: dict[str, str] = {}
	for row in doc.figures:
		for name in (row.label, row.figure):
			found[name] = row.value
			found[f"{name}·上年"] = row.value_before
			found[f"{name}·同比"] = row.growth or ""
	return found


def paragraphs(doc: Any) -> dict[str, list[str]]:
	"""Section → its paragraphs as they are printed, named figures written out."""
	known = values(doc)
	found: dict[str, list[str]] = {section: [] for section in drafting.SECTIONS}
	for row in doc.paragraphs:
		own = NAMED_FIGURE.sub(lambda match: known.get(match[1], match[0]), row.own_words or "")
		found[row.section] += [text for text in parts(row, own) if text]
	return found


def parts(row: Any, own: str) -> tuple[str, ...]:
	"""What a row prints: the draft, somebody's own words, both or nothing."""
	drafted = row.drafted or ""
	return {"Drafted": (drafted,), "Own Words": (own,), "Both": (drafted, own)}.get(row.shown, ())

"""The case log: its chains of hashes, and what documents show against what it says."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _

from healthtalk_app.services.records import rebuild

KEPT = "healthtalk_differences"
MOST = 20


def projections() -> Iterator[str]:
	"""Columns that show something else than the log says."""
	found = [difference for difference in _differences() if difference.kind == rebuild.COLUMN]
	for difference in found[:MOST]:
		yield _(
			"{0} {1}: {2} is {3}, its log says {4}. Run bench --site {5} healthtalk rebuild, and find out "
			"what wrote past the app."
		).format(
			_(difference.doctype),
			difference.name,
			difference.column,
			difference.stored,
			difference.expected,
			frappe.local.site,
		)
	yield from _more(len(found))


def chain() -> Iterator[str]:
	"""Events that were altered, removed or inserted past the app, and events without their document."""
	found = [difference for difference in _differences() if difference.kind != rebuild.COLUMN]
	sentences = {
		"altered": _("{0} {1}: event {2} of its log was altered past the app."),
		"removed": _("{0} {1}: event {2} of its log was removed past the app."),
		"inserted": _("{0} {1}: event {2} of its log was inserted past the app."),
		rebuild.ORPHAN: _("{0} {1} was removed past the app; its log is still there."),
	}
	what_to_do = _("Compare with the backup of the day before and find out who may write to the database.")
	for difference in found[:MOST]:
		said = sentences[difference.kind].format(
			_(difference.doctype), difference.name, difference.sequence or ""
		)
		yield f"{said} {what_to_do}"
	yield from _more(len(found))


def forget() -> None:
	"""Let go of what one run of the checks has read: both checks share one walk through all logs."""
	if hasattr(frappe.local, KEPT):
		delattr(frappe.local, KEPT)


def _differences() -> list[rebuild.Difference]:
	if not hasattr(frappe.local, KEPT):
		setattr(frappe.local, KEPT, rebuild.check())
	return getattr(frappe.local, KEPT)


def _more(found: int) -> Iterator[str]:
	if found > MOST:
		yield _("There are {0} more like these; bench healthtalk rebuild --check lists them all.").format(
			found - MOST
		)

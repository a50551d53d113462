"""Whether a site is in order: what `bench --site S healthtalk check` looks at, one function a question.

Each check reads and writes nothing, and says in whole sentences what is wrong and what to do about it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import frappe
from frappe import _

from healthtalk_app.setup.checkup import indexes, log, queue, rights, roads, rows, site
from healthtalk_app.setup.checkup.note import Note

Check = Callable[[], Iterator[str]]

CHECKS: dict[str, Check] = {
	"configuration": site.configuration,
	"calendars": site.calendar,
	"permissions": rights.permissions,
	"orphans": rows.orphans,
	"projections": log.projections,
	"chain": log.chain,
	"queue": queue.queue,
	"mail": roads.mail,
	"sms": roads.sms,
	"fonts": roads.fonts,
	"indexes": indexes.indexes,
}


@dataclass(frozen=True)
class Finding:
	"""One thing found: by which check, a sentence in the language asked for, and whether it is no fault but
	worth knowing, because a bureau may want it so."""

	check: str
	sentence: str
	note: bool = False


def run(only: Iterable[str] | None = None, language: str | None = None) -> list[Finding]:
	"""What the checks of these names find, all of them by default; empty when the site is in order.

	A check that breaks off is a finding too: what it looks at is not known to be in order.
	"""
	before, frappe.local.lang = frappe.local.lang, language or frappe.local.lang
	try:
		wanted = set(CHECKS if only is None else only)
		return [found for name, check in CHECKS.items() if name in wanted for found in _found(name, check)]
	finally:
		frappe.local.lang = before
		log.forget()


def _found(name: str, check: Check) -> list[Finding]:
	try:
		return [Finding(name, str(sentence), isinstance(sentence, Note)) for sentence in check()]
	except Exception as error:
		logging.getLogger(__name__).exception("check %s", name)
		said = _("This check could not be done ({0}: {1}). Mend that and check again.")
		return [Finding(name, said.format(type(error).__name__, str(error)[:200]))]

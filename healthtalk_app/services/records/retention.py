"""Identities are kept no longer than the bureau has set, counted from the end of the case (PIPL art. 19, 47).

Once a month a Background Run erases, as an officer would, who raised, submitted or rated what has been over
for so many years. What was said, answered and rated stays. It leaves alone what discipline keeps, the
accusations, and whatever goes on: a review, the matter that this one was merged into, a rectification, a
dispute, an appeal against demerit points. When a case was over is told by the steps in its log, on the day
that the officer gave each.
Patients of medical disputes and practitioners stand in files for which other laws set the time.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import add_years, cint, getdate
from pypika.terms import Criterion, ExistsCriterion

from healthtalk_app.rules.transitions import (
	DEMERIT,
	DISPUTE,
	FINISHED,
	MATTER,
	RECTIFICATION,
	SESSION,
	SUBMISSION,
)
from healthtalk_app.services import runs
from healthtalk_app.services.clockwork import sweep
from healthtalk_app.services.matters import merging
from healthtalk_app.services.records import personal_data

KIND, SETTINGS, FIELD = "Retention", "Healthtalk Settings", "identity_years"
EVALUATION, VAULT, ROW = "Public Evaluation", "Protected Identity", "Session Matter"
# what may still go on about a matter that is over
FOLLOW_UPS = (RECTIFICATION, DISPUTE, DEMERIT)
GROUND = "No Longer Needed"
PIECE = 100


class Kept(NamedTuple):
	"""A document of which an identity is kept; `merged` is the matter that its own was merged into."""

	doctype: str
	name: str
	merged: str | None


def begin(today: date | str | None = None) -> str | None:
	"""A run that erases what is due; None where the bureau has set no time or nothing is due. Monthly."""
	sweep.speak_site_language()
	day = last_day(today)
	if not day or not due(day):
		return None
	run = runs.create(KIND, _("Identities of cases that ended before {0}").format(day), to_date=day).name
	runs.start(run)
	return run


def last_day(today: date | str | None = None, years: int | None = None) -> date | None:
	"""Cases that ended before this day are due; None where identities are kept for ever."""
	if years is None:
		years = cint(frappe.get_cached_doc(SETTINGS).get(FIELD))
	return getdate(add_years(getdate(today), -years)) if years > 0 else None


def work(run: str) -> None:
	"""Erase what is due, each document in a transaction of its own. Called by a worker."""
	frappe.set_user("Administrator")
	sweep.speak_site_language()
	with runs.at_work(run, KIND) as doc:
		found = due(getdate(doc.to_date))
		counts = {"erased": 0, "failed": 0}
		runs.note(run, rows_total=len(found))
		for start in range(0, len(found), PIECE):
			day = still_wanted(doc)
			if not day:
				runs.note(run, message=_("Called off: identities are kept without limit now."))
				break
			for kept in found[start : start + PIECE]:
				erased: list[bool] = []
				done = sweep.apart(
					lambda kept=kept, day=day, erased=erased: erased.append(erase(kept, day)),
					f"{KIND} {kept.doctype} {kept.name}",
				)
				counts["erased"] += sum(erased)
				counts["failed"] += not done
			runs.chunk_done(
				run,
				rows_done=min(start + PIECE, len(found)),
				chunks_done=start // PIECE + 1,
				counts=counts,
				total=len(found),
			)


def still_wanted(run: Any) -> date | None:
	"""The day of a run as the bureau has it by now: it may have set more years since, or taken them away."""
	day = last_day(years=cint(frappe.db.get_single_value(SETTINGS, FIELD, cache=False)))
	return min(day, getdate(run.to_date)) if day else None


def erase(kept: Kept, day: date) -> bool:
	"""Erase one identity, as an officer would on the ground that it is no longer needed; whether it was due.

	A run may take hours: what an officer has opened again in the meantime is left alone.
	"""
	frappe.db.get_value(kept.doctype, kept.name, "name", for_update=True)
	if kept not in FINDERS[kept.doctype](day, name=kept.name) or _goes_on_elsewhere(kept, day):
		return False
	documents = [(kept.doctype, kept.name)]
	if kept.doctype == MATTER and (sent := frappe.db.get_value(MATTER, kept.name, "submission")):
		documents.append((SUBMISSION, sent))
	personal_data.erase_documents(documents, GROUND)
	return True


def due(day: date, limit: int | None = None) -> list[Kept]:
	"""The documents whose identity is due, of cases that ended before the day; at most `limit` of a kind."""
	found = [kept for find in FINDERS.values() for kept in find(day, limit)]
	return [kept for kept in found if not _goes_on_elsewhere(kept, day)]


def _matters(day: date, limit: int | None = None, name: str | None = None) -> list[Kept]:
	vault, matter = frappe.qb.DocType(VAULT), frappe.qb.DocType(MATTER)
	query = (
		frappe.qb.from_(vault)
		.join(matter)
		.on((vault.reference_doctype == MATTER) & (vault.reference_name == matter.name))
		.select(matter.name, matter.merged_into)
		.where(_over(matter, day))
	)
	return _run(MATTER, query, vault, limit, name)


def _submissions(day: date, limit: int | None = None, name: str | None = None) -> list[Kept]:
	vault, submission = frappe.qb.DocType(VAULT), frappe.qb.DocType(SUBMISSION)
	matter = frappe.qb.DocType(MATTER)
	query = (
		frappe.qb.from_(vault)
		.join(submission)
		.on((vault.reference_doctype == SUBMISSION) & (vault.reference_name == submission.name))
		.left_join(matter)
		.on(matter.name == submission.matter)
		.select(submission.name, matter.merged_into)
		.where(submission.status.isin(sorted(FINISHED[SUBMISSION])) & (submission.decided_at < day))
		.where((submission.is_accusation == 0) & (matter.name.isnull() | _over(matter, day)))
	)
	return _run(SUBMISSION, query, vault, limit, name)


def _evaluations(day: date, limit: int | None = None, name: str | None = None) -> list[Kept]:
	vault, rating, matter = frappe.qb.DocType(VAULT), frappe.qb.DocType(EVALUATION), frappe.qb.DocType(MATTER)
	call, order = frappe.qb.DocType("Call Back"), frappe.qb.DocType(RECTIFICATION)
	to_call = frappe.qb.from_(call).select(call.evaluation).where(call.status == "To Call")
	orders = (
		frappe.qb.from_(order)
		.select(order.source_name)
		.where((order.source_doctype == EVALUATION) & order.source_name.isnotnull())
		.where(order.status.notin(sorted(FINISHED[RECTIFICATION])))
	)
	query = (
		frappe.qb.from_(vault)
		.join(rating)
		.on((vault.reference_doctype == EVALUATION) & (vault.reference_name == rating.name))
		.left_join(matter)
		.on((rating.reference_doctype == MATTER) & (matter.name == rating.reference_name))
		.select(rating.name, matter.merged_into)
		.where((rating.evaluated_at < day) & rating.name.notin(to_call) & rating.name.notin(orders))
		.where((rating.reference_doctype != MATTER) | _over(matter, day))
	)
	return _run(EVALUATION, query, vault, limit, name)


def _rows(day: date, limit: int | None = None, name: str | None = None) -> list[Kept]:
	"""Rows of talks that never became matters, as in one that was cancelled."""
	vault, row, talk = frappe.qb.DocType(VAULT), frappe.qb.DocType(ROW), frappe.qb.DocType(SESSION)
	query = (
		frappe.qb.from_(vault)
		.join(row)
		.on((vault.reference_doctype == ROW) & (vault.reference_name == row.name))
		.join(talk)
		.on((row.parenttype == SESSION) & (row.parent == talk.name))
		.select(row.name, row.matter)
		.where(talk.status.isin(sorted(FINISHED[SESSION])) & row.matter.isnull() & _ended(talk, SESSION, day))
	)
	return _run(ROW, query, vault, limit, name)


FINDERS = {MATTER: _matters, SUBMISSION: _submissions, EVALUATION: _evaluations, ROW: _rows}


def _run(doctype: str, query: Any, vault: Any, limit: int | None, name: str | None) -> list[Kept]:
	"""What a query finds, all of it or of one document."""
	if name:
		query = query.where(vault.reference_name == name)
	query = query.orderby(vault.name)
	return [Kept(doctype, *row) for row in (query.limit(limit) if limit else query).run()]


def _over(matter: Any, day: date) -> Criterion:
	"""Ended before the day, no accusation, and nothing that followed from it goes on."""
	return (
		matter.status.isin(sorted(FINISHED[MATTER]))
		& (matter.is_accusation == 0)
		& _ended(matter, MATTER, day)
		& Criterion.all(matter.name.notin(names) for names in _going_on())
	)


def _ended(table: Any, doctype: str, day: date) -> Criterion:
	"""Whether the log knows of steps before the day and of none since."""
	event = frappe.qb.DocType("Case Event")
	steps = (
		frappe.qb.from_(event)
		.select(event.name)
		.where((event.reference_doctype == doctype) & (event.reference_name == table.name))
		.where(event.to_status != "")
	)
	later = ExistsCriterion(steps.where(event.occurred_at >= day))
	return ExistsCriterion(steps.where(event.occurred_at < day)) & later.negate()


def _going_on() -> list[Any]:
	"""Names of matters of which something goes on: a follow-up, a review, the review of a review."""
	going_on = []
	for doctype in FOLLOW_UPS:
		table = frappe.qb.DocType(doctype)
		names = frappe.qb.from_(table).select(table.matter).where(table.matter.isnotnull())
		going_on.append(names.where(table.status.notin(sorted(FINISHED[doctype]))))
	review, again = (frappe.qb.DocType(MATTER).as_(alias) for alias in ("review", "again"))
	finished = sorted(FINISHED[MATTER])
	going_on.append(
		frappe.qb.from_(review)
		.left_join(again)
		.on(again.review_of == review.name)
		.select(review.review_of)
		.where(review.review_of.isnotnull())
		.where(review.status.notin(finished) | again.status.notin(finished))
	)
	return going_on


def _goes_on_elsewhere(kept: Kept, day: date) -> bool:
	"""Whether the matter was merged into one that is not over yet."""
	if not kept.merged:
		return False
	matter = frappe.qb.DocType(MATTER)
	last = [kept.merged, *merging.survivors_of(kept.merged)][-1]
	query = frappe.qb.from_(matter).select(matter.name)
	return not query.where((matter.name == last) & _over(matter, day)).run()

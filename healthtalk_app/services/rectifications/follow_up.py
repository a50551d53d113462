"""What follows a rating 好差评: a Rectification for a bad one, and the call-back 回访 (国办发〔2019〕51号).

Each opens once for an evaluation, whoever asks and however often. An imported rating opens nothing: it was
followed up, or was not, long ago. Unsigned ballots of a talk open nothing either: below five only totals
show, and a rectification would tell that one of them was bad. The rating by an anonymous matter's code opens
a rectification that holds neither the words of the rater, nor a hand, nor an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime

from healthtalk_app.rules import deadlines as rules
from healthtalk_app.rules.ratings import BAD
from healthtalk_app.rules.transitions import MATTER, RECTIFICATION
from healthtalk_app.services.clockwork import calendars, deadlines
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events, traces
from healthtalk_app.services.rectifications import rectification_sides
from healthtalk_app.services.rectifications.rectification_rounds import RATING, STEP

EVALUATION, CALL_BACK = "Public Evaluation", "Call Back"
BAD_RATING, WANTED, SAMPLE = "Bad Rating", "Wanted", "Sample"


def after_rating(evaluation: Any) -> None:
	"""Open what a new evaluation asks for. The caller holds its row, or has just inserted it."""
	open_rectification(evaluation)
	open_call_back(evaluation)


def is_followed_up(evaluation: Any) -> bool:
	"""Whether anything may follow: one person's rating, not imported, and of no accusation."""
	if evaluation.kind != "Single" or frappe.flags.in_import:
		return False
	of_matter = evaluation.reference_doctype == MATTER
	if of_matter and frappe.db.get_value(MATTER, evaluation.reference_name, "is_accusation"):
		return False
	return bool(of_matter or evaluation.signed)


# ---- rectification -------------------------------------------------------------------------------
def open_rectification(evaluation: Any) -> str | None:
	"""The one Rectification of a bad rating, opened now unless it was before; None for other ratings."""
	if evaluation.overall not in BAD or not is_followed_up(evaluation):
		return None
	key = f"{EVALUATION}:{evaluation.name}"
	return once(RECTIFICATION, {"source_key": key}, evaluation, lambda: insert_rectification(evaluation, key))


def insert_rectification(evaluation: Any, key: str) -> str:
	"""Order the unit that was rated to put right what the rating is about."""
	unsigned, at = not evaluation.signed, rated_at(evaluation)
	unit = evaluation.unit or units.bureau()
	of_matter = evaluation.reference_doctype == MATTER
	source = (MATTER, evaluation.reference_name) if unsigned else (EVALUATION, evaluation.name)
	doc = frappe.get_doc(
		doctype=RECTIFICATION,
		subject=subject_of(evaluation),
		classification="Dissatisfied",
		found_through="Bad Rating",
		source_doctype=source[0],
		source_name=source[1],
		source_key=key,
		ordering_unit=rectification_sides.orders_for(unit),
		responsible_unit=unit,
		problem=problem_of(evaluation),
		handler=frappe.db.get_value(MATTER, evaluation.reference_name, "handler") if of_matter else None,
	)
	doc.flags.update(by_service=True, occurred_at=at, unsigned=unsigned)
	# the app orders it by rule; who rates, or writes a rating down, need not be able to
	doc.insert(ignore_permissions=True)
	if of_matter:
		matter = frappe.get_doc(MATTER, evaluation.reference_name)
		facts = {"unit": doc.ordering_unit, "occurred_at": at, "unsigned": unsigned}
		events.record(matter, "rectification.opened", details={"rectification": doc.name}, **facts)
	if unsigned:
		forget_hands(doc, at)
	return doc.name


def rated_at(evaluation: Any) -> datetime:
	"""When it was rated; of an unsigned rating only the day is known, but not before the answer."""
	at = evaluation.evaluated_at
	if not evaluation.signed and evaluation.reference_doctype == MATTER:
		at = frappe.db.get_value(MATTER, evaluation.reference_name, "evaluated_at") or at
	return get_datetime(at)


def subject_of(evaluation: Any) -> str:
	"""What the rating is about, in one line."""
	field = "subject" if evaluation.reference_doctype == MATTER else "title"
	return frappe.db.get_value(evaluation.reference_doctype, evaluation.reference_name, field)[:140]


def problem_of(evaluation: Any) -> str:
	"""The level and the outcome; what a signed rater wrote as well, in the language of notices."""
	words = [word for word in (evaluation.overall, evaluation.outcome) if word]
	facts = "，".join(_(word, lang=notices.site_language(), context=EVALUATION) for word in words)
	return f"{facts}\n{evaluation.comment}" if evaluation.signed and evaluation.comment else facts


def forget_hands(doc: Any, at: datetime) -> None:
	"""An unsigned rating leaves neither user nor hour, in nothing that it opened (design §5)."""
	day = get_datetime(at).replace(hour=0, minute=0, second=0, microsecond=0)
	hands = traces.hands(day)
	frappe.db.set_value(doc.doctype, doc.name, hands, update_modified=False)
	traces.clear_rows(doc, day)
	number = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	frappe.db.set_value("Document Number", number, {**hands, "issued_at": at}, update_modified=False)
	forget_notices(doc.doctype, doc.name, day)


def forget_notices(doctype: str, name: str, day: datetime, since: datetime | None = None) -> None:
	"""Notices of an unsigned rating say on which day it came, and nobody who sent them."""
	rows: dict[str, Any] = {"document_type": doctype, "document_name": name}
	if since:
		rows["creation"] = (">=", since)
	hands = {**traces.hands(day), "from_user": traces.NOBODY}
	frappe.db.set_value("Notification Log", rows, hands, update_modified=False)


# ---- call-back -----------------------------------------------------------------------------------
def open_call_back(evaluation: Any) -> str | None:
	"""The one Call Back of a signed rating, if the rules ask for one."""
	reason = reason_to_call(evaluation)
	if not reason:
		return None
	return once(
		CALL_BACK, {"evaluation": evaluation.name}, evaluation, lambda: insert_call_back(evaluation, reason)
	)


def reason_to_call(evaluation: Any) -> str | None:
	"""Every signed bad rating, everybody who wants it, and of the others the sample of the settings."""
	if not evaluation.signed or not is_followed_up(evaluation):
		return None
	if evaluation.overall in BAD:
		return BAD_RATING
	if evaluation.wants_call_back:
		return WANTED
	share = cint(frappe.get_cached_doc("Healthtalk Settings").call_back_sample)
	# the name is drawn by lot, and nobody can choose or foresee it
	return SAMPLE if int(evaluation.name[:8], 16) % 100 < share else None


def insert_call_back(evaluation: Any, reason: str) -> str:
	"""Put the rater on the list of those who are called."""
	at = get_datetime(evaluation.evaluated_at)
	rule = deadlines.select(RATING, STEP, None, at.date())
	doc = frappe.get_doc(
		doctype=CALL_BACK,
		evaluation=evaluation.name,
		subject=subject_of(evaluation),
		reason=reason,
		unit=evaluation.unit or units.bureau(),
		matter=evaluation.reference_name if evaluation.reference_doctype == MATTER else None,
		rectification=frappe.db.get_value(RECTIFICATION, {"source_key": f"{EVALUATION}:{evaluation.name}"}),
		rated_at=at,
		overall=evaluation.overall,
		outcome=evaluation.outcome,
		rater=evaluation.rater_name,
		comment=evaluation.comment,
		due_at=rules.due_at(deadlines.term_of(rule), at, calendars.work_calendar()) if rule else None,
	)
	doc.flags.by_service = True
	# the work list is the app's own: nobody puts himself, or somebody else, on it
	doc.insert(ignore_permissions=True)
	return doc.name


# ---- once ----------------------------------------------------------------------------------------
def once(doctype: str, key: dict[str, str], evaluation: Any, insert: Callable[[], str]) -> str:
	"""What is there for a key, else what `insert` makes; of two at once the second finds the first's."""
	frappe.db.get_value(EVALUATION, evaluation.name, "name", for_update=True)
	if found := frappe.db.get_value(doctype, key):
		return found
	frappe.db.savepoint("follow_up")
	try:
		return insert()
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		# its number goes back as well
		frappe.db.rollback(save_point="follow_up")
		frappe.clear_last_message()
		# locked: this transaction began before the other one was committed
		return frappe.db.get_value(doctype, key, for_update=True)

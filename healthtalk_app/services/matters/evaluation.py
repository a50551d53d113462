"""Evaluations 评议 of talks and matters, single or as the tally of paper ballots (H7, rules.md 好差评)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, RatingRefusedError, TimeOrderError, refuse
from healthtalk_app.rules.ratings import BAD
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services import inputs
from healthtalk_app.services.matters import merging
from healthtalk_app.services.records import events, identity, traces
from healthtalk_app.services.rectifications import follow_up
from healthtalk_app.services.steps import flow, step_time

DOCTYPE = "Public Evaluation"
LEVELS = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied")
RATEABLE = {"Talk Matter": ("Replied",), "Talk Session": ("Held", "Following Up")}


# ---- the steps of an insert ----------------------------------------------------------------------
def clear_server_fields(doc: Any) -> None:
	"""What a client may not say about its own evaluation."""
	if not doc.flags.by_service:
		doc.released, doc.ballot_key, doc.bad_rating = 0, None, 0


def check_reference(doc: Any) -> None:
	"""The document exists, the user may see it, and it can be rated now. A matter is rated once."""
	if doc.reference_doctype not in RATEABLE or not doc.reference_name:
		frappe.throw(_("Say which talk or matter is evaluated."), RatingRefusedError)
	named = frappe.get_doc(doc.reference_doctype, doc.reference_name)
	if doc.reference_doctype == MATTER:
		# who raised a duplicate is protected as he was there, and rates what it was merged into
		doc.identity_level, doc.reference_name = named.identity_level, merging.survivor_of(named.name)
		if doc.flags.by_code:
			doc.identity_level = doc.flags.by_code
	# locked: of two ratings of one matter at once the second finds it rated
	reference = frappe.get_doc(doc.reference_doctype, doc.reference_name, for_update=True)
	# who only reads a matter, such as a co-handler, does not move it on with a rating; who brings the rating
	# code of the receipt is the raiser
	if not doc.flags.by_code and not frappe.has_permission(reference.doctype, "write", doc=reference):
		permissions.require(named, "write")
	if reference.status not in RATEABLE[doc.reference_doctype]:
		refuse(
			_("{0} is {1} and cannot be rated now."),
			reference.get_title() or reference.name,
			_(reference.status, context=doc.reference_doctype),
			error=RatingRefusedError,
		)
	if doc.reference_doctype == "Talk Matter" and doc.kind != "Single":
		frappe.throw(_("A matter is rated by who raised it, not by a tally."), RatingRefusedError)
	doc.unit = reference.get("lead_unit") or reference.unit
	doc.set("parties", [])
	for row in reference.parties:
		doc.append("parties", {"unit": row.unit, "part": row.part})
	begun = reference.resolved_at if doc.reference_doctype == "Talk Matter" else reference.held_at
	check_time(doc, begun)


def check_time(doc: Any, begun: Any) -> None:
	"""An evaluation lies between what it rates and now."""
	doc.evaluated_at = get_datetime(doc.evaluated_at or now_datetime())
	if doc.evaluated_at > now_datetime() + step_time.CLOCK_SKEW:
		frappe.throw(_("The evaluation lies in the future."), TimeOrderError)
	at = inputs.not_before(doc.evaluated_at, begun)
	if not at:
		frappe.throw(_("The evaluation lies before what it rates."), TimeOrderError)
	doc.evaluated_at = at
	late_after = frappe.get_cached_doc("Healthtalk Settings").late_entry_hours or 24
	doc.late_entry = int((now_datetime() - doc.evaluated_at).total_seconds() > late_after * 3600)


def check_opinion(doc: Any) -> None:
	"""A single evaluation says how satisfied the rater is and, where asked for, whether it is solved."""
	if doc.kind != "Single":
		return
	if not doc.overall:
		frappe.throw(_("Choose how satisfied the rater is."), EvidenceMissingError)
	if doc.reference_doctype == "Talk Matter" and not doc.outcome:
		if frappe.db.get_value("Talk Matter", doc.reference_name, "asks_for_solution"):
			frappe.throw(_("Choose whether the matter is solved."), EvidenceMissingError)
	check_signed(doc)
	if doc.signed and not (doc.rater_name or doc.rater_phone):
		frappe.throw(_("A signed evaluation names the rater."), EvidenceMissingError)
	if not doc.signed:
		doc.rater_name = doc.rater_phone = None
	doc.bad_rating = int(doc.overall in BAD)


def check_signed(doc: Any) -> None:
	"""A matter is rated by who raised it, by name unless it is anonymous (design §5), on paper or by word."""
	if doc.reference_doctype != "Talk Matter":
		return
	if not doc.signed and doc.identity_level != "Anonymous":
		frappe.throw(
			_("Who raised this matter is known: enter the evaluation as a signed one."), RatingRefusedError
		)


def check_tally(doc: Any) -> None:
	"""Ballots: valid ≤ returned ≤ issued, and the levels of each item add up to the valid ones."""
	if doc.kind != "Tally":
		return
	issued, returned, valid = cint(doc.ballots_issued), cint(doc.ballots_returned), cint(doc.ballots_valid)
	counts = [cint(doc.get(f"overall_{level}")) for level in LEVELS]
	if min(issued, returned, valid, *counts) < 0:
		frappe.throw(_("A number of ballots cannot be negative."), RatingRefusedError)
	if not 0 < valid <= returned <= issued:
		refuse(
			_("Ballots do not agree: {0} issued, {1} returned, {2} valid."),
			issued,
			returned,
			valid,
			error=RatingRefusedError,
		)
	if sum(counts) != valid:
		refuse(
			_("The five levels add up to {0}, but {1} ballots are valid."),
			sum(counts),
			valid,
			error=RatingRefusedError,
		)
	for row in doc.items:
		votes = [cint(row.get(level)) for level in LEVELS]
		if min(votes) < 0 or sum(votes) > valid:
			refuse(
				_("Row {0}: {1} has {2} votes, more than the {3} valid ballots."),
				row.idx,
				_(row.item),
				sum(votes),
				valid,
				error=RatingRefusedError,
			)


def protect_rater(doc: Any) -> None:
	"""Who rates a confidential matter is as protected as who raised it; an anonymous one keeps nothing."""
	identity.protect(doc, None)


# ---- after the insert ----------------------------------------------------------------------------
def apply(doc: Any) -> None:
	"""Write the evaluation into what it rates, and open what follows from it."""
	identity.store(doc)
	begun = now_datetime()
	reference = frappe.get_doc(doc.reference_doctype, doc.reference_name, for_update=True)
	unsigned = doc.kind == "Single" and not doc.signed
	at = start_of_day(doc.evaluated_at, reference) if unsigned else doc.evaluated_at
	facts = {"unit": doc.unit, "occurred_at": at, "unsigned": unsigned}
	if doc.reference_doctype == "Talk Matter":
		details = {"level": doc.overall, "outcome": doc.outcome or None}
		events.record(reference, "evaluated", details=details, **facts)
		reference.evaluation = doc.name
		reference.flags.unsigned = unsigned
		flow.transition(reference, "Evaluated", occurred_at=at)
		if unsigned:
			forget_last_hand(reference, at, begun)
	else:
		ballots = cint(doc.ballots_valid) if doc.kind == "Tally" else 1
		# the order of the log would tell the order in which unsigned ballots were cast
		named = {} if unsigned else {"evaluation": doc.name}
		events.record(reference, "evaluated", details={"ballots": ballots, **named}, **facts)
		frappe.db.set_value(
			reference.doctype,
			reference.name,
			"evaluation_count",
			cint(reference.evaluation_count) + ballots,
			update_modified=False,
		)
	if unsigned:
		forget_rater(doc)
		follow_up.forget_notices(reference.doctype, reference.name, doc.evaluated_at, since=begun)
	release(doc)
	follow_up.after_rating(doc)


def start_of_day(at: Any, reference: Any) -> Any:
	"""An unsigned ballot leaves no exact time: the day is enough, but not before what it rates."""
	day = get_datetime(at).replace(hour=0, minute=0, second=0, microsecond=0)
	begun = reference.get("resolved_at") or reference.get("held_at")
	return max(day, get_datetime(begun)) if begun else day


def forget_last_hand(reference: Any, at: Any, since: Any) -> None:
	"""What an unsigned ballot moved shows neither who wrote it down nor when, its rows neither."""
	frappe.db.set_value(
		reference.doctype, reference.name, {"modified": at, "modified_by": "Guest"}, update_modified=False
	)
	traces.clear_rows(reference, at, since)


def forget_rater(doc: Any) -> None:
	"""Unsigned ballots store no user, address or exact time (design §5)."""
	day = get_datetime(doc.evaluated_at).replace(hour=0, minute=0, second=0, microsecond=0)
	facts = {**traces.hands(day), "evaluated_at": day}
	frappe.db.set_value(DOCTYPE, doc.name, facts, update_modified=False)
	doc.update(facts)
	traces.clear_rows(doc, day)


def release(doc: Any) -> None:
	"""Show unsigned ballots one by one only when there are enough of them."""
	if doc.kind == "Tally" or doc.signed:
		return
	# get_all: whether ballots are shown depends on how many there are, not on who asks
	names = frappe.get_all(
		DOCTYPE,
		filters={
			"reference_doctype": doc.reference_doctype,
			"reference_name": doc.reference_name,
			"kind": "Single",
			"signed": 0,
		},
		pluck="name",
	)
	if len(names) >= (frappe.get_cached_doc("Healthtalk Settings").small_group or 5):
		frappe.db.set_value(DOCTYPE, {"name": ("in", names)}, "released", 1, update_modified=False)

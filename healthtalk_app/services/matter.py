"""What happens to a Talk Matter: the five rings 说听商办评, with the evidence of each (design §3, H7)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app import permissions
from healthtalk_app.exceptions import (
	BadInputError,
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	TimeOrderError,
	WindowClosedError,
)
from healthtalk_app.rules import codes
from healthtalk_app.rules.transitions import FINISHED
from healthtalk_app.services import clocks, deadlines, events, flow, inputs, numbering, units

DOCTYPE = "Talk Matter"
PROTECTION = ("Named", "Confidential", "Anonymous")
MERGEABLE = ("Raised", "Accepted", "Planned", "In Progress")
ANSWERED = ("Replied", "Evaluated", "Closed")
# the number carries the unit, the clocks run by regime and variant
FIXED_WHEN_ACCEPTED = ("unit", "regime", "variant")
FIXED_WHEN_ANSWERED = ("reply", "reply_how", "replied_by", "trips", "co_handler_override")
FIXED_WHEN_FINISHED = (
	"subject",
	"content",
	"category",
	"lead_unit",
	"plan",
	"not_accepted_reason",
	"not_accepted_note",
	"notice_given_at",
	"withdrawn_reason",
)
KEPT_EVIDENCE = {
	"Accepted": ("category",),
	"Planned": ("category", "plan", "lead_unit"),
	"In Progress": ("category", "plan", "lead_unit"),
	"Replied": ("category", "plan", "lead_unit"),
	"Evaluated": ("category", "plan", "lead_unit"),
}
OLDEST = 130


# ---- the steps of a save -------------------------------------------------------------------------
def fill_defaults(doc: Any) -> None:
	"""A matter that a unit's clerk enters is the unit's own; its category says what it asks for."""
	if doc.is_new() and not doc.unit and not doc.flags.by_service:
		doc.unit = permissions.default_unit()
	if doc.category and (doc.is_new() or doc.differs("category")):
		flags = frappe.get_cached_value(
			"Matter Category", doc.category, ("asks_for_solution", "is_integrity"), as_dict=True
		)
		doc.asks_for_solution = flags.asks_for_solution
		doc.is_accusation = max(int(doc.is_accusation or 0), int(flags.is_integrity or 0))


def check_raised_at(doc: Any) -> None:
	"""A matter is raised in the past, and once it is accepted the time stands."""
	if not doc.raised_at:
		doc.raised_at = now_datetime()
	if doc.is_new():
		doc.refuse_future(get_datetime(doc.raised_at))


def keep_raised_at(doc: Any) -> None:
	"""When a matter was raised is the first fact of its log; nobody moves it afterwards."""
	if doc.is_new() or doc.flags.by_service or not doc.raised_at or not doc.before.raised_at:
		return
	stored, sent = get_datetime(doc.before.raised_at), get_datetime(doc.raised_at)
	if stored.replace(microsecond=0) != sent.replace(microsecond=0):
		frappe.throw(
			_("The time at which it was raised is on record. Withdraw the matter and enter it anew."),
			FrozenError,
			title=_("Fixed"),
		)


def lock_past_rings(doc: Any) -> None:
	"""What a ring has settled stands: where and under which regime it runs, what was answered, its end.

	What was given as evidence may be corrected until then, but not taken away.
	"""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was != "Raised":
		doc.refuse_frozen(FIXED_WHEN_ACCEPTED, _("The matter has been taken up."))
	if was in FINISHED[DOCTYPE]:
		doc.refuse_frozen(FIXED_WHEN_FINISHED, _("The matter is finished."))
	if was in ANSWERED:
		doc.refuse_frozen(FIXED_WHEN_ANSWERED, _("The matter has been answered."))
	if kept := KEPT_EVIDENCE.get(was):
		doc.require_evidence(kept, _("What a step was taken on stays on record."))


def check_age(doc: Any) -> None:
	"""An age is that of a living person."""
	if not 0 <= cint(doc.raiser_age) <= OLDEST:
		frappe.throw(_("{0} is not an age.").format(doc.raiser_age), BadInputError)


def keep_protection(doc: Any) -> None:
	"""The protection of who raised a matter only grows, and whom it names is not struck out again.

	Anonymous, which erases the identity, is chosen before the matter is accepted.
	"""
	if not doc.before or doc.flags.by_service:
		return
	was, wanted = doc.before.identity_level, doc.identity_level
	late = wanted == "Anonymous" and doc.before.status != "Raised"
	if was != wanted and (PROTECTION.index(wanted) < PROTECTION.index(was) or late):
		frappe.throw(
			_("The protection of this identity cannot be changed from {0} to {1} any more.").format(
				_(was), _(wanted)
			),
			FrozenError,
			title=_("Fixed"),
		)
	named = [
		{(row.unit, row.employee, row.person) for row in rows} for rows in (doc.before.accused, doc.accused)
	]
	if named[0] - named[1]:
		frappe.throw(_("Whom a matter names stays on record."), FrozenError, title=_("Fixed"))


def keep_accusation(doc: Any) -> None:
	"""Accusations name whom they accuse and lie at the bureau's intake, away from every unit.

	Once an accusation, always one: taking the mark away would open it to those it accuses.
	"""
	if doc.before and doc.before.is_accusation:
		doc.is_accusation = 1
	if not doc.is_accusation:
		return
	if not any(row.unit or row.employee or (row.person or "").strip() for row in doc.accused):
		frappe.throw(
			_("Say which unit or person is accused, so that neither ever sees it."),
			EvidenceMissingError,
			title=_("Accusation"),
		)
	shut_out_accused(doc)
	if doc.open_slips:
		frappe.throw(
			_("Withdraw the slips of this matter before it becomes an accusation."), MoveNotAllowedError
		)
	if not doc.is_new() and frappe.db.exists(DOCTYPE, {"merged_into": doc.name, "is_accusation": 0}):
		frappe.throw(
			_("Undo the merger of its duplicates before this matter becomes an accusation."),
			MoveNotAllowedError,
		)
	doc.unit = None
	if not doc.before or not doc.before.is_accusation:
		doc.lead_unit = doc.handler = None


def shut_out_accused(doc: Any) -> None:
	"""Keep with each accused person the users who bear that name now; names may be changed later."""
	for row in doc.accused:
		known = {user for user in (row.shut_out or "").split("|") if user}
		# get_all: the question is who is meant, not who asks
		users = frappe.get_all("User", filters={"user_type": "System User"}, fields=["name", "full_name"])
		staff = frappe.get_all("Employee", fields=["name", "user_id", "employee_name"])
		said = row.person or ""
		known |= {
			u.name for u in users if said and u.full_name and (u.full_name in said or said in u.full_name)
		}
		known |= {
			e.user_id
			for e in staff
			if e.user_id
			and (e.name == row.employee or (said and e.employee_name and e.employee_name in said))
		}
		row.shut_out = f"|{'|'.join(sorted(known))}|" if known else None


def clear_from_session(doc: Any) -> None:
	"""What has become an accusation leaves the talk where it was said, its row as well as its history."""
	was = doc.get_doc_before_save()
	if not (doc.is_accusation and doc.session and was and not was.is_accusation):
		return
	# get_all: the row goes whoever marks the accusation
	for row in frappe.get_all("Session Matter", filters={"matter": doc.name}, pluck="name"):
		frappe.db.delete("Session Matter", {"name": row})
		history = {"ref_doctype": "Talk Session", "docname": doc.session, "data": ("like", f"%{row}%")}
		frappe.db.delete("Version", history)
	# whoever has the talk open reads it again before he can save it with the row in it
	frappe.db.set_value("Talk Session", doc.session, "modified", now_datetime())


def refresh_parties(doc: Any) -> None:
	"""Owner and lead see the matter; those that hold its slips were added when the slip was issued."""
	if doc.is_accusation:
		doc.set("parties", [])
		return
	doc.set("parties", [row for row in doc.parties if row.part not in ("Owner", "Lead")])
	doc.add_party(doc.unit, "Owner")
	doc.add_party(doc.lead_unit, "Lead")


def note_new_lead(doc: Any) -> None:
	"""A change of the lead unit is a fact of the case."""
	if doc.before and doc.differs("lead_unit") and doc.lead_unit:
		if not units.is_open(doc.lead_unit, now_datetime().date()):
			frappe.throw(_("{0} is closed; choose its successor.").format(doc.lead_unit), MoveNotAllowedError)
		doc.queue_event("lead", details={"from": doc.before.lead_unit, "to": doc.lead_unit})


# ---- the guards of each ring ---------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing. Source: H7, design §3."""
	if doc.is_accusation and not doc.flags.system_move:
		permissions.require_accusation(doc)
	check = GUARDS.get((old, new)) or GUARDS.get((None, new))
	if check:
		check(doc)


def _accepted(doc: Any) -> None:
	doc.require_evidence(("category", "regime"), _("A matter is accepted into a category and a regime."))
	doc.lead_unit = (
		doc.lead_unit
		or frappe.get_cached_value("Matter Category", doc.category, "default_unit")
		or doc.unit
		or units.bureau()
	)


def _not_accepted(doc: Any) -> None:
	doc.require_evidence(
		("not_accepted_reason", "not_accepted_note", "notice_given_at"),
		_("A matter is declined for a lawful reason and with a notice to who raised it."),
	)
	doc.refuse_future(get_datetime(doc.notice_given_at))


def _planned(doc: Any) -> None:
	doc.require_evidence(("plan", "lead_unit"), _("A plan names what is done and which unit leads."))


def _replied(doc: Any) -> None:
	doc.require_evidence(("reply",), _("A reply has a text."))
	if doc.paused_since:
		frappe.throw(_("The clock stands. Let it go on before you reply."), TimeOrderError)
	waiting = open_joint_slips(doc.name)
	if waiting and inputs.is_blank(doc.co_handler_override):
		frappe.throw(
			_(
				"{0} have not answered yet. Wait for them, or give the reason for answering without them."
			).format("、".join(row.unit_name for row in waiting)),
			EvidenceMissingError,
			title=_("Co-handlers Have Not Answered"),
		)


def _evaluated(doc: Any) -> None:
	if not doc.satisfaction:
		frappe.throw(_("There is no evaluation yet. Enter one first."), EvidenceMissingError)


def _closed(doc: Any) -> None:
	open_slips = frappe.db.get_value(DOCTYPE, doc.name, "open_slips")
	if open_slips:
		frappe.throw(
			_("{0} slips of this matter are still open. Finish or withdraw them first.").format(open_slips),
			MoveNotAllowedError,
		)


def _closed_unrated(doc: Any) -> None:
	_closed(doc)
	days = settings().auto_close_days or 0
	free_from = get_datetime(doc.resolved_at) + timedelta(days=days)
	if now_datetime() < free_from:
		frappe.throw(
			_("Nobody has rated this matter yet. It may be closed unrated from {0} on.").format(
				frappe.format(free_from, "Datetime")
			),
			WindowClosedError,
		)


def _withdrawn(doc: Any) -> None:
	doc.require_evidence(("withdrawn_reason",), _("A withdrawal has its reason."))


def _reopened(doc: Any) -> None:
	doc.require_evidence(("reopen_reason",), _("Re-opening has its reason."))
	last = max(get_datetime(at) for at in (doc.before.resolved_at, doc.before.closed_at) if at)
	until = last + timedelta(days=settings().reopen_days or 0)
	if now_datetime() > until:
		frappe.throw(
			_("The window for re-opening ended on {0}. Raise a new matter that refers to this one.").format(
				frappe.format(until, "Datetime")
			),
			WindowClosedError,
			title=_("Re-opening Window"),
		)


GUARDS = {
	(None, "Accepted"): _accepted,
	(None, "Not Accepted"): _not_accepted,
	(None, "Planned"): _planned,
	(None, "Replied"): _replied,
	(None, "Evaluated"): _evaluated,
	("Evaluated", "Closed"): _closed,
	("Replied", "Closed"): _closed_unrated,
	(None, "Withdrawn"): _withdrawn,
	("Replied", "In Progress"): _reopened,
	("Evaluated", "In Progress"): _reopened,
	("Closed", "In Progress"): _reopened,
}


# ---- what follows from each step -----------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""Numbers, clocks and facts of a step; returns what its event says beside the status."""
	if old == "Merged":
		return {}
	follow = {"Accepted": _start_clocks, "Replied": _resolved, "Closed": _finish}
	if new in follow:
		return follow[new](doc, old, at)
	if new == "In Progress" and old != "Planned":
		facts = {"category": doc.category, "variant": doc.variant, "regime": doc.regime}
		# the next reply, and answering without co-handlers, are given anew; Version keeps what was
		doc.evaluation = doc.reply = doc.co_handler_override = None
		clocks.restart(doc, "Resolution", at, **facts)
	return {}


def _start_clocks(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	if not doc.number:
		doc.number = numbering.issue(doc.unit or units.bureau(), "matter", doc, at)
	for step in ("Response", "Resolution"):
		facts = {"category": doc.category, "variant": doc.variant, "regime": doc.regime}
		if starts_at := clock_start(doc, step, at):
			clocks.start(doc, step, starts_at, **facts)
	if doc.first_response:
		clocks.meet(doc, "Response", at)
		doc.queue_event("responded", occurred_at=at)
	return {}


def clock_start(doc: Any, step: str, accepted_at: datetime) -> datetime | None:
	"""When a clock begins: at receipt or at acceptance, as the rule valid on that day says; None without one.

	A matter received before a rule from receipt was in force has no such deadline.
	"""
	raised_at = get_datetime(doc.raised_at)
	for at, begins in ((raised_at, ("Receipt",)), (accepted_at, ("Acceptance", "Issue"))):
		rule = deadlines.select(doc.regime, step, doc.category, at.date(), doc.variant)
		if rule and rule.starts_from in begins:
			return at
	return None


def _resolved(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	clocks.meet(doc, "Response", at)
	clocks.meet(doc, "Resolution", at)
	inside = doc.lead_unit == doc.unit and not frappe.db.exists(
		"Referral Slip", {"matter": doc.name, "status": ("not in", ("Draft", "Withdrawn"))}
	)
	return {"settled_inside": int(inside), "on_the_spot": int(bool(doc.flags.on_the_spot))}


def _finish(doc: Any, old: str, at: datetime) -> dict[str, Any]:
	return {"closed_unrated": int(old == "Replied")}


def moved(doc: Any, old: str, new: str) -> None:
	"""What a step does to the slips and the session of the matter."""
	if new == "Withdrawn":
		withdraw_slips(doc)


def withdraw_slips(doc: Any) -> None:
	"""A withdrawn matter needs no further answers."""
	# get_all: all slips of the matter, whoever holds them, follow its withdrawal
	for name in frappe.get_all(
		"Referral Slip",
		filters={"matter": doc.name, "status": ("not in", ("Confirmed", "Withdrawn", "Replied"))},
		pluck="name",
	):
		slip = frappe.get_doc("Referral Slip", name)
		slip.withdrawn_reason = doc.withdrawn_reason
		flow.transition(slip, "Withdrawn")


# ---- actions beside the workflow -----------------------------------------------------------------
def open_joint_slips(matter: str) -> list[frappe._dict]:
	"""Joint-handling slips of a matter that nobody has answered, with the name of the unit that owes it."""
	slip, unit = frappe.qb.DocType("Referral Slip"), frappe.qb.DocType("Health Unit")
	return (
		frappe.qb.from_(slip)
		.join(unit)
		.on(unit.name == slip.receiver_unit)
		.select(slip.name, unit.unit_name)
		.where((slip.matter == matter) & (slip.kind == "Joint Handling"))
		.where(slip.status.isin(["Issued", "Signed For", "In Progress", "Objected"]))
		.run(as_dict=True)
	)


def settle_on_the_spot(doc: Any, reply: str, trips: str = "0", at: datetime | str | None = None) -> None:
	"""当场办结: write all rings up to the reply in one action, at the time at which it was settled."""
	if doc.status != "Raised":
		frappe.throw(_("Only a matter just raised is settled on the spot."), MoveNotAllowedError)
	at = inputs.moment(at) or get_datetime(doc.raised_at)
	doc.category = doc.category or default_category()
	doc.plan = doc.plan or _("Settled on the spot.")
	doc.reply, doc.reply_how, doc.trips = reply, doc.reply_how or "In Person", trips
	for status in ("Accepted", "Planned", "In Progress", "Replied"):
		doc.flags.on_the_spot = status == "Replied"
		flow.transition(doc, status, occurred_at=at)


def default_category() -> str | None:
	"""The category of consultations, which are answered at once."""
	return frappe.db.get_value("Matter Category", {"is_group": 0, "enabled": 1, "asks_for_solution": 0})


def respond(doc: Any, text: str, at: datetime | str | None = None) -> None:
	"""The first answer to who raised the matter, before it is settled; stops the response clock."""
	if doc.status not in ("Accepted", "Planned", "In Progress") or doc.first_response_at:
		frappe.throw(_("A first response is given once, between acceptance and reply."), MoveNotAllowedError)
	if not (text or "").strip():
		frappe.throw(_("Write what was answered."), EvidenceMissingError)
	at = checked_time(doc, at, after=doc.accepted_at)
	with service_save(doc):
		doc.first_response = text
		clocks.meet(doc, "Response", at)
		doc.queue_event("responded", occurred_at=at)


def pause(doc: Any, reason: str, at: datetime | str | None = None) -> None:
	"""Stop the clock for one of the reasons that the rule lists."""
	at = checked_time(doc, at, after=doc.accepted_at)
	with service_save(doc):
		clocks.pause(doc, reason, at)


def resume(doc: Any, at: datetime | str | None = None) -> None:
	"""Let the clock go on."""
	at = checked_time(doc, at, after=doc.paused_since)
	with service_save(doc):
		clocks.resume(doc, at)


def request_extension(doc: Any, step: str, amount: int, reason: str) -> str:
	"""Ask for more time; a leader decides. Returns the name of the row."""
	if not (reason or "").strip():
		frappe.throw(_("An extension has its reason."), EvidenceMissingError)
	if any(row.decision == "Requested" for row in doc.extensions):
		frappe.throw(_("An extension is waiting for a decision already."), MoveNotAllowedError)
	proposed = clocks.proposed_due(doc, step, amount)
	with service_save(doc):
		row = doc.append(
			"extensions",
			{
				"step": step,
				"amount": amount,
				"reason": reason,
				"requested_by": frappe.session.user,
				"requested_at": now_datetime(),
				"proposed_due": proposed,
				"decision": "Requested",
			},
		)
		doc.queue_event("extension.requested", details={"step": step, "amount": amount})
	return row.name


def decide_extension(doc: Any, row_name: str, approve: bool, note: str | None = None) -> None:
	"""Approve or refuse an extension; nobody decides what he asked for himself."""
	row = next((row for row in doc.extensions if row.name == row_name and row.decision == "Requested"), None)
	if not row:
		frappe.throw(_("There is no such request waiting for a decision."), MoveNotAllowedError)
	if row.requested_by == frappe.session.user:
		frappe.throw(_("Somebody else decides what you have asked for."), frappe.PermissionError)
	row.update(
		{
			"decision": "Approved" if approve else "Refused",
			"decided_by": frappe.session.user,
			"decided_at": now_datetime(),
			"decision_note": note,
		}
	)
	with service_save(doc):
		if approve:
			clocks.extend(doc, row.step, row.amount)
		else:
			doc.queue_event("extension.refused", details={"step": row.step})


def record_told(doc: Any, row_name: str, told_how: str, at: datetime | str | None = None) -> None:
	"""Who raised the matter was told of the extension and why."""
	row = next((row for row in doc.extensions if row.name == row_name), None)
	if not row or row.decision != "Approved":
		frappe.throw(_("Only an approved extension is made known."), MoveNotAllowedError)
	row.told_at, row.told_how = checked_time(doc, at, after=row.decided_at), told_how
	with service_save(doc):
		doc.queue_event("extension.told", occurred_at=row.told_at)


def merge(doc: Any, into: Any) -> None:
	"""Merge a duplicate into the matter that survives. It can be undone inside the window."""
	if doc.name == into.name:
		frappe.throw(_("A matter cannot be merged into itself."), MoveNotAllowedError)
	if doc.status not in MERGEABLE or into.status in FINISHED[DOCTYPE]:
		frappe.throw(_("Only an open matter is merged, and only into an open one."), MoveNotAllowedError)
	if doc.is_accusation or into.is_accusation:
		frappe.throw(_("Accusations are not merged."), MoveNotAllowedError)
	if doc.open_slips:
		frappe.throw(_("Finish or withdraw the slips of the duplicate first."), MoveNotAllowedError)
	doc.merged_from_status = doc.status
	flow.transition(doc, "Merged", details={"into": into.name})
	events.record(into, "merged.from", unit=into.unit, details={"from": doc.name})


def undo_merge(doc: Any) -> None:
	"""Take a merger back inside the window; the matter stands where it stood."""
	if doc.status != "Merged":
		frappe.throw(_("This matter is not merged."), MoveNotAllowedError)
	until = get_datetime(doc.merged_at) + timedelta(days=settings().merge_undo_days or 0)
	if now_datetime() > until:
		frappe.throw(
			_("The window for undoing the merger ended on {0}.").format(frappe.format(until, "Datetime")),
			WindowClosedError,
		)
	survivor = frappe.get_doc(DOCTYPE, doc.merged_into)
	permissions.require(survivor, "write")
	flow.transition(doc, doc.merged_from_status)
	events.record(survivor, "unmerged", unit=survivor.unit, details={"from": doc.name})


def survivor_of(name: str) -> str:
	"""The matter to which files, codes and ratings of `name` resolve."""
	seen = set()
	while (into := frappe.db.get_value(DOCTYPE, name, "merged_into")) and name not in seen:
		seen.add(name)
		name = into
	return name


# ---- codes on the receipt ------------------------------------------------------------------------
def public_codes(doc: Any) -> dict[str, str]:
	"""The tracking and the rating code of a matter: 75 random bits each, never stored, found by digest.

	They are derived from the site's secret key, so that the same receipt can be printed again.
	"""
	found = {kind: derived_code(kind, doc.name) for kind in ("tracking", "rating")}
	digests = {f"{kind}_digest": codes.digest(code) for kind, code in found.items()}
	if any(doc.get(field) != value for field, value in digests.items()):
		frappe.db.set_value(DOCTYPE, doc.name, digests, update_modified=False)
		doc.update(digests)
	return found


def derived_code(kind: str, name: str) -> str:
	"""A code that says nothing about the matter's date or number."""

	def randbytes(length: int) -> bytes:
		key = get_encryption_key().encode()
		return hmac.new(key, f"healthtalk:{kind}:{name}".encode(), hashlib.sha256).digest()[:length]

	return codes.new_code(randbytes)


# ---- helpers -------------------------------------------------------------------------------------
def settings() -> Any:
	return frappe.get_cached_doc("Healthtalk Settings")


def checked_time(doc: Any, at: datetime | str | None, after: datetime | str | None) -> datetime:
	"""A time that somebody entered: not in the future and not before the fact that it follows."""
	at = inputs.moment(at)
	if not at:
		return now_datetime()
	doc.refuse_future(at)
	accepted = inputs.not_before(at, after)
	if not accepted:
		frappe.throw(
			_("{0} lies before {1}, which it follows.").format(
				frappe.format(at, "Datetime"), frappe.format(get_datetime(after), "Datetime")
			),
			TimeOrderError,
		)
	return accepted


class service_save:
	"""Save a document at the end of a block in which a service changed what clients cannot."""

	def __init__(self, doc: Any) -> None:
		self.doc = doc

	def __enter__(self) -> None:
		self.doc.flags.by_service = True

	def __exit__(self, kind: type | None, *rest: Any) -> None:
		if kind is None:
			# the right to do this was checked by the endpoint; the workflow's edit roles do not apply
			self.doc.flags.system_move = True
			self.doc.save(ignore_permissions=True)

"""What must hold at every save of a Talk Matter: defaults, past rings, protection, parties."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import BadInputError, FrozenError, MoveNotAllowedError, refuse
from healthtalk_app.rules import petitions
from healthtalk_app.rules.transitions import MATTER, STATUSES
from healthtalk_app.services.clockwork import deadlines
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import parties

PROTECTION = ("Named", "Confidential", "Anonymous")
ANSWERED = ("Replied", "Evaluated", "Closed")
# the number carries the unit, the clocks run by regime and variant
FIXED_WHEN_ACCEPTED = ("unit", "regime", "variant")
FIXED_WHEN_ANSWERED = (
	"reply",
	"reply_how",
	"replied_by",
	"trips",
	"co_handler_override",
	"facts_found",
	"legal_basis",
	"opinions",
	"review_result",
	# what was said, and who was to do what about it: a rating judges the answer to that
	"subject",
	"content",
	"asks_for_solution",
	"first_response",
	"lead_unit",
	"plan",
)
KEPT_EVIDENCE = {
	"Accepted": ("category",),
	"Planned": ("category", "plan", "lead_unit"),
	"In Progress": ("category", "plan", "lead_unit"),
	"Replied": ("category", "plan", "lead_unit"),
	"Evaluated": ("category", "plan", "lead_unit"),
}
OLDEST = 130


def fill_defaults(doc: Any) -> None:
	"""A matter that a unit's clerk enters is the unit's own; its category says what it asks for."""
	if doc.is_new() and not doc.unit and not doc.flags.by_service:
		doc.unit = permissions.default_unit()
	if doc.category and (doc.is_new() or doc.differs("category")):
		flags = frappe.get_cached_value(
			"Matter Category", doc.category, ("asks_for_solution", "is_integrity"), as_dict=True
		)
		if not (doc.before and doc.before.status in ANSWERED):
			doc.asks_for_solution = flags.asks_for_solution
		doc.is_accusation = max(int(doc.is_accusation or 0), int(flags.is_integrity or 0))


def check_variant(doc: Any) -> None:
	"""The variant is one by which a rule of the regime is chosen: another would pass unnoticed."""
	if not doc.variant or (doc.before and not (doc.differs("variant") or doc.differs("regime"))):
		return
	known = deadlines.variants(doc.regime)
	if doc.review_of and doc.variant in petitions.STAGES:
		return
	if doc.variant not in known:
		refuse(
			_("{0} is no variant that the rules for {1} know. Choose one of: {2}; or leave it blank."),
			_(doc.variant, context=MATTER),
			_(doc.regime, context=MATTER),
			"、".join(_(variant, context=MATTER) for variant in known) or _("none"),
			error=BadInputError,
			title=_("Variant"),
		)


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
	"""What a ring has settled stands: where and under which regime it runs, what was said and answered.

	What was given as evidence may be corrected until then, but not taken away.
	"""
	if not doc.before or doc.flags.by_service:
		return
	was = doc.before.status
	if was != "Raised":
		doc.refuse_frozen(FIXED_WHEN_ACCEPTED, _("The matter has been taken up."))
	if was in ANSWERED:
		doc.refuse_frozen(FIXED_WHEN_ANSWERED, _("The matter has been answered."))
	if kept := KEPT_EVIDENCE.get(was):
		doc.require_evidence(kept, _("What a step was taken on stays on record."))


def check_age(doc: Any) -> None:
	"""An age is that of a living person."""
	if not 0 <= cint(doc.raiser_age) <= OLDEST:
		refuse(_("{0} is not an age."), doc.raiser_age, error=BadInputError)


def keep_protection(doc: Any) -> None:
	"""The protection of who raised a matter only grows, and whom it names is not struck out again.

	Anonymous, which erases the identity, is chosen before the matter is accepted.
	"""
	if not doc.before or doc.flags.by_service:
		return
	was, wanted = doc.before.identity_level, doc.identity_level
	late = wanted == "Anonymous" and doc.before.status != STATUSES[doc.doctype][0]
	if was != wanted and (PROTECTION.index(wanted) < PROTECTION.index(was) or late):
		refuse(
			_("The protection of this identity cannot be changed from {0} to {1} any more."),
			_(was),
			_(wanted),
			error=FrozenError,
			title=_("Fixed"),
		)
	named = [
		{(row.unit, row.employee, row.person) for row in rows} for rows in (doc.before.accused, doc.accused)
	]
	if named[0] - named[1]:
		frappe.throw(_("Whom a matter names stays on record."), FrozenError, title=_("Fixed"))


def refresh_parties(doc: Any) -> None:
	"""Owner and lead see the matter; those that hold its slips were added when the slip was issued."""
	if doc.is_accusation:
		doc.set("parties", [])
	else:
		doc.set("parties", [row for row in doc.parties if row.part not in ("Owner", "Lead")])
		doc.add_party(doc.unit, "Owner")
		doc.add_party(doc.lead_unit, "Lead")
	parties.mark(doc)


def note_new_lead(doc: Any) -> None:
	"""A change of the lead unit is a fact of the case."""
	if doc.before and doc.differs("lead_unit") and doc.lead_unit:
		if not units.is_open(doc.lead_unit, now_datetime().date()):
			refuse(_("{0} is closed; choose its successor."), doc.lead_unit, error=MoveNotAllowedError)
		doc.queue_event("lead", details={"from": doc.before.lead_unit, "to": doc.lead_unit})

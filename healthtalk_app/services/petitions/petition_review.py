"""复查 and 复核: the two reviews of an opinion, each a petition of its own with the next superior organ (P5).

A review is asked for within thirty days of receiving the opinion and decided within thirty days, hearings not
counted; the opinion of the re-examination is final. A petition whose way is over, or whose window has lapsed,
is declined as repeated. Source: 信访工作条例 2022, art. 35–36.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.exceptions import (
	EvidenceMissingError,
	MoveNotAllowedError,
	SameOrganError,
	WindowClosedError,
	refuse,
)
from healthtalk_app.rules import petitions as rules
from healthtalk_app.rules.transitions import MATTER, UNANSWERED
from healthtalk_app.services import inputs
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.notifying import notices, recipients
from healthtalk_app.services.organisation import units
from healthtalk_app.services.petitions import petition_papers
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import flow
from healthtalk_app.services.steps.saving import checked_time

ANSWERED = ("Replied", "Evaluated", "Closed")
# a review that was declined, withdrawn or merged leaves the way open
PUT_ASIDE = ("Not Accepted", "Withdrawn", "Merged")
# a request on paper is entered within these days; later what proves its day is written down
ENTERED_WITHIN = timedelta(days=3)
NAMED = ("unit", "employee", "person", "shut_out")
COPIED = ("category", "identity_level", "raiser_category", "service_object", "petitioner_count")


def ask(doc: Any, values: dict[str, Any], at: datetime | str | None = None) -> str:
	"""Take a request for the review of this petition's opinion; returns the name of the new petition.

	`values`: content (why), channel, reception_form, receptionist, received_proof (postmark or reason, for
	what came some time ago). The superior organ finds it newly raised.
	"""
	opinion = petition_papers.paper(doc, petition_papers.OPINION)
	at = checked_time(doc, at, after=opinion and (opinion.delivered_at or opinion.issued_at))
	require_open(doc, at)
	require_proof(doc, at, values.get("received_proof"))
	if inputs.is_blank(values.get("content")):
		frappe.throw(_("Write down why a review is asked for."), EvidenceMissingError)
	stage = rules.NEXT_STAGE[rules.stage_of(doc.variant)]
	organ = reviewing_organ(doc)
	review = frappe.get_doc(
		doctype=MATTER,
		regime=rules.PETITION,
		variant=stage,
		review_of=doc.name,
		subject=f"{_(stage, context=MATTER)}：{first_of(doc).subject}"[:140],
		content=values["content"],
		channel=values.get("channel") or "Letter",
		unit=organ,
		lead_unit=organ,
		raised_at=at,
		reception_form=values.get("reception_form"),
		received_proof=values.get("received_proof"),
		receptionist=values.get("receptionist"),
		reception_at=at if values.get("receptionist") else None,
		**{fieldname: doc.get(fieldname) for fieldname in COPIED},
	)
	clear = identity.clear_values(MATTER, doc.name)
	named = {name: column for name, column in identity.FIELDS.items() if review.meta.has_field(name)}
	review.update({name: clear.get(column) for name, column in named.items()})
	# whom the petition names is not told who raised it, wherever it is reviewed
	for row in doc.accused:
		review.append("accused", {fieldname: row.get(fieldname) for fieldname in NAMED})
	# it belongs to the superior organ, where who takes the request need not work
	review.flags.by_service = True
	review.insert(ignore_permissions=True)
	events.record(doc, "review.asked", unit=organ, occurred_at=at, details={"review": review.name})
	tell(review, "healthtalk_review_received", due=notices.moment(review.resolution_due_at))
	tell(doc, "healthtalk_review_asked", unit=notices.unit_name(organ))
	return review.name


def tell(doc: Any, method: str, **facts: str) -> None:
	"""Tell the unit that leads a petition, except the user who is at work."""
	users = recipients.desk(doc.lead_unit or doc.unit, now_datetime().date())
	notices.send(doc, method, [user for user in users if user != frappe.session.user], **facts)


def require_open(doc: Any, at: datetime) -> None:
	"""Refuse a request before there is an opinion, twice, after the window, and after the last opinion."""
	if not (doc.regime == rules.PETITION and not doc.is_accusation):
		frappe.throw(_("This step is for petitions only."), MoveNotAllowedError)
	if current_review(doc):
		frappe.throw(_("A review of this opinion was asked for already."), MoveNotAllowedError)
	where = standing(doc, at)
	# what was declined, withdrawn or merged has been finished without an opinion
	if where == rules.UNDER_WAY or doc.status not in ANSWERED:
		frappe.throw(_("There is no opinion yet that could be reviewed."), MoveNotAllowedError)
	if where == rules.FINAL:
		frappe.throw(
			_("The opinion of the re-examination is final. Decline a further petition as repeated."),
			WindowClosedError,
		)
	if where == rules.LAPSED:
		refuse(
			_("The time for asking for a review ended on {0}. Decline a further petition as repeated."),
			frappe.format(window(doc).due_at, "Datetime"),
			error=WindowClosedError,
		)


def require_proof(doc: Any, at: datetime, proof: str | None) -> None:
	"""A day that lies some days back, or without which the window would be over, is proven (art. 35)."""
	now, row = now_datetime(), window(doc)
	over = row and at <= get_datetime(row.due_at) < now
	if (over or now - at > ENTERED_WITHIN) and inputs.is_blank(proof):
		frappe.throw(
			_("This request came days ago, or its window is over by now: write down what proves the day."),
			EvidenceMissingError,
			title=_("Review"),
		)


def may_be_asked(doc: Any, at: datetime) -> bool:
	"""Whether a request for review may be taken now."""
	return doc.status in ANSWERED and not current_review(doc) and standing(doc, at) == rules.OPEN


def standing(doc: Any, at: datetime) -> str:
	"""Where a petition stands: under way, open to a review, lapsed or final; of its last review, if any."""
	if review := current_review(doc):
		return standing(frappe.get_doc(MATTER, review), at)
	row = window(doc)
	due = get_datetime(row.due_at) if row else None
	return rules.standing(rules.stage_of(doc.variant), doc.status not in UNANSWERED, due, at)


def window(doc: Any) -> Any | None:
	"""The clock of the time in which a review may be asked for, once the opinion is delivered."""
	stage = rules.NEXT_STAGE[rules.stage_of(doc.variant)]
	return clocks.row_of(doc, rules.REQUEST_STEP[stage]) if stage else None


def forget_window(doc: Any) -> None:
	"""A petition that is handled anew gets another opinion, with a window of its own."""
	doc.review_result = None
	if row := window(doc):
		clocks.drop(doc, row.step)


def current_review(doc: Any) -> str | None:
	"""The review of the present opinion; one of an opinion that was given up is past."""
	paper = petition_papers.paper(doc, petition_papers.OPINION)
	filters: dict[str, Any] = {"review_of": doc.name, "status": ("not in", PUT_ASIDE)}
	if paper:
		filters["raised_at"] = (">=", paper.issued_at)
	# whether there is one does not depend on who asks
	return frappe.db.get_value(MATTER, filters, "name", order_by="raised_at desc")


# ---- the superior organ --------------------------------------------------------------------------
def reviewing_organ(doc: Any) -> str:
	"""The organ above the one that gave the opinion."""
	gave = units.organ(doc.lead_unit or doc.unit) or units.bureau()
	above = units.organ(units.superior(gave)) if gave else None
	if not above:
		refuse(
			_("Above {0} there is no unit in this system. The petitioner turns to its superior organ."),
			frappe.get_cached_value("Health Unit", gave, "unit_name") if gave else "",
			error=MoveNotAllowedError,
		)
	return above


def keep_stage(doc: Any) -> None:
	"""A review stays one, of its stage, with the organ that it was brought to."""
	if doc.review_of and doc.before and not doc.flags.by_service:
		doc.refuse_frozen(("regime", "variant", "unit"), _("This is the review of a petition."))


def check_organ(doc: Any) -> None:
	"""Who gave an opinion does not review it, nor does a unit below."""
	if not doc.review_of or not (doc.is_new() or doc.differs("lead_unit")):
		return
	lead = units.organ(doc.lead_unit or doc.unit)
	for earlier in chain_of(doc)[1:]:
		gave = units.organ(earlier.lead_unit or earlier.unit)
		if lead and gave and units.is_within(lead, gave):
			refuse(
				_("{0} has handled this petition; a review is the work of a superior organ."),
				frappe.get_cached_value("Health Unit", gave, "unit_name"),
				error=SameOrganError,
				title=_("Review"),
			)


def chain_of(doc: Any) -> list[Any]:
	"""A petition and those whose opinions it reviews, back to the first."""
	found = [doc]
	while found[-1].review_of and len(found) <= len(rules.STAGES):
		found.append(frappe.get_doc(MATTER, found[-1].review_of))
	return found


def first_of(doc: Any) -> Any:
	"""The petition with which it began."""
	return chain_of(doc)[-1]


# ---- repeated petitions --------------------------------------------------------------------------
def check_repeated(doc: Any) -> None:
	"""A repetition names what it repeats, and is none while a review of that may be asked for (art. 36)."""
	if doc.not_accepted_reason != "Repeated":
		return
	earlier = frappe.get_doc(MATTER, doc.repeats) if doc.repeats else None
	if not earlier or earlier.name == doc.name or earlier.regime != rules.PETITION:
		frappe.throw(_("Name the earlier petition that this one repeats."), EvidenceMissingError)
	if earlier.status not in PUT_ASIDE and standing(earlier, get_datetime(doc.raised_at)) == rules.OPEN:
		refuse(
			_("The opinion on {0} may still be reviewed. Take this as a request for review instead."),
			earlier.number or earlier.name,
			error=MoveNotAllowedError,
			title=_("Not Repeated"),
		)


# ---- the result ----------------------------------------------------------------------------------
def tell_result(review: Any) -> None:
	"""The petition hears whether its opinion was upheld; one to be handled anew is open again."""
	doc = frappe.get_doc(MATTER, review.review_of, for_update=True)
	facts = {"unit": review.event_unit(), "occurred_at": review.resolved_at}
	details = {"review": review.name, "result": review.review_result}
	events.record(doc, "review.decided", details=details, **facts)
	result = _(review.review_result, notices.site_language(), MATTER)
	tell(doc, "healthtalk_review_decided", unit=notices.unit_name(review.lead_unit), step=result)
	if review.review_result == rules.ANEW and doc.status in ANSWERED:
		doc.reopen_reason = review.reply
		doc.flags.ordered_anew = True
		flow.transition(doc, "In Progress", occurred_at=review.resolved_at)

"""Reads documents into the contexts of the forms. Reads only; whoever calls has checked the row.

What documents hold is masked, and so is what is printed; a clear print hands in `identity`, the clear values
that `services.identity.reveal` gave out and put on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, get_url, get_url_to_form, getdate, now_datetime, strip_html_tags

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.rules import deadlines
from healthtalk_app.services import calendars, clocks, units

FORM_DOCTYPES = {
	"session_record": ("Talk Session",),
	"referral_slip": ("Referral Slip",),
	"assignment_slip": ("Referral Slip",),
	"supervision_slip": ("Referral Slip",),
	"extension_approval": ("Talk Matter",),
	"evaluation_form": ("Talk Session", "Talk Matter", "Public Evaluation"),
	"receipt": ("Talk Matter",),
	"flow_chart": ("Talk Session", "Talk Matter", "Referral Slip"),
}
RECEIPT_NOTES = ("查询码和评价码只印在本联，请妥善保存，不要给承办单位和他人看。",)
SLIP_NOTES = (
	"承办单位收单后在签收时限内签收；不属本单位职责的，说明理由退回。",
	"评价为“不满意”“非常不满意”的，重新办理并再次反馈。",
)
BALLOT_NOTES = ("每项只选一档，在方框内打√；可以不填意见和建议。", "本表不记名，填好后投入票箱。")
TRACK_PATH, RATE_PATH = "/healthtalk/track", "/healthtalk/rate"


def context_for(
	doc: Any,
	form: str,
	identity: Mapping[str, Any] | None = None,
	codes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
	"""The context of a form for a document, as contexts.py describes it.

	`identity`: clear values by fieldname (raiser_name, raiser_phone, raiser_address), for a clear print that
	has left its Identity Access row. `codes`: `tracking` and `rating`, for the receipt only.
	Raises ValidationError if the form is not made for this DocType.
	"""
	if doc.doctype not in FORM_DOCTYPES.get(form, ()):
		frappe.throw(_("The form {0} cannot be printed for {1}.").format(form, _(doc.doctype)))
	if form == "receipt":
		return asdict(receipt(doc, identity or {}, codes))
	if form in ("session_record", "evaluation_form", "extension_approval"):
		return asdict(
			{"session_record": session_record, "evaluation_form": evaluation_form}.get(form, extension)(doc)
		)
	if form == "flow_chart":
		from healthtalk_app.printing.flow_context import flow_chart

		return asdict(flow_chart(doc))
	made = {"referral_slip": referral_slip, "assignment_slip": assignment, "supervision_slip": supervision}[
		form
	]
	return asdict(made(doc, identity or {}))


def zh(value: str | None, words: Mapping[str, str] | None = None) -> str:
	"""The Chinese word of a stored value: the forms' own words first, then the site's translations."""
	return (words or {}).get(value or "") or (_(value, "zh") if value else "")


def settings() -> Any:
	return frappe.get_cached_doc("Healthtalk Settings")


def paper(doc: Any, unit: str | None = None, notes: tuple[str, ...] = ()) -> dict[str, Any]:
	"""What every form has: head, number, notes, and the link that its QR code opens in the desk."""
	bureau = settings().bureau_unit or units.bureau()
	return {
		"issuer": settings().form_heading or unit_name(bureau) or unit_name(unit),
		"number": doc.get("number") or "",
		"notes": list(notes),
		"desk_url": get_url_to_form(doc.doctype, doc.name),
	}


def own_notes(fieldname: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
	"""The notes written in the settings, one a line, or the shipped ones."""
	lines = tuple(line.strip() for line in (settings().get(fieldname) or "").splitlines() if line.strip())
	return lines or otherwise


def unit_name(unit: str | None, at: Any = None) -> str:
	"""A unit's name, as it was at `at` if that is given: issued papers keep the name of their date."""
	if not unit:
		return ""
	return (
		units.name_on(unit, at) if at else frappe.get_cached_value("Health Unit", unit, "unit_name")
	) or ""


def person(user: str | None) -> str:
	"""A user's full name."""
	return (frappe.get_cached_value("User", user, "full_name") or user) if user else ""


def plain(html: str | None) -> str:
	"""The text of a rich-text field, one line per paragraph."""
	broken = (html or "").replace("</p>", "</p>\n").replace("<br>", "\n").replace("</li>", "</li>\n")
	return strip_html_tags(broken).replace("&nbsp;", " ").strip()


def matter_of(slip: Any) -> Any:
	return frappe.get_cached_doc("Talk Matter", slip.matter)


def session_record(doc: Any) -> c.SessionRecord:
	"""说事记录表 of a talk."""
	lead = [unit_name(doc.unit, doc.actual_start)]
	others = [
		unit_name(row.unit, doc.actual_start) for row in doc.organisers if row.part in ("Lead", "Joint")
	]
	superiors = [
		" ".join(filter(None, [row.representative, f"（{unit_name(row.unit)}）"]))
		for row in doc.organisers
		if row.part in ("Superior", "Invited")
	]
	kind = [terms.ORGANISER_KIND.get(doc.organiser_kind, zh(doc.organiser_kind))]
	if doc.cooperation in terms.COOPERATION:
		kind.append(terms.COOPERATION[doc.cooperation])
	votes = level_votes("Talk Session", doc.name)
	return c.SessionRecord(
		**paper(doc, doc.unit),
		topics=[row.topic for row in doc.topics] or [doc.title],
		organiser_kind=c.Choice(["单位", "团队", "个人", "联合"], kind),
		organisers=list(dict.fromkeys(lead + others)),
		mode=c.Choice(list(c.TALK_MODES), [zh(doc.mode, terms.MODE)]),
		started_at=doc.actual_start or doc.planned_start,
		ended_at=doc.actual_end,
		place=place_of(doc),
		host=doc.host or "",
		recorder=doc.recorder or "",
		participants=participant_groups(doc),
		matters=[raised(doc, row) for row in doc.matters],
		listened=plain(doc.minutes),
		attending_superiors=superiors,
		evaluation=doc.follow_up_note or "",
		rating_counts=votes if sum(votes) else [],
	)


def place_of(session: Any) -> str:
	venue = frappe.get_cached_value("Talk Venue", session.venue, "venue_name") if session.venue else ""
	return session.place or venue or ""


def participant_groups(doc: Any) -> list[c.ParticipantGroup]:
	"""Those who came, by category; rows without anybody who came are left out once the talk was held."""
	held = bool(doc.actual_start)
	groups: dict[str, c.ParticipantGroup] = {}
	for row in doc.participants:
		group = groups.setdefault(
			row.category, c.ParticipantGroup(zh(row.category, terms.PARTICIPANT_CATEGORY))
		)
		group.headcount = (group.headcount or 0) + cint(row.present if held else row.invited)
		if row.participant_name and (row.present or not held):
			group.names.append(row.participant_name)
	return [group for group in groups.values() if group.headcount or not held]


def raised(session: Any, row: Any) -> c.RaisedMatter:
	"""One row of the session's table, with what became of it."""
	columns = [
		"number",
		"raiser_name",
		"reply",
		"replied_by",
		"resolution_due_at",
		"lead_unit",
		"is_accusation",
	]
	matter = frappe.db.get_value("Talk Matter", row.matter, columns, as_dict=True) if row.matter else None
	slips = {"matter": row.matter, "kind": "Referral", "status": ("!=", "Withdrawn")}
	spot = row.handling == "On the Spot"
	how = "当场" if spot else "流转" if matter and frappe.db.exists("Referral Slip", slips) else "承办"
	said = "：".join(filter(None, [row.subject, row.content if row.content != row.subject else ""]))
	return c.RaisedMatter(
		number=str(row.idx),
		speaker=(matter and matter.raiser_name) or row.raiser_name or "",
		content=said,
		answer=row.reply or "",
		answered_by=session.host or "" if row.reply else "",
		handling=c.Choice(["当场", "承办", "流转"], [how]),
		unit="" if spot else unit_name((matter and matter.lead_unit) or row.lead_unit),
		due_on=None if spot else matter and matter.resolution_due_at,
	)


def referral_slip(doc: Any, identity: Mapping[str, Any]) -> c.ReferralSlip:
	"""流转单 of a slip, with the matter that it carries."""
	matter = matter_of(doc)
	session = frappe.get_cached_doc("Talk Session", matter.session) if matter.session else None
	confirmed = doc.status == "Confirmed"
	reopened = not confirmed and cint(matter.reopen_count)
	age = f"{matter.raiser_age}岁" if matter.raiser_age else ""
	return c.ReferralSlip(
		**paper(doc, doc.sender_unit, own_notes("slip_note", SLIP_NOTES)),
		urgency=c.Choice(list(terms.URGENCY.values()), [zh(doc.urgency, terms.URGENCY)]),
		round=cint(doc.round_no) or 1,
		speaker=identity.get("raiser_name") or matter.raiser_name or "",
		gender_age="，".join(filter(None, [zh(matter.raiser_gender, terms.GENDER), age])),
		phone=identity.get("raiser_phone") or matter.raiser_phone or "",
		address=identity.get("raiser_address") or matter.raiser_address or "",
		participant_category=zh(matter.raiser_category, terms.PARTICIPANT_CATEGORY),
		talk_unit=unit_name(matter.unit, matter.raised_at),
		mode=zh(session.mode, terms.MODE) if session else zh(matter.channel, terms.CHANNEL),
		talked_on=matter.raised_at,
		place=place_of(session) if session else "",
		recorder=(session and session.recorder) or person(matter.owner),
		categories=categories(matter.category),
		content=matter.content or matter.subject,
		request=doc.request or "",
		preliminary=c.Opinion(
			doc.preliminary_opinion or "", "", doc.preliminary_by or "", doc.preliminary_on
		),
		proposal=c.Opinion(doc.proposal or "", "", doc.proposal_by or "", doc.proposal_on),
		instruction=instruction(doc),
		hops=[hop(row) for row in doc.hops],
		result=reply_of(doc),
		feedback_mode=c.Choice(list(terms.REPLY_WAY.values()), chosen(matter.reply_how, terms.REPLY_WAY)),
		feedback_on=matter.resolved_at if matter.reply_how else None,
		rating=c.Choice(list(c.RATING_LEVELS), chosen(matter.satisfaction, terms.LEVEL)),
		closing=c.Choice(
			["办结销号", "延期", "重新交办"], ["办结销号"] if confirmed else ["重新交办"] if reopened else []
		),
		closed_by=doc.confirmed_by or "",
		closed_on=doc.confirmed_at,
	)


def chosen(value: str | None, words: Mapping[str, str]) -> list[str]:
	return [zh(value, words)] if value else []


def categories(category: str | None) -> c.Choice:
	"""The upper categories of the site's tree, with the one ticked under which the matter falls."""
	# get_all: categories are shipped settings that everybody who prints may read
	upper = frappe.get_all(
		"Matter Category",
		{"enabled": 1, "is_group": 1},
		["name", "category_name", "lft", "rgt"],
		order_by="lft",
	)
	place = (
		frappe.get_cached_value("Matter Category", category, ["lft", "rgt", "category_name"])
		if category
		else None
	)
	if not place:
		return c.Choice([row.category_name for row in upper][:9])
	over = [row.category_name for row in upper if row.lft <= place[0] and row.rgt >= place[1]]
	ticked = over[-1] if over else place[2]
	leaves = [row for row in upper if not any(row.lft < other.lft < row.rgt for other in upper)]
	return c.Choice([row.category_name for row in leaves][:12], [ticked])


def instruction(doc: Any) -> c.Opinion:
	return c.Opinion(doc.leader_instruction or "", "", doc.instruction_by or "", doc.instruction_on)


def reply_of(doc: Any) -> c.Opinion:
	unit = unit_name(doc.receiver_unit, doc.replied_at) if doc.replied_at else ""
	return c.Opinion(doc.reply or "", unit, doc.replied_by or "", doc.replied_at)


def hop(row: Any) -> c.Hop:
	return c.Hop(
		row.sent_at,
		unit_name(row.from_unit, row.sent_at),
		person(row.sent_by),
		unit_name(row.to_unit, row.sent_at),
		person(row.received_by),
		row.due_at,
	)


def assignment(doc: Any, identity: Mapping[str, Any]) -> c.AssignmentSlip:
	"""交办单 or 协办单 of a slip."""
	kind = "joint" if doc.kind == "Joint Handling" else "assignment"
	notes = own_notes("slip_note", ("本单一式两份，双方各存一份。", "收单后按时限签收、回执。"))
	return c.AssignmentSlip(**paper(doc, doc.sender_unit, notes), kind=kind, **assigned(doc))


def assigned(doc: Any) -> dict[str, Any]:
	"""What 交办单 and 督办单 have in common."""
	matter = matter_of(doc)
	first = next(iter(doc.hops), None)
	# get_all: a co-handler's name is on the paper of everybody who is party to the matter
	joint = {"matter": doc.matter, "kind": "Joint Handling", "status": ("not in", ("Draft", "Withdrawn"))}
	helpers = frappe.get_all("Referral Slip", joint, pluck="receiver_unit", order_by="creation")
	lead = matter.lead_unit if doc.kind == "Joint Handling" else doc.receiver_unit
	if doc.kind == "Joint Handling" and doc.receiver_unit not in helpers:
		helpers.append(doc.receiver_unit)
	return {
		"source": source_of(matter),
		"lead_unit": unit_name(lead, doc.issued_at),
		"co_units": [unit_name(unit, doc.issued_at) for unit in dict.fromkeys(helpers)],
		"matter": matter.subject,
		"content": matter.content or "",
		"requirement": doc.request or "",
		"due_on": doc.reply_due_at or doc.required_by,
		"instruction": instruction(doc),
		"issue": c.Opinion(
			"", unit_name(doc.sender_unit, doc.issued_at), person(first and first.sent_by), doc.issued_at
		),
		"receipt": c.Opinion(
			"",
			unit_name(doc.receiver_unit, doc.signed_for_at) if doc.signed_for_at else "",
			person(first and first.received_by),
			doc.signed_for_at,
		),
		"reply": reply_of(doc),
	}


def source_of(matter: Any) -> str:
	number = frappe.get_cached_value("Talk Session", matter.session, "number") if matter.session else ""
	return zh(matter.channel, terms.CHANNEL) + (
		f"（{number or matter.source_number}）" if number or matter.source_number else ""
	)


def supervision(doc: Any, identity: Mapping[str, Any]) -> c.SupervisionSlip:
	"""督办单 of a slip, with the slip that it presses for."""
	notes = own_notes("slip_note", ("收到本单后按时限签收，并书面回执。",))
	original = frappe.get_cached_doc("Referral Slip", doc.original_slip) if doc.original_slip else None
	matter = matter_of(doc)
	due = original.reply_due_at if original else matter.resolution_due_at
	until = get_datetime(doc.issued_at) if doc.issued_at else now_datetime()
	# get_all: only counts the earlier supervisions of the same slip, whoever wrote them
	same = {
		"kind": "Supervision",
		"matter": doc.matter,
		"original_slip": doc.original_slip or ("is", "not set"),
	}
	earlier = frappe.get_all(
		"Referral Slip",
		{**same, "creation": ("<", doc.creation), "status": ("!=", "Withdrawn")},
		pluck="name",
	)
	objection = original.objection_reason if original else ""
	return c.SupervisionSlip(
		**paper(doc, doc.sender_unit, notes),
		**assigned(doc),
		original_number=(original and original.number) or matter.number or "",
		original_due_on=due,
		days_overdue=max((until.date() - getdate(due)).days, 0) if due else None,
		supervision_round=len(earlier) + 1,
		progress=matter.progress_note or "",
		reason=objection or "",
		conclusion=c.Choice(["销号", "继续督办"], ["销号"] if doc.status == "Confirmed" else []),
		conclusion_opinion=c.Opinion(
			doc.confirmation_note or "", "", doc.confirmed_by or "", doc.confirmed_at
		),
	)


def extension(doc: Any) -> c.ExtensionApproval:
	"""延期审批表 of the matter's latest request for more time."""
	form = c.ExtensionApproval(
		**paper(doc, doc.lead_unit or doc.unit),
		matter=doc.subject,
		unit=unit_name(doc.lead_unit or doc.unit),
		accepted_on=doc.accepted_at,
		due_on=doc.resolution_due_at,
	)
	row = doc.extensions[-1] if doc.extensions else None
	if not row:
		return form
	clock = next((clock for clock in doc.clocks if clock.step == row.step), None)
	if clock:
		form.due_on = due_before(doc, clock)
		form.basis = frappe.get_cached_value("Deadline Rule", clock.rule, "basis") if clock.rule else ""
		unit = terms.TERM_UNIT.get(clock.extension_unit or clock.unit, "")
		form.unit_opinion.text = f"申请延期{row.amount}{unit}。"
	form.reason, form.extended_to = row.reason or "", row.proposed_due
	form.unit_opinion.person, form.unit_opinion.signed_on = person(row.requested_by), row.requested_at
	if row.decision in ("Approved", "Refused"):
		words = "同意延期。" if row.decision == "Approved" else "不同意延期。"
		form.leader_opinion = c.Opinion(
			words + (row.decision_note or ""), "", person(row.decided_by), row.decided_at
		)
	form.notified_on, form.notify_mode.chosen = row.told_at, chosen(row.told_how, terms.TOLD_WAY)
	return form


def due_before(doc: Any, clock: Any) -> datetime:
	"""When the clock would have run out without any extension."""
	start, pauses = get_datetime(clock.starts_at), clocks.pauses_of(doc, clock)
	return deadlines.due_at(
		clocks.term_of(clock), start, calendars.work_calendar(), pauses, (), now_datetime()
	)


def level_votes(doctype: str, name: str) -> list[int]:
	"""Votes by level over all evaluations of a document, tallies and single ones together."""
	# get_all: only numbers leave this function; ballots themselves follow their own permission
	tallies = frappe.get_all(
		"Public Evaluation",
		{"reference_doctype": doctype, "reference_name": name},
		["kind", "overall", *(f"overall_{field}" for field in terms.LEVEL_FIELDS)],
	)
	votes = [0] * len(terms.LEVEL_FIELDS)
	for row in tallies:
		for place, field in enumerate(terms.LEVEL_FIELDS):
			single = row.kind == "Single" and row.overall == terms.LEVEL_VALUES[place]
			votes[place] += cint(row[f"overall_{field}"]) if row.kind == "Tally" else int(single)
	return votes


def evaluation_form(doc: Any) -> c.EvaluationForm:
	"""评议表: the blank ballot of a talk or matter with the tally that there is, or one evaluation."""
	evaluation = doc if doc.doctype == "Public Evaluation" else tally_of(doc)
	subject = frappe.get_cached_doc(doc.reference_doctype, doc.reference_name) if evaluation is doc else doc
	form = c.EvaluationForm(**paper(doc, subject.get("unit"), BALLOT_NOTES))
	form.number = subject.get("number") or ""
	form.session_number = subject.get("number") or ""
	form.topic = subject.get("title") or subject.get("subject") or ""
	form.unit = unit_name(evaluation.unit if evaluation else subject.get("lead_unit") or subject.get("unit"))
	form.held_on = subject.get("actual_start") or subject.get("planned_start") or subject.get("raised_at")
	if evaluation and evaluation.kind == "Tally":
		count_ballots(form, evaluation)
	elif evaluation:
		form.identity.chosen = chosen(evaluation.rater_category, terms.PARTICIPANT_CATEGORY)
		form.overall = zh(evaluation.overall, terms.LEVEL)
		form.suggestion = evaluation.comment or ""
	return form


def tally_of(doc: Any) -> Any | None:
	found = {"reference_doctype": doc.doctype, "reference_name": doc.name, "kind": "Tally"}
	name = frappe.db.get_value("Public Evaluation", found, "name", order_by="evaluated_at desc")
	return frappe.get_doc("Public Evaluation", name) if name else None


def count_ballots(form: c.EvaluationForm, evaluation: Any) -> None:
	"""The tally side. Below the smallest group only the numbers of ballots show, never who voted how."""
	form.handed_out, form.returned = evaluation.ballots_issued, evaluation.ballots_returned
	form.valid, form.tallied_on = evaluation.ballots_valid, evaluation.evaluated_at
	form.teller, form.scrutineer = evaluation.counted_by or "", evaluation.scrutinised_by or ""
	if cint(evaluation.ballots_valid) < cint(settings().small_group):
		return
	votes = {row.item: [cint(row.get(field)) for field in terms.LEVEL_FIELDS] for row in evaluation.items}
	form.tally = [
		c.tally_row(words, votes[item]) if item in votes else c.TallyRow(words)
		for item, words in terms.ITEM.items()
	]
	overall = [cint(evaluation.get(f"overall_{field}")) for field in terms.LEVEL_FIELDS]
	form.overall_tally = c.tally_row("总体评价", overall)
	form.suggestions = [line.strip() for line in (evaluation.comment or "").splitlines() if line.strip()]


def receipt(doc: Any, identity: Mapping[str, Any], codes: Mapping[str, str] | None) -> c.Receipt:
	"""说事回执. Without `codes` it is a second print, which carries none and says so."""
	tracking, rating = (codes or {}).get("tracking", ""), (codes or {}).get("rating", "")
	made = paper(doc, doc.unit, own_notes("receipt_note", RECEIPT_NOTES))
	return c.Receipt(
		**{**made, "desk_url": ""},
		speaker=identity.get("raiser_name") or doc.raiser_name or "",
		matter=doc.subject,
		content=doc.content or "",
		unit=unit_name(doc.unit, doc.raised_at) or made["issuer"],
		accepted_on=doc.accepted_at or doc.raised_at,
		promised_on=doc.resolution_due_at,
		tracking_code=tracking,
		tracking_url=get_url(f"{TRACK_PATH}?code={tracking}") if tracking else "",
		rating_code=rating,
		rating_url=get_url(f"{RATE_PATH}?code={rating}") if rating else "",
		contact=frappe.get_cached_value("Health Unit", doc.unit, "phone") or "" if doc.unit else "",
		supervision_phone=settings().service_phone or "",
		issued_by=person(frappe.session.user),
		issued_on=now_datetime().date(),
		reprint=not codes,
	)

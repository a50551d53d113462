"""Reads talks and evaluations into the contexts of 说事记录表 and 评议表."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cint, get_url

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing import terms
from healthtalk_app.printing.reading import chosen, paper, place_of, plain, settings, unit_name, zh
from healthtalk_app.rules.ratings import LEVELS
from healthtalk_app.services.voice import sign_in

# the code of a talk hangs on its wall, so it may stand in the address, where no script is needed to read it
TALK_PATH = "/healthtalk/talk"
BALLOT_NOTES = ("每项只选一档，在方框内打√；可以不填意见和建议。", "本表不记名，填好后投入票箱。")


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


def sign_in_poster(doc: Any) -> c.SignInPoster:
	"""签到海报 of a talk. Its code exists once the officer has asked for it at the talk's form."""
	url = get_url(f"{TALK_PATH}?code={sign_in.code_of(doc)}") if doc.sign_in_digest else ""
	return c.SignInPoster(
		**{**paper(doc, doc.unit), "desk_url": ""},
		talk=doc.title,
		unit=unit_name(doc.unit, doc.planned_start),
		starts_at=doc.actual_start or doc.planned_start,
		place=place_of(doc),
		topics=[row.topic for row in doc.topics],
		sign_in_url=url,
	)


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
			single = row.kind == "Single" and row.overall == LEVELS[place]
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

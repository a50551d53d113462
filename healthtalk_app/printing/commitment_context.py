"""Reads commitments into the contexts of 公开承诺书 and 公开承诺海报."""

from __future__ import annotations

from typing import Any

from frappe.utils import get_url, getdate

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, person, settings, unit_name, zh
from healthtalk_app.rules import commitments as rules
from healthtalk_app.services.commitments import commitment_view

# the code hangs on the wall, so it may stand in the address, where no script is needed to read it
PATH = "/healthtalk/commitment"
GROUPS = {
	rules.RESIDENTS: "群众评",
	rules.STAFF: "职工评",
	rules.LEADERS: "领导评",
	rules.OWN_UNIT: "自评",
}
OUTCOME = {"Fulfilled": "已兑现", "Partly Fulfilled": "部分兑现", "Not Fulfilled": "未兑现"}
LETTER_NOTES = (
	"本书一式两份，一份公示，一份存档；扫码可以看进展、评满意不满意。",
	"评分满分100分，每满五人次计入一次，不足五人次不显示。",
)
POSTER_NOTES = ("不记名，不用登录，每台手机对每项承诺评一次。",)


def commitment_letter(doc: Any) -> c.CommitmentLetter:
	"""公开承诺书, from the draft to be signed to the one with result and ratings."""
	rating = commitment_view.rating(doc.name)
	of_group = {row["group"]: row for row in rating["groups"]}
	unit = unit_name(doc.unit, doc.published_at)
	form = c.CommitmentLetter(
		**{**paper(doc, doc.unit, LETTER_NOTES), "desk_url": ""},
		subject=doc.title,
		unit=unit,
		promiser=doc.promiser_name or "",
		position=doc.promiser_position or "",
		branch=doc.branch or "",
		content=doc.content or "",
		measures=[
			c.CommitmentMeasure(row.measure, row.responsible_person, row.due_on, row.done_on)
			for row in doc.measures
		],
		due_on=doc.due_on,
		approval=c.Opinion(
			doc.approval_opinion or "", doc.branch or "", person(doc.approved_by), doc.approved_at
		),
		published_on=doc.published_at,
		public_until=doc.public_until,
		supervision_phone=settings().service_phone or "",
		promised_on=doc.published_at,
		progress=[f"{getdate(row.noted_on):%Y-%m-%d}　{row.note}" for row in doc.progress_notes],
		result=c.Opinion(
			"\n".join(filter(None, (doc.result, doc.shortfall_reason))),
			unit if doc.reported_at else "",
			"",
			doc.reported_at,
		),
		verification=c.Opinion(doc.verification_note or "", "", person(doc.verified_by), doc.verified_at),
		ratings=[
			c.CommitmentRating(
				word,
				of_group.get(group, {}).get("cast"),
				of_group.get(group, {}).get("points"),
			)
			for group, word in GROUPS.items()
		],
		points=rating["points"],
		public_url=public_url(doc),
	)
	if doc.fulfilment:
		form.outcome.chosen = [zh(doc.fulfilment, OUTCOME)]
	return form


def commitment_poster(doc: Any) -> c.CommitmentPoster:
	"""公开承诺海报; its code exists once the commitment is published."""
	return c.CommitmentPoster(
		**{**paper(doc, doc.unit, POSTER_NOTES), "desk_url": ""},
		subject=doc.title,
		unit=unit_name(doc.unit, doc.published_at),
		promiser=" ".join(filter(None, (doc.promiser_name, doc.promiser_position))),
		content=doc.content or "",
		due_on=doc.due_on,
		supervision_phone=settings().service_phone or "",
		public_url=public_url(doc),
	)


def public_url(doc: Any) -> str:
	"""The address of the page of a commitment; none before it is published."""
	return get_url(f"{PATH}?code={commitment_view.code_of(doc)}") if doc.published_at else ""

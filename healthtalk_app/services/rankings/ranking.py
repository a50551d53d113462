"""Publishing rankings (H10): what was published stays as it was, whatever happens afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.utils import cint, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, refuse
from healthtalk_app.metrics import league
from healthtalk_app.metrics.base import Asked
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.organisation import units
from healthtalk_app.services.rankings import appraised, circular, series

DOCTYPE = "Published Ranking"
ROLES = ("Healthtalk Administrator", "Appraiser")
RATES, APPRAISAL = "Three Rates", "Unit Appraisal"
# what may change after publication: whether residents see it, and the circular until it is issued
SHOWN = ("on_public_page",)
# names in a message
SAID = 5


@dataclass(frozen=True)
class Wanted:
	"""What is to be published: the rows of one period, ranked among all or within peer groups.

	`kind` leaves only units of a kind, `roll_up` ranks each with the matters of those below it; both belong
	to the three rates. `scheme` is the one whose appraisals are ranked, else all that are made for a group.
	`schedule` names the Ranking Schedule that publishes, which does so once a period.
	"""

	title: str
	period: Period
	basis: str = RATES
	kind: str | None = None
	roll_up: bool = False
	by_group: bool = False
	scheme: str | None = None
	public: bool = True
	schedule: str | None = None


@dataclass(frozen=True)
class Published:
	"""A published table: its rows as `row` makes them, the weights of that day, and what stands above it."""

	rows: list[dict[str, Any]]
	weights: dict[str, float]
	words: str
	basis: str = RATES
	by_group: bool = False


def row(line: league.Row) -> dict[str, Any]:
	"""A line of the table as cells, plain enough to be kept."""
	return {
		"unit": line.branch.name,
		"unit_name": line.branch.unit_name,
		"group": line.group,
		"place": line.place,
		"place_before": line.place_before,
		"change": line.change,
		"score": line.score,
		**{key: figure.value for key, figure in line.figures.items()},
	}


def publish(wanted: Wanted) -> str:
	"""Keep the table of a period as it stands now. Returns the name of the document.

	Who publishes sees every unit: a table of some of them would rank them wrongly. Raises
	`EvidenceMissingError` without a title, without a unit that has a place, and while appraisals wait.
	"""
	require_publisher()
	if not (wanted.title or "").strip():
		frappe.throw(_("A published ranking has a title."), EvidenceMissingError)
	if wanted.basis == APPRAISAL and (waiting := appraised.waiting(wanted.period, wanted.scheme)):
		refuse(
			_("Appraisals of the period are ranked when all are published. Not yet: {0}."),
			"、".join(waiting[:SAID]),
			error=EvidenceMissingError,
		)
	rows = rows_of(wanted)
	if not any(line["place"] for line in rows):
		frappe.throw(
			_("No unit has a place in this period: there is nothing to publish."), EvidenceMissingError
		)
	doc = frappe.get_doc(
		doctype=DOCTYPE,
		title=wanted.title.strip(),
		from_date=wanted.period.start,
		to_date=wanted.period.end,
		basis=wanted.basis,
		unit_kind=wanted.kind or None,
		scheme=wanted.scheme or None,
		by_group=int(wanted.by_group),
		roll_up=int(wanted.roll_up),
		on_public_page=int(wanted.public),
		schedule=wanted.schedule,
		schedule_key=key_of(wanted.schedule, wanted.period) if wanted.schedule else None,
		published_at=now_datetime(),
		published_by=frappe.session.user,
		issuer=units.bureau(),
		weights=json.dumps(league.weights() if wanted.basis == RATES else {}),
	)
	former = series.former(doc)
	series.add_trends(rows, former)
	doc.rows_json = json.dumps(rows, ensure_ascii=False)
	circular.draft(doc, rows, former)
	doc.flags.by_service = True
	# the right to publish was checked above; nobody writes this document by hand
	return doc.insert(ignore_permissions=True).name


def rows_of(wanted: Wanted) -> list[dict[str, Any]]:
	"""The rows of a ranking as they stand now."""
	if wanted.basis == APPRAISAL:
		return appraised.rows(wanted.period, wanted.scheme)
	table = league.table(wanted.period, Asked(), wanted.kind, wanted.roll_up, wanted.by_group)
	return [row(line) for line in table.rows]


def key_of(schedule: str, period: Period) -> str:
	"""What makes a publication by schedule the only one of its period."""
	return f"{schedule} {period.start}"


def require_publisher() -> None:
	"""Raise `frappe.PermissionError` unless the user publishes rankings and sees every unit."""
	permissions.require_role(ROLES)
	if permissions.scope() is not None:
		frappe.throw(_("Only who sees every unit publishes a ranking."), frappe.PermissionError)


def may_publish() -> bool:
	"""Whether the user publishes rankings and sees every unit: drafts of circulars are nobody else's."""
	has_role = frappe.session.user == "Administrator" or not set(ROLES).isdisjoint(frappe.get_roles())
	return has_role and permissions.scope() is None


def read(name: str) -> Published:
	"""A published table. Everybody with a role may read it: it is published."""
	doc = frappe.get_doc(DOCTYPE, name)
	doc.check_permission("read")
	words = _("Published on {0} for {1} to {2}; it stays as it was.").format(
		frappe.format(doc.published_at, "Datetime"), _day(doc.from_date), _day(doc.to_date)
	)
	return Published(
		json.loads(doc.rows_json),
		json.loads(doc.weights or "{}"),
		f"{doc.title} · {words}",
		doc.basis or RATES,
		bool(cint(doc.by_group)),
	)


def latest() -> dict[str, Any]:
	"""The last published table for the public pages: title, and rows of place, unit_name, group and score.

	`group` is empty where all units were ranked together.
	"""
	# get_all: it is published
	found = frappe.get_all(
		DOCTYPE,
		filters={"on_public_page": 1},
		fields=["title", "by_group", "rows_json"],
		order_by="published_at desc",
		limit=1,
	)
	if not found:
		return {"title": "", "rows": []}
	grouped = cint(found[0].by_group)
	rows = [
		{
			"place": line["place"],
			"unit_name": line["unit_name"],
			"group": group_word(line.get("group")) if grouped else "",
			"score": line["score"],
		}
		for line in json.loads(found[0].rows_json)
		if line["place"]
	]
	return {"title": found[0].title, "rows": rows}


def group_word(group: str | None) -> str:
	"""What a peer group is called."""
	return _(group, context="Health Unit") if group else ""


def lock(doc: Any) -> None:
	"""A published ranking is written once, by `publish`; its circular may be edited until it is issued."""
	if doc.flags.by_service:
		return
	if doc.is_new() or _changed(doc, (*SHOWN, *circular.TEXTS)):
		_refuse_fixed()
	if doc.circular_number and _changed(doc, SHOWN):
		refuse(
			_("The circular was issued as {0} and stays as it is."),
			doc.circular_number,
			error=FrozenError,
			title=_("Fixed"),
		)
	require_publisher()
	if not doc.circular_number:
		# the platform shows versions to everybody who reads the document, and a draft is nobody else's
		doc.flags.ignore_version = True


def _changed(doc: Any, free: tuple[str, ...]) -> bool:
	"""Whether anything but the free fields differs from what is stored."""
	before = doc.get_doc_before_save()
	return any(
		doc.has_value_changed(field.fieldname)
		for field in doc.meta.get("fields")
		if field.fieldname not in free
		and field.fieldtype not in no_value_fields
		# what is empty and what is unset are one
		and (doc.get(field.fieldname) or before.get(field.fieldname))
	)


def _refuse_fixed() -> None:
	frappe.throw(
		_("A published ranking is made by publishing the league table and stays as it was."),
		FrozenError,
		title=_("Fixed"),
	)


def keep(doc: Any) -> None:
	"""A published ranking is not deleted; a wrong one is followed by a right one."""
	frappe.throw(
		_("A published ranking stays on record. Publish a corrected one."), FrozenError, title=_("Fixed")
	)


def _day(day: date | str) -> str:
	return frappe.format(day, "Date")

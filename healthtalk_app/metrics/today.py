"""My unit today: what waits for the units a user works in, most urgent first (design §7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Coalesce, Sum
from frappe.utils import getdate, now_datetime
from pypika.terms import NullValue

from healthtalk_app import permissions
from healthtalk_app.metrics.matters import runs
from healthtalk_app.metrics.rectifications import OWED
from healthtalk_app.rules.projection import FULFILMENTS
from healthtalk_app.rules.transitions import (
	CAMPAIGN,
	COMMITMENT,
	DEMERIT,
	DISPUTE,
	INCIDENT,
	MATTER,
	RECTIFICATION,
	SLIP,
	SUBMISSION,
	UNANSWERED,
	UNIT_TASK,
)

ROWS = 20
# as many as a list that is chosen by name can hold
LISTED = 500
LEAST = CustomFunction("LEAST", ["notice", "response", "resolution"])
OPEN_SLIP = ("Signed For", "In Progress")
CALL_BACK, LETTER = "Call Back", "Inspection Feedback"
NIGHT_OF = CustomFunction("TIMESTAMP", ["day", "time"])
# so long before its day a commitment that is to be reported stands among what is to be answered
REPORTED_AHEAD = timedelta(days=7)
TITLES = {COMMITMENT: "title", DEMERIT: "title"}
GROUPS = (
	("to_sign", "To Sign For"),
	("from_public", "From the Public"),
	("overdue", "Overdue"),
	("due_today", "Due Today"),
	("new", "Newly Raised"),
	("to_put_right", "To Put Right"),
	("to_answer", "To Answer or Report"),
	("to_decide", "To Decide or Confirm"),
	("to_call", "To Call Back"),
	("waiting", "Waiting for Others"),
	("to_rate", "To Be Rated"),
)


def today(user: str | None = None) -> dict[str, Any]:
	"""Counts and the first rows of each group for the user's own units, not those below them."""
	homes = sorted(permissions.home_units(user))
	if not homes:
		return {"unit": None, "unit_name": None, "counts": {}, "groups": []}
	found = {
		doctype: _counts(doctype, homes, user)
		for doctype in KINDS
		if doctype not in BY_ROLE or frappe.has_permission(doctype, "read", user=user)
	}
	counts = {key: sum(of_kind.get(key, 0) for of_kind in found.values()) for key, _label in GROUPS}
	lists = {
		key: [
			{"doctype": doctype, "count": of_kind[key]}
			for doctype, of_kind in found.items()
			if of_kind.get(key)
		]
		for key, _label in GROUPS
	}
	rows = {key: _rows(key, homes, user, lists[key]) for key, _label in GROUPS if counts[key]}
	names_of = _unit_names(homes, rows.values())
	return {
		"unit": homes[0],
		"unit_name": "、".join(names_of[unit] for unit in homes),
		"counts": counts,
		"groups": [
			{
				"key": key,
				"label": _(label),
				"count": counts[key],
				"lists": lists[key],
				"rows": [_line(row, names_of) for row in rows[key]],
			}
			for key, label in GROUPS
			if counts[key]
		],
	}


def names(key: str, doctype: str, user: str | None = None) -> list[str]:
	"""The documents of one kind in a group, most urgent first, for the list that its tile opens."""
	homes = sorted(permissions.home_units(user))
	query = _query(key, doctype, homes, user) if homes and doctype in KINDS else None
	if query is None:
		return []
	return [row.name for row in query.limit(LISTED).run(as_dict=True)]


def _moments() -> tuple[datetime, datetime]:
	return now_datetime(), datetime.combine(getdate(), time.max)


def _matter_conditions(matter: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	lead = Coalesce(matter.lead_unit, matter.unit).isin(homes)
	running = lead & _is_owed(matter)
	due = _next_due(matter)
	return {
		"overdue": running & (due < now),
		"due_today": running & (due >= now) & (due <= tonight),
		"new": _received(matter, homes) & (matter.status == "Raised"),
		"waiting": lead & matter.status.isin(UNANSWERED) & (matter.open_slips > 0),
		"to_rate": lead & (matter.status == "Replied"),
	}


def matter_overdue(matter: Any) -> Any:
	"""Overdue, whichever unit leads it."""
	return _is_owed(matter) & (_next_due(matter) < now_datetime())


def _is_owed(matter: Any) -> Any:
	"""Not answered yet; while the answer waits for others, the response may be owed all the same."""
	owed = matter.paused_since.isnull() | (matter.first_response_at.isnull() & runs(matter, "Response"))
	return matter.status.isin(UNANSWERED) & owed


def _next_due(matter: Any) -> Any:
	"""The earliest of what is owed: the notice of acceptance, the first response, the resolution."""
	notice = Case().when(matter.status == "Raised", matter.notice_due_at)
	response = Case().when(matter.first_response_at.isnull(), matter.response_due_at)
	resolution = matter.resolution_due_at
	# the database's own least value is empty as soon as one of them is
	return LEAST(
		Coalesce(notice, response, resolution),
		Coalesce(response, resolution, notice),
		Coalesce(resolution, notice, response),
	)


def _received(matter: Any, homes: list[str]) -> Any:
	"""Raised at one of the user's units; the intake, which has none, is the bureau's."""
	received = matter.unit.isin(homes)
	return received | matter.unit.isnull() if permissions.scope() is None else received


def _slip_conditions(slip: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	mine = slip.receiver_unit.isin(homes)
	running = mine & slip.status.isin(OPEN_SLIP)
	return {
		"to_sign": mine & (slip.status == "Issued"),
		"overdue": running & (slip.reply_due_at < now),
		"due_today": running & (slip.reply_due_at >= now) & (slip.reply_due_at <= tonight),
		"to_decide": slip.sender_unit.isin(homes) & slip.status.isin(["Objected", "Replied"]),
		"waiting": slip.sender_unit.isin(homes) & slip.status.isin(["Issued", "Signed For", "In Progress"]),
	}


def _rectification_conditions(order: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	mine = order.responsible_unit.isin(homes) & order.status.isin(OWED)
	ordered = order.ordering_unit.isin(homes) & order.responsible_unit.notin(homes)
	return {
		"overdue": mine & (order.rectify_due_at < now),
		"due_today": mine & (order.rectify_due_at >= now) & (order.rectify_due_at <= tonight),
		"to_put_right": mine & (order.rectify_due_at.isnull() | (order.rectify_due_at > tonight)),
		"to_decide": order.ordering_unit.isin(homes) & (order.status == "Submitted"),
		"waiting": ordered & order.status.isin(OWED),
	}


def _call_conditions(call: Any, homes: list[str]) -> dict[str, Any]:
	return {"to_call": call.unit.isin(homes) & (call.status == "To Call")}


def _submission_conditions(sent: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	waiting = _received(sent, homes) & (sent.status == "Received")
	due = sent.answer_due_at
	return {
		"from_public": waiting,
		"overdue": waiting & (due < now),
		"due_today": waiting & (due >= now) & (due <= tonight),
	}


def _dispute_conditions(dispute: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	due = _dispute_due(dispute)
	mine = dispute.unit.isin(homes)
	running = mine & dispute.status.isin(["Registered", "Notified", "Accepted", "Mediating"])
	return {
		"overdue": running & (due < now),
		"due_today": running & (due >= now) & (due <= tonight),
		"new": mine & (dispute.status == "Registered"),
		"waiting": mine & (dispute.status == "Appraisal"),
	}


def _dispute_due(dispute: Any) -> Any:
	"""The decision on acceptance, then the end of mediation."""
	undecided = dispute.status.isin(["Registered", "Notified"])
	return Case().when(undecided, dispute.acceptance_due_at).else_(dispute.mediation_due_at)


def _incident_conditions(incident: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	due = incident_due(incident)
	running = incident.unit.isin(homes) & (incident.status != "Closed")
	return {
		"overdue": running & (due < now),
		"due_today": running & (due >= now) & (due <= tonight),
		"new": running & (incident.status == "Found"),
	}


def incident_due(incident: Any) -> Any:
	"""The first of its hours that is still owed; they end one after the other."""
	steps = ("report", "information", "conference")
	met = {step: Coalesce(incident[f"{step}_on_time"], "") != "" for step in steps}
	return Coalesce(*(Case().when(met[step].negate(), incident[f"{step}_due_at"]) for step in steps))


def _task_conditions(task: Any, homes: list[str]) -> dict[str, Any]:
	now, tonight = _moments()
	campaign = frappe.qb.DocType(CAMPAIGN)
	running = task.campaign.isin(
		frappe.qb.from_(campaign).select(campaign.name).where(campaign.status == "Active")
	)
	owed = task.unit.isin(homes) & task.status.isin(["Due", "Returned"]) & running
	return {
		"overdue": owed & (task.due_at < now),
		"due_today": owed & (task.due_at >= now) & (task.due_at <= tonight),
		"to_put_right": owed & (task.status == "Returned") & (task.due_at > tonight),
		"to_decide": task.ordering_unit.isin(homes) & (task.status == "Submitted"),
	}


def _letter_conditions(letter: Any, homes: list[str]) -> dict[str, Any]:
	unanswered = letter.unit.isin(homes) & letter.answered_at.isnull()
	day = getdate()
	return {
		"overdue": unanswered & (letter.answer_by < day),
		"due_today": unanswered & (letter.answer_by == day),
		"to_answer": unanswered & (letter.answer_by > day),
	}


def _commitment_conditions(promise: Any, homes: list[str]) -> dict[str, Any]:
	owed = promise.unit.isin(homes) & (promise.status == "Published")
	day = getdate()
	return {
		"overdue": owed & (promise.due_on < day),
		"due_today": owed & (promise.due_on == day),
		"to_answer": owed & (promise.due_on > day) & (promise.due_on <= day + REPORTED_AHEAD),
		"to_decide": _promised_by(promise, homes) & promise.status.isin(sorted(FULFILMENTS)),
	}


def _promised_by(promise: Any, homes: list[str]) -> Any:
	"""The unit itself and those right below it: their leaders verify what was reported."""
	unit = frappe.qb.DocType("Health Unit")
	below = frappe.qb.from_(unit).select(unit.name).where(unit.parent_health_unit.isin(homes))
	return promise.unit.isin(homes) | promise.unit.isin(below)


def _demerit_conditions(record: Any, homes: list[str]) -> dict[str, Any]:
	return {
		"to_decide": record.proposing_unit.isin(homes) & record.status.isin(["Proposed", "Appealed"]),
	}


def _mine_task(task: Any, homes: list[str]) -> Any:
	return task.unit.isin(homes) | (task.ordering_unit.isin(homes) & (task.status == "Submitted"))


def _mine_matter(matter: Any, homes: list[str]) -> Any:
	return matter.lead_unit.isin(homes) | _received(matter, homes)


def _mine_order(order: Any, homes: list[str]) -> Any:
	return order.responsible_unit.isin(homes) | order.ordering_unit.isin(homes)


def _mine_slip(slip: Any, homes: list[str]) -> Any:
	return slip.receiver_unit.isin(homes) | slip.sender_unit.isin(homes)


# what each group asks of a kind of document, and which of these documents are the units' own
KINDS = {
	MATTER: (_matter_conditions, _mine_matter),
	SLIP: (_slip_conditions, _mine_slip),
	RECTIFICATION: (_rectification_conditions, _mine_order),
	CALL_BACK: (_call_conditions, lambda call, homes: call.unit.isin(homes)),
	SUBMISSION: (_submission_conditions, lambda sent, homes: _received(sent, homes)),
	DISPUTE: (_dispute_conditions, lambda dispute, homes: dispute.unit.isin(homes)),
	UNIT_TASK: (_task_conditions, _mine_task),
	INCIDENT: (_incident_conditions, lambda incident, homes: incident.unit.isin(homes)),
	LETTER: (_letter_conditions, lambda letter, homes: letter.unit.isin(homes)),
	COMMITMENT: (_commitment_conditions, _promised_by),
	DEMERIT: (_demerit_conditions, lambda record, homes: record.proposing_unit.isin(homes)),
}
# not everybody who works in a unit may open these
BY_ROLE = (LETTER, COMMITMENT, DEMERIT)


def _counts(doctype: str, homes: list[str], user: str | None) -> dict[str, int]:
	table = frappe.qb.DocType(doctype)
	conditions, mine = KINDS[doctype]
	sums = [
		Sum(Case().when(condition, 1).else_(0)).as_(key)
		for key, condition in conditions(table, homes).items()
	]
	query = frappe.qb.from_(table).select(*sums).where(mine(table, homes))
	row = _within_rows(query, doctype, table, user).run(as_dict=True)[0]
	return {key: int(value or 0) for key, value in row.items()}


def _within_rows(query: Any, doctype: str, table: Any, user: str | None) -> Any:
	rule = permissions.criterion(doctype, user, table)
	return query.where(rule) if rule is not None else query


def _rows(key: str, homes: list[str], user: str | None, lists: list[dict[str, Any]]) -> list[dict[str, Any]]:
	found: list[dict[str, Any]] = []
	for doctype in (one["doctype"] for one in lists):
		query = _query(key, doctype, homes, user)
		found += [{"doctype": doctype, **row} for row in query.limit(ROWS).run(as_dict=True)]
	found.sort(key=lambda row: (row["due"] is None, row["due"]))
	return found[:ROWS]


def _unit_names(homes: list[str], groups: Iterable[list[dict[str, Any]]]) -> dict[str, str]:
	"""Code → name of the user's units and of every unit that a row names, by one query."""
	codes = {*homes, *(row["unit"] for rows in groups for row in rows if row["unit"])}
	# get_all: the names of units are no secret, every link field offers them all
	rows = frappe.get_all(
		"Health Unit", filters={"name": ("in", sorted(codes))}, fields=["name", "unit_name"]
	)
	return {row.name: row.unit_name for row in rows}


def _query(key: str, doctype: str, homes: list[str], user: str | None) -> Any | None:
	"""The rows of a group, most urgent first; None where it holds no documents of this kind."""
	table = frappe.qb.DocType(doctype)
	condition = KINDS[doctype][0](table, homes).get(key)
	if doctype == SLIP:
		due = table.sign_due_at if key == "to_sign" else table.reply_due_at
		columns = (table.sender_unit.as_("unit"),)
	elif doctype == RECTIFICATION:
		due, columns = table.rectify_due_at, (table.responsible_unit.as_("unit"),)
	elif doctype == UNIT_TASK:
		due, columns = table.due_at, (table.unit,)
	elif doctype == CALL_BACK:
		due, columns = table.due_at, (table.unit,)
	elif doctype == SUBMISSION:
		due, columns = table.answer_due_at, (table.unit,)
	elif doctype == DISPUTE:
		due, columns = _dispute_due(table), (table.unit,)
	elif doctype == INCIDENT:
		due, columns = incident_due(table), (table.unit,)
	elif doctype == LETTER:
		due, columns = NIGHT_OF(table.answer_by, "23:59:59"), (table.unit,)
	elif doctype == COMMITMENT:
		due, columns = NIGHT_OF(table.due_on, "23:59:59"), (table.unit,)
	elif doctype == DEMERIT:
		due, columns = NullValue(), (table.unit,)
	else:
		due = _next_due(table)
		columns = (table.ring, Coalesce(table.lead_unit, table.unit).as_("unit"))
	if condition is None:
		return None
	query = (
		frappe.qb.from_(table)
		.select(
			table.name,
			table[TITLES.get(doctype, "subject")].as_("subject"),
			(NullValue() if doctype == LETTER else table.status).as_("status"),
			*columns,
			due.as_("due"),
		)
		.where(condition)
		.orderby(due)
	)
	return _within_rows(query, doctype, table, user)


def _line(row: dict[str, Any], names_of: dict[str, str]) -> dict[str, Any]:
	return {
		"doctype": row["doctype"],
		"name": row["name"],
		"title": row["subject"],
		"ring": row.get("ring"),
		# a letter has none: until it is answered it waits for that
		"status": row["status"] or _("To Answer"),
		"due": row["due"],
		"overdue": bool(row["due"] and row["due"] < now_datetime()),
		"unit": names_of.get(row["unit"]),
	}

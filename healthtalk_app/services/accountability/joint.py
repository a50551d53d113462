"""The one joint record of a unit and year: proposed, renewed, put up for review and confirmed (C6).

What is due is for `rules.joint_liability` to say; here stands where its facts come from and what follows.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, getdate

from healthtalk_app.rules import joint_liability
from healthtalk_app.rules.joint_liability import STANDING, Change, Decided, Liability
from healthtalk_app.rules.transitions import ACCOUNTABILITY, FINISHED
from healthtalk_app.services.accountability.proposal import JOINT
from healthtalk_app.services.organisation import units
from healthtalk_app.services.steps.saving import service_save

OPEN = ("Proposed", "Under Review")


def follow(unit: str, year: int) -> None:
	"""Do what the decisions of a unit and year ask for about its joint record. Does nothing twice."""
	# who else decides about this unit waits here
	frappe.db.get_value("Health Unit", unit, "name", for_update=True)
	due = liability(unit, year)
	leader = leader_on(unit, due.arises_on) if due else None
	doc = record_of(unit, year)
	change = joint_liability.change(due, as_joint(doc), key_of(leader))
	if change == Change.PROPOSE:
		propose(due, leader)
	elif change == Change.REVIEW:
		put_up_for_review(doc, due)
	elif change == Change.RENEW:
		renew(doc, due, leader)
	elif change:
		release(doc)


def liability(unit: str, year: int) -> Liability | None:
	"""What is due for a unit and year by the decisions that stand now."""
	asked = cint(frappe.get_cached_doc("Healthtalk Settings").get("joint_persons"))
	persons = max(asked, joint_liability.PERSONS)
	return joint_liability.liabilities(decisions(unit, year), persons).get((unit, year))


def decisions(unit: str, year: int) -> list[Decided]:
	"""The decisions of a year about persons of a unit."""
	table = frappe.qb.DocType(ACCOUNTABILITY)
	# read locked: what others have just committed counts, whenever this transaction began
	rows = (
		frappe.qb.from_(table)
		.select(table.name, table.decided_at, table.employee, table.person, table.status, table.ground)
		.where(
			(table.unit == unit) & table.decided_at.between(f"{year}-01-01", f"{year}-12-31 23:59:59.999999")
		)
		.for_update()
		.run(as_dict=True)
	)
	return [
		Decided(
			record=row.name,
			unit=unit,
			decided_on=get_datetime(row.decided_at).date(),
			employee=row.employee,
			person=row.person,
			in_force=row.status in STANDING,
			joint=row.ground == JOINT,
		)
		for row in rows
	]


def source_key(unit: str, year: int) -> str:
	"""By which the joint record of a unit and year is found."""
	return f"{JOINT}:{unit}:{year}"


def record_of(unit: str, year: int) -> Any | None:
	"""The joint record of a unit and year, locked."""
	name = frappe.db.get_value(ACCOUNTABILITY, {"source_key": source_key(unit, year)}, for_update=True)
	return frappe.get_doc(ACCOUNTABILITY, name) if name else None


def as_joint(doc: Any | None) -> joint_liability.Joint | None:
	"""What the rule has to know of a joint record."""
	return doc and joint_liability.Joint(
		causes=tuple(row.record for row in doc.causes),
		leader=doc.leader_key or None,
		open=doc.status in OPEN,
		ended=doc.status in FINISHED[ACCOUNTABILITY],
		under_review=bool(doc.review_needed),
		known=doc.known_ground or None,
	)


# ---- the leader ----------------------------------------------------------------------------------
def leader_on(unit: str, on: date) -> frappe._dict | None:
	"""Who was the first responsible person of a unit on a day, by its duties; None where nobody was."""
	return units.duty_holder(unit, units.FIRST_RESPONSIBLE, on)


def key_of(leader: frappe._dict | None) -> str | None:
	"""By what a leader is told from another."""
	return (leader.employee or leader.user or leader.employee_name or None) if leader else None


def set_leader(doc: Any, leader: frappe._dict | None) -> None:
	"""Make the record about another leader; nobody known leaves it to be filled in."""
	doc.employee = leader.employee if leader else None
	doc.person = leader.employee_name if leader else None
	doc.account = leader.user if leader else None
	doc.position = _("First Responsible Person", context="Duty") if leader else None
	doc.leader_key = key_of(leader)
	doc.subject = None


def numbers(due: Liability) -> list[str]:
	"""The numbers of the causes."""
	# get_all: the system names them; each is shown to who may see it
	rows = frappe.get_all(ACCOUNTABILITY, filters={"name": ("in", due.causes)}, fields=["name", "number"])
	found = {row.name: row.number or row.name for row in rows}
	return [found[name] for name in due.causes]


def set_causes(doc: Any, due: Liability) -> None:
	"""The records that caused it, by number and date: names stay with these records."""
	# get_all: the system names them; each is shown to who may see it
	found = frappe.get_all(
		ACCOUNTABILITY, filters={"name": ("in", due.causes)}, fields=["name", "number", "decided_at"]
	)
	by_name = {row.name: row for row in found}
	doc.set("causes", [])
	for name in due.causes:
		row = by_name[name]
		doc.append("causes", {"record": name, "number": row.number, "decided_on": getdate(row.decided_at)})
	doc.arises_on = due.arises_on


# ---- what follows --------------------------------------------------------------------------------
def propose(due: Liability, leader: frappe._dict | None) -> None:
	"""Propose to hold the leader accountable."""
	doc = frappe.new_doc(ACCOUNTABILITY)
	doc.update({"ground": JOINT, "unit": due.unit, "joint_year": due.year})
	doc.source_key = source_key(due.unit, due.year)
	set_leader(doc, leader)
	set_causes(doc, due)
	doc.proposal_reason = doc.facts = reason(doc)
	doc.flags.update(by_service=True, by_rule=True)
	# the rule proposes, whoever took the decision that asked for it
	doc.insert(ignore_permissions=True)


def reason(doc: Any) -> str:
	"""Why the leader answers, without the names of others."""
	return _(
		"In {0} a second person of this unit was held accountable ({1}); its leader answers too."
	).format(doc.joint_year, "、".join(row.number or row.record for row in doc.causes))


def put_up_for_review(doc: Any, due: Liability | None) -> None:
	"""Discipline looks at the joint record again; nothing is taken back by itself."""
	with service_save(doc):
		if doc.status in FINISHED[ACCOUNTABILITY]:
			doc.review_cause = _("It is due again by other decisions.")
		elif due:
			doc.review_cause = _(
				"By the decisions that stand now it rests on {0}, and falls on who led the unit on {1}."
			).format("、".join(numbers(due)), frappe.format(due.arises_on, "Date"))
		else:
			doc.review_cause = _("Fewer than two persons of the unit are held accountable now.")
		doc.queue_event("review.called")


def renew(doc: Any, due: Liability, leader: frappe._dict | None) -> None:
	"""An undecided record speaks of the leader and the causes of today."""
	with service_save(doc):
		set_causes(doc, due)
		if leader and key_of(leader) != doc.leader_key:
			set_leader(doc, leader)
		doc.proposal_reason = doc.facts = reason(doc)
		close_review(doc)


def release(doc: Any) -> None:
	"""What was decided stands on the same decisions and leader again; nothing else of it changes."""
	with service_save(doc):
		close_review(doc)


def close_review(doc: Any) -> None:
	"""It is no longer up for review, within a save."""
	if doc.review_needed:
		doc.review_cause = None
		doc.queue_event("review.closed")


def remember(doc: Any) -> None:
	"""Keep what discipline knows as it decides, so that the same is not put before it again; in a save."""
	due = liability(doc.unit, doc.joint_year)
	leader = leader_on(doc.unit, due.arises_on) if due else None
	doc.known_ground = joint_liability.ground(due, key_of(leader))


def take_up_again(doc: Any) -> None:
	"""A joint record that is due again begins anew, within its own save."""
	if due := liability(doc.unit, doc.joint_year):
		set_causes(doc, due)
		set_leader(doc, leader_on(doc.unit, due.arises_on))
		doc.proposal_reason = doc.facts = reason(doc)
	doc.review_cause = doc.known_ground = None

"""A small county with matters, slips, a talk and its ballots, whose figures are worked out by hand.

The period is the first quarter of 2025; two matters lie in the quarter before. The calendar has plain weeks.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from healthtalk_app.tests import factories

QUARTER = {"from_date": "2025-01-01", "to_date": "2025-03-31"}
GOOD, LATE = "On Time", "Late"


def make(prefix: str = "FIG") -> frappe._dict:
	"""The county's units, with `matters` and `slips` by a short name."""
	county = factories.county(prefix)
	county.matters = {name: matter(county, **facts) for name, facts in matters(county).items()}
	county.slips = {name: slip(county, **facts) for name, facts in slips(county).items()}
	county.talk = talk(county)
	return county


def matters(county: frappe._dict) -> dict[str, dict[str, Any]]:
	"""What each matter went through; a date stands for nine o'clock of that day."""
	a1, a2, b1 = county.a1, county.a2, county.b1
	return {
		"kept": dict(
			unit=a1, raised="01-06", accepted="01-07", planned="01-08", responded="01-09", resolved="01-20",
			evaluated="01-22", response=("01-13", GOOD), resolution=("01-27", GOOD), status="Closed",
			satisfaction="Satisfied", outcome="Solved", settled_inside=1, trips="0",
		),
		"late": dict(
			unit=a1, raised="01-06", accepted="01-06", planned="01-06", responded="01-14", resolved="01-28",
			evaluated="01-29", response=("01-13", LATE), resolution=("01-27", LATE), status="Closed",
			satisfaction="Dissatisfied", outcome="Partly Solved", trips="More",
		),
		"silent": dict(
			unit=a1, raised="02-03", accepted="02-04", response=("02-11", None), resolution=("02-25", None),
			status="Accepted",
		),
		"good": dict(
			unit=a2, raised="02-10", accepted="02-10", planned="02-11", responded="02-12", resolved="02-17",
			evaluated="02-18", response=("02-17", GOOD), resolution=("03-03", GOOD), status="Closed",
			satisfaction="Very Satisfied", outcome="Not Solved", trips="1",
		),
		# a question that asked for nothing: in no rate, and without a deadline
		"question": dict(
			unit=a2, raised="02-10", accepted="02-10", planned="02-10", responded="02-12", resolved="02-12",
			evaluated="02-13", status="Closed", satisfaction="Satisfied", asks_for_solution=0,
		),
		"declined": dict(unit=a2, raised="02-12", responded="02-12", status="Not Accepted"),
		"new": dict(unit=b1, raised="03-03", status="Raised"),
		# raised at B1, led by A1, for which it counts
		"passed_on": dict(
			unit=b1, lead_unit=a1, raised="03-05", accepted="03-06", planned="03-06", responded="03-12",
			response=("03-13", GOOD), resolution=("03-27", None), status="In Progress",
		),
		"accusation": dict(unit=None, raised="01-10", status="Raised", is_accusation=1),
		"intake": dict(unit=None, raised="03-10", status="Raised"),
		"before_a1": dict(
			unit=a1, year=2024, raised="11-04", accepted="11-04", responded="11-08", resolved="11-15",
			evaluated="11-20", response=("11-11", GOOD), resolution=("11-25", GOOD), status="Closed",
			satisfaction="Dissatisfied", outcome="Not Solved",
		),
		"before_a2": dict(
			unit=a2, year=2024, raised="11-04", accepted="11-04", responded="11-14", resolved="11-15",
			evaluated="11-21", response=("11-12", LATE), resolution=("11-25", GOOD), status="Closed",
			satisfaction="Satisfied", outcome="Solved",
		),
	}  # fmt: skip


def slips(county: frappe._dict) -> dict[str, dict[str, Any]]:
	"""What each slip went through."""
	return {
		"late": dict(
			sender=county.a, receiver=county.a1, issued="02-03", signed="02-04", replied="02-12",
			sign=("02-04", GOOD), reply=("02-10", LATE), status="Confirmed", urged_count=1,
		),
		"unsigned": dict(
			sender=county.a, receiver=county.a2, issued="02-03", sign=("02-04", None), status="Issued"
		),
		# a unit without an account: its lateness is not ranked
		"outside": dict(
			sender=county.a1, receiver=county.outside, issued="02-05", reply=("02-10", None),
			status="Signed For", outside_unit=1,
		),
		"draft": dict(sender=county.a, receiver=county.a1, status="Draft"),
	}  # fmt: skip


def matter(county: frappe._dict, year: int = 2025, **facts: Any) -> str:
	"""A matter as an import would leave it: its columns written, no events."""
	lead = facts.get("lead_unit") or (facts["unit"] if "accepted" in facts else None)
	# the lead is given at once: it becomes a party, and so sees the matter
	doc = factories.matter(unit=facts["unit"], lead_unit=lead, subject="Figure")
	values = columns(doc, facts)
	for name, column in (("responded", "first_response_at"), *((n, f"{n}_at") for n in STEPS)):
		values[column] = moment(year, facts.get(name))
	_clocks(values, year, facts, ("response", "resolution"))
	frappe.db.set_value("Talk Matter", doc.name, values)
	return doc.name


STEPS = ("raised", "accepted", "planned", "resolved", "evaluated")


def slip(county: frappe._dict, sender: str, receiver: str, **facts: Any) -> str:
	"""A slip about the matter that is still in progress."""
	doc = factories.slip(matter=county.matters["passed_on"], sender_unit=sender, receiver_unit=receiver)
	values = columns(doc, facts)
	steps = (("issued", "issued_at"), ("signed", "signed_for_at"), ("replied", "replied_at"))
	for name, column in steps:
		values[column] = moment(2025, facts.get(name))
	_clocks(values, 2025, facts, ("sign", "reply"))
	frappe.db.set_value("Referral Slip", doc.name, values)
	return doc.name


def columns(doc: Document, facts: dict[str, Any]) -> dict[str, Any]:
	"""The facts that are columns as they stand; a deadline with how it was kept is a pair."""
	return {k: v for k, v in facts.items() if doc.meta.has_field(k) and not isinstance(v, tuple)}


def _clocks(values: dict[str, Any], year: int, facts: dict[str, Any], steps: tuple[str, ...]) -> None:
	for step in steps:
		due, kept = facts.get(step) or (None, None)
		values.update({f"{step}_due_at": moment(year, due), f"{step}_on_time": kept})


def pause(name: str, reason: str) -> None:
	"""Let a matter stand for this reason alone, with the clocks of the shipped rules for talks."""
	lawful = {"Response": ["等待反映人补充材料"]}
	lawful["Resolution"] = [*lawful["Response"], "鉴定、检测", "等待系统外部门答复"]
	frappe.db.set_value("Talk Matter", name, "paused_since", moment(2025, "02-05"))
	for doctype in ("Case Clock", "Clock Pause"):
		frappe.db.delete(doctype, {"parent": name})
	rows = [
		dict(doctype="Case Clock", parentfield="clocks", step=step, pause_reasons="\n".join(reasons))
		for step, reasons in lawful.items()
	]
	stop = dict(doctype="Clock Pause", parentfield="pauses", reason=reason, paused_at=moment(2025, "02-05"))
	for row in (*rows, stop):
		about = {"name": frappe.generate_hash(length=10), "parent": name, "parenttype": "Talk Matter"}
		frappe.get_doc({**row, **about}).db_insert()


def talk(county: frappe._dict) -> str:
	"""A talk of A1 with ten people and four ballots, three of them unsigned."""
	doc = factories.session(
		unit=county.a1,
		participants=[
			{"category": "Resident Representatives", "invited": 10, "present": 8},
			{"category": "Patient Representatives", "invited": 5, "present": 0},
			{"category": "Journalists", "invited": 0, "present": 2},
		],
	)
	held = moment(2025, "02-20")
	frappe.db.set_value(
		"Talk Session",
		doc.name,
		{"status": "Closed", "held_at": held, "actual_start": held, "evaluation_count": 4},
	)
	for values in ({"kind": "Tally", "ballots_valid": 3, "signed": 0}, {"kind": "Single", "signed": 1}):
		row = {"unit": county.a1, "evaluated_at": moment(2025, "02-21"), "overall": "Satisfied", **values}
		frappe.get_doc(
			doctype="Public Evaluation",
			name=frappe.generate_hash(length=10),
			reference_doctype="Talk Session",
			reference_name=doc.name,
			**row,
		).db_insert()
	return doc.name


def moment(year: int, day: str | None) -> str | None:
	"""Nine o'clock of a day of a year."""
	return day and f"{year}-{day} 09:00:00"

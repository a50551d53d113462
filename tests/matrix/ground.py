"""The county of the matrix: one row of every DocType for every relation, and a user of every role and place.

Rows are written as they may stand in the database, without the flow that leads there; unit, sides, parties
and status are real, for they decide who sees them. Units: the user's group headquarters A, branch A1 below
it, the bureau above, headquarters B beside it; a department of the bureau is the other side of all rows that
are not the group's as a party.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime, today

from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.matrix.expected import ACCUSATION, EXPECTED, PLACES, ROLES

PREFIX = "PMX"
# a word in every text, which the global search is asked for
WORD = "permissionmatrixword"
UNIT_OF = {"own": "a", "below": "a1", "above": "bureau", "sister": "b", "party": "b", "intake": None}
# who sees it is asked of the parties that the services keep beside the units
WITH_PARTIES = {
	"Talk Session",
	"Talk Matter",
	"Referral Slip",
	"Public Evaluation",
	"Rectification",
	"Dispute Mediation",
	"Opinion Incident",
	"Satisfaction Survey",
	"Public Commitment",
	"Unit Appraisal",
}
# field of the owning unit and of the other side
SIDES = {
	"Referral Slip": ("sender_unit", "receiver_unit"),
	"Rectification": ("responsible_unit", "ordering_unit"),
	"Dispute Mediation": ("unit", "medical_unit"),
	"Opinion Incident": ("unit", "reported_to"),
	"Campaign Extension": ("unit", "ordering_unit"),
	"Unit Task": ("unit", "ordering_unit"),
	"Inspection": ("unit", "inspecting_unit"),
	"Inspection Feedback": ("unit", "inspecting_unit"),
	"Demerit Record": ("unit", "proposing_unit"),
	"Commendation": ("unit", "awarding_unit"),
}
# what speaks of a matter and follows it
ABOUT_MATTERS = (
	"Case Event",
	"Citizen Notice",
	"Source Message",
	"Source Change",
	"Public Evaluation",
	"Identity Access",
	"Document Number",
)
SEARCH = "Global Search Settings"
TEXTS = ("title", "subject", "topic")


@dataclass(frozen=True)
class User:
	"""Somebody who asks: the letter of a role ("" of a guest), and where."""

	role: str
	place: str
	email: str

	def __str__(self) -> str:
		return f"{ROLES.get(self.role, 'Guest')} of {self.place}"


@dataclass
class Row:
	"""A document of the ground, and what a new one like it is made of."""

	line: str
	relation: str
	name: str
	file: str | None = None
	versioned: bool = False

	@property
	def doctype(self) -> str:
		return doctype_of(self.line)


def doctype_of(line: str) -> str:
	"""The DocType of a line of the table."""
	return "Talk Matter" if line == ACCUSATION else line


def code_of(line: str) -> str:
	"""The beginning of the names of a line's rows."""
	return f"{PREFIX}{list(EXPECTED).index(line):02d}"


def users(make_user: Callable[..., str], county: frappe._dict) -> list[User]:
	"""A user of every role at every place, and a guest."""
	units = {"group": county.a, "bureau": county.bureau, "none": None}
	made = [
		User(letter, place, make_user(role, unit=units[place]))
		for letter, role in ROLES.items()
		for place in (PLACES if letter != "S" else PLACES[:1])
	]
	return [*made, User("", "none", "Guest")]


def plant(county: frappe._dict) -> list[Row]:
	"""Write all rows, with what is kept about them."""
	found = []
	for line, about in EXPECTED.items():
		if frappe.get_meta(doctype_of(line)).issingle:
			found.append(Row(line, "own", line))
			continue
		for relation in about.relations():
			row = Row(line, relation, f"{code_of(line)}-{relation.upper()}")
			if line == "Health Unit":
				row.name = county.a
			else:
				raw(row.doctype, row.name, **values(row, county))
			row.versioned = bool(frappe.get_meta(row.doctype).track_changes)
			found.append(row)
			_note(row)
	# what the group owes makes it party to the other group's campaign
	raw(
		"Unit Task",
		f"{PREFIX}-OWED",
		campaign=f"{code_of('Conduct Campaign')}-PARTY",
		unit=county.a,
		ordering_unit=county.dept,
		subject="Owed",
	)
	return found


def values(row: Row, county: frappe._dict) -> dict[str, Any]:
	"""The fields of a row: its unit and other side, its text, and links of the kind that there are."""
	meta = frappe.get_meta(row.doctype)
	unit = county.get(UNIT_OF[row.relation]) if UNIT_OF[row.relation] else None
	other = county.a if row.relation == "party" else county.dept
	given: dict[str, Any] = {field: f"{WORD} {row.name}" for field in TEXTS if _is_text(meta, field)}
	first, second = SIDES.get(row.doctype, ("unit", None))
	if meta.get_field(first) and meta.get_field(first).fieldtype == "Link":
		given[first] = unit
	if second:
		given[second] = other
	if meta.get_field("enabled"):
		given["enabled"] = 1
	if row.doctype in WITH_PARTIES:
		sides = [unit, *([other] if second and row.doctype != "Referral Slip" else [])]
		given["parties"] = [{"unit": one, "part": "Owner"} for one in sides if one]
		if row.relation == "party" and not second:
			given["parties"].append({"unit": county.a, "part": "Co-handler"})
	return {**given, **_special(row, county, unit)}


def _is_text(meta: Any, field: str) -> bool:
	found = meta.get_field(field)
	return bool(found) and found.fieldtype == "Data"


def _special(row: Row, county: frappe._dict, unit: str | None) -> dict[str, Any]:
	"""What a DocType needs to be of the kind that the table speaks of."""
	matter = f"{code_of('Talk Matter')}-{row.relation.upper()}"
	match row.line:
		case "Talk Matter":
			return {**_said(), "lead_unit": unit}
		case line if line == ACCUSATION:
			return {
				**_said(),
				"is_accusation": 1,
				"parties": [],
				"accused": [{"person": "Somebody Accused"}],
			}
		case "Talk Session":
			return {
				"planned_start": add_days(now_datetime(), 7),
				"status": "Planned",
				"workflow_state": "Planned",
			}
		case "Referral Slip":
			return {
				"status": "Issued",
				"workflow_state": "Issued",
				"matter": matter if row.relation != "party" else None,
			}
		case "Public Evaluation":
			return {
				"kind": "Single",
				"signed": 1,
				"reference_doctype": "Talk Matter",
				"reference_name": matter,
			}
		case line if line in ABOUT_MATTERS:
			return {
				"event": "accept",
				"details": "{}",
				"reference_doctype": "Talk Matter",
				"reference_name": matter,
			}
		case "Import Row":
			return {"run": f"{code_of('Background Run')}-OWN"}
		case "Demerit Record":
			return {"status": "Confirmed", "kind": "Institution", "occurred_on": today()}
		case "Unit Appraisal":
			return {"status": "Computed", "workflow_state": "Computed"}
		case "Inspection Plan":
			return {"status": "Draft", "kind": "Regular"}
		case "Commendation Round":
			return {"unit": county.a}
		case "Accountability Record":
			return {"status": "Proposed", "person": "Somebody Held"}
		case "Appraisal Scheme":
			# without its code the platform refuses before anybody asks who may
			return {"scheme_code": f"{row.name}-CODE"}
		case "Ethics Appraisal":
			return {
				"status": "Draft",
				"employee_name": "Somebody Graded",
				"sheet_key": row.name,
				"year": 2026,
			}
		case "Published Ranking":
			return {
				"rows_json": "[]",
				"from_date": "2025-01-01",
				"to_date": "2025-12-31",
				"basis": "Three Rates",
			}
		case "Unit Task":
			return {"campaign": None, "status": "Due", "workflow_state": "Due"}
	return {}


def _said() -> dict[str, Any]:
	"""A matter as it was raised."""
	return {
		"status": "Raised",
		"workflow_state": "Raised",
		"raised_at": now_datetime(),
		"regime": "Talk",
		"channel": "Telephone",
		"content": WORD,
		"identity_level": "Named",
	}


@contextmanager
def indexed(rows: list[Row]) -> Iterator[None]:
	"""All rows in the platform's global search, as if an installation had marked a field of each for it."""
	insert = "insert ignore into __global_search (doctype, name, content, published, title, route) values "
	# a word that half of all rows hold is found by nobody
	others = [("Note", f"{PREFIX}-{number}", "another", 0, "", "") for number in range(2 * len(rows))]
	ours = [(row.doctype, row.name, f"{WORD} {row.name}", 0, row.name, "") for row in rows]
	for given in (*ours, *others):
		frappe.db.sql(f"{insert} (%s, %s, %s, %s, %s, %s)", given)
	kinds = dict.fromkeys(row.doctype for row in rows)
	for doctype in kinds:
		about = {"parent": SEARCH, "parenttype": SEARCH, "parentfield": "allowed_in_global_search"}
		raw("Global Search DocType", f"{PREFIX}-{doctype}", document_type=doctype, **about)
	frappe.db.commit()
	frappe.cache.hdel("global_search", "search_priorities")
	yield
	frappe.db.rollback()
	for given in (*ours, *others):
		frappe.db.delete("__global_search", {"doctype": given[0], "name": given[1]})
	frappe.db.delete("Global Search DocType", {"name": ("like", f"{PREFIX}-%")})
	frappe.db.commit()
	frappe.cache.hdel("global_search", "search_priorities")


def _note(row: Row) -> None:
	"""A file, a version and a comment about a row."""
	raw(
		"Comment",
		f"{row.name}-C",
		comment_type="Comment",
		content=f"comment {row.name}",
		reference_doctype=row.doctype,
		reference_name=row.name,
	)
	changed = {"changed": [["remarks", "a", f"version {row.name}"]]}
	raw("Version", f"{row.name}-V", ref_doctype=row.doctype, docname=row.name, data=json.dumps(changed))
	row.file = factories.file(row.doctype, row.name, file_name=f"{row.name}.txt".lower()).name


def county() -> frappe._dict:
	"""The units of the ground."""
	return factories.county(PREFIX)

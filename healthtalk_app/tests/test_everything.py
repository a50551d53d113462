"""What holds for every report and every DocType, asked after everything was used once.

Every report as a spreadsheet by the platform's own export: the figures of the screen, nothing in clear. And
no client writes what the server works out: the platform looks at `read_only` and `hidden` in browsers only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import frappe
from frappe.client import insert, save
from frappe.desk.query_report import export_query, run
from frappe.model import no_value_fields, numeric_fieldtypes
from frappe.utils import add_days, now_datetime, today
from openpyxl import load_workbook

from healthtalk_app.rules import transitions
from healthtalk_app.services.steps import states
from healthtalk_app.tests import everything, factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

PROCEEDINGS = "Accountability and Joint Liability"
PERIOD = {"from_date": f"{today()[:4]}-01-01", "to_date": add_days(today(), 1)}
# lists of what is there need no period; what is asked for by name is named
FILTERS: dict[str, Any] = {"Satisfaction Survey Results": lambda made: {"survey": made.survey}}
# who works with the app, and where; the first of them who may write a document does so
WRITERS = tuple(
	(role, place)
	for place in ("bureau", "a1", "a")
	for role in (
		*("Healthtalk Administrator", "Unit Officer", "Unit Leader"),
		*("Discipline Officer", "Inspector", "Appraiser"),
	)
)
# the officer's own word on when a step was taken
OWN_WORD = "step_at"
# what a client's status does is refused alone, in the tests of each flow
REFUSED = ("status", "workflow_state")
OF_THE_ROW = ("name", "parent", "owner", "creation", "modified", "modified_by")
MADE_UP = "2026-01-05"
# what a second one must have of its own
OWN: dict[str, dict[str, Any]] = {
	"Data Source": {"code": "made-up"},
	"Demerit Record": {"practitioner_name": "Qian", "licence_number": "110330100012346"},
	"Dispute Mediation": {"patient_name": "Qian", "patient_phone": "13900000001"},
	"Health Unit": {"short_name": "MADE-UP"},
	"Public Submission": {"raiser_name": "Qian", "raiser_phone": "13900000001"},
	"Work Summary": {"paragraphs": []},
}
# left here by a job, with nothing in them; the last no client writes at all
NOT_SAVED = {"Published Ranking", "Ranking Schedule", "Shipped Record"}
# of which there is one for each name, person, unit or day, and it is there; the last two as above
NOT_INSERTED = {
	*("Citizen Notice Text", "Commendation", "Ethics Appraisal", "Information Task", "Publicity Points"),
	*("Public Evaluation", "Ranking Schedule", "Work Handover"),
}
# what may still be written in a finished case, by hand from the design: what the public reads, protection
# that grows, what comes of it later; confirmed points wait for an appeal
STILL_OPEN: dict[str, set[str]] = {
	"Talk Matter": {"public_summary", "identity_level", "wants_notice"},
	"Talk Session": {"follow_up_note", "lasting_rule", "best_case"},
	"Dispute Mediation": {
		*("judicial_confirmation", "performed_on", "patient_consents_on", "medical_consents_on"),
		"consent_scan",
	},
	"Public Submission": {"identity_level", "wants_notice"},
	"Public Commitment": {"public_until"},
	"Commendation": {"public_summary"},
	"Rectification": {"lasting_rule", "lasting_rule_on", "lasting_rule_file"},
	"Demerit Record": {"appeal_reason", "appeal_evidence", "late_appeal_reason"},
}
Path = tuple[str | None, int, str]


def made_up(field: Any, value: Any) -> Any:
	"""Another value of the field's kind; None where there is none."""
	if field.fieldtype == "Check":
		return int(not value)
	if field.fieldtype in numeric_fieldtypes:
		return (value or 0) + 7
	if field.fieldtype in ("Date", "Datetime"):
		return MADE_UP if field.fieldtype == "Date" else f"{MADE_UP} 10:00:00"
	if field.fieldtype == "Select":
		return next((one for one in (field.options or "").split("\n") if one not in ("", value)), None)
	if field.fieldtype == "Link":
		return next(
			iter(frappe.get_all(field.options, {"name": ("!=", value or "")}, limit=1, pluck="name")), None
		)
	return None if field.fieldtype == "Dynamic Link" else "Made up"


def closed(columns: Any, table: Any = None) -> list[Any]:
	"""The fields that no form offers for writing, though whoever writes the document may send them."""
	whole = table and (table.read_only or table.hidden)
	return [
		field
		for field in columns.fields
		if (whole or field.read_only or field.hidden)
		and not field.permlevel
		and field.fieldtype not in no_value_fields
		and field.fieldname not in (OWN_WORD, *REFUSED)
	]


def offered(columns: Any, table: Any = None) -> list[Any]:
	"""The fields that a form offers for writing."""
	kept = {field.fieldname for field in closed(columns, table)}
	return [
		field
		for field in columns.fields
		if field.fieldname not in (*kept, OWN_WORD, *REFUSED)
		and not field.permlevel
		and field.fieldtype not in no_value_fields
	]


def tries(doc: dict[str, Any], choose: Callable[..., list[Any]] = closed) -> dict[Path, Any]:
	"""Where in a document something could be sent that `choose` names, and what."""
	meta = frappe.get_meta(doc["doctype"])
	found = {(None, 0, field.fieldname): made_up(field, doc.get(field.fieldname)) for field in choose(meta)}
	for table in meta.get_table_fields():
		fields = choose(frappe.get_meta(table.options), table)
		for at, row in enumerate(doc.get(table.fieldname) or []):
			found |= {(table.fieldname, at, f.fieldname): made_up(f, row.get(f.fieldname)) for f in fields}
	return {path: value for path, value in found.items() if value is not None}


def place(doc: dict[str, Any], path: Path) -> dict[str, Any]:
	"""The row of a path, empty where the document has none there."""
	table, at, _field = path
	rows = [doc] if table is None else doc.get(table) or []
	return rows[at] if at < len(rows) else {}


def anew(doc: dict[str, Any]) -> dict[str, Any]:
	"""A document like another, without what the server gave it."""
	meta = frappe.get_meta(doc["doctype"])
	gone = {*OF_THE_ROW, OWN_WORD, *REFUSED, *(field.fieldname for field in closed(meta))}
	new = {key: value for key, value in doc.items() if key not in gone}
	for field in meta.fields:
		if (field.unique or field.set_only_once) and field.fieldtype == "Data" and new.get(field.fieldname):
			new[field.fieldname] = "MADE-UP"
	for table in meta.get_table_fields():
		gone = {*OF_THE_ROW, *(field.fieldname for field in closed(frappe.get_meta(table.options), table))}
		rows = [{k: v for k, v in row.items() if k not in gone} for row in doc.get(table.fieldname) or []]
		new[table.fieldname] = rows[:0] if table.read_only or table.hidden else rows
	return new | OWN.get(doc["doctype"], {})


def written(send: Callable[[str], Any], doc: dict[str, Any]) -> dict[str, Any] | None:
	"""What stands in the database after a client sent a document; None if it was refused. Leaves nothing."""
	frappe.db.savepoint("sent")
	try:
		name = send(json.dumps(doc)).get("name")
		return json.loads(frappe.as_json(frappe.get_doc(doc["doctype"], name).as_dict()))
	except (frappe.ValidationError, frappe.PermissionError, frappe.DuplicateEntryError):
		return None
	finally:
		frappe.db.rollback(save_point="sent")
		frappe.clear_document_cache(doc["doctype"], doc.get("name"))
		frappe.local.message_log = []


def taken(
	send: Callable[[str], Any],
	doc: dict[str, Any],
	plain: dict[str, Any],
	choose: Callable[..., list[Any]] = closed,
) -> list[str]:
	"""What of a document a client wrote of what `choose` names. `plain`: what stands there without it."""

	def attempt(paths: dict[Path, Any]) -> list[str] | None:
		sent = json.loads(json.dumps(doc))
		for path, value in paths.items():
			place(sent, path)[path[2]] = value
		if (after := written(send, sent)) is None:
			return None
		return [
			f"{doc['doctype']} {'.'.join(filter(None, (path[0], path[2])))}"
			for path, value in paths.items()
			if place(after, path).get(path[2]) == value != place(plain, path).get(path[2])
		]

	wanted = tries(doc, choose)
	at_once = attempt(wanted)
	if at_once is not None:
		return at_once
	# something of it was refused: the rest, one by one
	return [one for path, value in wanted.items() for one in attempt({path: value}) or ()]


class TestEverything(HealthTalkTestCase):
	"""A leader of the bureau, after everything was used once."""

	@classmethod
	def setUpTestData(cls) -> None:
		cls.began = now_datetime()
		cls.county = factories.county("XLS")
		cls.made = everything.make(cls.county, factories.user("Unit Officer", cls.county.a1))
		cls.leader = factories.user("Unit Leader", cls.county.bureau)
		cls.discipline = factories.user("Discipline Officer", cls.county.bureau)

	def filters(self, name: str) -> dict[str, Any]:
		special = FILTERS.get(name)
		return special(self.made) if special else dict(PERIOD)

	def exported(self, name: str, filters: dict[str, Any], rows: int) -> list[tuple[Any, ...]]:
		"""The rows of the spreadsheet, the head first."""
		frappe.local.form_dict = frappe._dict(
			report_name=name,
			file_format_type="Excel",
			filters=json.dumps(filters),
			visible_idx=json.dumps(list(range(rows))),
		)
		export_query()
		book = load_workbook(BytesIO(frappe.response.filecontent))
		return list(book.active.iter_rows(values_only=True))

	def test_every_report_says_the_same_in_a_spreadsheet(self) -> None:
		reports = frappe.get_all("Report", {"module": "Healthtalk App", "disabled": 0}, pluck="name")
		self.assertGreater(len(reports), 13)
		for name in reports:
			reader = self.discipline if name == PROCEEDINGS else self.leader
			with self.subTest(name), as_user(reader):
				filters = self.filters(name)
				screen = run(name, filters, are_default_filters=False)
				rows = screen["result"]
				self.assertTrue(rows)
				head, *body = self.exported(name, filters, len(rows))
				columns = [column for column in screen["columns"] if not column.get("hidden")]
				self.assertEqual(list(head), [column["label"] for column in columns])
				self.assertEqual(len(body), len(rows))
				for shown, cells in zip(rows, body, strict=True):
					self.assertEqual(self.figures(columns, shown), self.numbers(columns, cells))
				said = " ".join(str(cell) for cells in body for cell in cells)
				self.assertNotIn(everything.NAME, said)
				self.assertNotIn(everything.PHONE, said)

	def figures(self, columns: list[dict[str, Any]], row: dict[str, Any]) -> list[float | None]:
		return self.numbers(columns, [row.get(column["fieldname"]) for column in columns])

	def numbers(self, columns: list[dict[str, Any]], cells: Any) -> list[float | None]:
		"""What stands in the columns of numbers, to two places; nothing where there is no figure."""
		return [
			round(float(cell), 2) if isinstance(cell, int | float) else None
			for column, cell in zip(columns, cells, strict=True)
			if column.get("fieldtype") in ("Int", "Float", "Percent", "Currency")
		]

	def test_who_may_not_export_gets_no_spreadsheet(self) -> None:
		viewer = factories.user("Viewer", self.county.bureau)
		with as_user(viewer), self.assertRaises(frappe.PermissionError):
			self.exported("Petition Handling", PERIOD, 1)

	def writers(self, doctype: str, right: str) -> list[str]:
		"""One user of each role that has the right on a DocType, of the bureau first."""
		rows = frappe.get_meta(doctype).permissions
		roles = {row.role for row in rows if row.get(right) and not row.permlevel}
		return [user for (role, _place), user in self.people.items() if role in roles]

	def one_of_each_status(self, meta: Any) -> list[dict[str, Any]]:
		"""Documents as a form gets them: those of this county, or those that came with the app."""
		fields = ["name", *(["status"] if meta.has_field("status") else [])]
		no_job = {"name": ("!=", f"everything-{meta.name}")}
		here = frappe.get_all(meta.name, {"creation": (">=", self.began), **no_job}, fields)
		rows = {row.get("status"): row.name for row in here or frappe.get_all(meta.name, no_job, fields)}
		docs = [frappe.get_doc(meta.name, name) for name in rows.values()]
		return [json.loads(frappe.as_json(doc.as_dict())) for doc in docs]

	def first_written(
		self, send: Callable[[str], Any], doc: dict[str, Any], right: str
	) -> tuple[str, dict[str, Any]] | None:
		"""Who of all may send a document as it is, with what stands there afterwards."""
		for user in self.writers(doc["doctype"], right):
			with as_user(user):
				if plain := written(send, doc):
					return user, plain
		return None

	def test_no_client_writes_what_the_server_works_out(self) -> None:
		"""Each DocType in each status it is in here, saved again; and each made anew."""
		self.people = {who: factories.user(who[0], self.county[who[1]]) for who in WRITERS}
		found: list[str] = []
		never: dict[Callable[[str], Any], set[str]] = {save: set(), insert: set()}
		for doctype in everything.doctypes():
			meta = frappe.get_meta(doctype)
			stored = [] if meta.istable else self.one_of_each_status(meta)
			for send, right, shape in ((save, "write", dict), (insert, "create", anew)):
				if not self.writers(doctype, right):
					continue
				asked = 0
				for doc in map(shape, stored):
					if known := self.first_written(send, doc, right):
						with as_user(known[0]):
							found += taken(send, doc, known[1])
						asked += 1
				if not meta.istable and not asked:
					never[send].add(doctype)
		self.assertEqual(found, [])
		self.assertEqual(never[save], NOT_SAVED)
		self.assertEqual(never[insert], NOT_INSERTED)

	def test_what_is_finished_stands(self) -> None:
		"""Each flow in each status that ends it: whoever may save it, changes nothing but what stays open."""
		self.people = {who: factories.user(who[0], self.county[who[1]]) for who in WRITERS}
		# a talk that is over was held
		talk = frappe.db.get_value("Talk Session", {"creation": (">=", self.began)})
		frappe.db.set_value("Talk Session", talk, {"actual_start": f"{MADE_UP} 09:00:00", "minutes": "Said"})
		frappe.db.set_value("Session Participant", {"parent": talk}, "present", 5)
		asked: dict[str, set[str]] = {}
		found: list[str] = []
		for doctype, ends in transitions.FINISHED.items():
			docs = {doc["name"]: doc for doc in self.one_of_each_status(frappe.get_meta(doctype))}
			for name in docs:
				for status in ends:
					frappe.db.savepoint("ended")
					state = states.main_state(doctype, status)
					frappe.db.set_value(
						doctype, name, {"status": status, "workflow_state": state}, update_modified=False
					)
					frappe.clear_document_cache(doctype, name)
					doc = json.loads(frappe.as_json(frappe.get_doc(doctype, name).as_dict()))
					if known := self.first_written(save, doc, "write"):
						asked.setdefault(doctype, set()).add(status)
						with as_user(known[0]):
							changed = taken(save, doc, known[1], offered)
						still = {f"{doctype} {field}" for field in STILL_OPEN.get(doctype, ())}
						found += [f"{status}: {what}" for what in changed if what not in still]
					frappe.db.rollback(save_point="ended")
					frappe.clear_document_cache(doctype, name)
		self.assertEqual(found, [])
		self.assertEqual(asked, {doctype: set(ends) for doctype, ends in transitions.FINISHED.items()})

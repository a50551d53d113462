"""What must hold after every step, whoever took it and whether it succeeded (design §3, §4, §5)."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe.utils import cint, get_datetime

from healthtalk_app import permissions
from healthtalk_app.rules import projection
from healthtalk_app.rules.transitions import ACCOUNTABILITY, APPRAISAL, DEMERIT, MATTER, MOVES, SLIP
from healthtalk_app.services.appraisals import sheet
from healthtalk_app.services.records import rebuild
from tests.fuzzing.flows import FOLLOWED, County

# moments of a matter that follow each other
IN_ORDER = ("raised_at", "accepted_at", "planned_at", "started_at")
LEADLESS = ("Raised", "Not Accepted", "Accepted", "Merged", "Withdrawn")

EVENTS = """
	select d.event_count, (
		select count(*) from `tabCase Event` e
		where e.reference_doctype = %(doctype)s and e.reference_name = d.name
	) found
	from `tab{}` d where d.name in %(names)s
"""
# column of a matter → what it is and how many rows there are
COUNTED = {
	"open_slips": """
		select m.open_slips stored, (
			select count(*) from `tabReferral Slip` s
			where s.matter = m.name and ifnull(s.kind, '') <> 'Supervision'
			and s.status in ('Issued', 'Signed For', 'In Progress', 'Replied', 'Objected')
		) found
		from `tabTalk Matter` m where m.name in %(names)s
	""",
	# a settled matter goes back to work
	"reopen_count": """
		select m.reopen_count stored, (
			select count(*) from `tabCase Event` e
			where e.reference_doctype = 'Talk Matter' and e.reference_name = m.name and e.event = 'status'
			and e.from_status in ('Replied', 'Evaluated', 'Closed') and e.to_status = 'In Progress'
		) found
		from `tabTalk Matter` m where m.name in %(names)s
	""",
}


class Watch:
	"""Looks at everything that an example has made. Each check yields a sentence for what is wrong."""

	def __init__(self, county: County) -> None:
		self.county = county
		self.known: set[tuple[str, str]] = {
			(doctype, name) for doctype in FOLLOWED for name in frappe.get_all(doctype, pluck="name")
		}
		self.documents: list[tuple[str, str]] = []
		self.log: dict[tuple[str, str], list[tuple]] = {}
		self.errors = frappe.db.count("Error Log")
		self.looks = 0
		self.accusations: dict[str, set[str | None]] = {}
		self.moves: set[tuple[str, str, str]] = set()

	def look(self) -> list[str]:
		"""Everything that is wrong now."""
		self.find_new()
		by_kind: dict[str, list[str]] = {}
		for doctype, name in self.documents:
			by_kind.setdefault(doctype, []).append(name)
		wrong = []
		for check in (
			self.log_only_grows,
			self.log_and_columns_agree,
			self.one_lead_unit,
			self.clocks_run_forward,
			self.accused_see_nothing,
			self.sums_agree,
			self.counts_are_those_of_the_rows,
			self.points_add_up,
			self.numbers_have_no_gaps,
			self.nothing_broke_in_silence,
		):
			self.looks += 1
			wrong += [f"{check.__name__}: {what}" for what in check(by_kind)]
		return wrong

	def find_new(self) -> None:
		"""Documents that have come into being since the last look, and those that are gone."""
		there: set[tuple[str, str]] = set()
		for doctype in FOLLOWED:
			for name in frappe.get_all(doctype, pluck="name", order_by="creation, name"):
				there.add((doctype, name))
				if (doctype, name) not in self.known:
					self.known.add((doctype, name))
					self.documents.append((doctype, name))
		self.documents = [one for one in self.documents if one in there]

	def log_only_grows(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""What was in the log stands there unchanged; only the log of a deleted draft is gone."""
		names = [name for found in by_kind.values() for name in found]
		rows = frappe.get_all(
			"Case Event",
			{"reference_name": ("in", names or [""])},
			["*"],
			order_by="reference_name, sequence",
		)
		log: dict[tuple[str, str], list[tuple]] = {}
		for row in rows:
			told = tuple(sorted((key, str(value)) for key, value in row.items()))
			log.setdefault((row.reference_doctype, row.reference_name), []).append(told)
		for key, before in self.log.items():
			if key in self.documents and log.get(key, [])[: len(before)] != before:
				yield f"{key[0]}: earlier events changed"
		self.log = log

	def log_and_columns_agree(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""As `bench healthtalk rebuild --check`, for the documents of the example: columns and chain."""
		for doctype, names in by_kind.items():
			if doctype not in projection.COLUMNS:
				continue
			fields = ["name", *projection.COLUMNS[doctype], "late_entry", "event_count", "last_event_hash"]
			logs = rebuild._logs(doctype, names)
			for row in frappe.get_all(doctype, {"name": ("in", names)}, fields):
				for difference in rebuild.compare(doctype, row, logs.get(row.name, [])):
					yield str(difference).replace(row.name, "it")
				moves = [
					(event.from_status, event.to_status)
					for event in logs.get(row.name, [])
					if event.event == "status"
				]
				for old, new in moves:
					self.moves.add((doctype, old, new))
					if new not in MOVES[doctype].get(old, ()):
						yield f"{doctype} went from {old} to {new}"

	def one_lead_unit(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""From its plan on a matter has one unit that leads, and no second one among its parties."""
		names = by_kind.get(MATTER) or [""]
		fields = ["name", "status", "lead_unit", "unit", "is_accusation"]
		parties = frappe.get_all(
			"Case Party", {"parenttype": MATTER, "parent": ("in", names), "part": "Lead"}, ["parent", "unit"]
		)
		for row in frappe.get_all(MATTER, {"name": ("in", names)}, fields):
			leads = [party.unit for party in parties if party.parent == row.name]
			if row.is_accusation:
				if leads or row.unit:
					yield "an accusation belongs to a unit"
			elif leads != ([row.lead_unit] if row.lead_unit else []):
				yield f"{row.lead_unit} leads, but the parties say {leads}"
			elif not row.lead_unit and row.status not in LEADLESS:
				yield f"nobody leads a matter that is {row.status}"

	def clocks_run_forward(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""Nothing is due, met or resumed before it starts, and one pause is open at most."""
		names = [name for found in by_kind.values() for name in found] or [""]
		given = {"parent": ("in", names)}
		for row in frappe.get_all("Case Clock", given, ["*"]):
			if row.due_at and row.due_at < row.starts_at:
				yield f"clock {row.step} of a {row.parenttype} is due before it starts"
			if row.met_at and row.met_at < row.starts_at:
				yield f"clock {row.step} of a {row.parenttype} was met before it starts"
			if min(cint(row.amount), cint(row.extended), cint(row.extensions_given)) < 0:
				yield f"clock {row.step} of a {row.parenttype} has negative terms"
			if row.met_at and (row.on_time == "On Time") != (row.met_at <= row.due_at):
				yield f"clock {row.step} of a {row.parenttype}: {row.on_time} is not what its times say"
		open_pauses: dict[str, int] = {}
		for row in frappe.get_all("Clock Pause", given, ["*"]):
			if row.resumed_at and row.resumed_at < row.paused_at:
				yield f"a pause of a {row.parenttype} ends before it begins"
			if not row.resumed_at:
				open_pauses[row.parent] = open_pauses.get(row.parent, 0) + 1
		if any(count > 1 for count in open_pauses.values()):
			yield "two pauses are open at once"
		for row in frappe.get_all(MATTER, {"name": ("in", by_kind.get(MATTER) or [""])}, ["*"]):
			times = [get_datetime(row[column]) for column in IN_ORDER if row.get(column)]
			if times != sorted(times):
				yield "the moments of a matter are out of order"
			if row.resolved_at and get_datetime(row.resolved_at) < get_datetime(row.raised_at):
				yield "a matter was settled before it was raised"

	def accused_see_nothing(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""Who works in a unit that is accused, or has another role, sees nothing of an accusation (C9)."""
		names = by_kind.get(MATTER) or [""]
		for name in frappe.get_all(MATTER, {"name": ("in", names), "is_accusation": 1}, pluck="name"):
			# once an accusation, always one; whom it accused then is remembered
			accused = frappe.get_all("Matter Accused", {"parent": name}, pluck="unit")
			self.accusations.setdefault(name, set()).update(accused)
		blind = ("officer-a1", "leader-a1", "discipline-a1", "leader-bureau", "stranger")
		before = frappe.session.user
		for name in sorted(set(names) & self.accusations.keys()):
			accused = self.accusations[name]
			for who in blind:
				if who == "discipline-a1" and self.county.units.a1 not in accused:
					continue
				user = self.county.users[who]
				frappe.set_user(user)
				try:
					if permissions.visible(MATTER, [name]):
						yield f"{who} sees an accusation"
					if frappe.has_permission(MATTER, "read", doc=name):
						yield f"{who} may read an accusation"
					for other, field in (("Case Event", "reference_name"), (SLIP, "matter")):
						# a role that may not read the list at all sees nothing there
						if frappe.has_permission(other, "read") and frappe.get_list(other, {field: name}):
							yield f"{who} sees a {other} of an accusation"
				finally:
					frappe.set_user(before)

	def sums_agree(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""Results and points that are kept are those that the rows and the code give."""
		for name in by_kind.get(APPRAISAL, ()):
			doc = frappe.get_doc(APPRAISAL, name)
			result = sheet.reckon(doc.score_rows, sheet.reasons(doc.vetoes), sheet.terms_of(doc.terms))
			for field, value in sheet.outcome(result).items():
				if doc.get(field) != value:
					yield f"{field} of an appraisal is {doc.get(field)}, its rows give {value}"
		for row in frappe.get_all(
			DEMERIT, {"name": ("in", by_kind.get(DEMERIT) or [""])}, ["code", "points"]
		):
			points = frappe.db.get_value("Demerit Code", row.code, "points")
			if cint(row.points) != cint(points):
				yield f"a record has {row.points} points, its code {points}"
		joint = frappe.get_all(
			ACCOUNTABILITY, {"name": ("in", by_kind.get(ACCOUNTABILITY) or [""])}, ["unit", "source_key"]
		)
		keys = [row.source_key for row in joint if row.source_key]
		if len(keys) != len(set(keys)):
			yield "two records were proposed for one reason"

	def counts_are_those_of_the_rows(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""Counters as plain SQL counts them, by nothing that the app's own comparison uses."""
		for doctype, names in by_kind.items():
			if not frappe.get_meta(doctype).has_field("event_count"):
				continue
			for row in frappe.db.sql(
				EVENTS.format(doctype), {"doctype": doctype, "names": names}, as_dict=True
			):
				if cint(row.event_count) != row.found:
					yield f"event_count of a {doctype} is {row.event_count}, there are {row.found} events"
		for column, query in COUNTED.items():
			for row in frappe.db.sql(query, {"names": by_kind.get(MATTER) or [""]}, as_dict=True):
				if cint(row.stored) != row.found:
					yield f"{column} is {row.stored}, counted are {row.found}"

	def points_add_up(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""The total is the sum of the points on the sheet, with what goes on top of the weights.

		Rows without a weight are on top or without a figure. Points of a row are rounded to two places, the
		total from the exact sum: they may differ by half a cent for each row.
		"""
		for doc in frappe.get_all(APPRAISAL, {"name": ("in", by_kind.get(APPRAISAL) or [""])}, ["*"]):
			rows = frappe.get_all("Appraisal Row", {"parent": doc.name}, ["weight", "points"])
			weighed = [row.points for row in rows if row.weight]
			total = max(sum(weighed) + doc.bonus - doc.deducted, 0) if weighed else 0
			if abs(doc.total - total) > 0.005 * (len(weighed) + 3):
				yield f"the total of an appraisal is {doc.total}, its points give {total}"

	def numbers_have_no_gaps(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""Numbers of a unit, kind and year are 1, 2, 3 … (design §3)."""
		rows = frappe.get_all(
			"Document Number",
			{"unit": ("in", list(self.county.units.values()))},
			["unit", "kind", "year", "sequence"],
		)
		series: dict[tuple, list[int]] = {}
		for row in rows:
			series.setdefault((row.unit, row.kind, row.year), []).append(row.sequence)
		for key, numbers in series.items():
			if sorted(numbers) != list(range(1, len(numbers) + 1)):
				yield f"numbers of {key[1]} are {sorted(numbers)}"

	def nothing_broke_in_silence(self, by_kind: dict[str, list[str]]) -> Iterator[str]:
		"""No job noted an error and went on."""
		errors = frappe.db.count("Error Log")
		if errors > self.errors:
			last = frappe.get_last_doc("Error Log")
			yield f"an error was logged: {last.method} {str(last.error)[-900:]}"
			self.errors = errors

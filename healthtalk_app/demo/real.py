"""Real input: published messages through the platform's Data Import and then through the loop.

Everything is done by users of the demo county. The files say when a message came and when it was answered;
nothing says when it was accepted, so it counts as accepted at the moment of the message, or, where that lies
outside office hours, when the office opened next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from healthtalk_app.demo import build, county
from healthtalk_app.demo.messages import Message, Proposal, propose, read_messages
from healthtalk_app.exceptions import RealInputError, refuse
from healthtalk_app.services.clockwork import calendars, sweep
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.organisation import units
from healthtalk_app.services.steps import flow

MATTER, IMPORT = "Talk Matter", "Data Import"
CHANNEL = "Website Letter"
COLUMNS = (
	"source_number",
	"channel",
	"regime",
	"raised_at",
	"identity_level",
	"raiser_name",
	"subject",
	"content",
)
PLAN = "按留言所反映的内容，由{unit}核实情况，依职责研究后公开答复留言人。"
PRINTED = 5
PRINT_FORMATS = ("答复单", "流程图")


def take_in(folder: Path, out: Path) -> dict[str, Any]:
	"""Import, accept, give to units, carry the answered ones to Replied, print five. Again: nothing to do.

	Returns `rows` (what was done with each), `counts`, `kept_open` (whether the site stopped closing by
	itself) and `printed`. Raises `RealInputError`.
	"""
	if not build.mark():
		frappe.throw(_("This site has no demo county; load it first with healthtalk demo."), RealInputError)
	try:
		messages = [message for message in read_messages(folder) if message.raised_at]
	except FileNotFoundError as missing:
		refuse(_("{0} is not there."), missing.filename, error=RealInputError)
	with told_nobody():
		calendars.ensure_years(
			build.calendar_name(),
			sorted({at.year for m in messages for at in (m.raised_at, m.replied_at) if at}),
		)
		imported = import_new(messages)
		rows = [row for row in carry(messages)]
		hush(imported)
		kept_open = stay_replied()
		printed = print_some(rows, out, anew=bool(imported))
	frappe.db.commit()
	counts = {
		"messages": len(messages),
		"imported": len(imported),
		"steps": sum(len(row["done"]) for row in rows),
		"replied": sum(row["status"] == "Replied" for row in rows),
		"without deadline": sum(not row["due"] for row in rows),
	}
	return {"rows": rows, "counts": counts, "kept_open": kept_open, "printed": printed}


@contextmanager
def told_nobody() -> Iterator[None]:
	"""Nobody is told today of what was asked years ago."""
	try:
		with notices.muted():
			yield
	finally:
		frappe.set_user("Administrator")


# ---- the platform's import ------------------------------------------------------------------------
def import_new(messages: list[Message]) -> list[str]:
	"""Bring in what is not there yet, by the platform's Data Import, as the bureau's administrator would."""
	known = matters_of(messages)
	new = [message for message in messages if message.number not in known]
	if not new:
		return []
	frappe.set_user(county.ADMINISTRATOR.user)
	for doctype, right in ((IMPORT, "create"), (MATTER, "import")):
		frappe.has_permission(doctype, right, throw=True)
	# the command has a job's place: the import runs here and now, as the worker would run it
	from frappe.core.doctype.data_import.data_import import start_import

	job = frappe.get_doc(
		doctype=IMPORT,
		reference_doctype=MATTER,
		import_type="Insert New Records",
		import_file=workbook(new),
		mute_emails=1,
	).insert()
	with notices.muted():
		start_import(job.name)
	job.reload()
	if job.status != "Success":
		raise RealInputError(import_failure(job))
	return sorted(set(matters_of(messages).values()) - set(known.values()))


def workbook(messages: list[Message]) -> str:
	"""The sheet as the import wants it, attached as a private file; returns its URL."""
	from frappe.utils.xlsxutils import make_xlsx

	rows = [list(COLUMNS)]
	for message in messages:
		at = message.raised_at.strftime("%Y-%m-%d %H:%M:%S")
		texts = (message.user, message.subject, message.content)
		rows.append([message.number, CHANNEL, "Talk", at, "Named", *texts])
	# a sheet of this name is written as it is; in others the platform takes text for HTML
	content = make_xlsx(rows, "Data Import Template").getvalue()
	name = f"liuyan-{now_datetime():%Y%m%d%H%M%S}.xlsx"
	return frappe.get_doc(doctype="File", file_name=name, content=content, is_private=1).insert().file_url


def import_failure(job: Any) -> str:
	"""What the import said, for a sentence."""
	logs = frappe.get_all(
		"Data Import Log",
		filters={"data_import": job.name, "success": 0},
		fields=["row_indexes", "messages", "exception"],
		limit=3,
	)
	said = "; ".join(
		f"{log.row_indexes}: {(log.exception or log.messages or '').strip()[-300:]}" for log in logs
	)
	return f"Data Import {job.name}: {job.status}. {job.template_warnings or ''} {said}"


def matters_of(messages: list[Message]) -> dict[str, str]:
	"""Source number → matter, for those of the messages that are in already."""
	rows = frappe.get_all(
		MATTER,
		filters={"channel": CHANNEL, "source_number": ("in", [message.number for message in messages])},
		fields=["name", "source_number"],
	)
	return {row.source_number: row.name for row in rows}


# ---- the loop -----------------------------------------------------------------------------------------
def carry(messages: list[Message]) -> Iterator[dict[str, Any]]:
	"""Every message as far as its file goes, in the order of time: numbers follow the dates."""
	proposals, names = propose(messages, branches()), matters_of(messages)
	officers = officers_today()
	for message in sorted(messages, key=lambda message: (message.raised_at, message.number)):
		yield Carrier(message, names[message.number], proposals[message.number], officers).carry()
		frappe.db.commit()


def branches() -> list[str]:
	"""The open township branches, in the order of their codes."""
	codes = [unit.code for unit in county.units() if unit.kind == "Branch"]
	return [code for code in codes if units.is_open(code)]


def officers_today() -> dict[str, str]:
	"""Who works for a unit today: its liaison, else the bureau's."""
	today, bureau = getdate(), units.duty_holder(county.BUREAU, county.LIAISON, getdate())
	found = {}
	for unit in county.units():
		holder = units.duty_holder(unit.code, county.LIAISON, today)
		found[unit.code] = holder.user if holder and holder.user else bureau.user
	return found


class Carrier:
	"""One message on its way."""

	def __init__(self, message: Message, name: str, proposal: Proposal, officers: dict[str, str]) -> None:
		self.message, self.name, self.proposal, self.officers = message, name, proposal, officers
		self.done: list[str] = []

	def carry(self) -> dict[str, Any]:
		"""Take the steps that are not taken yet; returns what was done and how the matter stands."""
		if self.status == "Raised":
			self.accept()
		if self.message.replied_at:
			self.answer()
		doc = frappe.db.get_value(
			MATTER,
			self.name,
			("number", "status", "lead_unit", "resolution_due_at", "resolution_on_time"),
			as_dict=True,
		)
		return {
			"source": self.message.number,
			"matter": self.name,
			"number": doc.number,
			"subject": self.message.subject,
			"unit": doc.lead_unit,
			"why": self.proposal.why,
			"category": self.proposal.category,
			"status": doc.status,
			"due": str(doc.resolution_due_at or ""),
			"kept": doc.resolution_on_time or "",
			"done": self.done,
			"notes": self.message.notes,
		}

	@property
	def status(self) -> str:
		return frappe.db.get_value(MATTER, self.name, "status")

	def act(self, user: str, action: str, values: dict[str, Any], at: datetime) -> None:
		frappe.set_user(user)
		flow.act(MATTER, self.name, action, values, at)
		self.done.append(action)

	def accept(self) -> None:
		"""The bureau's officer takes the message in and gives it to a unit."""
		unit = self.proposal.unit
		values = {
			"category": self.proposal.category,
			"regime": "Talk",
			"lead_unit": unit,
			"handler": self.officers[unit],
		}
		self.act(self.officers[county.BUREAU], "Accept", values, self.accepted_at())

	def accepted_at(self) -> datetime:
		"""The moment of the message, or the office's next opening, but never after the published reply."""
		at, calendar = self.message.raised_at, calendars.work_calendar()
		inside = calendar.hours.start <= at.time() <= calendar.hours.end
		if not (inside and calendar.is_working_day(at.date())):
			early = calendar.is_working_day(at.date()) and at.time() < calendar.hours.start
			day = at.date() if early else calendar.next_working_day(at.date())
			at = datetime.combine(day, calendar.hours.start)
		if self.message.replied_at and at > self.message.replied_at:
			self.message.notes.append("answered before the office opened")
			return self.message.raised_at
		return at

	def answer(self) -> None:
		"""The unit plans, begins and answers with the published words at the published time."""
		officer, begun = self.officers[self.proposal.unit], self.accepted_at()
		name = frappe.get_cached_value("Health Unit", self.proposal.unit, "unit_name")
		steps = (
			("Accepted", "Make Plan", {"plan": PLAN.format(unit=name)}, begun),
			("Planned", "Start", {}, begun),
			(
				"In Progress",
				"Reply",
				{"reply": self.message.reply, "reply_how": "Online", "replied_by": name},
				self.message.replied_at,
			),
		)
		for status, action, values, at in steps:
			if self.status == status:
				self.act(officer, action, values, at)


def hush(names: list[str]) -> None:
	"""What was due years ago is marked as told, and nobody is told: the next sweep finds nothing here."""
	imported, now = set(names), now_datetime()
	frappe.set_user("Administrator")
	for name, clock in sweep.due_clocks(MATTER, now):
		if name in imported:
			sweep.raise_level(MATTER, name, clock, now)


def stay_replied() -> bool:
	"""Let this site close nothing by itself: its next daily sweep would close as not rated what was answered
	years ago. Says whether there was anything to switch off."""
	if not frappe.db.get_single_value("Healthtalk Settings", "auto_close_days"):
		return False
	frappe.db.set_single_value("Healthtalk Settings", "auto_close_days", 0)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	return True


# ---- paper --------------------------------------------------------------------------------------------
def print_some(rows: list[dict[str, Any]], out: Path, *, anew: bool) -> list[str]:
	"""Reply sheet and flow chart of five answered messages, by the platform's print.

	Without `anew` only what is not there yet. Returns the names of the files that were written.
	"""
	out.mkdir(parents=True, exist_ok=True)
	files = []
	frappe.set_user(county.NAMED[1].user)
	for row in [row for row in rows if row["status"] == "Replied"][:PRINTED]:
		paths = {form: out / f"{row['source']}-{form}.pdf" for form in PRINT_FORMATS}
		if not anew and all(path.exists() for path in paths.values()):
			continue
		for form, path in paths.items():
			generator = "HealthTalk PDF"
			path.write_bytes(
				frappe.get_print(MATTER, row["matter"], form, as_pdf=True, pdf_generator=generator)
			)
			files.append(path.name)
	return files

"""An import from the file to the last row: chunk by chunk, with a result for each row, and resumed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.analytics import sheets
from healthtalk_app.exceptions import ImportRefusedError
from healthtalk_app.services import runs
from healthtalk_app.services.importing import entry as entries
from healthtalk_app.services.importing import profile as profiles
from healthtalk_app.services.importing import writer
from healthtalk_app.services.importing.intake import Intake, Outcome
from healthtalk_app.services.notifying import notices

CHUNK = 500
FIRST_LOOK = 5
ROW = "Import Row"
FIRST_ROW = 2  # below the headings
RESULTS = {"Created": "created", "Updated": "updated", "Duplicate": "duplicates", "Rejected": "rejected"}
IMPORTERS = ("Healthtalk Administrator",)


@dataclass
class Counts:
	"""What has become of the rows so far; `read` is the sum of the four results."""

	read: int = 0
	created: int = 0
	updated: int = 0
	duplicates: int = 0
	rejected: int = 0
	placed: int = 0
	not_placed: int = 0
	similar: int = 0
	without_deadline: int = 0
	seconds: float = 0

	def add(self, outcomes: list[Outcome]) -> None:
		for outcome in outcomes:
			self.read += 1
			name = RESULTS[outcome.result]
			setattr(self, name, getattr(self, name) + 1)
			self.similar += outcome.is_similar
			if outcome.result == "Created":
				self.placed += outcome.is_placed
				self.not_placed += not outcome.is_placed
				self.without_deadline += outcome.has_no_deadline


def check_permission() -> None:
	"""Importing is the administrator's, for the units that he may act for."""
	permissions.require_role(IMPORTERS)


def prepare(path: Path, profile: profiles.Profile, rows: int | None = None) -> Any:
	"""The table of a file, or its first `rows`, the columns named by the fields of the profile.

	Raises `ImportRefusedError` with a sentence for what is damaged, empty or lacks a column.
	"""
	try:
		table = sheets.read(path, rows)
	except sheets.BadSheet as bad:
		profiles.refuse(sentence(bad), *bad.facts)
	found = sheets.headings(table.columns, profile.headings)
	needed = [field for field in profile.headings if field in profile.required or field == "Raised At"]
	if missing := [field for field in needed if field not in found]:
		profiles.refuse(
			_("The file lacks the column {0}. It has: {1}. Correct the file or the import profile {2}."),
			"、".join(" / ".join(profile.headings[field]) for field in missing),
			"、".join(str(column) for column in table.columns),
			profile.name,
		)
	if not {"Subject", "Content"} & found.keys():
		profiles.refuse(_("The file has no column with the text of the matters."))
	table = table[list(found.values())]
	table.columns = list(found)
	return table


def sentence(bad: sheets.BadSheet) -> str:
	"""What is wrong with a file and what to do, with a place for its name."""
	sentences = {
		"missing": _("There is no file {0}."),
		"kind": _("{0} is no spreadsheet. Save it as xlsx or csv."),
		"damaged": _("{0} cannot be read: it is damaged or not what its name says. Export it anew."),
		"empty": _("{0} has no rows."),
	}
	return sentences[bad.kind]


def check_side(profile: profiles.Profile) -> None:
	"""The rows become matters of a unit that the user may act for; intake is the bureau's."""
	if not permissions.can_act_for(profile.unit):
		profiles.refuse(_("The import profile {0} puts matters where you may not enter any."), profile.name)


def from_path(path: Path, profile_name: str, *, dry_run: bool = False) -> dict[str, Any]:
	"""Import a file of this machine, here and now; a run of the same file that was broken off is taken up.

	Returns the counts, `rows` with the result of each row, and `run`, which a trial has not.
	"""
	check_permission()
	doc = profiles.find(profile_name)
	profile = profiles.read(doc)
	check_side(profile)
	table = prepare(path, profile)
	if dry_run:
		counts, rows = Counts(), []
		for _at, outcomes in chunks(Intake(profile, None, dry_run=True), table, 0, CHUNK):
			counts.add(outcomes)
			rows += outcomes
		return {**asdict(counts), "run": None, "rows": [outcome.as_dict() for outcome in rows]}
	digest = digest_of(path)
	run = broken_off(profile, digest) or new_run(profile, path.name, digest, source_path=str(path)).name
	frappe.db.commit()
	carry_out(run, profile, table)
	return result(run)


def digest_of(path: Path) -> str:
	"""SHA-256 of a file, read in pieces."""
	found = hashlib.sha256()
	with path.open("rb") as file:
		while piece := file.read(1 << 20):
			found.update(piece)
	return found.hexdigest()


def broken_off(profile: profiles.Profile, digest: str) -> str | None:
	"""The run of the same file by the same profile that was started here and has not come to its end."""
	return frappe.db.get_value(
		runs.DOCTYPE,
		{
			"profile": profile.code,
			"source_digest": digest,
			"dry_run": 0,
			"status": ("in", runs.RESUMABLE),
			"source_path": ("is", "set"),
		},
		order_by="creation desc",
	)


def new_run(profile: profiles.Profile, file_name: str, digest: str, **facts: Any) -> Any:
	title = f"{profile.name} · {file_name}"[:140]
	return runs.create("Import", title, profile=profile.code, source_digest=digest, chunk_size=CHUNK, **facts)


def start(profile_name: str, file: Any, *, dry_run: bool) -> str:
	"""Have a worker import an uploaded file; returns the run. What is plainly wrong is refused here."""
	check_permission()
	profile = profiles.read(profiles.find(profile_name))
	check_side(profile)
	path = Path(file.get_full_path())
	prepare(path, profile, FIRST_LOOK)
	facts = {"source_file": file.file_url, "dry_run": int(dry_run)}
	run = new_run(profile, file.file_name, digest_of(path), **facts)
	# from here on who may see the run may see the file
	file.db_set({"attached_to_doctype": runs.DOCTYPE, "attached_to_name": run.name})
	runs.start(run.name)
	return run.name


def resume(run: str) -> None:
	"""Have a worker go on with a run that has stopped."""
	check_permission()
	doc = frappe.get_doc(runs.DOCTYPE, run)
	if doc.status not in runs.RESUMABLE or not doc.source_file or runs.is_at_work(f"import {doc.profile}"):
		profiles.refuse(_("This run is at work, has ended, or was started from the terminal."))
	runs.start(run)


def as_csv(run: str) -> bytes:
	"""The result of each row as a file that a spreadsheet opens; the caller has checked who asks."""
	out = io.StringIO()
	file = csv.writer(out)
	labels = ("Row in the File", "Source Number", "Result", "Matter", "Category", "Unit", "Reason")
	file.writerow(_(label, context=ROW) for label in labels)
	for row in rows_of(run):
		row["result"] = _(row["result"], context=ROW)
		file.writerow(safe(value) for value in row.values())
	return out.getvalue().encode("utf-8-sig")


def safe(value: Any) -> Any:
	"""A cell that no spreadsheet takes for a formula."""
	return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def work(run: str) -> None:
	"""Carry out a run that was started from the desk, as the user who started it. Called by a worker."""
	doc = frappe.get_doc(runs.DOCTYPE, run)
	frappe.set_user(doc.owner)
	frappe.local.lang = notices.site_language()
	with told_in_the_run(run):
		check_permission()
		profile = profiles.read(profiles.find(doc.profile))
		check_side(profile)
		file = frappe.get_doc("File", {"file_url": doc.source_file, "attached_to_name": run})
		carry_out(run, profile, prepare(Path(file.get_full_path()), profile))


class told_in_the_run:
	"""What is refused before the first chunk is told in the run, not only in the log of jobs."""

	def __init__(self, run: str) -> None:
		self.run = run

	def __enter__(self) -> None:
		pass

	def __exit__(self, kind: type | None, error: BaseException | None, *rest: Any) -> bool:
		if not isinstance(error, ImportRefusedError):
			return False
		frappe.db.rollback()
		runs.note(self.run, status="Failed", message=runs.words_of(error))
		frappe.db.commit()
		return True


def carry_out(run: str, profile: profiles.Profile, table: Any) -> None:
	"""Do the chunks of a run that are not done yet."""
	with runs.at_work(run, f"import {profile.code}") as doc, notices.muted():
		counts = Counts(**json.loads(doc.counts or "{}"))
		runs.note(run, rows_total=len(table))
		intake = Intake(profile, run, dry_run=bool(doc.dry_run))
		done, began, spent = doc.chunks_done or 0, monotonic(), counts.seconds
		for at, outcomes in chunks(intake, table, done, doc.chunk_size or CHUNK):
			counts.add(outcomes)
			counts.seconds = round(spent + monotonic() - began, 2)
			keep(run, outcomes)
			runs.chunk_done(
				run, rows_done=counts.read, chunks_done=at + 1, counts=asdict(counts), total=len(table)
			)


def chunks(intake: Intake, table: Any, done: int, size: int) -> Iterator[tuple[int, list[Outcome]]]:
	"""Number and outcomes of each chunk from `done` on; earlier rows are only remembered, for likeness."""
	channels = entries.known_channels()
	fields, now = list(table.columns), now_datetime()
	for at, start in enumerate(range(0, len(table), size)):
		part = table.iloc[start : start + size]
		read = [
			entries.read(
				dict(zip(fields, cells, strict=True)), index + FIRST_ROW, intake.profile, channels, now
			)
			for index, cells in zip(part.index.tolist(), part.itertuples(index=False, name=None), strict=True)
		]
		if at < done:
			intake.remember(read)
		else:
			yield at, intake.take_in(read)


def keep(run: str, outcomes: list[Outcome]) -> None:
	"""Write the result of each row, in the transaction of its chunk."""
	writer.insert(ROW, [{"run": run, **outcome.stored()} for outcome in outcomes])


def result(run: str) -> dict[str, Any]:
	"""The counts of a run and the result of each row."""
	counts = frappe.db.get_value(runs.DOCTYPE, run, "counts")
	return {**json.loads(counts or "{}"), "run": run, "rows": rows_of(run)}


def rows_of(run: str) -> list[dict[str, Any]]:
	"""The result of each row of a run; the caller has checked who asks."""
	# get_all: see above
	rows = frappe.get_all(
		ROW,
		filters={"run": run},
		fields=["source_row", "source_number", "result", "matter", "category", "unit", "reason"],
		order_by="source_row",
	)
	return [
		{"row": row.source_row, "source": row.source_number, **{k: row[k] for k in list(row)[2:]}}
		for row in rows
	]

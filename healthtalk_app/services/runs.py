"""Background Runs: long work that shows how far it is, can be left, and is taken up again where it stopped.

A run is done in chunks. Each chunk and the mark that it is done are committed together, so that a worker that
is killed loses the chunk it was at and nothing else. Whether somebody is at work is told by a lock of the
database that ends with the worker's connection, not by a sign that a killed worker would leave behind.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import RunBusyError, refuse
from healthtalk_app.services.notifying import notices

DOCTYPE = "Background Run"
WORK = {
	"Import": "healthtalk_app.services.importing.run.work",
	"Hot Topics": "healthtalk_app.services.opinion.hot_topics.work",
	"Appraisal": "healthtalk_app.services.appraisals.computing.work",
	"Campaign Tasks": "healthtalk_app.services.campaigns.activation.work",
	"Retention": "healthtalk_app.services.records.retention.work",
}
UNDER_WAY = ("Waiting", "Running")
RESUMABLE = (*UNDER_WAY, "Failed")
HOURS = 12
SILENT = timedelta(minutes=3)


def create(kind: str, title: str, **facts: Any) -> Any:
	"""A run that waits to be started, owned by the user at work."""
	doc = frappe.get_doc({"doctype": DOCTYPE, "kind": kind, "title": title, "status": "Waiting", **facts})
	# the caller has checked who may do this kind of work; the record of it is the app's own
	return doc.insert(ignore_permissions=True)


def start(name: str) -> None:
	"""Have a worker take the run up, once the transaction is committed. Each attempt is a job of its own."""
	kind, attempt = frappe.db.get_value(DOCTYPE, name, ("kind", "attempt"))
	frappe.db.set_value(DOCTYPE, name, {"status": "Waiting", "alive_at": now_datetime(), "message": None})
	frappe.enqueue(
		WORK[kind],
		queue="long",
		timeout=HOURS * 3600,
		job_id=f"healthtalk-{name}-{(attempt or 0) + 1}-{frappe.generate_hash(length=6)}",
		enqueue_after_commit=True,
		run=name,
	)


@contextmanager
def at_work(name: str, what: str) -> Iterator[Any]:
	"""Hold a run while it is worked on; raises `RunBusyError` when somebody else does the same work.

	`what` names the work that must not be done twice at once. An error is kept in the run as a sentence.
	"""
	with only_one(what):
		doc = frappe.get_doc(DOCTYPE, name)
		note(name, status="Running", attempt=(doc.attempt or 0) + 1, message=None)
		if not doc.started_at:
			note(name, started_at=now_datetime())
		frappe.db.commit()
		try:
			yield frappe.get_doc(DOCTYPE, name)
		except Exception as error:
			frappe.db.rollback()
			note(name, status="Failed", message=words_of(error))
			if not isinstance(error, frappe.ValidationError):
				frappe.log_error(title=f"{DOCTYPE} {name}", message=frappe.get_traceback())
			frappe.db.commit()
			raise
		note(name, status="Finished", progress=100, finished_at=now_datetime())
		frappe.db.commit()


@contextmanager
def only_one(what: str) -> Iterator[None]:
	"""Refuse to do the same work twice at once on a site. The lock ends with the connection."""
	lock = lock_name(what)
	if not frappe.db.sql("select get_lock(%s, 0)", (lock,))[0][0]:
		refuse(_("This work is being done already. Wait until it has ended."), error=RunBusyError)
	try:
		yield
	finally:
		frappe.db.sql("select release_lock(%s)", (lock,))


def words_of(error: BaseException) -> str:
	"""What an error says, without the markup of the desk's messages."""
	return html.unescape(frappe.utils.strip_html(str(error))) or type(error).__name__


def lock_name(what: str) -> str:
	"""Locks belong to the whole database server, whose names have at most 64 characters."""
	return "healthtalk:" + hashlib.sha256(f"{frappe.conf.db_name}\n{what}".encode()).hexdigest()[:48]


def chunk_done(name: str, *, rows_done: int, chunks_done: int, counts: dict[str, Any], total: int) -> None:
	"""Mark a chunk as done, in the transaction of what it wrote; then commit both and tell the form."""
	progress = 100 * rows_done / total if total else 100
	note(name, rows_done=rows_done, chunks_done=chunks_done, counts=json.dumps(counts), progress=progress)
	frappe.db.commit()
	frappe.publish_realtime(
		"healthtalk_run", {"run": name, "progress": progress}, doctype=DOCTYPE, docname=name
	)


def note(name: str, **values: Any) -> None:
	"""Write facts of a run with a sign of life."""
	frappe.db.set_value(DOCTYPE, name, {**values, "alive_at": now_datetime()}, update_modified=False)


def is_at_work(what: str) -> bool:
	"""Whether some connection does this work at this moment."""
	return not frappe.db.sql("select is_free_lock(%s)", (lock_name(what),))[0][0]


def resume_stopped() -> list[str]:
	"""Take up what has stopped because its worker died; returns the names. Called by the scheduler."""
	frappe.local.lang = notices.site_language()
	# get_all: the sweeper works for everybody; what was started from the terminal is taken up there
	stopped = frappe.get_all(
		DOCTYPE,
		filters={
			"status": ("in", UNDER_WAY),
			"alive_at": ("<", now_datetime() - SILENT),
		},
		or_filters={"source_file": ("is", "set"), "kind": ("!=", "Import")},
		pluck="name",
		order_by="creation",
	)
	for name in stopped:
		start(name)
	return stopped

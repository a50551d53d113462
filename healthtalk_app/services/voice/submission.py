"""What happens to a Public Submission: accepted as a matter, merged into one, or declined (design §3).

The matter that it becomes was raised when the submission was received, so that its clocks run from there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, MoveNotAllowedError, refuse
from healthtalk_app.rules.transitions import FINISHED, MATTER, SUBMISSION
from healthtalk_app.services.clockwork import clocks, deadlines
from healthtalk_app.services.matters import accusation, matter_fields, merging
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import events, identity
from healthtalk_app.services.steps import flow

# what the matter takes over from the submission
TO_MATTER = (
	"subject",
	"content",
	"place",
	"unit",
	"channel",
	"session",
	"category",
	"lead_unit",
	"identity_level",
	"raiser_name",
	"raiser_phone",
	"raiser_email",
	"wants_notice",
	"is_accusation",
	"data_source",
)
FIXED_WHEN_RECEIVED = ("received_at",)
# what a resident has sent himself is his word
FIXED_FROM_GUEST = (
	"subject",
	"content",
	"place",
	"channel",
	"identity_level",
	"raiser_name",
	"raiser_phone",
	"raiser_email",
	"wants_notice",
)
SUBJECT_LENGTH = 40
RESPONSE = "Response"


# ---- the steps of a save -------------------------------------------------------------------------
def fill_defaults(doc: Any) -> None:
	"""What a unit's clerk writes down came to that unit; the first line of what was said is its subject."""
	if doc.is_new() and not doc.unit and not doc.flags.by_service:
		doc.unit = permissions.default_unit()
	doc.subject = (doc.subject or "").strip() or subject_of(doc.content or "")
	if doc.category and frappe.get_cached_value("Matter Category", doc.category, "is_integrity"):
		doc.is_accusation = 1


def subject_of(content: str) -> str:
	"""The first line of a text, shortened."""
	line = next((line.strip() for line in content.splitlines() if line.strip()), "")
	return line if len(line) <= SUBJECT_LENGTH else f"{line[:SUBJECT_LENGTH]}…"


def check_received_at(doc: Any) -> None:
	"""Something is received in the past, and the time stands: clocks run from it."""
	doc.received_at = doc.received_at or now_datetime()
	if doc.is_new():
		doc.refuse_future(get_datetime(doc.received_at))


def opened(doc: Any) -> None:
	"""The public is to be answered by the rule of talks, from receipt; without such a rule nobody is late."""
	received_at = get_datetime(doc.received_at)
	rule = deadlines.select("Talk", RESPONSE, None, received_at.date())
	row = clocks.start(doc, RESPONSE, received_at, rule=rule)
	doc.answer_due_at = row and row.due_at


def lock_decided(doc: Any) -> None:
	"""When it came is fixed, and what a resident has written himself."""
	if not doc.before or doc.flags.by_service:
		return
	doc.refuse_frozen(FIXED_WHEN_RECEIVED, _("The time of receipt is on record."))
	if doc.before.tracking_digest:
		doc.refuse_frozen(FIXED_FROM_GUEST, _("This is what was sent."))
		keep_accused(doc)


def keep_accused(doc: Any) -> None:
	"""Whom a resident accuses stays as he wrote it; rows with others, or with who it is, may be added."""
	now = {row.name: row for row in doc.accused}
	for row in doc.before.accused:
		kept = now.get(row.name)
		if not kept or any((row.get(field) or "") != (kept.get(field) or "") for field in ("unit", "person")):
			refuse(
				_("{0} It cannot be changed any more: {1}."),
				_("This is what was sent."),
				_(doc.meta.get_label("accused"), context=SUBMISSION),
				error=FrozenError,
				title=_("Fixed"),
			)


def protect(doc: Any) -> None:
	"""Masked identities in the document, clear ones apart; accusations away from every unit."""
	matter_fields.keep_protection(doc)
	accusation.hold_apart(doc)
	identity.protect(doc, doc.before)


# ---- guards --------------------------------------------------------------------------------------
def guard(doc: Any, old: str, new: str) -> None:
	"""Refuse a step while its evidence is missing."""
	if doc.is_accusation and not doc.flags.system_move:
		permissions.require_accusation(doc)
	GUARDS[new](doc)


def _accepted(doc: Any) -> None:
	for unit in filter(None, (doc.unit, doc.lead_unit)):
		if not units.is_open(unit, now_datetime().date()):
			refuse(_("{0} is closed; choose its successor."), unit, error=MoveNotAllowedError)


def _merged(doc: Any) -> None:
	doc.require_evidence(("merge_into",), _("Say into which matter it is merged."))
	permissions.require_visible(MATTER, [doc.merge_into])
	into = frappe.get_doc(MATTER, merging.survivor_of(doc.merge_into))
	if doc.is_accusation or into.is_accusation:
		frappe.throw(_("Accusations are not merged."), MoveNotAllowedError)
	if into.status in FINISHED[MATTER]:
		frappe.throw(_("It can only be merged into an open matter."), MoveNotAllowedError)


def _declined(doc: Any) -> None:
	doc.require_evidence(
		("declined_reason", "declined_note"),
		_("A submission is declined for a lawful reason and with a notice to who raised it."),
	)


def _withdrawn(doc: Any) -> None:
	doc.require_evidence(("withdrawn_reason",), _("A withdrawal has its reason."))


GUARDS = {"Accepted": _accepted, "Merged": _merged, "Declined": _declined, "Withdrawn": _withdrawn}


# ---- what follows --------------------------------------------------------------------------------
def entered(doc: Any, old: str, new: str, at: datetime) -> dict[str, Any]:
	"""The matter that a submission becomes or joins; its name is what the event says."""
	if new != "Withdrawn":
		clocks.meet(doc, RESPONSE, at)
	if new == "Accepted":
		doc.matter = make_matter(doc)
		return {"matter": doc.matter}
	if new == "Merged":
		doc.matter = merging.survivor_of(doc.merge_into)
		return {"into": doc.matter}
	return {}


def moved(doc: Any, old: str, new: str) -> None:
	"""Files go on with the matter, and who joins one is counted."""
	if new in ("Accepted", "Merged"):
		files = move_files(doc.name, doc.matter)
	if new == "Accepted":
		identity.move(SUBMISSION, doc.name, MATTER, doc.matter)
		take_up(doc)
	if new == "Merged":
		known = merging.phone(SUBMISSION, doc.name) in merging.phones(doc.matter, besides=doc.name)
		details = {"submission": doc.name, "sent": files, "people": int(not known)}
		events.record(frappe.get_doc(MATTER, doc.matter), "joined", unit=doc.unit, details=details)


def make_matter(doc: Any) -> str:
	"""The matter of a submission, raised when that was received; returns its name."""
	made = frappe.get_doc(
		doctype=MATTER,
		regime=doc.regime or "Talk",
		raised_at=doc.received_at,
		submission=doc.name,
		**{field: doc.get(field) for field in TO_MATTER},
	)
	for row in doc.accused:
		kept = ("unit", "employee", "person", "shut_out")
		made.append("accused", {field: row.get(field) for field in kept})
	made.flags.update(by_service=True, identity_moves=True, on_record=True)
	# who may decide on the submission makes the matter of it
	made.insert(ignore_permissions=True)
	return made.name


def take_up(doc: Any) -> None:
	"""With a category the matter is accepted in the same action; without one it waits as raised."""
	if doc.category and not doc.is_accusation:
		flow.transition(frappe.get_doc(MATTER, doc.matter), "Accepted")


def move_files(submission: str, matter: str) -> list[str]:
	"""Attach the files of a submission to its matter; returns their names."""
	held = {"attached_to_doctype": SUBMISSION, "attached_to_name": submission}
	# get_all: the files follow their submission, on which the user was allowed to decide
	files = frappe.get_all("File", filters=held, pluck="name", order_by="creation")
	goes_to = {"attached_to_doctype": MATTER, "attached_to_name": matter}
	frappe.db.set_value("File", held, goes_to, update_modified=False)
	return files


# ---- actions beside the workflow -----------------------------------------------------------------
def forward(doc: Any, unit: str | None) -> None:
	"""Hand a submission over to the unit that it concerns, or back to the bureau's intake."""
	if doc.status != "Received":
		frappe.throw(_("This has been decided."), FrozenError)
	if doc.is_accusation:
		frappe.throw(_("Accusations are handled by the discipline officer only."), MoveNotAllowedError)
	if unit and not units.is_open(unit, now_datetime().date()):
		refuse(_("{0} is closed; choose its successor."), unit, error=MoveNotAllowedError)
	if (unit or None) == (doc.unit or None):
		frappe.throw(_("It lies there already."), MoveNotAllowedError)
	before = doc.unit
	frappe.db.set_value(SUBMISSION, doc.name, "unit", unit or None)
	doc.unit = unit or None
	events.record(doc, "forwarded", unit=before, details={"from": before, "to": unit or None})


def enter_paper(rows: list[dict[str, Any]], common: dict[str, Any]) -> list[str]:
	"""Enter what came on paper, one submission a row; `common` holds what all rows share.

	Rows without a text are passed over. Returns the names; nothing is written when one row cannot be.
	"""
	names = []
	for place, row in enumerate(rows, 1):
		given = {field: value for field, value in row.items() if field in PAPER_FIELDS and value}
		if not (given.get("content") or "").strip():
			continue
		doc = frappe.get_doc(doctype=SUBMISSION, **{**common, **given})
		if not given.get("identity_level"):
			doc.identity_level = (
				"Named" if given.get("raiser_name") or given.get("raiser_phone") else "Anonymous"
			)
		try:
			doc.insert()
		except frappe.ValidationError as error:
			frappe.clear_last_message()
			refuse(_("Row {0}: {1}"), place, str(error), error=type(error))
		names.append(doc.name)
	if not names:
		frappe.throw(_("Write down at least one note."), EvidenceMissingError)
	return names


PAPER_FIELDS = (
	"subject",
	"content",
	"place",
	"category",
	"identity_level",
	"raiser_name",
	"raiser_phone",
	"raiser_email",
	"wants_notice",
)

"""What another system brings: taken once, as a Public Submission or, where trusted, as a Talk Matter."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import cint, get_system_timezone, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import PartnerError, PublicInputError
from healthtalk_app.rules import partner_contract as contract
from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.partners.source_changes import MESSAGE, moment
from healthtalk_app.services.voice import guest_acts, guest_input, receipt_codes, uploads
from healthtalk_app.services.voice.receipt_codes import Holder

OLDEST = timedelta(days=30)
SKEW = timedelta(minutes=2)
IDENTITY = ("raiser_name", "raiser_phone", "raiser_email")
GIVEN = ("subject", "content", "place", "unit", *IDENTITY, "accused", "accused_unit")


# ---- once ----------------------------------------------------------------------------------------
def once(
	source: Any, kind: str, key: str, body: Mapping[str, Any], work: Callable[[], tuple[Any, dict[str, Any]]]
) -> tuple[dict[str, Any], bool]:
	"""Do the work of a request unless it was done already; returns its answer and whether it is a repeat.

	`work` returns the document that the request made or changed, and the answer. The message is written
	first: its name is made of source and key, so of two equal requests at once the second waits for the first
	and is answered like it. Raises `PartnerError` for a key that came with another body, and for a known
	reference.
	"""
	name = message_name(source.name, key)
	digest = body_digest(kind, body)
	if known := find(name):
		return repeat(known, digest), True
	row = frappe.get_doc(
		doctype=MESSAGE,
		source=source.name,
		kind=kind,
		reference=body.get("reference"),
		body_digest=digest,
	)
	row.name = name
	try:
		row.db_insert()
	except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
		frappe.db.rollback()
		frappe.clear_messages()
		if known := find(name):
			return repeat(known, digest), True
		raise PartnerError("reference_taken", _("This number was brought already."), ()) from None
	doc, answer = work()
	matter = doc.name if doc.doctype == MATTER else doc.get("matter")
	kept = {field: value for field, value in answer.items() if not field.endswith("_code")}
	facts = {"reference_doctype": doc.doctype, "reference_name": doc.name, "matter": matter}
	if kind == "rate":
		# an unsigned rating leaves no exact time, here neither (design §5)
		day = now_datetime().replace(hour=0, minute=0, second=0, microsecond=0)
		facts |= {"creation": day, "modified": day}
	row.db_set({**facts, "answer": json.dumps(kept, ensure_ascii=False)}, update_modified=False)
	return answer, False


def find(name: str) -> Any:
	"""The message of a request that was taken, None without."""
	fields = ("kind", "body_digest", "answer", "reference_doctype", "reference_name")
	return frappe.db.get_value(MESSAGE, name, fields, as_dict=True)


def repeat(known: Any, digest: str) -> dict[str, Any]:
	"""The same answer again; the codes of a receipt are derived anew, as they are kept nowhere."""
	if not hmac.compare_digest(known.body_digest or "", digest):
		raise PartnerError("key_reused", _("This key came with another body already."))
	answer = json.loads(known.answer)
	if known.kind == "submit":
		for kind in ("tracking", "rating"):
			answer[f"{kind}_code"] = receipt_codes.derived_code(kind, known.reference_name)
	return answer


def message_name(source: str, key: str) -> str:
	"""The name of the message of a request."""
	return hashlib.sha256(f"{source}\n{key}".encode()).hexdigest()[:40]


def body_digest(kind: str, body: Mapping[str, Any]) -> str:
	"""By which the same body is known again; keyed, as it speaks of people."""
	said = json.dumps([kind, body], ensure_ascii=True, sort_keys=True)
	return hmac.new(get_encryption_key().encode(), said.encode(), hashlib.sha256).hexdigest()


# ---- submit and push -----------------------------------------------------------------------------
def submit(source: Any, body: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
	"""A resident's matter through another system; answers with the receipt."""
	doc = take_in(source, body)
	receipt = guest_acts.receipt(doc)
	answer = {
		"reference": body["reference"],
		"tracking_code": receipt["tracking_code"],
		"rating_code": receipt["rating_code"],
		"received_at": moment(doc.received_at),
		"answer_by": receipt["answer_by"],
	}
	return doc, answer


def push(source: Any, body: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
	"""A matter of another system: an officer decides on it, or, where trusted, it is a matter at once."""
	if "raised_at" in body and not cint(source.trusted):
		raise invalid("raised_at", _("Only a trusted source says when it was raised."))
	doc = make_matter(source, body) if cint(source.trusted) else take_in(source, body)
	at = doc.raised_at if doc.doctype == MATTER else doc.received_at
	answer = {
		"reference": body["reference"],
		"state": contract.STATES[doc.status],
		"received_at": moment(at),
	}
	return doc, answer


def take_in(source: Any, body: Mapping[str, Any]) -> Any:
	"""A Public Submission of the source."""
	doc = guest_acts.take_in(given(source, body), uploads.checked(files_of(body)), None)
	frappe.db.set_value(SUBMISSION, doc.name, "data_source", source.name, update_modified=False)
	doc.data_source = source.name
	return doc


def make_matter(source: Any, body: Mapping[str, Any]) -> Any:
	"""A Talk Matter as a trusted source received it; an import of its files finds it by its number."""
	said = given(source, body)
	files = uploads.checked(files_of(body))
	doc = frappe.get_doc(
		doctype=MATTER,
		**{field: said[field] for field in guest_acts.FIELDS},
		regime=source.regime or "Hotline",
		unit=guest_acts.addressee(said["unit"], "unit"),
		raised_at=raised_at(body),
		source_number=body["reference"],
		source_key=f"{source.name}:{body['reference']}",
		data_source=source.name,
	)
	doc.subject = doc.subject or first_line(doc.content)
	if said["accused"] or said["accused_unit"]:
		doc.is_accusation = 1
		accused_unit = guest_acts.addressee(said["accused_unit"], "accused_unit")
		doc.append("accused", {"unit": accused_unit, "person": said["accused"] or None})
	doc.flags.by_service = True
	# the source has no account: its right to this was checked by its key
	doc.insert(ignore_permissions=True)
	receipt_codes.public_codes(doc)
	uploads.attach(doc, files)
	return doc


def given(source: Any, body: Mapping[str, Any]) -> dict[str, Any]:
	"""The values of a matter, made harmless as those of a guest, with the channel of the source."""
	level = body.get("identity_level")
	if not level:
		level = "named" if any(body.get(field) for field in IDENTITY) else "anonymous"
	said = guest_input.submission(
		{
			**{field: body[field] for field in GIVEN if field in body},
			"identity_level": contract.PROTECTION[level],
			"wants_notice": int(bool(body.get("wants_notice"))),
		}
	)
	return {**said, "channel": source.channel, "unit": said["unit"] or source.default_unit or ""}


def files_of(body: Mapping[str, Any]) -> list[tuple[str, bytes]]:
	"""The files as they came, their Base64 undone."""
	found = []
	for place, file in enumerate(body.get("files") or []):
		try:
			found.append(("", base64.b64decode(file["content"], validate=True)))
		except (binascii.Error, ValueError):
			raise invalid(f"files[{place}].content", _("This is no Base64.")) from None
	return found


def first_line(content: str) -> str:
	"""A subject where none is given."""
	line = content.strip().split("\n", 1)[0]
	return line if len(line) <= 40 else f"{line[:40]}…"


def raised_at(body: Mapping[str, Any]) -> datetime:
	"""When a trusted source received it, in the site's own time; now where it does not say."""
	now = now_datetime()
	if "raised_at" not in body:
		return now
	zone = ZoneInfo(get_system_timezone())
	sent = datetime.fromisoformat(body["raised_at"].replace("Z", "+00:00"))
	at = sent.astimezone(zone).replace(tzinfo=None)
	if at > now + SKEW:
		raise invalid("raised_at", _("This lies in the future."))
	if at < now - OLDEST:
		raise invalid("raised_at", _("This lies more than 30 days back: import it instead."))
	return min(at, now)


# ---- rate ----------------------------------------------------------------------------------------
def rate(source: Any, body: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
	"""A resident's rating by the code of his receipt, of what this source brought."""
	holder = receipt_codes.holder_of("rating", guest_input.code(body["rating_code"]))
	reference = reference_of(source, holder)
	if not reference or not holder.matter:
		raise PartnerError("not_found", _("Nothing of this source was found."))
	outcome = contract.OUTCOMES.get(body.get("outcome", ""))
	comment = guest_input.text(body.get("comment"), "comment", 500)
	call_back = bool(body.get("wants_call_back"))
	try:
		guest_acts.rate(holder, contract.LEVELS[body["level"]], outcome, comment, call_back)
	except PublicInputError as error:
		if error.field:
			raise
		raise PartnerError("not_possible", str(error)) from error
	doc = frappe.get_doc(MATTER, holder.matter)
	return doc, {"reference": reference, "state": contract.STATES[doc.status]}


def reference_of(source: Any, holder: Holder) -> str | None:
	"""The number by which a source brought what a code leads to; None for what it did not bring."""
	for doctype, name in ((SUBMISSION, holder.submission), (MATTER, holder.matter)):
		filters = {"source": source.name, "reference_doctype": doctype, "reference_name": name or "-"}
		if found := frappe.db.get_value(MESSAGE, {**filters, "kind": ("!=", "rate")}, "reference"):
			return found
	return None


# ---- refusals --------------------------------------------------------------------------------------
def invalid(field: str, sentence: str) -> PartnerError:
	"""One field that does not agree."""
	return PartnerError("invalid", _("Please correct the fields named."), ((field, sentence),))

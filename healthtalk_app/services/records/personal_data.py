"""Personal data of who raised a matter: handed out to him and erased, with the log's chain whole (§4).

The platform's Personal Data tools work by the e-mail address of an account. Who raised a matter seldom has
one, so an officer erases by the document; a request of the platform erases what was left with its address.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError
from healthtalk_app.rules.transitions import MATTER, SESSION, SUBMISSION
from healthtalk_app.services.matters import merging
from healthtalk_app.services.records import events, identity, sent_files
from healthtalk_app.services.voice import sign_in

EVALUATION, NOTICE, VAULT = "Public Evaluation", "Citizen Notice", "Protected Identity"
ROW = "Session Matter"
DECIDING = ("Unit Leader", "Discipline Officer", "Healthtalk Administrator")
GROUNDS = ("Asked For by the Person", "No Longer Needed", "Ordered by an Authority")
# what tells of the person beside the fields of a protected identity
MORE = {"raiser_gender": None, "raiser_age": 0, "wants_notice": 0, "text_digest": None}


def export(doc: Any, reason: str) -> dict[str, Any]:
	"""All that is stored about who raised a matter or submission; that it was read is on record."""
	given = {"identity": identity.reveal(doc.doctype, doc.name, reason, way="Export")}
	for doctype, name in documents(doc.doctype, doc.name):
		row = frappe.get_doc(doctype, name)
		shown = {field.label: row.get(field.fieldname) for field in row.meta.fields if told(field, row)}
		given[f"{doctype} {name}"] = shown | {"files": file_names(doctype, name)}
	return given


def told(field: Any, row: Any) -> bool:
	"""Whether a field holds something that the person may have in his hands."""
	kinds = ("Data", "Select", "Small Text", "Long Text", "Datetime", "Date", "Int")
	return bool(field.fieldtype in kinds and not field.hidden and row.get(field.fieldname))


def file_names(doctype: str, name: str) -> list[str]:
	"""The names of what the person sent: papers that officers attached, and what others sent, are not his."""
	# get_all: the files follow their document, which the caller has checked
	return frappe.get_all("File", {"name": ("in", sent_files.sent(doctype, name) or [""])}, pluck="file_name")


def erase(doc: Any, ground: str) -> int:
	"""Erase who raised a matter, with its submission and rating; returns of how many documents.

	Photos and voice notes that he sent go with him, for they show and sound like people. What was said,
	answered and rated stays: it is the case. Raises `frappe.PermissionError`.
	"""
	permissions.require_role(DECIDING)
	if ground not in GROUNDS:
		frappe.throw(_("Choose on which ground the data is erased."), EvidenceMissingError)
	return erase_documents(documents(doc.doctype, doc.name), ground)


def follow_request(request: Any, method: str | None = None) -> None:
	"""`on_update` of Personal Data Deletion Request: erase what was left with its address, once it runs."""
	if not request.deletion_steps or request.status != "Pending Approval":
		return
	# get_all: nobody has a permission on the vault; the platform has checked who runs the request
	rows = frappe.get_all(
		VAULT, filters={"email": request.email}, fields=["reference_doctype", "reference_name"]
	)
	for row in rows:
		erase_documents(documents(row.reference_doctype, row.reference_name), GROUNDS[0])


def documents(doctype: str, name: str) -> list[tuple[str, str]]:
	"""The documents in which one person stands: the matter that he raised, his submission, his rating."""
	if doctype not in (MATTER, SUBMISSION):
		return [(doctype, name)]
	sent = name if doctype == SUBMISSION else frappe.db.get_value(MATTER, name, "submission")
	matter = name if doctype == MATTER else frappe.db.get_value(MATTER, {"submission": name}, "name")
	found = [(MATTER, matter)] if matter else []
	found += [(SUBMISSION, sent)] if sent else []
	if matter:
		found += [(EVALUATION, rating) for rating in ratings_of_raiser(matter)]
		own = phones([(MATTER, matter)]).get(matter)
		return found + [
			(EVALUATION, rating)
			for survivor in merging.survivors_of(matter)
			for rating, phone in ratings(survivor).items()
			if own and phone == own
		]
	joined = frappe.db.get_value(SUBMISSION, sent, "matter")
	own = phones([(SUBMISSION, sent)]).get(sent)
	if joined and own:
		for survivor in (joined, *merging.survivors_of(joined)):
			found += [(EVALUATION, rating) for rating, phone in ratings(survivor).items() if phone == own]
	return found


def ratings_of_raiser(matter: str) -> list[str]:
	"""The signed ratings of a matter without those of others who joined it or raised a duplicate of it.

	They are known by their telephones.
	"""
	matters, joined = [matter], set()
	while matters:
		# get_all: what follows is not shown to anybody
		sent = frappe.get_all(SUBMISSION, {"matter": ("in", matters), "status": "Merged"}, pluck="name")
		joined |= set(phones([(SUBMISSION, name) for name in sent]).values())
		matters = frappe.get_all(MATTER, {"merged_into": ("in", matters)}, pluck="name")
		joined |= set(phones([(MATTER, name) for name in matters]).values())
	joined -= {phones([(MATTER, matter)]).get(matter)}
	return [rating for rating, phone in ratings(matter).items() if phone not in joined]


def ratings(matter: str) -> dict[str, str | None]:
	"""The signed ratings of a matter, each with the digest of its rater's telephone."""
	# get_all: as above
	names = frappe.get_all(
		EVALUATION,
		filters={"reference_doctype": MATTER, "reference_name": matter, "kind": "Single", "signed": 1},
		pluck="name",
	)
	known = phones([(EVALUATION, name) for name in names])
	return {name: known.get(name) for name in names}


def phones(wanted: list[tuple[str, str]]) -> dict[str, str]:
	"""The digests of the telephones that belong to documents of one kind, by their names."""
	if not wanted:
		return {}
	filters = {"reference_doctype": wanted[0][0], "reference_name": ("in", [name for _kind, name in wanted])}
	# get_all: nobody has a permission on the vault; no clear value is read
	rows = frappe.get_all(VAULT, filters, ["reference_name", "phone_digest"])
	return {row.reference_name: row.phone_digest for row in rows if row.phone_digest}


def erase_documents(found: list[tuple[str, str]], ground: str) -> int:
	"""Erase the identity in each of these documents and note in its log that this was done."""
	for doctype, name in found:
		meta = frappe.get_meta(doctype)
		if meta.has_field("session"):
			person = identity.clear_values(doctype, name).get("full_name")
			sign_in.forget(frappe.db.get_value(doctype, name, "session"), person)
		empty: dict[str, Any] = {field: None for field in identity.FIELDS if meta.has_field(field)}
		empty |= {field: value for field, value in MORE.items() if meta.has_field(field)}
		if meta.has_field("identity_level"):
			empty["identity_level"] = "Anonymous"
		fields = [field for field in empty if field != "wants_notice"]
		frappe.db.set_value(doctype, name, empty)
		frappe.db.delete(VAULT, {"reference_doctype": doctype, "reference_name": name})
		forget_changes(doctype, name, fields)
		told_of = {"reference_doctype": doctype, "reference_name": name}
		frappe.db.set_value(NOTICE, told_of, "recipient", None, update_modified=False)
		if doctype == EVALUATION:
			frappe.db.set_value("Call Back", {"evaluation": name}, "rater", None, update_modified=False)
		if doctype in (MATTER, ROW):
			forget_rows({"matter" if doctype == MATTER else "name": name})
		if doctype in (MATTER, SUBMISSION):
			doc = frappe.get_doc(doctype, name)
			details = {"ground": ground, "files": sent_files.erase(doctype, name)}
			events.record(doc, "erased", unit=doc.get("lead_unit") or doc.unit, details=details)
	return len(found)


def forget_rows(filters: dict[str, str]) -> None:
	"""The quick table of the talk in which a matter was raised shows its raiser too."""
	# get_all: as above
	for row in frappe.get_all(ROW, filters, ["name", "parent"]):
		empty = {field: None for field in identity.FIELDS if frappe.get_meta(ROW).has_field(field)}
		frappe.db.set_value(ROW, row.name, {**empty, "identity_level": "Anonymous"}, update_modified=False)
		of_row = {"ref_doctype": SESSION, "docname": row.parent, "data": ("like", f"%{row.name}%")}
		frappe.db.delete("Version", of_row)


def forget_changes(doctype: str, name: str, fields: list[str]) -> None:
	"""Versions keep what a field was: those that speak of an erased one go with it."""
	for field in fields:
		of_field = {"ref_doctype": doctype, "docname": name, "data": ("like", f'%"{field}"%')}
		frappe.db.delete("Version", of_field)

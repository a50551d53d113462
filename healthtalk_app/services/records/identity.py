"""Protected identities: documents hold masked values only; the clear ones lie apart (design §5).

Because lists, exports, versions, prints and searches read the document, they can show nothing but the
masked value. The clear one is read here alone, by role and reason, and every reading is on record.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app import permissions
from healthtalk_app.exceptions import EvidenceMissingError, MaskedValueError, refuse
from healthtalk_app.rules import masking

# field of the document → field of Protected Identity
FIELDS = {
	"raiser_name": "full_name",
	"raiser_phone": "phone",
	"raiser_email": "email",
	"raiser_id_number": "id_number",
	"raiser_address": "address",
	"representatives": "representatives",
	"rater_name": "full_name",
	"rater_phone": "phone",
	"patient_name": "full_name",
	"patient_phone": "phone",
	"patient_id_number": "id_number",
	"patient_address": "address",
	"practitioner_name": "full_name",
	"licence_number": "id_number",
}
MASKS = {
	"full_name": masking.mask_name,
	"phone": masking.mask_phone,
	"email": masking.mask_email,
	"id_number": masking.mask_id_number,
	"address": masking.mask_address,
	"representatives": masking.mask_names,
}
# named here and nowhere else: who may open a protected identity at all
OPENERS = ("Unit Officer", "Unit Leader", "Discipline Officer", "Healthtalk Administrator")
WITHHELD = "（保密）"


def protect(doc: Any, before: Any | None) -> None:
	"""Mask the identity fields of `doc` (a document or a child row) and put the clear values away.

	A masked value that comes back unchanged keeps the clear one; one that was altered but still carries a
	mask is refused, since it cannot be told what was meant.
	"""
	clear: dict[str, str | None] = {}
	for fieldname, column in FIELDS.items():
		if not doc.meta.has_field(fieldname):
			continue
		value = (doc.get(fieldname) or "").strip()
		shown = (before.get(fieldname) if before else None) or ""
		if value == shown:
			if value and doc.get("identity_level") == "Confidential":
				doc.set(fieldname, WITHHELD)
			continue
		if masking.is_masked(value) or value == WITHHELD:
			refuse(
				_("{0} contains a masked value ({1}). Leave the field as it was, or enter the whole value."),
				_(doc.meta.get_label(fieldname)),
				value,
				error=MaskedValueError,
				title=_("Masked Value"),
			)
		clear[column] = value or None
		doc.set(fieldname, _shown(doc, column, value))
	if doc.get("identity_level") == "Anonymous":
		_erase(doc)
	elif clear:
		doc.flags.clear_identity = clear


def store(doc: Any) -> None:
	"""Write what `protect` has put aside, once the document has its name."""
	clear, doc.flags.clear_identity = doc.flags.clear_identity, None
	if not clear:
		return
	name = frappe.db.get_value(
		"Protected Identity", {"reference_doctype": doc.doctype, "reference_name": doc.name}
	)
	record = (
		frappe.get_doc("Protected Identity", name)
		if name
		else frappe.get_doc(
			doctype="Protected Identity", reference_doctype=doc.doctype, reference_name=doc.name
		)
	)
	record.update(clear)
	record.phone_digest = phone_digest(record.phone)
	# nobody has a permission on the vault: it is written and read here only
	record.save(ignore_permissions=True)


def move(from_doctype: str, from_name: str, to_doctype: str, to_name: str) -> None:
	"""Hand the clear values of a session's row over to the matter made from it."""
	frappe.db.set_value(
		"Protected Identity",
		{"reference_doctype": from_doctype, "reference_name": from_name},
		{"reference_doctype": to_doctype, "reference_name": to_name},
	)


def forget(doctype: str, names: Iterable[str]) -> None:
	"""Clear values of what is no more."""
	frappe.db.delete(
		"Protected Identity", {"reference_doctype": doctype, "reference_name": ("in", list(names))}
	)


def clear_values(doctype: str, name: str) -> dict[str, str | None]:
	"""The clear values, for callers inside the app that answer for who sees them."""
	columns = tuple(MASKS)
	row = frappe.db.get_value(
		"Protected Identity", {"reference_doctype": doctype, "reference_name": name}, columns, as_dict=True
	)
	return dict(row or {})


def reveal(doctype: str, name: str, reason: str, way: str = "Screen") -> dict[str, str | None]:
	"""The clear identity of one document for the user at work, who gives a reason that stays on record.

	Raises `frappe.PermissionError` without role or row, and for the unit that a confidential matter
	complains of.
	"""
	if len((reason or "").strip()) < 4:
		frappe.throw(_("Give the reason for which you open this identity."), EvidenceMissingError)
	doc = frappe.get_doc(doctype, name)
	permissions.require(doc, "read")
	permissions.require_role(OPENERS)
	case = doc
	if doc.get("reference_doctype") == "Talk Matter":
		case = frappe.get_doc("Talk Matter", doc.reference_name)
	if case.get("identity_level") == "Confidential":
		permissions.require_not_complained_of(case)
	values = clear_values(doctype, name)
	access = frappe.get_doc(
		doctype="Identity Access",
		reference_doctype=doctype,
		reference_name=name,
		user=frappe.session.user,
		unit=doc.get("lead_unit") or doc.get("unit"),
		reason=reason.strip(),
		accessed_at=now_datetime(),
		way=way,
	)
	# the record of the reading is the app's own
	access.insert(ignore_permissions=True)
	return {field: values.get(column) for field, column in FIELDS.items() if doc.meta.has_field(field)}


def phone_digest(phone: str | None) -> str | None:
	"""A keyed digest that finds the same telephone again without showing it."""
	digits = "".join(ch for ch in phone or "" if ch.isdigit())
	if not digits:
		return None
	return hmac.new(get_encryption_key().encode(), digits.encode(), hashlib.sha256).hexdigest()


def _shown(doc: Any, column: str, value: str) -> str | None:
	if not value:
		return None
	return WITHHELD if doc.get("identity_level") == "Confidential" else MASKS[column](value)


def _erase(doc: Any) -> None:
	"""An anonymous raiser leaves no identity, whatever was typed."""
	for fieldname in FIELDS:
		if doc.meta.has_field(fieldname):
			doc.set(fieldname, None)
	if doc.meta.has_field("wants_notice"):
		doc.wants_notice = 0
	doc.flags.clear_identity = None
	if not doc.is_new():
		frappe.db.delete("Protected Identity", {"reference_doctype": doc.doctype, "reference_name": doc.name})

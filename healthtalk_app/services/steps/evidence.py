"""What a save must bring along and what it must leave as it was, asked of the fields of a document."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import EvidenceMissingError, FrozenError, refuse
from healthtalk_app.services import inputs


def comparable(value: Any) -> str:
	"""A value as text in which empty, unset and zero, and a time with or without fractions, are alike."""
	return "" if value in (None, "", 0, "0") else str(value).removesuffix(".000000").removesuffix(".0")


def has_file(doc: Any, since: Any = None) -> bool:
	"""Whether a file is attached to a document, or was since a moment."""
	attached = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name, "is_folder": 0}
	return bool(frappe.db.exists("File", {**attached, "creation": (">=", since)} if since else attached))


class EvidenceDocument(inputs.CheckedDocument):
	"""A document that knows its stored self and refuses with the labels of what is missing or fixed."""

	@property
	def before(self) -> Any | None:
		"""The document as it was stored, None while new."""
		return self.get_doc_before_save() if not self.is_new() else None

	def require_evidence(self, fieldnames: tuple[str, ...], why: str) -> None:
		"""Refuse with the labels of those of `fieldnames` that are empty."""
		missing = [
			_(self.meta.get_label(name), context=self.doctype)
			for name in fieldnames
			if inputs.is_blank(self.get(name))
		]
		if missing:
			refuse(
				_("{0} Please fill in: {1}."),
				why,
				"、".join(missing),
				error=EvidenceMissingError,
				title=_("Something Is Missing"),
			)

	def refuse_frozen(self, fieldnames: tuple[str, ...], why: str) -> None:
		"""Refuse a change of any of `fieldnames` since the last save."""
		changed = [
			_(self.meta.get_label(name), context=self.doctype) for name in fieldnames if self.differs(name)
		]
		if changed:
			refuse(
				_("{0} It cannot be changed any more: {1}."),
				why,
				"、".join(changed),
				error=FrozenError,
				title=_("Fixed"),
			)

	def differs(self, fieldname: str) -> bool:
		"""Whether a field, or any row of a table, has another value than in the database."""
		old, new = self.before.get(fieldname), self.get(fieldname)
		kind = self.meta.get_field(fieldname).fieldtype
		if kind == "Select":
			# here a zero is a choice
			return (old or "") != (new or "")
		if kind != "Table":
			return comparable(old) != comparable(new)
		columns = [field.fieldname for field in frappe.get_meta(self.meta.get_options(fieldname)).fields]
		as_rows = [[[comparable(row.get(c)) for c in columns] for row in rows] for rows in (old, new)]
		return as_rows[0] != as_rows[1]

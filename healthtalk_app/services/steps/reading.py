"""Documents of many tables, most of which are empty: these are neither read nor given defaults."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.utils import is_virtual_doctype


class SparseDocument(Document):
	"""Reads only the tables that have rows: one question tells which.

	It comes after the document's own row, as the platform's questions do: who saves what another
	has changed in between is refused by the time in that row.
	"""

	def load_from_db(self) -> Any:
		# what is read to be locked is read as the platform does it
		self.flags.is_stored = not self.flags.for_update
		try:
			return super().load_from_db()
		finally:
			self.flags.pop("is_stored", None)
			self.flags.pop("filled_tables", None)

	def _get_table_fields(self, *args: Any, **kwargs: Any) -> list[Any]:
		"""Version 15 asks which tables it is to read: those without rows in the database."""
		fields = super()._get_table_fields(*args, **kwargs)
		if not self.flags.is_stored or self.flags.ignore_children:
			return fields
		left = []
		for field in fields:
			if is_virtual_doctype(field.options):
				left.append(field)
			else:
				self.set(field.fieldname, self.rows_of(field.fieldname, field.options))
		return left

	def _load_child_table_from_db(self, fieldname: str, child_doctype: str) -> list[Any]:
		"""Version 16 reads one table."""
		if self.flags.is_stored and fieldname not in self.filled_tables():
			return []
		return super()._load_child_table_from_db(fieldname, child_doctype)

	def _set_defaults(self) -> None:
		"""Defaults for rows that are new; the platform makes an empty row of each table to take them from."""
		if frappe.flags.in_import:
			return
		if self.is_new():
			self.update_if_missing(frappe.new_doc(self.doctype, as_dict=True))
		for field in self.meta.get_table_fields():
			new = [row for row in self.get(field.fieldname) or [] if row.is_new()]
			if new:
				blank = frappe.new_doc(
					field.options, parent_doc=self, parentfield=field.fieldname, as_dict=True
				)
				for row in new:
					row.update_if_missing(blank)

	def rows_of(self, fieldname: str, child: str) -> list[Any]:
		"""The rows of one table in their order; asked without the query builder, which takes longer than the
		database.
		"""
		if fieldname not in self.filled_tables():
			return []
		ours = "parent = %s and parenttype = %s and parentfield = %s"
		values = (self.name, self.doctype, fieldname)
		return frappe.db.sql(f"select * from `tab{child}` where {ours} order by idx", values, as_dict=True)

	def filled_tables(self) -> set[str]:
		"""The names of the tables that have rows, or none in the database."""
		if self.flags.filled_tables is None:
			tables = {field.fieldname: field.options for field in self.meta.get_table_fields()}
			virtual = {name for name, child in tables.items() if is_virtual_doctype(child)}
			# one text and not a column for each: the driver takes longer for the head of a column than the
			# database for its question
			asked = ", ".join(
				f"if(exists(select 1 from `tab{child}` where parent = %(name)s and parenttype = %(doctype)s"
				f" and parentfield = '{name}'), '{name}', null)"
				for name, child in tables.items()
				if name not in virtual
			)
			values = {"name": self.name, "doctype": self.doctype}
			((found,),) = frappe.db.sql(f"select concat_ws(' ', {asked})", values) if asked else (("",),)
			self.flags.filled_tables = virtual | set(found.split())
		return self.flags.filled_tables

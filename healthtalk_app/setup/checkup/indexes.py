"""Indexes that queries count on: those of the DocTypes, of their fields, and of the figures."""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.modules.utils import get_module_name

from healthtalk_app.services import figure_columns
from healthtalk_app.setup.checkup.rights import MODULE

Indexes = dict[str, dict[str, list[str]]]


def indexes() -> Iterator[str]:
	"""Each index that is wanted and is missing, or is made of other columns."""
	there = _stored()
	for doctype, wanted in _wanted().items():
		has = there.get(f"tab{doctype}", {})
		for name, columns in wanted.items():
			if name not in has:
				yield _(
					"{0} lacks the index {1} on {2}: lists and figures are slow. Run bench migrate; what it "
					"does not bring back, make by hand."
				).format(_(doctype), name, "、".join(columns))
			elif has[name] != columns:
				said = _("The index {1} of {0} is on {3} instead of {2}. Drop it and run bench migrate.")
				yield said.format(_(doctype), name, "、".join(columns), "、".join(has[name]))
		meta = frappe.get_meta(doctype)
		first = {columns[0] for columns in has.values()}
		for field in meta.fields:
			if (field.search_index or field.unique) and field.fieldname not in first:
				yield _("{0} lacks the index on its field {1}. Run bench migrate.").format(
					_(doctype), field.fieldname
				)


class Notebook:
	"""Stands for the database while DocTypes say which indexes they want; makes none."""

	def __init__(self) -> None:
		self.wanted: Indexes = defaultdict(dict)

	def add_index(self, doctype: str, fields: list[str], index_name: str) -> None:
		"""Note an index; columns may say in which order they are read."""
		self.wanted[doctype][index_name] = [field.split()[0].strip("`") for field in fields]

	add_unique = add_index


def _wanted() -> Indexes:
	"""The composite indexes by DocType and name, as the DocTypes would make them."""
	notebook, database = Notebook(), frappe.local.db
	# get_all: the check is an operator's on the command line and reads everything
	doctypes = frappe.get_all(
		"DocType", {"module": MODULE, "issingle": 0, "custom": 0}, pluck="name", order_by="name"
	)
	modules = [importlib.import_module(get_module_name(doctype, MODULE)) for doctype in doctypes]
	frappe.local.db = notebook
	try:
		for module in modules:
			if make := getattr(module, "on_doctype_update", None):
				make()
	finally:
		frappe.local.db = database
	notebook.wanted["Talk Matter"][figure_columns.INDEX] = list(figure_columns.INDEXED)
	return {doctype: notebook.wanted.get(doctype, {}) for doctype in doctypes}


def _stored() -> Indexes:
	"""The columns of every index of the site, by table and name."""
	rows = frappe.db.sql(
		"""select table_name, index_name, column_name from information_schema.statistics
		where table_schema = %s order by table_name, index_name, seq_in_index""",
		(frappe.conf.db_name,),
	)
	found: Indexes = defaultdict(lambda: defaultdict(list))
	for table, index, column in rows:
		found[table][index].append(column)
	return found

"""Rows that hang on nothing: their parent, unit, matter or other document is gone."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model import table_fields

from healthtalk_app.setup.checkup.rights import MODULE

MOST = 100
EXAMPLES = 3
# rows that name one of our documents in plain fields, or are the platform's: which DocType, by which fields
NAMING = (
	("Protected Identity", "reference_doctype", "reference_name"),
	("User Permission", "allow", "for_value"),
	("File", "attached_to_doctype", "attached_to_name"),
)


def orphans() -> Iterator[str]:
	"""Every link between documents of the app that leads nowhere."""
	# get_all: the check is an operator's on the command line and reads everything
	ours = frappe.get_all("DocType", {"module": MODULE, "issingle": 0}, pluck="name", order_by="name")
	for doctype in ours:
		meta = frappe.get_meta(doctype)
		if meta.istable:
			yield from _rows_without_parent(doctype)
		for field in meta.get("fields", {"fieldtype": "Link"}):
			if field.options in ours and not field.get("is_virtual"):
				lost = _lost(doctype, field.fieldname, field.options)
				yield from _sentence(doctype, field.label, field.options, lost)
		for field in meta.get("fields", {"fieldtype": "Dynamic Link"}):
			yield from _dynamic(doctype, field.options, field.fieldname, ours)
	for doctype, kind, fieldname in NAMING:
		yield from _dynamic(doctype, kind, fieldname, ours)


def _rows_without_parent(child: str) -> Iterator[str]:
	of_child = {"fieldtype": ("in", table_fields), "options": child}
	# get_all: as above
	parents = {
		*frappe.get_all("DocField", of_child, pluck="parent"),
		*frappe.get_all("Custom Field", of_child, pluck="dt"),
	}
	for parent in sorted(parents):
		if frappe.get_meta(parent).issingle:
			continue
		yield from _sentence(child, "Parent", parent, _lost(child, "parent", parent, "parenttype"))


def _dynamic(doctype: str, kind: str, fieldname: str, ours: list[str]) -> Iterator[str]:
	# get_all: as above
	for target in frappe.get_all(doctype, {kind: ("in", ours)}, pluck=kind, distinct=True):
		label = frappe.get_meta(doctype).get_label(fieldname)
		yield from _sentence(doctype, label, target, _lost(doctype, fieldname, target, kind))


def _lost(doctype: str, fieldname: str, target: str, kind: str | None = None) -> list[str]:
	"""Names of rows whose link leads nowhere, a few more than `MOST` are not read."""
	row, there = frappe.qb.DocType(doctype), frappe.qb.DocType(target).as_("there")
	query = (
		frappe.qb.from_(row)
		.left_join(there)
		.on(there.name == row[fieldname])
		.select(row.name)
		.where(there.name.isnull() & row[fieldname].isnotnull() & (row[fieldname] != ""))
		.limit(MOST + 1)
	)
	if kind:
		query = query.where(row[kind] == target)
	if doctype == "File":
		# put on a form that was never saved, or into a row before it had a name: the platform leaves it so
		query = query.where(row[fieldname].not_like("new-%"))
	return query.run(pluck=True)


def _sentence(doctype: str, label: str, target: str, lost: list[str]) -> Iterator[str]:
	if lost:
		yield _(
			"{0} rows of {1} name a {2} that is gone (field {3}), for instance {4}. Find out who removed it "
			"past the app and restore it from the backup; no row is removed by itself."
		).format(
			f"{MOST}+" if len(lost) > MOST else len(lost),
			_(doctype),
			_(target),
			_(label),
			"、".join(lost[:EXAMPLES]),
		)

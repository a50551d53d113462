"""Every row and column of a site, to compare: `python -m tests.site.snapshot SITE FILE [LIKE]`.

With LIKE, an earlier snapshot, rows are compared by the columns that their table had then.
Left out is what any minute of a running platform changes: who changed a row and when, sessions, logs of jobs,
and the list of installed versions, which the platform writes anew at every installation.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import frappe

VOLATILE_COLUMNS = frozenset(("modified", "modified_by", "_user_tags", "migration_hash", "idx"))
VOLATILE_TABLES = frozenset(
	(
		"tabSessions",
		"tabInstalled Application",
		"tabScheduled Job Log",
		"tabError Log",
		"tabRoute History",
	)
)
# Rows that the platform writes anew under another name, or whose name says nothing.
KEYS = {
	"tabDefaultValue": ["parent", "defkey"],
	"tabDeleted Document": ["deleted_doctype", "deleted_name"],
	"tabSingles": ["doctype", "field"],
}


def take(like: dict[str, Any]) -> dict[str, Any]:
	"""Table → {"columns": […], "rows": {key: digest}}; of the tables in `like` by their columns there."""
	taken = {}
	for table in frappe.db.sql_list(
		"select table_name from information_schema.tables where table_schema = database() order by 1"
	):
		if table not in VOLATILE_TABLES:
			taken[table] = {"columns": columns_of(table), "rows": rows_of(table, like.get(table))}
	return taken


def columns_of(table: str) -> list[str]:
	"""Names of the columns in alphabetical order."""
	return frappe.db.sql_list(
		"select column_name from information_schema.columns "
		"where table_schema = database() and table_name = %s order by 1",
		table,
	)


def rows_of(table: str, like: dict[str, Any] | None) -> dict[str, str]:
	"""A readable key for each row and a digest of what it says."""
	rows: dict[str, str] = {}
	for row in frappe.db.sql(f"select * from `{table}`", as_dict=True):
		if is_volatile(table, row):
			continue
		key_columns = KEYS.get(table) or (["name"] if "name" in row else list(row)[:3])
		left_out = VOLATILE_COLUMNS if table not in KEYS else VOLATILE_COLUMNS | {"name", "creation"}
		said = {column: str(value) for column, value in row.items() if column not in left_out}
		if like:
			said = {column: value for column, value in said.items() if column in like["columns"]}
		text = json.dumps(said, sort_keys=True, ensure_ascii=False)
		key = " / ".join(str(row[column]) for column in key_columns)
		rows[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
	return rows


def is_volatile(table: str, row: frappe._dict) -> bool:
	"""Rows in which the platform itself keeps book of who changed what and of what is installed."""
	if table == "tabSingles":
		return row.field in VOLATILE_COLUMNS
	return table == "tabVersion" and row.ref_doctype == "Installed Applications"


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
	"""What `after` has more, less or other than `before`, one line each."""
	found = []
	for table in sorted(before.keys() | after.keys()):
		if table not in before or table not in after:
			found.append(f"{'more' if table in after else 'less'}: table {table}")
			continue
		old, new = before[table], after[table]
		found += [f"column of {table}: {name}" for name in set(old["columns"]) ^ set(new["columns"])]
		found += [f"more: {table} {key}" for key in sorted(new["rows"].keys() - old["rows"].keys())]
		found += [f"less: {table} {key}" for key in sorted(old["rows"].keys() - new["rows"].keys())]
		found += [
			f"other: {table} {key}"
			for key in sorted(old["rows"].keys() & new["rows"].keys())
			if old["rows"][key] != new["rows"][key]
		]
	return found


if __name__ == "__main__":
	site, path, *earlier = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	with open(path, "w") as file:
		json.dump(take(json.loads(Path(earlier[0]).read_text()) if earlier else {}), file)

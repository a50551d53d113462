"""The permission matrix (6 of 6, point 1): nobody may more or less than tests/matrix/expected.py says.

A part that asks every user about every DocType, and every DocType in most ways, runs always; `make matrix`
sets HEALTHTALK_MATRIX_WHOLE for the whole, and HEALTHTALK_MATRIX to the file in which the figures are kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import pytest
from frappe.utils import global_search

from tests.matrix import ground, walk, ways
from tests.matrix.expected import EXPECTED, Rows
from tests.site.county import SETTINGS, refused, set_settings
from tests.site.rest import Rest

REPORT = os.environ.get("HEALTHTALK_MATRIX")


@pytest.fixture
def county() -> Iterator[frappe._dict]:
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in SETTINGS}
	yield ground.county()
	set_settings(**before)


def test_a_count_tells_nothing_of_what_is_not_read(
	make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	"""The platform counts for whoever asks, by any field: of another system's key, too."""
	viewer = rest(make_user("Viewer"))
	for doctype in ("Data Source", "Import Profile", "Ranking Schedule"):
		refused(viewer.get("/api/method/frappe.client.get_count", {"doctype": doctype}), "PermissionError")
	assert viewer.get("/api/method/frappe.client.get_count", {"doctype": "Health Unit"}).ok


def test_nobody_may_more_or_less(site: str, county: frappe._dict, make_user: Callable[..., str]) -> None:
	users = ground.users(make_user, county)
	rows = ground.plant(county)
	frappe.db.commit()
	singles = frozenset(line for line in EXPECTED if frappe.get_meta(ground.doctype_of(line)).issingle)
	matrix = walk.cells(users, rows, singles)
	wanted = matrix if os.environ.get("HEALTHTALK_MATRIX_WHOLE") else walk.chosen(matrix, users)
	kinds = {(cell.row.line, cell.user.role) for cell in matrix if cell.user.role}
	assert kinds <= {(cell.row.line, cell.user.role) for cell in wanted}
	asked = {(cell.operation, cell.user.role) for cell in matrix if cell.user.role}
	assert asked <= {(cell.operation, cell.user.role) for cell in wanted}
	if only := os.environ.get("HEALTHTALK_MATRIX_DOCTYPES"):
		wanted = [cell for cell in wanted if cell.row.line in only.split(",")]
	new = {row.name: {} if row.line in singles else ground.values(row, county) for row in rows}
	new = json.loads(frappe.as_json(new))
	with ground.indexed(rows), ways.unwritten():
		# the platform itself would find them
		found = {(row.doctype, row.name) for row in global_search.search(ground.WORD, limit=1000)}
		readable = [row for row in rows if EXPECTED[row.line].rows is not Rows.NOBODY]
		assert found >= {(row.doctype, row.name) for row in readable}
		outcome = ways.aside(lambda: walk.walk(site, users, wanted, new))
	if REPORT:
		Path(REPORT).write_text(json.dumps(outcome.figures(), ensure_ascii=False, indent=1), encoding="utf-8")
	assert outcome.errors == []
	assert outcome.unexpected_yes == []
	assert outcome.unexpected_no == []

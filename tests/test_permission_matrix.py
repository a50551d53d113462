"""The table of the permission matrix speaks of every DocType, and its page says what it says."""

from __future__ import annotations

import json

from tests.matrix.expected import ACCUSATION, EXPECTED, ROLES
from tests.matrix.paper import PAGE, page
from tests.test_sidebar import PACKAGE


def test_every_doctype_has_an_expectation() -> None:
	files = PACKAGE.joinpath("healthtalk_app", "doctype").glob("*/*.json")
	found = [json.loads(file.read_text("utf-8")) for file in files]
	wanted = {one["name"] for one in found if one.get("doctype") == "DocType" and not one.get("istable")}
	assert wanted == set(EXPECTED) - {ACCUSATION}


def test_letters_are_those_of_roles() -> None:
	for name, about in EXPECTED.items():
		for operation in ("read", "write", "create", "delete", "export", "share", "file"):
			assert set(about.roles(operation)) <= set(ROLES), name
			# who takes down an accusation does not read it afterwards
			if (name, operation) != (ACCUSATION, "create"):
				assert set(about.roles(operation)) <= set(about.read), f"{name}: {operation} without reading"


def test_the_page_is_up_to_date() -> None:
	assert PAGE.read_text(encoding="utf-8") == page(), "Run python -m tests.matrix.paper."

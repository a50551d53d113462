"""The expected table as a document that an auditor can read: `python -m tests.matrix.paper` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.matrix.expected import EXPECTED, ROLES, Line, Rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permission-matrix.md"
HEAD = """# Permission matrix: who may do what

This page is written by `python -m tests.matrix.paper` from `tests/matrix/expected.py`, where people state
what is right; it is not read from the permissions of the app. `make matrix` asks the running app every
question of the matrix on both versions and compares; [measurements.md](measurements.md) has the figures. A
test fails when this page is not up to date, and when a DocType is missing in it.

A user sees with his unit everything below it; who has the bureau's unit sees all; who has none sees only
what is *for everybody*. A guest sees no document at all. Who reads a document finds it in lists, counts,
links and searches, prints it, assigns it, and reads the files, versions and comments about it. Nobody finds
anything in the platform's global search.

Letters are roles: {letters}. A system manager without a role of the app may do nothing. *Creates* is for
one's own side, *as the other side* where that is said; a blank unit becomes the user's own.

| DocType | whose | reads | writes | creates | deletes | exports | shares | remarks |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
TAIL = """
## Which rows

| word | who of those with the role |
| --- | --- |
{rows}

## Which questions

Operations: list, report view, `frappe.client.get_list`, export, link search, global search, count, read,
`frappe.client.get`, link title, print, the form's panel (`healthtalk_app.api.desk.panel`), file, version,
comment, share, assign, create, write, delete. A request that is refused by a rule of the document (say, a
mandatory field; status 409 or 417) counts as a yes: the permission was there. `make matrix` prints how many
these are for each operation; what they do not prove, that who may also can, the tests of the flows prove.
*Create* sends the fields of the planted row, *write* changes none. Users: each role with a group
headquarters, with the bureau and without a unit; the system manager; a guest. Relations of the user of a
group to the document: own, of a unit below, above or beside, as its other side, and of no unit (the
bureau's intake). Child tables are asked by `tests/site/test_leaks.py` and its sisters, protected identities
and columns of a level by theirs.
"""


def page() -> str:
	"""The whole document."""
	letters = ", ".join(f"**{letter}** {role}" for letter, role in ROLES.items() if letter != "S")
	lines = [
		f"| {name} | {about.rows.name.lower()} | {_letters(about.read)} | {_letters(about.write)} "
		f"| {_letters(about.create)} | {_letters(about.delete)} | {_letters(about.export)} "
		f"| {_letters(about.share)} | {_remarks(about)} |"
		for name, about in EXPECTED.items()
	]
	rows = "\n".join(f"| {kind.name.lower()} | {kind.value} |" for kind in Rows)
	return HEAD.format(letters=letters) + "\n".join(lines) + "\n" + TAIL.format(rows=rows)


def _letters(roles: str) -> str:
	return roles or "–"


def _remarks(about: Line) -> str:
	said = []
	if about.party:
		said.append(f"other side: {about.party}, which {'writes' if about.party_writes else 'reads only'}")
	if about.creates_as == "party":
		said.append("created as the other side")
	if about.creates_as == "superior":
		said.append("created by a superior of the unit")
	if about.notes is not None:
		said.append(f"notes: {_notes(about.notes)}")
	for operations, who in (
		(about.only_bureau, "the bureau alone"),
		(about.only_above, "its unit and above"),
	):
		if held := [operation for operation in operations if about.roles(operation)]:
			said.append(f"{', '.join(held)}: {who}")
	return "; ".join(said)


def _notes(notes: Mapping[str, tuple[str, ...]]) -> str:
	"""Who reads what was noted about a document: letters, and of which documents a group's users do."""
	of: dict[tuple[str, ...], str] = {}
	for letter, relations in notes.items():
		of[relations] = of.get(relations, "") + letter
	words = {"party": "as the other side", "below": "of a unit below"}
	said = [f"{who} {' or '.join(words[one] for one in relations)}" for relations, who in of.items()]
	return f"{', '.join(said)}; the bureau's in all"


if __name__ == "__main__":
	PAGE.write_text(page(), encoding="utf-8")

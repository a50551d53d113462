"""Who made a mystery visit stays hidden where the inspected unit reads: the app writes what follows.

A visitor leaves nothing there that bears his name: no note, no file, no step of what his letter has ordered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.rules.names import spoken
from healthtalk_app.rules.transitions import INSPECTION, RECTIFICATION

LETTER = "Inspection Feedback"
NUMBER, BETWEEN_DIGITS = re.compile(r"\D+"), re.compile(r"(?<=\d)[\s\-—()（）]+(?=\d)")
# what is shorter stands in a text by chance
SHORTEST_ACCOUNT, SHORTEST_NUMBER, LONGEST_NUMBER = 3, 7, 11


@contextmanager
def by_nobody() -> Iterator[None]:
	"""What is written inside has the app's own account as its author, in rows, logs and notices.

	Only for what a service writes on the app's account: rights are not asked inside.
	"""
	session, user = frappe.local.session, frappe.session.user
	session.user = "Administrator"
	try:
		yield
	finally:
		session.user = user


# ---- what a visitor leaves behind ----------------------------------------------------------------
def guard_note(doc: Any, method: str | None = None) -> None:
	"""Before a comment, mail, file, tag, share or assignment is written: none by a visitor, nor to him."""
	doctype, name = (doc.get(field) for field in permissions.REFERENCES[doc.doctype])
	refuse_visitor(doctype, name)
	if doc.doctype == "ToDo" and doc.allocated_to:
		refuse_visitor(doctype, name, doc.allocated_to)


def refuse_visitor(doctype: str | None, name: str | None, user: str | None = None) -> None:
	"""Raise `PermissionError` for who made the visit from which a letter or a rectification comes."""
	if doctype in (LETTER, RECTIFICATION) and name and is_visitor(letter_of(doctype, name), user):
		frappe.throw(
			_("This belongs to a mystery visit; the unit would learn here who came."),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def letter_of(doctype: str, name: str) -> str | None:
	"""The letter itself, or the one that ordered a rectification."""
	if doctype == LETTER:
		return name
	source = frappe.db.get_value(RECTIFICATION, name, ("source_doctype", "source_name"))
	return source[1] if source and source[0] == LETTER else None


def is_visitor(letter: str | None, user: str | None = None) -> bool:
	"""Whether a user, or the one at work, was on the team of a mystery visit."""
	inspection = visit_of(letter)
	if not inspection:
		return False
	on_team = {"parenttype": INSPECTION, "parent": inspection, "user": user or frappe.session.user}
	return bool(frappe.db.exists("Inspection Member", on_team))


def visit_of(letter: str | None) -> str | None:
	"""The mystery visit that a letter speaks of, None for every other letter."""
	return letter and frappe.db.get_value(LETTER, {"name": letter, "kind": "Mystery"}, "inspection")


# ---- who is named in a text ----------------------------------------------------------------------
def named(visit: str, texts: Iterable[str | None]) -> list[str]:
	"""What in some texts names a visitor: his name, his account or the part before the @, his telephone."""
	# get_all: whom a text names is asked of the whole team, whoever writes it
	team = frappe.get_all(
		"Inspection Member",
		filters={"parenttype": INSPECTION, "parent": visit},
		fields=["user", "employee", "member_name"],
	)
	return named_of(team, texts)


def named_of(team: Iterable[Any], texts: Iterable[str | None]) -> list[str]:
	"""The same for the rows of a team, with `user`, `employee` and `member_name`."""
	said = "\n".join(text or "" for text in texts)
	together, digits = spoken(said), NUMBER.sub(" ", BETWEEN_DIGITS.sub("", said))
	found = set()
	for row in team:
		names, accounts, numbers = traits(row)
		found |= {name for name in names if spoken(name) in together}
		found |= {account for account in accounts if stands_alone(account, said)}
		found |= {number for number in numbers if number in digits}
	return sorted(found)


def traits(row: Any) -> tuple[set[str], set[str], set[str]]:
	"""Names, accounts and telephone numbers of one of the team, the last in digits."""
	# get_value: the visitor's own data, compared with what others will read
	user = facts("User", row.user, ("full_name", "username", "email", "phone", "mobile_no"))
	own = facts("Employee", row.employee, ("employee_name", "cell_number"))
	names = {row.member_name, user.full_name, own.employee_name}
	addresses = {row.user or "", user.email or ""}
	accounts = {*addresses, *(address.split("@")[0] for address in addresses), user.username or ""}
	numbers = {NUMBER.sub("", said or "") for said in (user.phone, user.mobile_no, own.cell_number)}
	return (
		{name for name in names if spoken(name)},
		{account for account in accounts if len(account) >= SHORTEST_ACCOUNT},
		# without the number of the country
		{number[-LONGEST_NUMBER:] for number in numbers if len(number) >= SHORTEST_NUMBER},
	)


def facts(doctype: str, name: str | None, columns: tuple[str, ...]) -> Any:
	"""Some columns of a document, nothing in them where there is none."""
	return (name and frappe.db.get_value(doctype, name, columns, as_dict=True)) or frappe._dict()


def stands_alone(account: str, text: str) -> bool:
	"""Whether an account stands in a text, and not as a part of another word."""
	return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(account)}(?![A-Za-z0-9])", text, re.IGNORECASE))

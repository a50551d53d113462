"""What a client may send into our documents: shapes and values are looked at before anything relies on them.

The platform takes any JSON into a document and fails later, in the database or in our code, with a server
error. Here a wrong shape or value is refused with a sentence that names the field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.model import numeric_fieldtypes, table_fields
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document
from frappe.utils import escape_html, get_datetime, get_url, strip_html
from frappe.utils.nestedset import NestedSet

from healthtalk_app import exceptions, permissions
from healthtalk_app.exceptions import BadInputError
from healthtalk_app.services.quiet import QuietDocument

MOMENT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?")
TIME_OF_DAY = re.compile(r"\s*([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?\s*")
NUMBER = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*")
YEARS = range(1900, 2200)
LARGEST = 2**31 - 1
# bytes that the column of a field holds
TEXT_BYTES = 65535
DATA_LENGTH = 140
# texts that the platform prints as markup
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor", "Code")
LOADERS = ("style", "link", "meta", "base", "iframe", "frame", "object", "embed", "svg", "math")
SOURCES = ("src", "background", "poster", "data", "lowsrc", "dynsrc", "xlink:href")
OWN = ("/files/", "/private/files/")
# a first look, cheap, at what may fetch something
LOADING = re.compile(
	rf"\bstyle\s*=|<\s*(?:{'|'.join(LOADERS)})\b|\b(?:{'|'.join((*SOURCES, 'srcset'))})\s*=", re.IGNORECASE
)
# of a style: all other functions may fetch something
STYLE_FUNCTION = re.compile(r"([\w-]*)\s*\(")
HARMLESS = {"rgb", "rgba", "hsl", "hsla", "calc", "min", "max"}
# where a document stands in a tree
PLACE = ("lft", "rgt", "old_parent")
# of submitted and amended documents, which ours never are
NEVER_SENT = ("docstatus", "amended_from")


class CheckedDocument(QuietDocument):
	"""A document that refuses what no form of ours could have sent."""

	def set(self, key: str, value: Any, as_value: bool = False) -> None:
		# what is being read from the database was checked when it was written
		if not self.flags.is_stored:
			check_shape(self, key, value)
		super().set(key, value, as_value)

	def update(self, d: Any) -> CheckedDocument:
		"""Version 16 takes many values at once without `set`."""
		if not self.flags.is_stored:
			for key, value in d.items():
				check_shape(self, key, value)
		return super().update(d)

	def before_validate(self) -> None:
		refuse_foreign_rows(self)
		check_values(self)
		leave_out_loads(self)

	def _validate_links(self) -> None:
		check_links(self)
		permissions.require_visible_links(self)
		super()._validate_links()


class TreeDocument(CheckedDocument, NestedSet):
	"""A document in a tree. Its place there is reckoned by the platform and never taken from a client.

	The platform moves others when one is added, without a trace in `modified`: a form that was open in the
	meantime would write back the place it was loaded with. Who may write one could also give himself another.
	"""

	def before_validate(self) -> None:
		super().before_validate()
		held = not self.is_new() and frappe.db.get_value(
			self.doctype, self.name, PLACE, as_dict=True, for_update=True
		)
		self.update(held or dict.fromkeys(PLACE))


def refuse_foreign_rows(doc: Document) -> None:
	"""Refuse rows that belong to another document: the platform would take them away from it.

	Only rows that the document did not have are looked up, so that an ordinary save asks nothing.
	"""
	before = doc.get_doc_before_save()
	if not before:
		return
	for field in doc.meta.get_table_fields():
		own = {row.name for row in before.get(field.fieldname) or ()}
		sent = {row.name for row in doc.get(field.fieldname) or () if row.name and not row.is_new()}
		foreign = {"name": ("in", sorted(sent - own)), "parent": ("!=", doc.name)}
		if sent - own and frappe.db.exists(field.options, foreign):
			refuse(_("A row of another document was sent. Load the form again."))


def leave_out_loads(doc: Document) -> None:
	"""Take out of every text that was changed what would be fetched from elsewhere: by the server that prints
	it, or by the browser of whoever reads it; and say so."""
	before = doc.get_doc_before_save()
	stored = {row.name: row for row in (before, *before.get_all_children())} if before else {}
	for row in (doc, *doc.get_all_children()):
		old = stored.get(row.name) or {}
		for field in row.meta.fields:
			value = row.get(field.fieldname)
			if field.fieldtype not in TEXTS or not isinstance(value, str) or "<" not in value:
				continue
			# hidden are those that our code keeps as JSON: nothing shows them as they are
			if field.hidden or value == old.get(field.fieldname) or not LOADING.search(value):
				continue
			if (clean := without_loads(value)) != value:
				row.set(field.fieldname, clean)
				said = _("{0}: pictures and styles that are not stored in this site were left out.")
				frappe.msgprint(said.format(escape_html(_(field.label or field.fieldname))), alert=True)


def without_loads(markup: str) -> str:
	"""Markup whose pictures are files of the site or lie in the text, and whose styles fetch nothing.

	The same characters when there is nothing to take out.
	"""
	# only for the rare text that needs it
	from bs4 import BeautifulSoup

	soup = BeautifulSoup(markup, "html.parser")
	removed = False
	while tag := soup.find(LOADERS):
		tag.decompose()
		removed = True
	for tag in soup.find_all(True):
		# attributes may be written in any case and more than once: the parser's last one is what stands here
		foreign = [name for name, value in tag.attrs.items() if _loads(name.lower(), str(value))]
		for name in foreign:
			del tag[name]
		if foreign and tag.name == "img" and not tag.get("src"):
			tag.decompose()
		removed = removed or bool(foreign)
	return str(soup) if removed else markup


def _loads(attribute: str, value: str) -> bool:
	"""Whether an attribute fetches what is not a file of the site."""
	if attribute == "style":
		called = {name.lower() for name in STYLE_FUNCTION.findall(value)}
		return bool(called - HARMLESS) or "\\" in value or "@" in value
	if attribute == "srcset":
		return not all(_is_own(candidate) for candidate in value.split(","))
	return attribute in SOURCES and not (_is_own(value) or value.strip().lower().startswith("data:image/"))


def _is_own(address: str) -> bool:
	"""A stored file, by its path or with the site's address before it, and no way around."""
	path = unquote(address.strip().removeprefix(get_url()))
	return path.startswith(OWN) and ".." not in path and "\\" not in path


def check_links(doc: Document) -> None:
	"""A new document's links are looked up before its values are checked: each must be a text that can be.

	The platform takes a fraction in a link for a fault of ours, and a broken character stops the database.
	"""
	for row in (doc, *doc.get_all_children()):
		for field in (*row.meta.get_link_fields(), *row.meta.get_dynamic_link_fields()):
			if value := row.get(field.fieldname):
				_check_value(row, field, value, _(field.label or field.fieldname))


def check_shape(doc: BaseDocument, key: str, value: Any) -> None:
	"""A table holds rows of single values; every other field holds one value. Raises `BadInputError`."""
	if key == "KEEPS" or callable(getattr(type(doc), key, None)):
		refuse(_("{0} cannot be written."), key)
	if key in NEVER_SENT and value not in (None, "", 0, "0"):
		refuse(_("{0} cannot be written."), key)
	if not value or (not isinstance(value, list | tuple | dict) and key not in doc._table_fieldnames):
		return
	field = doc.meta.get_field(key)
	if not field:
		return
	if field.fieldtype not in table_fields:
		if isinstance(value, list | tuple | dict):
			refuse(_("{0} takes one value."), _(field.label))
		return
	if not isinstance(value, list | tuple) or not all(isinstance(r, dict | BaseDocument) for r in value):
		refuse(_("{0} takes a list of rows."), _(field.label))
	for row in value:
		if isinstance(row, dict):
			_check_row(field, row)


def _check_row(table: Any, row: dict[str, Any]) -> None:
	columns = frappe.get_meta(table.options)
	for key, value in row.items():
		column = columns.get_field(key)
		if column and isinstance(value, list | tuple | dict):
			refuse(_("{0} takes one value."), f"{_(table.label)}: {_(column.label)}")


def check_values(doc: Document) -> None:
	"""Every field of a document and its rows holds a value of its kind. Raises `BadInputError`."""
	for row in (doc, *doc.get_all_children()):
		for field in row.meta.fields:
			value = row.get(field.fieldname)
			if value in (None, "") or field.fieldtype in table_fields:
				continue
			name = _(field.label or field.fieldname)
			label = name if row is doc else _("Row {0}: {1}").format(row.idx, name)
			_check_value(row, field, value, label)


def _check_value(row: BaseDocument, field: Any, value: Any, label: str) -> None:
	if field.fieldtype in ("Date", "Datetime"):
		moment(value, label)
	elif field.fieldtype == "Time":
		_check_time(value, label)
	elif field.fieldtype in numeric_fieldtypes:
		_check_number(value, label)
	elif isinstance(value, str | int | float):
		if not isinstance(value, str):
			value = str(value)
			row.set(field.fieldname, value)
		_check_text(field, value, label)


def moment(value: datetime | date | str | None, label: str | None = None) -> datetime | None:
	"""A date or time as it was entered, in the site's own time; None for nothing. Raises `BadInputError`."""
	if value in (None, ""):
		return None
	label = label or _("Date of This Step")
	at = value
	if isinstance(value, str):
		try:
			at = get_datetime(value) if MOMENT.fullmatch(value.strip()) else None
		except (ValueError, OverflowError):
			at = None
	elif isinstance(value, date):
		at = get_datetime(value)
	if not isinstance(at, datetime) or at.tzinfo or at.year not in YEARS:
		refuse(_("{0}: {1} is not a date. Write it like 2026-03-05 14:30."), label, shown(value))
	return at


def not_before(at: datetime, fact: datetime | str | None) -> datetime | None:
	"""`at`, or the fact itself when both lie in one second; None when `at` lies before the fact.

	People enter times to the second; the server keeps fractions.
	"""
	fact = get_datetime(fact) if fact else None
	if not fact or at >= fact:
		return at
	return fact if at.replace(microsecond=0) == fact.replace(microsecond=0) else None


def _check_time(value: Any, label: str) -> None:
	"""A time of day: text, or a length of time as the database gives it."""
	if (isinstance(value, str) and not TIME_OF_DAY.fullmatch(value)) or isinstance(value, int | float):
		refuse(_("{0}: {1} is not a time of day. Write it like 08:30."), label, shown(value))


def _check_number(value: Any, label: str) -> None:
	number = isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value))
	if not number:
		refuse(_("{0}: {1} is not a number."), label, shown(value))
	if not abs(float(value)) <= LARGEST:
		refuse(_("{0}: {1} is too large."), label, shown(value))


def _check_text(field: Any, value: str, label: str) -> None:
	try:
		size = len(value.encode())
	except UnicodeEncodeError:
		refuse(_("{0} contains a broken character. Type the text again."), label)
	if field.fieldtype == "Data" and len(value) > (field.length or DATA_LENGTH):
		refuse(
			_("{0} holds at most {1} characters; there are {2}."),
			label,
			field.length or DATA_LENGTH,
			len(value),
		)
	if field.fieldtype in ("Small Text", "Text") and size > TEXT_BYTES:
		refuse(_("{0} holds at most {1} characters; there are {2}."), label, TEXT_BYTES // 3, len(value))


def mapping(value: Mapping[str, Any] | str | None) -> dict[str, Any]:
	"""Named values as a dictionary, as JSON text or nothing at all. Raises `BadInputError`."""
	found = _parsed(value)
	if found and not isinstance(found, dict):
		refuse(_("Named values are expected, such as {0}."), '{"reply": "…"}')
	return found or {}


def rows(value: list[Any] | str | None) -> list[dict[str, Any]]:
	"""A list of rows, given as such or as JSON text. Raises `BadInputError`."""
	found = _parsed(value) or []
	if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
		refuse(_("A list of rows is expected."))
	return found


def names(value: list[Any] | str | None) -> list[str]:
	"""A list of names, given as such or as JSON text. Raises `BadInputError`."""
	found = _parsed(value) or []
	if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
		refuse(_("A list of rows is expected."))
	return found


def conditions(doctype: str, value: list[Any] | dict[str, Any] | str | None) -> list[list[Any]]:
	"""Filters of a list as [DocType, column, operator, value], from any form in which the desk sends them.

	Raises `BadInputError` for what is no filter on a column of that DocType.
	"""
	found = _parsed(value) or []
	if isinstance(found, dict):
		found = [
			[doctype, key, *(given if isinstance(given, list) and len(given) == 2 else ("=", given))]
			for key, given in found.items()
		]
	columns = {*frappe.get_meta(doctype).get_valid_columns(), "_assign", "_liked_by", "_user_tags"}
	wanted = []
	for one in found if isinstance(found, list) else [None]:
		one = [doctype, *one] if isinstance(one, list) and len(one) == 3 else one
		if not isinstance(one, list) or len(one) not in (4, 5) or one[:1] != [doctype]:
			refuse(_("The filters of this list cannot be read."))
		_doctype, column, operator, given = one[:4]
		several = operator in ("in", "not in", "between")
		if not isinstance(column, str) or column not in columns or not isinstance(operator, str):
			refuse(_("The filters of this list cannot be read."))
		if isinstance(given, dict) or (isinstance(given, list) != several and not isinstance(given, str)):
			refuse(_("The filters of this list cannot be read."))
		wanted.append(one[:4])
	return wanted


def _parsed(value: Any) -> Any:
	try:
		return frappe.parse_json(value) if value else None
	# a hundred thousand brackets are too deep for the reader of version 15
	except (ValueError, RecursionError):
		refuse(_("What was sent cannot be read: it is no JSON."))


def is_blank(value: Any) -> bool:
	"""Whether a field says nothing: unset, or blanks and empty markup only."""
	if not isinstance(value, str):
		return not value
	return not strip_html(value).replace("&nbsp;", " ").strip() and "<img" not in value


def shown(value: Any) -> str:
	"""The beginning of a value, for a message."""
	text = str(value)
	return text if len(text) <= 40 else f"{text[:40]}…"


def refuse(sentence: str, *values: object) -> NoReturn:
	"""Raise `BadInputError` with a sentence."""
	exceptions.refuse(sentence, *values, error=BadInputError, title=_("Please Check What You Entered"))

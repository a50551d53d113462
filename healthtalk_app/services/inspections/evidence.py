"""Photos of an inspection: drawn anew when they are taken in, and once more for the unit's letter.

The letter's copies have names drawn by lot, no owner and an address of their own, so that nothing about a
photo tells who took it, when or with what. The unit never reaches the files of the inspection itself.
"""

from __future__ import annotations

import secrets
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import FrozenError, refuse
from healthtalk_app.services.records import traces
from healthtalk_app.services.voice import uploads

# which item a photo shows stands in the file's own field
FIELD = "items."


def add_photo(doc: Any, item_no: str, content: bytes) -> str:
	"""Keep a photo with an item of an inspection that is under way; returns its address.

	The same photo of the same item, sent again after the network was lost, is there once. The caller has
	checked that the user may write. Raises `FrozenError` after the letter, `PublicInputError` for no photo.
	"""
	row = next((row for row in doc.items if row.item_no == item_no), None)
	if not row:
		refuse(_("The inspection has no item {0}."), item_no)
	if doc.status not in ("Planned", "In Progress"):
		frappe.throw(_("The feedback letter has been issued."), FrozenError)
	picture = uploads.drawn_anew(content, 1)
	known = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	file = frappe.get_doc(
		doctype="File",
		file_name=f"photo-{secrets.token_hex(6)}.jpg",
		attached_to_field=FIELD + item_no,
		is_private=1,
		content=picture,
		**known,
	)
	file.flags.brings_content = True
	already = frappe.db.get_value(
		"File",
		{**known, "attached_to_field": FIELD + item_no, "content_hash": content_hash(picture)},
		"file_url",
	)
	if already:
		return already
	file.insert(ignore_permissions=True)
	if not row.evidence:
		row.evidence = file.file_url
		frappe.db.set_value(row.doctype, row.name, "evidence", file.file_url, update_modified=False)
	return file.file_url


def content_hash(content: bytes) -> str:
	"""The platform's own digest of a file."""
	from frappe.core.doctype.file.utils import get_content_hash

	return get_content_hash(content)


def photos(doc: Any, row: Any) -> list[Any]:
	"""The files of an item, the first photo first."""
	of_doc = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	# get_all: who issues the letter may read the inspection, and so its files
	found = frappe.get_all(
		"File",
		filters={**of_doc, "attached_to_field": FIELD + row.item_no},
		pluck="name",
		order_by="creation",
	)
	if row.evidence:
		found = [*frappe.get_all("File", {**of_doc, "file_url": row.evidence}, pluck="name", limit=1), *found]
	return [frappe.get_doc("File", name) for name in dict.fromkeys(found)]


def hand_over(doc: Any, letter: Any) -> None:
	"""Copy the photos of failed items to the letter; what is no photo stays with the inspectors."""
	for finding in letter.findings:
		row = next(row for row in doc.items if row.item_no == finding.item_no)
		pictures = [picture for file in photos(doc, row) if (picture := plain(file))]
		files = [
			uploads.Checked(f"{finding.item_no}-{n}-{secrets.token_hex(4)}.jpg", picture)
			for n, picture in enumerate(pictures, 1)
		]
		for name in uploads.attach(letter, files):
			frappe.db.set_value("File", name, traces.hands(now_datetime()), update_modified=False)
		frappe.db.set_value(finding.doctype, finding.name, "photos", len(files), update_modified=False)
		finding.photos = len(files)


def plain(file: Any) -> bytes | None:
	"""A photo with nothing but its picture, None for another kind of file.

	Eight bytes by lot stand in its comment: equal pictures would share the address, and the name, of the
	inspectors' own file.
	"""
	try:
		content = file.get_content()
		picture = uploads.drawn_anew(content if isinstance(content, bytes) else content.encode(), 1)
	except Exception:
		# no photo, or lost: the letter goes out without it, and the note of the evidence stands in the record
		frappe.clear_last_message()
		return None
	comment = secrets.token_bytes(8)
	return picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:]

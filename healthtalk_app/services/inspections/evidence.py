"""Photos of an inspection: drawn anew when they are taken in, and once more for the unit's letter.

The letter's copies have names drawn by lot, the letter's owner and an address of their own, so that nothing
about a photo tells who took it, when or with what. The unit never reaches the files of the inspection itself.
"""

from __future__ import annotations

import io
import secrets
from hashlib import sha256
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import FrozenError, refuse
from healthtalk_app.services.voice import uploads

# which item a photo shows stands in its name: item, two hyphens, digest of the picture
MARK = "--"


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
	name = f"{item_no}{MARK}{sha256(picture).hexdigest()[:12]}"
	# the platform puts something behind a name that is taken on the disk
	there = frappe.get_all("File", known, ["file_name", "file_url"])
	if already := next((one for one in there if one.file_name.startswith(name)), None):
		return already.file_url
	file = frappe.get_doc(
		doctype="File",
		file_name=f"{name}.jpg",
		is_private=1,
		content=picture,
		**known,
	)
	file.flags.brings_content = True
	# the caller has asked whether the user may write the inspection
	file.insert(ignore_permissions=True)
	if not row.evidence:
		row.evidence = file.file_url
		frappe.db.set_value(row.doctype, row.name, "evidence", file.file_url, update_modified=False)
	return file.file_url


def shows(file_name: str, item_no: str) -> bool:
	"""Whether a file is a photo of an item."""
	return file_name.partition(MARK)[0] == item_no and MARK in file_name


def photos(doc: Any, row: Any) -> list[Any]:
	"""The files of an item, the first photo first."""
	# get_all: who issues the letter may read the inspection, and so its files
	of_doc = frappe.get_all(
		"File",
		filters={"attached_to_doctype": doc.doctype, "attached_to_name": doc.name},
		fields=["name", "file_name", "file_url"],
		order_by="creation",
	)
	first = [file.name for file in of_doc if row.evidence and file.file_url == row.evidence][:1]
	found = [*first, *(file.name for file in of_doc if shows(file.file_name, row.item_no))]
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
		uploads.attach(letter, files)
		frappe.db.set_value(finding.doctype, finding.name, "photos", len(files), update_modified=False)
		finding.photos = len(files)


def plain(file: Any) -> bytes | None:
	"""A photo with nothing but its picture, None for another kind of file.

	It lacks the lowest line of pixels: equal files would share the address, and the name, of the inspectors'
	own file.
	"""
	# heavy, and needed by few requests
	from PIL import Image

	try:
		content = file.get_content()
		drawn = uploads.drawn_anew(content if isinstance(content, bytes) else content.encode(), 1)
	except Exception:
		# no photo, or lost: the letter goes out without it, and the note of the evidence stands in the record
		frappe.clear_last_message()
		return None
	picture = Image.open(io.BytesIO(drawn))
	out = io.BytesIO()
	picture.crop((0, 0, picture.width, max(1, picture.height - 1))).save(out, "JPEG", quality=uploads.QUALITY)
	return out.getvalue()

"""Stored files: naming the address of a private file opens it, so naming one needs the right to read it.

The platform lets a new row of File point at any stored file; in mails and attachment fields it asks for no
permission at all.
"""

import os
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.core.doctype.file.utils import get_content_hash
from frappe.model.document import Document
from werkzeug import Request, Response

from healthtalk_app.exceptions import refuse
from healthtalk_app.permissions.rows import PROTECTED

PRIVATE = "/private/files/"
# what a mail about one of our documents carries is as secret as the document
GUARDED = (*PROTECTED, "Communication")
# what a browser may show in place: it runs no script in any of these
SHOWN = ("application/pdf", "text/plain", "text/csv")
SHOWN_KINDS = ("image/", "audio/", "video/")
SCRIPTED = "image/svg+xml"


def may_create(doc: Document, user: str) -> bool:
	"""Whether the user may make this row of File: with content of its own, or of a file that he may read."""
	if doc.is_folder:
		return True
	if doc.get("content") and not doc.file_url:
		# the platform finds an address for it: the same as that of an equal file, if there is one
		doc.flags.brings_content = True
		return True
	address = _private_address(doc)
	if address is not None and doc.file_url not in (address, None, ""):
		# the platform would look for the file under this odd spelling
		return False
	return address is None or any(
		frappe.has_permission("File", "read", doc=row.name, user=user) for row in _rows(address)
	)


def guard_download(response: Response | None, request: Request) -> None:
	"""`after_request`: a private file opens in the browser only if no script can run in it; else it is saved.

	The platform saves four kinds by their endings, and behind nginx, which sends the file itself, none.
	"""
	address = request.path
	if response is None or not (address.startswith(PRIVATE) or address.endswith("download_file")):
		return
	response.headers["X-Content-Type-Options"] = "nosniff"
	kind = response.mimetype or ""
	shown = kind in SHOWN or (kind.startswith(SHOWN_KINDS) and kind != SCRIPTED)
	if response.status_code < 400 and not shown:
		said = response.headers.get("Content-Disposition", "")
		if not said.startswith("attachment"):
			response.headers["Content-Disposition"] = f"attachment{said.removeprefix('inline')}"


def guard_file(doc: Document, method: str | None = None) -> None:
	"""`before_validate` of File, which every route to a row passes, also those that ask for no permission."""
	if doc.is_folder:
		return
	keep_private(doc)
	user = frappe.session.user
	if user == "Administrator":
		return
	before = None if doc.is_new() else frappe.db.get_value("File", doc.name, "*", as_dict=True)
	address = _private_address(doc)
	if before:
		_refuse_publishing(doc, before)
		if address == _private_address(before):
			return
	elif _brings(doc):
		return
	rows = _rows(address) if address else []
	guarded = [row for row in rows if row.owner != user and row.attached_to_doctype in (*GUARDED, None, "")]
	if (guarded or (before and rows)) and not any(
		frappe.has_permission("File", "read", doc=row.name, user=user) for row in rows
	):
		refuse(
			_("This file belongs to a document that you may not read. Attach a file of your own."),
			error=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def keep_private(doc: Document) -> None:
	"""Attachments of our documents are private files (design §5)."""
	if doc.attached_to_doctype in PROTECTED and not doc.is_private:
		refuse(
			_("Attachments of {0} must be private: please tick Private and attach the file again."),
			_(doc.attached_to_doctype),
			error=frappe.PermissionError,
			title=_("Private File"),
		)


def _refuse_publishing(doc: Document, before: frappe._dict) -> None:
	"""One stored file serves equal attachments: it stays private while one of ours is among them."""
	if not before.is_private or doc.is_private:
		return
	if any(row.attached_to_doctype in GUARDED for row in _rows(before.file_url)):
		refuse(
			_("This file is attached to a protected document and stays private."),
			error=frappe.PermissionError,
			title=_("Private File"),
		)


def _brings(doc: Document) -> bool:
	"""Whether the row came with the content that its address has."""
	content = getattr(doc, "_content", None)
	return bool(
		doc.flags.brings_content
		and doc.file_url
		and content
		and get_content_hash(content) == doc.content_hash
	)


def _private_address(row: Document | frappe._dict) -> str | None:
	"""The private file that a row opens, however its address is written; None for other files.

	Without an address the platform takes the row's file name.
	"""
	written = unquote(row.file_url or row.file_name or "")
	if not written or (written.startswith("/files/") and os.path.normpath(written) == written):
		return None
	if written.startswith(("http://", "https://")) and "/files/" not in written:
		return None
	if "/" not in written and not row.is_private:
		return None
	return PRIVATE + os.path.basename(written.partition("?")[0])


def _rows(address: str) -> list[frappe._dict]:
	# get_all: the question is whether the user may read one of them
	return frappe.get_all(
		"File", filters={"file_url": address}, fields=["name", "owner", "attached_to_doctype"]
	)

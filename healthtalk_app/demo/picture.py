"""A scan for the demo: what a paper answer looks like when it comes from the scanner."""

from __future__ import annotations

from io import BytesIO

import frappe


def scan(doctype: str, name: str) -> str:
	"""Attach a small picture of a sheet of paper to a document; returns its URL."""
	file = frappe.get_doc(
		doctype="File",
		file_name=f"fuhan-{name}.png",
		attached_to_doctype=doctype,
		attached_to_name=name,
		attached_to_field="scan",
		content=sheet(),
		is_private=1,
	)
	# the sender's liaison attaches what the outside unit has sent on paper
	return file.insert(ignore_permissions=True).file_url


def sheet() -> bytes:
	"""A white sheet with a red head, lines of writing and a seal."""
	# the imaging library is needed for these few pictures only
	from PIL import Image, ImageDraw

	image = Image.new("RGB", (620, 877), "white")
	pen = ImageDraw.Draw(image)
	pen.line((70, 150, 550, 150), fill="red", width=3)
	for line in range(9):
		pen.line((80, 230 + 45 * line, 540 - 90 * (line == 8), 230 + 45 * line), fill="gray", width=2)
	pen.ellipse((400, 640, 520, 760), outline="red", width=4)
	content = BytesIO()
	image.save(content, "PNG")
	return content.getvalue()

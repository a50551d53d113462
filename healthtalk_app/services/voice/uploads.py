"""Files of strangers: photos are drawn anew, voice notes known by their first bytes, all else is refused.

Drawing a photo anew drops what was hidden in it: places, names, programs behind the picture. Of a voice note
only the sound is kept (`recordings`). The names that senders gave their files are not kept, for they tell of
people and paths.
"""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterable
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import cint

from healthtalk_app.exceptions import refuse_guest
from healthtalk_app.services.voice import recordings

PHOTOS = ("JPEG", "PNG", "WEBP", "MPO")
MOST_PIXELS = 50_000_000
LONGEST_EDGE = 2560
QUALITY = 85
# what a program or page hidden in a recording would begin with
HIDDEN = (b"<script", b"<html", b"<svg", b"<?php", b"<!doctype", b"PK\x05\x06", b"%PDF-")
# the names that files get here
SENT = re.compile(r"(photo|voice)-[0-9a-f]{12}\.[a-z0-9]{3,4}")


class Checked(NamedTuple):
	"""A file that may be kept: a name of ours and its content."""

	file_name: str
	content: bytes


def is_sent(file_name: str | None) -> bool:
	"""Whether a file bears a name that was given here: nobody but a guest sent it."""
	return bool(SENT.fullmatch(file_name or ""))


def limits() -> tuple[int, int]:
	"""How many files, and how many bytes each."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return cint(settings.portal_max_files), cint(settings.portal_max_file_mb) * 1024 * 1024


def checked(files: Iterable[tuple[str, bytes]]) -> list[Checked]:
	"""The files as they are kept. Raises `PublicInputError` that says which file cannot be taken and why."""
	given = [(str(name or ""), content) for name, content in files or () if name or content]
	most, size = limits()
	if len(given) > most:
		refuse_guest(_("At most {0} files can be sent; these are {1}."), most, len(given), field="files")
	return [_checked(place, content, size) for place, (_name, content) in enumerate(given, 1)]


def _checked(place: int, content: Any, size: int) -> Checked:
	if not isinstance(content, bytes | bytearray) or not content:
		refuse_guest(_("File {0} is empty."), place, field="files")
	if len(content) > size:
		refuse_guest(_("File {0} is larger than {1} MB."), place, size // (1024 * 1024), field="files")
	content = bytes(content)
	if extension := voice_of(content):
		return Checked(f"voice-{secrets.token_hex(6)}.{extension}", sound_of(content, extension, place))
	return Checked(f"photo-{secrets.token_hex(6)}.jpg", drawn_anew(content, place))


def drawn_anew(content: bytes, place: int) -> bytes:
	"""A photo as a plain JPEG of at most 2560 pixels a side, upright, with nothing but the picture in it."""
	# heavy, and needed by few requests
	from PIL import Image, ImageOps

	try:
		# the head only: nothing is unpacked yet
		picture = Image.open(io.BytesIO(content), formats=PHOTOS)
		width, height = picture.size
	except Exception:
		refuse_guest(
			_("File {0} is no photo (JPG, PNG, WebP) and no voice note (MP3, M4A, WAV, AMR, OGG, WebM)."),
			place,
			field="files",
		)
	if width * height > MOST_PIXELS:
		refuse_guest(_("File {0} has too many pixels. Send a smaller photo."), place, field="files")
	try:
		picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
		picture = ImageOps.exif_transpose(picture)
		picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
		plain = Image.new("RGB", picture.size, "white")
		shown = picture.convert("RGBA")
		plain.paste(shown, mask=shown.getchannel("A"))
		out = io.BytesIO()
		plain.save(out, "JPEG", quality=QUALITY)
	except Exception:
		refuse_guest(_("File {0} is damaged and cannot be read."), place, field="files")
	return out.getvalue()


def sound_of(content: bytes, extension: str, place: int) -> bytes:
	"""A voice note without the places, names and days that telephones write beside the sound."""
	try:
		return recordings.stripped(content, extension)
	except Exception:
		# whatever a stranger's bytes lead a reader to
		refuse_guest(
			_("File {0} is a voice note that cannot be read. Record it again and send it as MP3 or M4A."),
			place,
			field="files",
		)


def voice_of(content: bytes) -> str | None:
	"""The kind of a voice note by its first bytes; None for what is none, or hides something else."""
	kind = _voice_kind(content)
	if not kind:
		return None
	lowered = content.lower()
	return None if any(mark.lower() in lowered for mark in HIDDEN) else kind


def _voice_kind(content: bytes) -> str | None:
	if content.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
		return "amr"
	if content.startswith(b"OggS"):
		return "ogg"
	if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
		return "wav"
	if content.startswith(b"\x1aE\xdf\xa3") and b"webm" in content[:64]:
		return "webm"
	if content[4:8] == b"ftyp" and content[8:11] in (b"M4A", b"M4B", b"mp4", b"iso", b"3gp", b"das"):
		return "m4a"
	if content.startswith(b"ID3") or _is_mp3_frame(content):
		return "mp3"
	return None


def _is_mp3_frame(content: bytes) -> bool:
	"""Sync of eleven bits, a layer, a bit rate and a sample rate that exist."""
	if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
		return False
	return bool(content[1] & 0x06) and content[2] & 0xF0 not in (0x00, 0xF0) and content[2] & 0x0C != 0x0C


def attach(doc: Any, files: Iterable[Checked]) -> list[str]:
	"""Keep files with a document, private; returns their names."""
	made = []
	for one in files:
		file = frappe.get_doc(
			doctype="File",
			file_name=one.file_name,
			attached_to_doctype=doc.doctype,
			attached_to_name=doc.name,
			is_private=1,
			content=one.content,
		)
		# the row brings its content and points at no other file (permissions/files.py)
		file.flags.brings_content = True
		# a guest owns nothing and may create nothing by himself
		file.insert(ignore_permissions=True)
		made.append(file.name)
	return made

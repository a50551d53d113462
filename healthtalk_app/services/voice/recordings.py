"""Voice notes without what telephones write beside the sound: places, names, days, covers.

The sound is not made anew: the parts of the file that hold words are emptied or left out. Each function takes
and returns a whole file, and raises `Unreadable`, or another error of reading, for what it cannot follow to
its end, so that nothing is kept that was not looked through.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

# pieces of 20 ms make nearly three hours; a file of nothing but tiny parts would keep a worker for long
MOST_PARTS = 500_000


class Unreadable(ValueError):
	"""The file is none of its kind, is cut off, or has more parts than a voice note can have."""


def counted(parts: int) -> int:
	"""One part more. Raises `Unreadable` above the most."""
	if parts >= MOST_PARTS:
		raise Unreadable
	return parts + 1


def stripped(content: bytes, kind: str) -> bytes:
	"""A recording of a kind ("amr", "m4a", "mp3", "ogg", "wav", "webm") with nothing but its sound in it."""
	return KINDS[kind](content)


# ---- MP3 and Ogg: mutagen knows them -----------------------------------------------------------------
# tags of one kind may stand one after the other
MOST_TAGS = 5
LYRICS = (b"LYRICS200", b"LYRICSEND")
# the head of a page, with the mark of a stream's first
OGG_BEGINS = re.compile(rb"OggS\x00[\x02\x03\x06\x07]")


def _mp3(content: bytes) -> bytes:
	# heavy, and needed by few requests
	from mutagen import apev2, id3, mp3

	file = io.BytesIO(content)
	for _round in range(MOST_TAGS):
		before = file.getbuffer().nbytes
		for clear in (id3.delete, apev2.delete):
			file.seek(0)
			clear(file)
		if file.getbuffer().nbytes == before:
			break
	else:
		raise Unreadable
	if file.getvalue().endswith(LYRICS):
		raise Unreadable
	file.seek(0)
	# what cannot be heard has no frames
	mp3.MP3(file)
	return file.getvalue()


def _ogg(content: bytes) -> bytes:
	import mutagen

	# a second stream, beside the first or after it, has words of its own
	if len(OGG_BEGINS.findall(content)) != 1:
		raise Unreadable
	file = io.BytesIO(content)
	found = mutagen.File(file)
	if found is None:
		raise Unreadable
	file.seek(0)
	found.delete(file)
	return file.getvalue()


# ---- MP4: a tree of boxes; what is emptied keeps its length, for others count from the beginning -------
BOXES = (b"moov", b"trak", b"moof", b"traf")
WORDS = (b"udta", b"meta", b"uuid", b"free", b"skip")
# moov > trak, moof > traf
DEEPEST = 2


def _m4a(content: bytes) -> bytes:
	data, parts, kinds = bytearray(content), 0, set()
	for kind in _boxes(data, 0, len(data)):
		parts = counted(parts)
		kinds.add(kind)
	if b"moov" not in kinds:
		raise Unreadable
	return bytes(data)


def _boxes(data: bytearray, at: int, end: int, depth: int = 0) -> Iterator[bytes]:
	"""The kind of each box between two places; those that hold words are emptied."""
	if depth > DEEPEST:
		raise Unreadable
	while at < end:
		size, head, kind = int.from_bytes(data[at : at + 4], "big"), 8, bytes(data[at + 4 : at + 8])
		if size == 1:
			size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
		elif size == 0:
			size = end - at
		if size < head or at + size > end:
			raise Unreadable
		if kind in WORDS:
			data[at + 4 : at + 8] = b"free"
			data[at + head : at + size] = bytes(size - head)
		elif kind in BOXES:
			yield from _boxes(data, at + head, at + size, depth + 1)
		yield kind
		at += size


# ---- WAV: chunks in a row ------------------------------------------------------------------------------
SOUND = (b"fmt ", b"fact", b"data")


def _wav(content: bytes) -> bytes:
	kept: dict[bytes, bytes] = {}
	at, parts = 12, 0
	while at + 8 <= len(content):
		parts = counted(parts)
		kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
		if at + 8 + size > len(content):
			raise Unreadable
		if kind in SOUND:
			kept[kind] = content[at : at + 8 + size] + bytes(size % 2)
		at += 8 + size + size % 2
	if not {b"fmt ", b"data"} <= kept.keys():
		raise Unreadable
	body = b"WAVE" + b"".join(kept[kind] for kind in SOUND if kind in kept)
	return b"RIFF" + len(body).to_bytes(4, "little") + body


# ---- AMR: frames in a row, which have no room for words ------------------------------------------------
NARROW = (b"#!AMR\n", (12, 13, 15, 17, 19, 20, 26, 31, 5))
WIDE = (b"#!AMR-WB\n", (17, 23, 32, 36, 40, 46, 50, 58, 60, 5))
NO_SOUND = (14, 15)


def _amr(content: bytes) -> bytes:
	head, sizes = next(form for form in (NARROW, WIDE) if content.startswith(form[0]))
	at, parts = len(head), 0
	while at < len(content):
		parts = counted(parts)
		mode = (content[at] >> 3) & 0x0F
		if content[at] & 0x83 or (mode >= len(sizes) and mode not in NO_SOUND):
			raise Unreadable
		at += 1 + (sizes[mode] if mode < len(sizes) else 0)
	if at == len(head) or at > len(content):
		raise Unreadable
	return content


# ---- WebM: elements; what is emptied becomes a void of the same length ---------------------------------
SEGMENT, CLUSTER, INFO, TRACKS = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B
ENTERED = (SEGMENT, CLUSTER, INFO)
# tags, attachments, chapters; of the information title, day and file names; voids and sums
EMPTIED = (0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0xEC, 0xBF)


def _webm(content: bytes) -> bytes:
	data, at, seen, parts = bytearray(content), 0, set(), 0
	while at < len(data):
		begin, parts = at, counted(parts)
		element, at = _number(data, at, keep_mark=True)
		size, width_end = _number(data, at)
		unknown = size == (1 << (7 * (width_end - at))) - 1
		at = width_end
		seen.add(element)
		if element in ENTERED:
			continue
		if unknown or at + size > len(data):
			raise Unreadable
		at += size
		if element in EMPTIED:
			data[begin:at] = _void(at - begin)
	if not {SEGMENT, TRACKS} <= seen:
		raise Unreadable
	return bytes(data)


def _number(data: bytearray, at: int, *, keep_mark: bool = False) -> tuple[int, int]:
	"""A number whose first bits say how long it is, and where it ends."""
	length = 9 - data[at].bit_length()
	if length > 8 or at + length > len(data):
		raise Unreadable
	value = int.from_bytes(data[at : at + length], "big")
	return (value if keep_mark else value & ((1 << (7 * length)) - 1)), at + length


def _void(length: int) -> bytes:
	"""An element of this length, at least two bytes, that says nothing."""
	width = min(8, length - 1)
	size = length - 1 - width
	return b"\xec" + ((1 << (7 * width)) | size).to_bytes(width, "big") + bytes(size)


KINDS = {"amr": _amr, "m4a": _m4a, "mp3": _mp3, "ogg": _ogg, "wav": _wav, "webm": _webm}

"""Small voice notes of every kind, made by hand, with a place and a name beside the sound."""

import io
import wave

from mutagen import id3, ogg

PLACE, NAME = b"+29.8683+121.5440/", b"Zhang San"
# one second of nothing
SILENCE = bytes(8000)


def box(kind: bytes, *parts: bytes) -> bytes:
	body = b"".join(parts)
	return (8 + len(body)).to_bytes(4, "big") + kind + body


def m4a(*, words: bool = True) -> bytes:
	"""As Android writes it: the place right in moov.udta; names in a box of tags, and in a track."""
	said = [
		box(b"udta", box(b"\xa9xyz", len(PLACE).to_bytes(2, "big"), b"\x15\xc7", PLACE), box(b"meta", NAME)),
		box(b"meta", PLACE),
	]
	track = box(b"trak", box(b"tkhd", bytes(84)), *(said[:1] if words else []))
	moov = box(b"moov", box(b"mvhd", bytes(100)), track, *(said if words else []))
	return box(b"ftyp", b"M4A \0\0\0\0") + moov + box(b"mdat", SILENCE)


def mp3(*, words: bool = True) -> bytes:
	"""Frames of MPEG 1 layer 3, 128 kbit/s, 44.1 kHz: 417 bytes each."""
	frames = (b"\xff\xfb\x90\x00" + bytes(413)) * 20
	if not words:
		return frames
	file = io.BytesIO()
	tags = id3.ID3()
	tags.add(id3.TPE1(encoding=3, text=[NAME.decode()]))
	tags.add(id3.TXXX(encoding=3, desc="location", text=[PLACE.decode()]))
	tags.save(file)
	return file.getvalue() + frames + b"TAG" + NAME.ljust(125, b"\0")


def opus(*, words: bool = True) -> bytes:
	"""An Ogg file of three pages: head, tags, sound."""
	comment = b"ARTIST=" + NAME + b" " + PLACE
	comments = (1).to_bytes(4, "little") + len(comment).to_bytes(4, "little") + comment
	packets = (
		b"OpusHead\x01\x01" + (312).to_bytes(2, "little") + (48000).to_bytes(4, "little") + bytes(3),
		b"OpusTags" + (4).to_bytes(4, "little") + b"test" + (comments if words else bytes(4)),
		b"\xf8\xff\xfe",
	)
	made = []
	for place, packet in enumerate(packets):
		page = ogg.OggPage()
		page.serial, page.sequence, page.packets = 7, place, [packet]
		page.first, page.last = place == 0, place == len(packets) - 1
		page.position = 960 if page.last else 0
		made.append(page.write())
	return b"".join(made)


def wav(*, words: bool = True) -> bytes:
	file = io.BytesIO()
	with wave.open(file, "wb") as out:
		out.setnchannels(1)
		out.setsampwidth(1)
		out.setframerate(8000)
		out.writeframes(SILENCE)
	said = b"INFOIART" + len(NAME).to_bytes(4, "little") + NAME + b"\0"
	chunk = b"LIST" + len(said).to_bytes(4, "little") + said
	return file.getvalue() + chunk if words else file.getvalue()


def amr() -> bytes:
	"""Ten frames of the narrow kind, mode 0: a head and 12 bytes."""
	return b"#!AMR\n" + (b"\x04" + bytes(12)) * 10


def element(mark: bytes, *parts: bytes, size: bytes | None = None) -> bytes:
	body = b"".join(parts)
	return mark + (size or (0x4000 | len(body)).to_bytes(2, "big")) + body


def webm(*, words: bool = True) -> bytes:
	"""As a browser records it: segment and cluster without a size."""
	unknown = b"\x01" + b"\xff" * 7
	info = element(b"\x15\x49\xa9\x66", element(b"\x7b\xa9", NAME)) if words else b""
	tags = element(b"\x12\x54\xc3\x67", PLACE) if words else b""
	tracks = element(b"\x16\x54\xae\x6b", bytes(20))
	cluster = element(
		b"\x1f\x43\xb6\x75", element(b"\xe7", b"\0"), element(b"\xa3", SILENCE[:99]), size=unknown
	)
	head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
	return head + element(b"\x18\x53\x80\x67", info, tracks, tags, cluster, size=unknown)


ALL = {"m4a": m4a, "mp3": mp3, "ogg": opus, "wav": wav, "webm": webm}

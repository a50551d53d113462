"""Voice notes of the public keep their sound and nothing that tells of people and places (issue 4, 1)."""

import io
import unittest
import wave
from unittest.mock import patch

import mutagen

from healthtalk_app.services.voice import recordings
from healthtalk_app.tests import sounds


class TestRecordings(unittest.TestCase):
	def test_place_and_name_go_and_the_sound_stays(self) -> None:
		for kind, made in sounds.ALL.items():
			with self.subTest(kind):
				given = made()
				self.assertIn(sounds.PLACE if kind != "wav" else sounds.NAME, given)
				kept = recordings.stripped(given, kind)
				self.assertNotIn(sounds.PLACE, kept)
				self.assertNotIn(sounds.NAME, kept)
				# once more finds nothing to do
				self.assertEqual(recordings.stripped(kept, kind), kept)

	def test_what_has_no_words_stays_as_it_is(self) -> None:
		for kind in ("m4a", "mp3", "wav", "webm"):
			with self.subTest(kind):
				given = sounds.ALL[kind](words=False)
				self.assertEqual(recordings.stripped(given, kind), given)
		self.assertEqual(recordings.stripped(sounds.amr(), "amr"), sounds.amr())

	def test_it_can_still_be_heard(self) -> None:
		self.assertEqual(recordings.stripped(sounds.mp3(), "mp3"), sounds.mp3(words=False))
		with wave.open(io.BytesIO(recordings.stripped(sounds.wav(), "wav"))) as heard:
			self.assertEqual((heard.getnframes(), heard.readframes(8000)), (8000, sounds.SILENCE))
		opus = mutagen.File(io.BytesIO(recordings.stripped(sounds.opus(), "ogg")))
		self.assertEqual((type(opus).__name__, dict(opus.tags)), ("OggOpus", {}))
		# places in an M4A count from its beginning: nothing may move
		kept = recordings.stripped(sounds.m4a(), "m4a")
		self.assertEqual(kept.index(b"mdat"), sounds.m4a().index(b"mdat"))
		self.assertEqual(len(kept), len(sounds.m4a()))
		self.assertEqual(len(recordings.stripped(sounds.webm(), "webm")), len(sounds.webm()))

	def test_what_is_cut_off_or_none_of_its_kind_is_refused(self) -> None:
		for kind, made in {**sounds.ALL, "amr": sounds.amr}.items():
			head = made()[:12]
			for bad in (head, head + b"\0" * 50, head + b"\xff" * 50):
				with self.subTest(kind=kind, bad=bad), self.assertRaises(Exception):  # noqa: B017
					recordings.stripped(bad, kind)
		for kind in ("m4a", "wav", "webm", "amr"):
			with self.subTest(kind), self.assertRaises(recordings.Unreadable):
				recordings.stripped({**sounds.ALL, "amr": sounds.amr}[kind]()[:-5], kind)

	def test_tags_behind_tags_go_too_and_a_second_stream_is_refused(self) -> None:
		tagged, bare = sounds.mp3(), sounds.mp3(words=False)
		tags = tagged[: tagged.index(bare)]
		self.assertIn(sounds.PLACE, tags)
		self.assertEqual(recordings.stripped(tags * 3 + bare, "mp3"), bare)
		for bad, kind in (
			(tags * 30 + bare, "mp3"),
			(bare + b"LYRICSBEGIN" + sounds.PLACE + b"LYRICSEND", "mp3"),
			(sounds.opus() * 2, "ogg"),
		):
			with self.subTest(kind=kind, length=len(bad)), self.assertRaises(recordings.Unreadable):
				recordings.stripped(bad, kind)

	def test_a_tree_deeper_than_any_recording_has_is_refused(self) -> None:
		head = sounds.box(b"ftyp", b"M4A \0\0\0\0")
		# a size of 0 reaches to the end: each box holds all that follow
		for deep in (4, 5000):
			with self.subTest(deep), self.assertRaises(recordings.Unreadable):
				recordings.stripped(head + b"\0\0\0\0moov" * deep, "m4a")
		# 64 bits that say 0, and more than there is
		for size in (bytes(8), b"\xff" * 8):
			with self.subTest(size), self.assertRaises(recordings.Unreadable):
				recordings.stripped(head + b"\0\0\0\1moov" + size, "m4a")

	def test_a_file_of_nothing_but_tiny_parts_keeps_no_worker(self) -> None:
		segment = b"\x1aE\xdf\xa3\x80\x18\x53\x80\x67\x80\x16\x54\xae\x6b\x80"
		tiny = {
			"amr": (b"#!AMR\n", b"\x7c"),
			"m4a": (sounds.m4a(), sounds.box(b"free")),
			"wav": (sounds.wav(), b"junk\0\0\0\0"),
			"webm": (segment, b"\xec\x80"),
		}
		for kind, (head, part) in tiny.items():
			with self.subTest(kind), patch.object(recordings, "MOST_PARTS", 100):
				self.assertTrue(recordings.stripped(head + part * 80, kind))
				with self.assertRaises(recordings.Unreadable):
					recordings.stripped(head + part * 101, kind)

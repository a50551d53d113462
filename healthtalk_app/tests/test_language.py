"""Dictionaries kept between requests: the same words, read once, and never the words of yesterday."""

import pickle
from unittest.mock import patch

import frappe
from frappe import _
from frappe.translate import MERGED_TRANSLATION_KEY, USER_TRANSLATION_KEY, get_all_translations
from redis.exceptions import ConnectionError, ResponseError

from healthtalk_app.api import language
from healthtalk_app.tests.compat import HealthTalkTestCase

WORD = "A word that nobody has translated"


class TestKeptDictionaries(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		self.addCleanup(frappe.cache.delete_value, [MERGED_TRANSLATION_KEY, USER_TRANSLATION_KEY])
		self.addCleanup(language._kept.clear)
		frappe.cache.delete_value([MERGED_TRANSLATION_KEY, USER_TRANSLATION_KEY])
		language._kept.clear()
		frappe.local.lang = "zh"
		self.new_request()
		get_all_translations("zh")

	def new_request(self) -> None:
		frappe.local.cache = {}
		language.lend()

	def translate(self, words: str) -> None:
		"""As the form of a translation saves it."""
		name = frappe.db.exists("Translation", {"language": "zh", "source_text": WORD})
		doc = frappe.get_doc("Translation", name) if name else frappe.new_doc("Translation")
		doc.update({"language": "zh", "source_text": WORD, "translated_text": words})
		doc.save()

	def write(self, words: dict[str, str]) -> None:
		"""As another process does when it has put a dictionary together."""
		frappe.cache.execute_command("HSET", language._key(), "zh", pickle.dumps(words))

	def test_the_second_request_reads_nothing_and_finds_the_same(self) -> None:
		self.new_request()
		first = get_all_translations("zh")
		self.assertEqual(first["Save"], "保存")
		self.new_request()
		with patch.object(language.pickle, "loads", side_effect=AssertionError):
			self.assertIs(get_all_translations("zh"), first)

	def test_languages_are_kept_apart(self) -> None:
		get_all_translations("de")
		self.new_request()
		for _request in range(2):
			self.assertEqual((_("Language", "zh"), _("Language", "de")), ("语言", "Sprache"))
			self.new_request()

	def test_a_new_word_a_changed_one_and_a_removed_one_are_said_at_once(self) -> None:
		for words in ("头一回", "第二回"):
			self.new_request()
			self.translate(words)
			self.assertEqual(_(WORD), words)
			self.new_request()
			self.assertEqual(_(WORD), words)
		frappe.delete_doc("Translation", frappe.db.exists("Translation", {"source_text": WORD}))
		self.new_request()
		self.assertEqual(_(WORD), WORD)

	def test_another_process_made_the_dictionary_anew(self) -> None:
		self.new_request()
		self.assertEqual(_(WORD), WORD)
		of_other = dict(language._kept)
		self.translate("别处")
		# a job, which lends nothing, is the first that needs the dictionary
		frappe.local.cache = {}
		self.assertEqual(_(WORD), "别处")
		language._kept.update(of_other)
		self.new_request()
		self.assertEqual(_(WORD), "别处")

	def test_emptied_caches_are_noticed(self) -> None:
		self.new_request()
		held = get_all_translations("zh")
		for empty in (
			lambda: frappe.cache.delete_value(MERGED_TRANSLATION_KEY),
			lambda: frappe.cache.execute_command("HDEL", language._key(), "zh"),
		):
			empty()
			self.new_request()
			self.assertIsNot(get_all_translations("zh"), held)
			self.new_request()
			held = get_all_translations("zh")

	def test_what_another_process_wrote_before_the_commit_goes_with_it(self) -> None:
		self.new_request()
		before = dict(get_all_translations("zh"))
		self.translate("新词")
		# another process still reads what was committed before
		self.write(before)
		frappe.cache.hset(USER_TRANSLATION_KEY, "zh", {})
		self.new_request()
		self.assertEqual(_(WORD), WORD)
		frappe.db.after_commit.run()
		self.new_request()
		self.assertEqual(_(WORD), "新词")

	def test_a_dictionary_written_over_another_is_noticed(self) -> None:
		self.new_request()
		self.write({**get_all_translations("zh"), WORD: "盖过去"})
		self.new_request()
		self.assertEqual(_(WORD), "盖过去")

	def test_without_redis_the_platform_goes_its_way(self) -> None:
		for error in (ConnectionError, ResponseError):
			self.new_request()
			with patch.object(frappe.cache, "pipeline", side_effect=error):
				self.assertEqual(_("Language"), "语言")
			with patch.object(frappe.cache, "execute_command", side_effect=error):
				language.withdraw(frappe._dict(language="zh"))

	def test_no_more_are_kept_than_agreed(self) -> None:
		for lang in ("de", "fr", "es", "it", "pt", "zh"):
			get_all_translations(lang)
			self.new_request()
			get_all_translations(lang)
		self.assertEqual(len(language._kept), language.MOST_KEPT)
		self.assertIn((frappe.local.site, "zh"), language._kept)

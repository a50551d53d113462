"""The platform's dictionaries, kept by the process from one request to the next.

In every request that says a word the platform reads the whole dictionary of a language (20,000 sentences)
from Redis: two fifths of the work of a public page (docs/performance.md). Here the place where it looks
first, the request's own cache, knows the dictionary that the process has kept. A mark beside it in Redis says
whether that is still the same: whatever empties the platform's caches removes the mark too.
"""

import pickle
import secrets
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.translate import MERGED_TRANSLATION_KEY
from redis.exceptions import ConnectionError as NoRedis

MARK = "healthtalk_mark_"
# dictionaries of one process: languages times sites
MOST_KEPT = 4

_kept: dict[tuple[str, str], tuple[bytes, dict[str, str]]] = {}


class Dictionaries(dict[str, dict[str, str]]):
	"""By language, as the platform keeps them for a request; a kept one is there when it is asked for."""

	def __contains__(self, lang: Any) -> bool:
		if not super().__contains__(lang) and (words := _words(lang)):
			self[lang] = words
		return super().__contains__(lang)


def lend() -> None:
	"""`before_request`: let the request find what the process has kept."""
	frappe.local.cache[_key()] = Dictionaries(frappe.local.cache.get(_key()) or {})


def withdraw(translation: Document, method: str | None = None) -> None:
	"""`Translation.on_update`, `on_trash`: every process reads the language anew."""
	frappe.cache.execute_command("HDEL", _key(), MARK + translation.language)


def _words(lang: str) -> dict[str, str] | None:
	"""The dictionary as it stands in Redis now; None when it does not, and the platform has to make it."""
	place = (frappe.local.site, lang)
	try:
		mark = _mark(lang)
		held = _kept.get(place)
		if mark and held and held[0] == mark:
			return held[1]
		_kept.pop(place, None)
		# read after its mark: what changes in between is noticed at the next request
		written = frappe.cache.execute_command("HGET", _key(), lang) if mark else None
	except NoRedis:
		return None
	if not written:
		return None
	while len(_kept) >= MOST_KEPT:
		_kept.pop(next(iter(_kept)), None)
	words = pickle.loads(written)
	_kept[place] = (mark, words)
	return words


def _mark(lang: str) -> bytes | None:
	"""The mark of the dictionary in Redis, made when it has none; None when there is no dictionary."""
	key, field = _key(), MARK + lang
	asked = frappe.cache.pipeline(transaction=False)
	asked.hexists(key, lang)
	asked.hget(key, field)
	is_there, mark = asked.execute()
	if is_there and not mark:
		frappe.cache.execute_command("HSETNX", key, field, secrets.token_hex(8))
		return frappe.cache.execute_command("HGET", key, field)
	if mark and not is_there:
		frappe.cache.execute_command("HDEL", key, field)
		return None
	return mark


def _key() -> bytes:
	return frappe.cache.make_key(MERGED_TRANSLATION_KEY)

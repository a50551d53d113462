"""The platform's dictionaries, kept by the process from one request to the next.

In every request that says a word the platform reads the whole dictionary of a language (20,000 sentences)
from Redis: two fifths of the work of a public page (docs/performance.md). Here the place where it looks
first, the request's own cache, knows the dictionary that the process has kept. A mark beside it in Redis, and
its length, say whether that is still the same: whatever empties the platform's caches removes the mark too.
All requests of a process share one dictionary: nobody may write into it, as nobody in the platform does.
"""

import pickle
import secrets
from contextlib import suppress
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.translate import MERGED_TRANSLATION_KEY, USER_TRANSLATION_KEY
from redis.exceptions import RedisError

MARK = "healthtalk_mark_"
# dictionaries of one process: languages times sites
MOST_KEPT = 4

# site and language → mark and length, dictionary
_kept: dict[tuple[str, str], tuple[tuple[bytes, int], dict[str, str]]] = {}


class Dictionaries(dict[str, dict[str, str]]):
	"""By language, as the platform keeps them for a request; a kept one is there when it is asked for."""

	def __contains__(self, lang: Any) -> bool:
		if not super().__contains__(lang) and (words := _words(lang)):
			self[lang] = words
		return super().__contains__(lang)


def lend() -> None:
	"""`auth_hooks`: let the request find what the process has kept. A token has emptied its cache before."""
	frappe.local.cache[_key()] = Dictionaries(frappe.local.cache.get(_key()) or {})


def withdraw(translation: Document, method: str | None = None) -> None:
	"""`Translation.on_update`, `on_trash`: every process reads the language anew.

	What another process has read and put together before the commit holds the old words: it goes as well.
	"""
	lang = translation.language
	_remove(_key(), MARK + lang)
	frappe.db.after_commit.add(lambda: _forget(lang))


def _forget(lang: str) -> None:
	_remove(frappe.cache.make_key(USER_TRANSLATION_KEY), lang)
	_remove(_key(), lang, MARK + lang)


def _remove(key: bytes, *fields: str) -> None:
	with suppress(RedisError):
		frappe.cache.execute_command("HDEL", key, *fields)


def _words(lang: str) -> dict[str, str] | None:
	"""The dictionary as it stands in Redis now; None when it does not, and the platform has to make it."""
	place = (frappe.local.site, lang)
	try:
		state = _state(lang)
		held = _kept.get(place)
		if state and held and held[0] == state:
			return held[1]
		_kept.pop(place, None)
		# read after its mark: what changes in between is noticed at the next request
		written = frappe.cache.execute_command("HGET", _key(), lang) if state else None
	except RedisError:
		return None
	if not written or not state:
		return None
	for oldest in list(_kept)[: max(0, len(_kept) - MOST_KEPT + 1)]:
		_kept.pop(oldest, None)
	words = pickle.loads(written)
	_kept[place] = (state, words)
	return words


def _state(lang: str) -> tuple[bytes, int] | None:
	"""Mark and length of the dictionary in Redis; the mark is made when it has none. None: no dictionary."""
	key, field = _key(), MARK + lang
	asked = frappe.cache.pipeline(transaction=False)
	asked.hstrlen(key, lang)
	asked.hget(key, field)
	length, mark = asked.execute()
	if length and not mark:
		frappe.cache.execute_command("HSETNX", key, field, pickle.dumps(secrets.token_hex(8)))
		mark = frappe.cache.execute_command("HGET", key, field)
	elif mark and not length:
		_remove(key, field)
	return (mark, length) if mark and length else None


def _key() -> bytes:
	return frappe.cache.make_key(MERGED_TRANSLATION_KEY)

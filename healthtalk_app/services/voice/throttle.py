"""How often strangers may ask: counted by address and by code, in windows that begin with the first.

What is counted is a keyed digest, so that the cache holds neither addresses nor codes. Right and wrong codes
are counted alike.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import cint
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import TooOftenError

HOUR, DAY = 3600, 86400
# many residents share the address of a hospital's network
CODES_OF_ADDRESS = 10


def submission() -> None:
	"""Count a matter raised, or a text added, from the address that asks. Raises `TooOftenError`."""
	spend("submit", network(address()), _limit("submit_limit_per_hour", 30))


def enquiry(code: str) -> None:
	"""Count an enquiry with a code, whatever it is, for code and address. Raises `TooOftenError`."""
	limit = _limit("code_limit_per_hour", 60)
	spend("code", code, limit)
	spend("codes", network(address()), limit * CODES_OF_ADDRESS)


def reading() -> None:
	"""Count what is read without a code from the address that asks. Raises `TooOftenError`."""
	spend("read", network(address()), _limit("code_limit_per_hour", 60) * CODES_OF_ADDRESS)


def ballot(commitment: str) -> None:
	"""Count a rating of one commitment from the address that asks, for a day. Raises `TooOftenError`."""
	who = network(address())
	try:
		spend("ballot", who and f"{commitment}:{who}", _limit("ballots_per_address", 20), DAY)
	except TooOftenError:
		raise TooOftenError(
			_("Many have rated this from your network today. Please use another network, or come tomorrow.")
		) from None


def spend(kind: str, who: str | None, limit: int, seconds: int = HOUR) -> None:
	"""Count one more and refuse above the limit; a limit of 0 sets none, and who is nobody is not counted."""
	if not limit or who is None:
		return
	key = _key(kind, who)
	used = frappe.cache.incrby(key, 1)
	if used == 1:
		frappe.cache.expire(key, seconds)
	if used > limit:
		_refuse()


def refuse_spent(kind: str, who: str, limit: int) -> None:
	"""Refuse who has reached the limit already, and count nothing: where only failures are counted."""
	if cint(frappe.cache.get(_key(kind, who))) >= limit:
		_refuse()


def _refuse() -> NoReturn:
	raise TooOftenError(_("This was tried too often. Please wait an hour, or call the telephone given here."))


def _key(kind: str, who: str) -> bytes:
	digest = hmac.new(get_encryption_key().encode(), who.encode(errors="replace"), hashlib.sha256).hexdigest()
	return frappe.cache.make_key(f"healthtalk_often:{kind}:{digest}")


def address() -> str | None:
	"""The address that asks, as the platform tells it behind its proxy; None without a request."""
	return getattr(frappe.local, "request_ip", None)


def network(asking: str | None) -> str | None:
	"""By which an address is counted: of IPv6 its first 64 bits, as a household has all that follow."""
	try:
		found = ipaddress.ip_address(asking or "")
	except ValueError:
		return asking
	if found.version == 4:
		return str(found)
	return str(found.ipv4_mapped or ipaddress.IPv6Address(int(found) >> 64 << 64))


def _limit(fieldname: str, otherwise: int) -> int:
	value = frappe.get_cached_doc("Healthtalk Settings").get(fieldname)
	return otherwise if value is None else cint(value)

"""Data Sources 数据来源: other systems with a key each, what they may do, from where and how often."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, now_datetime
from frappe.utils.password import get_encryption_key

from healthtalk_app.exceptions import BadInputError, PartnerError, TooOftenError, refuse
from healthtalk_app.rules.partner_contract import KEY_PATTERN
from healthtalk_app.services.voice import throttle

DOCTYPE = "Data Source"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
# with which a wrong key is compared, so that it takes as long as a right one
NO_DIGEST = "0" * 64
WRONG_KEYS_PER_HOUR = 120
MINUTE = 60
KEY_FIELDS = ("key_id", "key_digest", "key_made_at")


# ---- the steps of a save -------------------------------------------------------------------------
def check_code(doc: Any) -> None:
	"""The code stands before the numbers of the source, as that of an import profile does."""
	if not CODE.fullmatch(doc.code or ""):
		frappe.throw(_("The code has 3 to 40 small letters, digits and hyphens."), BadInputError)


def check_addresses(doc: Any) -> None:
	"""Each line names an address or a network."""
	for line in lines_of(doc.allowed_addresses):
		try:
			ipaddress.ip_network(line, strict=False)
		except ValueError:
			refuse(_("{0} is no address and no network."), line, error=BadInputError)


def hold_key(doc: Any) -> None:
	"""A key is made by `new_key` only."""
	before = doc.get_doc_before_save()
	if not doc.flags.new_key:
		for field in KEY_FIELDS:
			doc.set(field, before.get(field) if before else None)


def lines_of(text: str | None) -> list[str]:
	"""The lines that say something."""
	return [line.strip() for line in (text or "").splitlines() if line.strip()]


# ---- keys ----------------------------------------------------------------------------------------
def new_key(doc: Any) -> str:
	"""Give a source a new key; the one before is worth nothing from now on. Only a digest of it is kept."""
	secret = secrets.token_urlsafe(32)
	doc.key_id, doc.key_digest, doc.key_made_at = secrets.token_hex(6), digest(secret), now_datetime()
	doc.flags.new_key = True
	doc.save()
	return f"{doc.key_id}.{secret}"


def digest(secret: str) -> str:
	"""What is kept of the secret part of a key."""
	return hmac.new(get_encryption_key().encode(), secret.encode(), hashlib.sha256).hexdigest()


def authenticate(key: str | None, address: str) -> Any:
	"""The source whose key this is. Raises `PartnerError`; every wrong key is answered alike."""
	known = re.fullmatch(KEY_PATTERN, key or "")
	key_id, _dot, secret = (key if known else "-.").partition(".")
	source = frappe.db.get_value(DOCTYPE, {"key_id": key_id}, "*", as_dict=True)
	right = hmac.compare_digest(digest(secret), source.key_digest if source else NO_DIGEST)
	if not (right and source and cint(source.active)):
		spend("wrong key", throttle.network(address), WRONG_KEYS_PER_HOUR, throttle.HOUR)
		raise PartnerError("unauthorised", _("The key is missing or wrong."))
	if not may_come_from(source, address):
		raise PartnerError("address_not_allowed", _("This source may not ask from this address."))
	spend("source", source.name, cint(source.limit_per_minute), MINUTE)
	return source


def may_come_from(source: Any, address: str) -> bool:
	"""Whether an address lies in what the source allows."""
	allowed = lines_of(source.allowed_addresses)
	if not allowed:
		return True
	try:
		at = ipaddress.ip_address(address)
	except ValueError:
		return False
	return any(at in ipaddress.ip_network(line, strict=False) for line in allowed)


def spend(kind: str, who: str, limit: int, seconds: int) -> None:
	"""Count one request. Raises `PartnerError` above the limit."""
	try:
		throttle.spend(f"partner {kind}", who, limit, seconds)
	except TooOftenError:
		raise PartnerError("too_often", _("Too many requests. Wait and try again.")) from None


def require(source: Any, right: str) -> None:
	"""Raises `PartnerError` unless the source may do this: may_submit, may_push, may_read or may_rate."""
	if not cint(source.get(right)):
		raise PartnerError("not_allowed", _("This source may not do this."))

"""The two codes on the citizen's own receipt 回执: one looks up his matter, the other rates it.

They are derived from the site's secret key and the document's name, 75 bits each, and found by digest; so
none is stored, and the same receipt can be printed again.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import frappe
from frappe.utils.password import get_encryption_key

from healthtalk_app.rules import codes
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services import merging


def public_codes(doc: Any) -> dict[str, str]:
	"""The tracking and the rating code of a matter: 75 random bits each, never stored, found by digest.

	They are derived from the site's secret key, so that the same receipt can be printed again.
	"""
	found = {kind: derived_code(kind, doc.name) for kind in ("tracking", "rating")}
	digests = {f"{kind}_digest": codes.digest(code) for kind, code in found.items()}
	if any(doc.get(field) != value for field, value in digests.items()):
		frappe.db.set_value(MATTER, doc.name, digests, update_modified=False)
		doc.update(digests)
	return found


def derived_code(kind: str, name: str) -> str:
	"""A code that says nothing about the matter's date or number."""

	def randbytes(length: int) -> bytes:
		key = get_encryption_key().encode()
		return hmac.new(key, f"healthtalk:{kind}:{name}".encode(), hashlib.sha256).digest()[:length]

	return codes.new_code(randbytes)


def matter_of(kind: str, code: str) -> str | None:
	"""The matter to which a code, `tracking` or `rating`, leads today: that of a duplicate to its survivor.

	None for a code that no receipt bears or that was mistyped.
	"""
	name = frappe.db.get_value(MATTER, {f"{kind}_digest": codes.digest(code)}, "name")
	return merging.survivor_of(name) if name else None

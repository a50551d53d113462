"""The two codes on the citizen's own receipt 回执: one looks up his matter, the other rates it.

They are derived from the site's secret key and the document's name, 75 bits each, and found by digest; so
none is stored, and the same receipt can be printed again.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, NamedTuple

import frappe
from frappe.utils.password import get_encryption_key

from healthtalk_app.rules import codes
from healthtalk_app.rules.transitions import MATTER, SUBMISSION
from healthtalk_app.services.matters import merging

# what no code has for a digest: it is looked for all the same when a code was mistyped
NO_DIGEST = "-"


class Holder(NamedTuple):
	"""To what a code leads: a submission, if there was one, and the matter that it became or joined.

	`raised` is the matter of which the holder is himself the raiser; `matter` is another one when that was
	merged, and when he only joined.
	"""

	submission: str | None
	matter: str | None
	raised: str | None = None

	def __bool__(self) -> bool:
		return bool(self.submission or self.matter)


def public_codes(doc: Any) -> dict[str, str]:
	"""The tracking and the rating code of a matter or submission: 75 random bits each, found by digest.

	They are derived from the site's secret key, so that the same receipt can be printed again.
	"""
	found = {kind: derived_code(kind, doc.name) for kind in ("tracking", "rating")}
	digests = {f"{kind}_digest": codes.digest(code) for kind, code in found.items()}
	if any(doc.get(field) != value for field, value in digests.items()):
		frappe.db.set_value(doc.doctype, doc.name, digests, update_modified=False)
		doc.update(digests)
	return found


def is_with_raiser(doc: Any) -> bool:
	"""Whether a matter came with a receipt of its own, whose codes no officer has seen."""
	sent = doc.get("submission")
	return bool(sent and frappe.db.get_value(SUBMISSION, sent, "tracking_digest"))


def derived_code(kind: str, name: str) -> str:
	"""A code that says nothing about the matter's date or number."""

	def randbytes(length: int) -> bytes:
		key = get_encryption_key().encode()
		return hmac.new(key, f"healthtalk:{kind}:{name}".encode(), hashlib.sha256).digest()[:length]

	return codes.new_code(randbytes)


def holder_of(kind: str, code: str) -> Holder:
	"""To what a code leads, looked up in the same way whether it was mistyped, is unknown or right."""
	try:
		digest = codes.digest(code)
	except codes.BadCode:
		digest = NO_DIGEST
	column = f"{kind}_digest"
	sent = frappe.db.get_value(SUBMISSION, {column: digest}, ["name", "matter", "status"], as_dict=True)
	raised = frappe.db.get_value(MATTER, {column: digest}, "name")
	if sent and sent.status == "Accepted":
		raised = raised or sent.matter
	matter = raised or (sent and sent.matter)
	return Holder(sent.name if sent else None, merging.survivor_of(matter) if matter else None, raised)

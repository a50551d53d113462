"""What strangers type: made harmless, and refused with a sentence where something would be lost.

Nothing is cut off or dropped without a word: a text that is too long or not readable is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import refuse_guest
from healthtalk_app.rules import codes, masking
from healthtalk_app.rules.transitions import MATTER

LENGTHS = {
	"subject": 100,
	"content": 5000,
	"place": 140,
	"raiser_name": 60,
	"raiser_phone": 20,
	"raiser_email": 100,
	"accused": 140,
	"accused_unit": 140,
	"unit": 140,
	"session": 40,
	"joins": 64,
	"key": 64,
}
LINES = ("content", "text", "reason", "comment")
LEVELS = ("Named", "Confidential", "Anonymous")
# through the pages; what comes by other ways is entered by an officer or pushed in with a key
CHANNELS = ("Website Letter", "Director's Mailbox", "Interactive Column", "Talk")
PHONE = re.compile(r"\+?\d[\d\- ]{5,18}\d")
EMAIL = re.compile(r"[^@\s<>\"'(),;:]+@[^@\s<>\"'(),;:]+\.[A-Za-z]{2,}")
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
# signs that turn the direction of a text or cannot be seen
INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])
# the platform reads these as markup and takes out what it does not know
MARKUP = str.maketrans("<>", "＜＞")


def text(value: Any, field: str, most: int | None = None) -> str:
	"""One text: readable, not too long, without markup. Raises `PublicInputError` with the field."""
	if value is None:
		return ""
	if not isinstance(value, str):
		refuse_guest(_("A text is expected here."), field=field)
	most = most or LENGTHS[field]
	if len(value) > 4 * most + 1000:
		refuse_guest(_("The text is too long: at most {0} characters."), most, field=field)
	try:
		value.encode()
	except UnicodeEncodeError:
		value = "\ufffd"
	if "\ufffd" in value or "\x00" in value:
		refuse_guest(
			_("The text contains characters that cannot be read. Please type it again."), field=field
		)
	said = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).translate(INVISIBLE)
	kept = "\n\t" if field in LINES else ""
	said = "".join(
		sign if sign in kept or unicodedata.category(sign) != "Cc" else " " for sign in said
	).strip()
	if len(said) > most:
		refuse_guest(
			_("The text has {0} characters; at most {1} are possible."), len(said), most, field=field
		)
	return said.translate(MARKUP)


def needed(value: Any, field: str, most: int | None = None) -> str:
	"""A text that must be there."""
	said = text(value, field, most)
	if not said:
		refuse_guest(_("Please write something here."), field=field)
	return said


def submission(values: Mapping[str, Any]) -> dict[str, Any]:
	"""The checked values of a matter that is raised. Unknown names are refused."""
	if not isinstance(values, Mapping):
		refuse_guest(_("Named values are expected, such as {0}."), '{"content": "…"}')
	known = {*LENGTHS, "identity_level", "wants_notice", "channel"} - {"key"}
	if unknown := sorted(str(name) for name in values if name not in known):
		refuse_guest(_("{0} is not a field of this form."), unknown[0][:40], field=unknown[0][:40])
	given: dict[str, Any] = {
		name: text(values.get(name), name) for name in known if name in LENGTHS and name != "content"
	}
	given["content"] = needed(values.get("content"), "content")
	given["identity_level"] = choice(values.get("identity_level") or "Named", LEVELS, "identity_level")
	given["channel"] = choice(values.get("channel") or CHANNELS[0], CHANNELS, "channel")
	check_identity(given)
	reachable = given["raiser_phone"] or given["raiser_email"]
	given["wants_notice"] = int(bool(frappe.utils.sbool(values.get("wants_notice")) and reachable))
	return given


def check_identity(given: dict[str, Any]) -> None:
	"""Who gives his name can be called or written to; who stays anonymous leaves nothing."""
	identity = ("raiser_name", "raiser_phone", "raiser_email")
	if given["identity_level"] == "Anonymous":
		given.update(dict.fromkeys(identity, ""))
		return
	for field in identity:
		if masking.is_masked(given[field]):
			refuse_guest(_("Please write it out, without *."), field=field)
	if not given["raiser_name"]:
		refuse_guest(_("Please write your name, or choose to stay anonymous."), field="raiser_name")
	phone = unicodedata.normalize("NFKC", given["raiser_phone"])
	if phone and not PHONE.fullmatch(phone):
		refuse_guest(_("This is not a telephone number."), field="raiser_phone")
	if given["raiser_email"] and not EMAIL.fullmatch(given["raiser_email"]):
		refuse_guest(_("This is not an e-mail address."), field="raiser_email")
	if not phone and not given["raiser_email"]:
		refuse_guest(
			_("Please leave a telephone number or an e-mail address, or choose to stay anonymous."),
			field="raiser_phone",
		)
	given["raiser_phone"] = phone


def choice(value: Any, values: tuple[str, ...], field: str) -> str:
	"""One of the values."""
	if not isinstance(value, str) or value not in values:
		refuse_guest(_("Please choose one of those given."), field=field)
	return value


def code(value: Any) -> str:
	"""A code as it was typed; whether it is one shows when it is looked up."""
	return value[:200] if isinstance(value, str) else ""


def spelling(code: str) -> str:
	"""A code in one spelling, so that dashes and small letters make no other one of it; other texts stay."""
	try:
		return codes.normalise_code(code)
	except codes.BadCode:
		return code


def key(value: Any) -> str | None:
	"""The page's own key of one submission, None without."""
	if value in (None, ""):
		return None
	if not isinstance(value, str) or not KEY.fullmatch(value):
		refuse_guest(_("The form is not complete. Please open the page again."), field="key")
	return value


def choices(fieldname: str, doctype: str = MATTER) -> list[dict[str, str]]:
	"""The options of a Select with their words."""
	options = (frappe.get_meta(doctype).get_options(fieldname) or "").split("\n")
	return [{"value": value, "label": _(value, context=doctype)} for value in options if value]

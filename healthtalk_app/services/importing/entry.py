"""One row of a file, read by a profile: clean texts, times, and the reason if it cannot be taken in."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils.password import get_encryption_key

from healthtalk_app.analytics import texts
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.importing.profile import Profile
from healthtalk_app.services.inputs import DATA_LENGTH, YEARS

GENDERS = {"男": "Male", "男性": "Male", "女": "Female", "女性": "Female"}
OLDEST = 130
# no ² or ①, which are digits too
AGE = re.compile(r"\d{1,3}")
KEY_LENGTH = 140
# field of the profile → field of the matter, for what is one line of text
LINES = {
	"Name of Raiser": "raiser_name",
	"Telephone": "raiser_phone",
	"ID Number": "raiser_id_number",
	"Address": "raiser_address",
}


@dataclass
class Entry:
	"""A row as the import understands it. `row` is its number in the file, `refusal` why it is not taken."""

	row: int
	number: str
	subject: str
	content: str
	raised_at: datetime | None
	accepted_at: datetime | None = None
	reply: str = ""
	replied_at: datetime | None = None
	channel: str = ""
	category_text: str = ""
	department: str = ""
	raiser: dict[str, Any] = field(default_factory=dict)
	notes: list[str] = field(default_factory=list)
	refusal: str = ""
	key: str = ""
	digest: str = ""
	said: str = ""


def read(
	cells: Mapping[str, Any], row: int, profile: Profile, channels: Mapping[str, str], now: datetime
) -> Entry:
	"""The entry of a row; `cells` are field of the profile → cell, `channels` texts → channel."""
	whole_subject = texts.one_line(cells.get("Subject"))
	whole_content = texts.clean(cells.get("Content")) or whole_subject
	whole_subject = whole_subject or whole_content.split("\n", 1)[0]
	subject, content = texts.shorten(whole_subject, whole_content, DATA_LENGTH)
	entry = Entry(
		row,
		number=texts.one_line(cells.get("Source Number")),
		subject=subject,
		content=content,
		raised_at=texts.moment(cells.get("Raised At"), profile.date_formats),
		said=texts.said(content),
		reply=texts.clean(cells.get("Reply")),
		category_text=texts.one_line(cells.get("Category")),
		department=texts.one_line(cells.get("Department")),
	)
	read_channel(entry, cells, profile, channels)
	read_raiser(entry, cells)
	entry.refusal = refusal_of(entry, cells, now)
	if not entry.refusal:
		read_times(entry, cells, profile, now)
		raiser = {**entry.raiser, "identity_level": profile.identity_level}
		entry.digest = digest(subject, entry.said, raiser)
		entry.key = key_of(entry, profile)
	return entry


def read_channel(
	entry: Entry, cells: Mapping[str, Any], profile: Profile, channels: Mapping[str, str]
) -> None:
	said = texts.one_line(cells.get("Channel"))
	entry.channel = profile.word("Channel", said) or channels.get(said) or profile.channel
	if said and not (profile.word("Channel", said) or channels.get(said)):
		entry.notes.append(_("channel “{0}” is not known").format(said))


def read_raiser(entry: Entry, cells: Mapping[str, Any]) -> None:
	entry.raiser = {ours: texts.one_line(cells.get(theirs)) for theirs, ours in LINES.items()}
	entry.raiser["raiser_gender"] = GENDERS.get(texts.one_line(cells.get("Gender")))
	age = texts.one_line(cells.get("Age")).removesuffix("岁")
	entry.raiser["raiser_age"] = int(age) if AGE.fullmatch(age) and 0 < int(age) <= OLDEST else None


def refusal_of(entry: Entry, cells: Mapping[str, Any], now: datetime) -> str:
	"""Why a row cannot become a matter; nothing when it can."""
	if not entry.content:
		return _("there is no text")
	if not entry.raised_at:
		said = texts.one_line(cells.get("Raised At"))
		return _("the time “{0}” cannot be read").format(said[:40]) if said else _("there is no time")
	if entry.raised_at.year not in YEARS:
		return _("the year {0} cannot be right").format(entry.raised_at.year)
	if entry.raised_at > now:
		return _("it was raised in the future, at {0}").format(entry.raised_at)
	for fieldname, value in {"source_number": entry.number, **entry.raiser}.items():
		if isinstance(value, str) and len(value) > DATA_LENGTH:
			label = frappe.get_meta(MATTER).get_label(fieldname)
			return _("{0} holds more than {1} characters").format(_(label, context=MATTER), DATA_LENGTH)
	return ""


def read_times(entry: Entry, cells: Mapping[str, Any], profile: Profile, now: datetime) -> None:
	"""Acceptance and reply where they can be right; otherwise a note, and the text of the reply is kept."""
	entry.accepted_at = entry.raised_at
	if said := texts.one_line(cells.get("Accepted At")):
		at = texts.moment(cells.get("Accepted At"), profile.date_formats)
		if at and entry.raised_at <= at <= now:
			entry.accepted_at = at
		else:
			entry.notes.append(_("the time of acceptance “{0}” cannot be right").format(said[:40]))
	said = texts.one_line(cells.get("Replied At"))
	if not entry.reply:
		return
	at = texts.moment(cells.get("Replied At"), profile.date_formats)
	if at and entry.raised_at <= at <= now:
		entry.replied_at = at
		entry.accepted_at = min(entry.accepted_at, at)
	elif said:
		entry.notes.append(_("the time of the reply “{0}” cannot be right").format(said[:40]))
	else:
		entry.notes.append(_("the reply has no time"))


def digest(subject: str, said: str, raiser: Mapping[str, Any]) -> str:
	"""What finds the same text of the same person again; keyed, so that it confirms no guess at a name.

	`said` is what the content says, without marks and blanks.
	"""
	known = raiser.get("identity_level") != "Anonymous"
	who = "|".join((known and raiser.get(name)) or "" for name in ("raiser_name", "raiser_phone"))
	whole = f"{texts.said(subject)}\n{said}\n{who}"
	return hmac.new(get_encryption_key().encode(), whole.encode(), hashlib.sha256).hexdigest()


def key_of(entry: Entry, profile: Profile) -> str:
	"""By which a row of this kind of file is known again: its number, else its text and time."""
	if entry.number and len(profile.code) + len(entry.number) < KEY_LENGTH:
		return f"{profile.code}:{entry.number}"
	whole = f"{entry.number}\n{entry.digest}\n{entry.raised_at}"
	return f"{profile.code[:60]}:#{hashlib.sha256(whole.encode()).hexdigest()}"


def known_channels() -> dict[str, str]:
	"""Every way of writing a channel of ours → the channel."""
	options = frappe.get_meta(MATTER).get_options("channel").split("\n")
	return {**{_(option, context=MATTER): option for option in options}, **{o: o for o in options}}

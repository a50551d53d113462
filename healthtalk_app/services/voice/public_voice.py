"""What a guest may do: raise, follow, supplement, withdraw, re-open, rate, sign in to a talk (design §9).

`api/public.py` and the pages under `www/` call these functions and nothing else. Each asks whether the public
pages are open, looks codes up by digest only, and answers every wrong code alike. Any of them may raise
`PublicInputError`, or `TooOftenError` where an address or code asks too often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import frappe
from frappe import _
from frappe.utils import cint, strip_html

from healthtalk_app.exceptions import PublicInputError, refuse_guest
from healthtalk_app.rules.commitments import RESIDENTS
from healthtalk_app.rules.ratings import LEVELS
from healthtalk_app.services.commitments import commitment_ratings, commitment_view
from healthtalk_app.services.rankings import ranking
from healthtalk_app.services.surveys import survey_answers
from healthtalk_app.services.voice import (
	guest_acts,
	guest_input,
	likely,
	public_view,
	receipt_codes,
	throttle,
	uploads,
)
from healthtalk_app.services.voice import sign_in as sign_ins

Files = list[tuple[str, bytes]]
Answer = TypeVar("Answer")
LENGTH_OF_QUERY = 5000
LENGTH_OF_TOKEN = 100


def for_guests(function: Callable[..., Answer]) -> Callable[..., Answer]:
	"""Answer while the public pages are open, in the site's language, and refuse in one sentence."""

	@wraps(function)
	def answered(*args: Any, **kwargs: Any) -> Answer:
		if not is_open():
			refuse_guest(_("The public pages are closed at present."))
		language, frappe.local.lang = frappe.local.lang, site_language()
		try:
			with by_nobody():
				return function(*args, **kwargs)
		except PublicInputError:
			raise
		except frappe.ValidationError as error:
			# a rule of the services refused: its sentence is for everybody, its traceback for nobody
			frappe.clear_messages()
			raise PublicInputError(strip_html(str(error))) from error
		finally:
			frappe.local.lang = language

	return answered


@contextmanager
def by_nobody() -> Iterator[None]:
	"""Who is logged in at the desk in the same browser is a resident here: no row notes his account."""
	user, permissions = frappe.session.user, frappe.local.user_perms
	frappe.session.user, frappe.local.user_perms = "Guest", None
	try:
		yield
	finally:
		frappe.session.user, frappe.local.user_perms = user, permissions


def is_open() -> bool:
	"""Whether the bureau has the public pages switched on."""
	return bool(cint(frappe.get_cached_doc("Healthtalk Settings").portal_enabled))


def site_language() -> str:
	"""The language of the site: a guest's browser does not choose what officials write."""
	return frappe.db.get_default("lang") or "zh"


@for_guests
def submit(values: dict[str, Any], files: Files, key: str | None = None) -> dict[str, str]:
	"""Take in what a resident raises; the same `key` with the same text answers with the same receipt again.

	`values`: subject, content, place, unit, identity_level, raiser_name, raiser_phone, raiser_email,
	wants_notice, channel, session (the code of a talk), joins (the key of a similar matter), accused and
	accused_unit (whom an accusation names). Returns tracking_code, rating_code, subject, received_at,
	answer_by (a day as text or "") and service_phone. Raises `PublicInputError` with the field in question.
	"""
	given = guest_input.submission(values)
	key = guest_input.key(key)
	if known := guest_acts.known_submission(given, key):
		return guest_acts.receipt(known)
	throttle.submission()
	return guest_acts.receipt(guest_acts.take_in(given, uploads.checked(files), key))


@for_guests
def similar(text: str, unit: str | None = None) -> list[dict[str, Any]]:
	"""At most five open matters like a text: key, summary, unit_name, ring and people.

	Only matters for which an officer has written a public summary are ever shown.
	"""
	throttle.reading()
	return likely.public(
		guest_input.text(text, "text", LENGTH_OF_QUERY), guest_input.text(unit, "unit") or None
	)


@for_guests
def progress(tracking_code: str) -> dict[str, Any]:
	"""What the holder of a receipt may know.

	found, subject, status, rings (ring, at), current, answer_by, reply, can and reopen_until. A
	code that no receipt bears answers `{"found": False}` and empty fields of the same names.
	"""
	return public_view.progress(holder("tracking", tracking_code))


@for_guests
def supplement(tracking_code: str, text: str, files: Files) -> dict[str, Any]:
	"""Add a text and files to what was raised; returns its progress."""
	throttle.submission()
	found = known_holder("tracking", tracking_code)
	guest_acts.supplement(found, guest_input.text(text, "text", 2000), uploads.checked(files))
	return public_view.progress(found)


@for_guests
def withdraw(tracking_code: str, reason: str) -> dict[str, Any]:
	"""Withdraw what was raised; returns its progress."""
	found = known_holder("tracking", tracking_code)
	guest_acts.withdraw(found, guest_input.needed(reason, "reason", 500))
	return public_view.progress(found)


@for_guests
def reopen(tracking_code: str, reason: str) -> dict[str, Any]:
	"""Re-open an answered matter inside the window, by the server's clock; returns its progress."""
	found = known_holder("tracking", tracking_code)
	guest_acts.reopen(found, guest_input.needed(reason, "reason", 500))
	return public_view.progress(found)


@for_guests
def rating_view(rating_code: str) -> dict[str, Any]:
	"""What a rating code is for: found, subject, reply, asks_for_solution, can_rate, rated."""
	return public_view.rating(holder("rating", rating_code))


@for_guests
def rate(
	rating_code: str,
	level: str,
	outcome: str | None = None,
	comment: str | None = None,
	wants_call_back: bool = False,
) -> dict[str, Any]:
	"""Rate a replied matter, once. `level` is one of the five of Public Evaluation; returns rating_view."""
	found = known_holder("rating", rating_code)
	guest_acts.rate(found, level, outcome, guest_input.text(comment, "comment", 500), bool(wants_call_back))
	return public_view.rating(found)


@for_guests
def talk_view(talk_code: str) -> dict[str, Any]:
	"""A talk to sign in to: found, title, unit_name, at, place, topics, can_sign_in, categories."""
	throttle.reading()
	return sign_ins.view(sign_ins.session_of(guest_input.code(talk_code)))


@for_guests
def sign_in(talk_code: str, name: str | None = None, category: str | None = None) -> dict[str, Any]:
	"""Count one who has come to a talk; the name is optional. Returns talk_view."""
	throttle.reading()
	session = sign_ins.session_of(guest_input.code(talk_code))
	if not session:
		wrong_code()
	categories = tuple(row["value"] for row in guest_input.choices("category", "Session Participant"))
	sign_ins.sign_in(
		session,
		guest_input.text(name, "name", 60),
		guest_input.choice(category or sign_ins.CATEGORY, categories, "category"),
	)
	return sign_ins.view(session)


@for_guests
def survey_view(code: str) -> dict[str, Any]:
	"""What the holder of an invitation is asked: found, title, unit_name, introduction and questions."""
	throttle.reading()
	return survey_answers.view(guest_input.code(code))


@for_guests
def answer_survey(code: str, answers: Mapping[str, Any]) -> None:
	"""Answer a survey, once an invitation; `answers` by the key of the question."""
	throttle.reading()
	survey_answers.answer(guest_input.code(code), answers)


@for_guests
def commitments(unit: str | None = None, page: int = 1) -> dict[str, Any]:
	"""One page of the public commitments, newest first: rows (code, title, unit_name, status, due_on), page,
	more."""
	throttle.reading()
	return commitment_view.listed(guest_input.text(unit, "unit") or None, page)


@for_guests
def commitment(code: str, device: str | None = None) -> dict[str, Any]:
	"""A public commitment by the code of its poster, with `device`: the token by which it is rated once.

	A code of no commitment answers `{"found": False}` and empty fields of the same names.
	"""
	throttle.reading()
	device = guest_input.text(device, "device", LENGTH_OF_TOKEN)
	rater = commitment_ratings.device_of(device)
	shown = commitment_view.view(commitment_view.commitment_of(guest_input.code(code)), rater)
	return {**shown, "device": device if rater else commitment_ratings.new_device()}


@for_guests
def rate_commitment(
	code: str, level: str, comment: str | None = None, device: str | None = None
) -> dict[str, Any]:
	"""Rate a public commitment, once a device; the token must be one that `commitment` has given before."""
	throttle.reading()
	device = guest_input.text(device, "device", LENGTH_OF_TOKEN)
	name = commitment_view.commitment_of(guest_input.code(code))
	if not name:
		wrong_code()
	rater = commitment_ratings.device_of(device)
	if not rater:
		refuse_guest(_("Your browser must allow cookies, so that each device rates once."), field="level")
	level = guest_input.choice(level, LEVELS, "level")
	comment = guest_input.text(comment, "comment", 500)
	if commitment_ratings.has_rated(name, rater):
		refuse_guest(_("You have rated this commitment already. Thank you."), field="level")
	throttle.ballot(name)
	commitment_ratings.cast(name, RESIDENTS, rater, level, comment, "Online")
	return {**commitment_view.view(name, rater), "device": device}


def home() -> dict[str, Any]:
	"""The first page: what is open, coming talks, the ranking if it is shown, and what one may choose from.

	open, talks (title, unit_name, at, place), ranking (title, rows of place, unit_name, group, score),
	service_phone, channels, units (code, name), levels, outcomes, identity_levels, categories (value,
	label) and limits.
	"""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	most, size = uploads.limits()
	shut = {
		"open": False,
		"talks": [],
		"ranking": {"title": "", "rows": []},
		"service_phone": settings.service_phone or "",
		"channels": [],
		"units": [],
		"levels": [],
		"outcomes": [],
		"identity_levels": [],
		"categories": [],
		"limits": {
			"max_files": most,
			"max_file_mb": size // (1024 * 1024),
			"max_text": guest_input.LENGTHS["content"],
		},
	}
	if not is_open():
		return shut
	language, frappe.local.lang = frappe.local.lang, site_language()
	try:
		return {
			**shut,
			"open": True,
			"talks": sign_ins.coming(),
			"ranking": ranking.latest() if cint(settings.portal_show_ranking) else shut["ranking"],
			"channels": [
				row for row in guest_input.choices("channel") if row["value"] in guest_input.CHANNELS
			],
			"units": guest_acts.addressees(),
			"levels": guest_input.choices("overall", "Public Evaluation"),
			"outcomes": guest_input.choices("outcome", "Public Evaluation"),
			"identity_levels": guest_input.choices("identity_level"),
			"categories": guest_input.choices("category", "Session Participant"),
		}
	finally:
		frappe.local.lang = language


def holder(kind: str, code: str) -> receipt_codes.Holder:
	"""To what a code leads; every enquiry is counted, whatever the code."""
	code = guest_input.code(code)
	throttle.enquiry(f"{kind}:{guest_input.spelling(code)}")
	return receipt_codes.holder_of(kind, code)


def known_holder(kind: str, code: str) -> receipt_codes.Holder:
	"""The same for who acts with it. Raises `PublicInputError` for every wrong code alike."""
	found = holder(kind, code)
	if not found:
		wrong_code()
	return found


def wrong_code() -> None:
	refuse_guest(_("This code was not found. Please compare it with your receipt."), field="code")

"""What a guest may do: raise, follow, supplement, withdraw, re-open, rate, sign in to a talk (design §9).

`api/public.py` and the pages under `www/` call these functions and nothing else. Each asks whether the public
pages are open, looks codes up by digest only, and answers every wrong code alike.
"""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.exceptions import refuse_guest

Files = list[tuple[str, bytes]]


def submit(values: dict[str, Any], files: Files, key: str | None = None) -> dict[str, str]:
	"""Take in what a resident raises; the same `key` answers with the same receipt again.

	`values`: subject, content, place, unit, identity_level, raiser_name, raiser_phone, raiser_email,
	wants_notice, channel, session (the code of a talk), joins (the key of a similar matter).
	Returns tracking_code, rating_code, subject, received_at, answer_by (a day as text or "") and
	service_phone. Raises `PublicInputError` with the field in question.
	"""
	_not_open()


def similar(text: str, unit: str | None = None) -> list[dict[str, Any]]:
	"""At most five open matters like a text: key, summary, unit_name, ring and people.

	Only matters for which an officer has written a public summary are ever shown.
	"""
	return []


def progress(tracking_code: str) -> dict[str, Any]:
	"""What the holder of a receipt may know.

	found, subject, status, rings (ring, at), current, answer_by, reply, messages, can and reopen_until. A code
	that no receipt bears answers `{"found": False}` and empty fields of the same names.
	"""
	return {
		"found": False,
		"subject": "",
		"status": "",
		"rings": [],
		"current": "",
		"answer_by": "",
		"reply": "",
		"messages": [],
		"can": [],
		"reopen_until": "",
	}


def supplement(tracking_code: str, text: str, files: Files) -> dict[str, Any]:
	"""Add a text and files to what was raised; returns its progress."""
	_not_open()


def withdraw(tracking_code: str, reason: str) -> dict[str, Any]:
	"""Withdraw what was raised; returns its progress."""
	_not_open()


def reopen(tracking_code: str, reason: str) -> dict[str, Any]:
	"""Re-open an answered matter inside the window, by the server's clock; returns its progress."""
	_not_open()


def rating_view(rating_code: str) -> dict[str, Any]:
	"""What the holder of a rating code may rate: found, subject, reply, asks_for_solution, can_rate, rated."""
	return {
		"found": False,
		"subject": "",
		"reply": "",
		"asks_for_solution": False,
		"can_rate": False,
		"rated": False,
	}


def rate(
	rating_code: str,
	level: str,
	outcome: str | None = None,
	comment: str | None = None,
	wants_call_back: bool = False,
) -> dict[str, Any]:
	"""Rate a replied matter, once. `level` is one of the five of Public Evaluation; returns rating_view."""
	_not_open()


def talk_view(talk_code: str) -> dict[str, Any]:
	"""A talk to which one may sign in: found, title, unit_name, at, place, topics, can_sign_in, categories."""
	return {
		"found": False,
		"title": "",
		"unit_name": "",
		"at": "",
		"place": "",
		"topics": [],
		"can_sign_in": False,
		"categories": [],
	}


def sign_in(talk_code: str, name: str | None = None, category: str | None = None) -> dict[str, Any]:
	"""Count one who has come to a talk; the name is optional. Returns talk_view."""
	_not_open()


def home() -> dict[str, Any]:
	"""The first page: open, talks (title, unit_name, at, place), ranking, service_phone, channels, units, limits."""
	return {
		"open": False,
		"talks": [],
		"ranking": [],
		"service_phone": "",
		"channels": [],
		"units": [],
		"limits": {"max_files": 6, "max_file_mb": 10},
	}


def _not_open() -> None:
	refuse_guest(_("The public pages are closed at present."))

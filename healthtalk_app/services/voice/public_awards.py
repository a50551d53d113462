"""What a guest may do with awards: see the rounds open to votes, one of them, and vote once a device (C7)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.exceptions import RatingRefusedError, refuse_guest
from healthtalk_app.services.commendations import vote_view, votes
from healthtalk_app.services.commitments import commitment_ratings
from healthtalk_app.services.voice import guest_input, throttle
from healthtalk_app.services.voice.public_voice import LENGTH_OF_TOKEN, for_guests, wrong_code


@for_guests
def awards() -> dict[str, Any]:
	"""The rounds in which one may vote now: rows (code, title, unit_name, until)."""
	throttle.reading()
	return {"rows": vote_view.open_rounds()}


@for_guests
def award(code: str, device: str | None = None) -> dict[str, Any]:
	"""A round by its code, with `device`: the token by which one votes.

	A code of no round answers `{"found": False}` and empty fields of the same names.
	"""
	throttle.reading()
	device = guest_input.text(device, "device", LENGTH_OF_TOKEN)
	rater = commitment_ratings.device_of(device)
	shown = vote_view.view(vote_view.round_of(guest_input.code(code)), rater)
	return {**shown, "device": device if rater else commitment_ratings.new_device()}


@for_guests
def vote_award(code: str, nominee: str, device: str | None = None) -> dict[str, Any]:
	"""Vote for a nominee, once a device; the token must be one that `award` has given before."""
	throttle.reading()
	device = guest_input.text(device, "device", LENGTH_OF_TOKEN)
	name = vote_view.round_of(guest_input.code(code))
	if not name:
		wrong_code()
	rater = commitment_ratings.device_of(device)
	if not rater:
		refuse_guest(_("Your browser must allow cookies, so that each device rates once."), field="nominee")
	nomination = vote_view.nominee_of(name, guest_input.code(nominee))
	if not nomination:
		refuse_guest(_("Choose whom you vote for."), field="nominee")
	throttle.ballot(name)
	try:
		votes.cast(nomination, rater, votes.ONLINE)
	except RatingRefusedError as refused:
		refuse_guest(str(refused), field="nominee")
	return {**vote_view.view(name, rater), "device": device}

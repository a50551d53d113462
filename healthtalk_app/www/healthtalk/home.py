"""/healthtalk: what Health Talk is, and where to go."""

from __future__ import annotations

from healthtalk_app.services.voice import public_voice
from healthtalk_app.www.healthtalk.view import Asked, Page


def show(asked: Asked) -> Page:
	"""The first page."""
	return Page("home", "健康说事", public_voice.home(), public=True)

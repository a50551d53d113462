"""The hash chain of Case Events (design §2, §4): each carries a hash over itself and the link before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime


def canonical(event: Mapping[str, object]) -> bytes:
	"""The event as bytes that depend neither on the order of its keys nor on how a database returns them.

	Values are text, whole numbers, true or false (as 1 or 0), days, moments to the microsecond, or None,
	which is kept. Raises `TypeError` for anything else: a fraction may come back different from what was
	stored.
	"""
	plain = {key: _plain(key, value) for key, value in event.items()}
	return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def link(previous: str, event: Mapping[str, object]) -> str:
	"""SHA-256 in hexadecimal over the previous link ("" for the first event) and the event."""
	return hashlib.sha256(previous.encode("utf-8") + b"\n" + canonical(event)).hexdigest()


def verify(
	events: Iterable[tuple[Mapping[str, object], str]], start: str = "", head: str | None = None
) -> list[int]:
	"""The indexes at which the chain breaks, empty when it holds. `events` are pairs of event and link.

	An altered event breaks at its own index, a removed or inserted one at the event that follows. That the
	last events were removed shows only against `head`, the last link kept elsewhere: then the number of
	events is in the result.
	"""
	breaks: list[int] = []
	previous, count = start, 0
	for event, stored in events:
		if link(previous, event) != stored:
			breaks.append(count)
		previous, count = stored, count + 1
	if head is not None and previous != head:
		breaks.append(count)
	return breaks


def _plain(key: str, value: object) -> str | int | None:
	if isinstance(value, datetime):
		return value.isoformat(timespec="microseconds")
	if isinstance(value, date):
		return value.isoformat()
	if isinstance(value, int):
		return int(value)
	if value is None or isinstance(value, str):
		return value
	raise TypeError(f"Event field {key} holds {type(value).__name__}, which the chain does not take")

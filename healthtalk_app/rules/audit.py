"""What is wrong with the log of one document: events altered, removed, inserted (design §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthtalk_app.rules import chain

ALTERED, REMOVED, INSERTED = "altered", "removed", "inserted"


@dataclass(frozen=True)
class Finding:
	"""One break of a log; `sequence` is the number of the event that is altered, missing or too many."""

	kind: str
	sequence: int


def findings(
	events: Sequence[Mapping[str, object]], fields: Sequence[str], count: int, head: str | None
) -> list[Finding]:
	"""The breaks of a log, in order; empty when the chain holds.

	`events` are the stored rows in the order of their numbers, with `sequence`, `previous_hash`, `hash` and
	the `fields` over which the hash was taken. `count` and `head` are kept on the document: they tell when
	the last events are gone or new ones were put behind them.
	"""
	found: list[Finding] = []
	links = (({field: event[field] for field in fields}, str(event["hash"])) for event in events)
	for place in chain.verify(links):
		found += _at(events, fields, place)
	last = events[-1] if events else None
	ends_at = last["sequence"] if last else 0
	found += [Finding(REMOVED, sequence) for sequence in range(ends_at + 1, count + 1)]
	if not found and (last["hash"] if last else None) != (head or None):
		found.append(Finding(INSERTED if len(events) > count else ALTERED, ends_at))
	return list(dict.fromkeys(found))


def _at(events: Sequence[Mapping[str, object]], fields: Sequence[str], place: int) -> list[Finding]:
	"""What a break at one place says: of the event itself, of the missing ones, or of the one before."""
	own = events[place]
	sequence, before = own["sequence"], events[place - 1]["sequence"] if place else 0
	if chain.link(str(own["previous_hash"] or ""), {field: own[field] for field in fields}) != own["hash"]:
		return [Finding(ALTERED, sequence)]
	if sequence > before + 1:
		return [Finding(REMOVED, missing) for missing in range(before + 1, sequence)]
	if sequence <= before:
		return [Finding(INSERTED, sequence)]
	twice = place > 1 and events[place - 2]["sequence"] == before
	return [Finding(INSERTED if twice else ALTERED, before or sequence)]

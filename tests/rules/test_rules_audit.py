"""A log that was tampered with says what was done to it, wherever it was done."""

from __future__ import annotations

from healthtalk_app.rules import chain
from healthtalk_app.rules.audit import ALTERED, INSERTED, REMOVED, Finding, findings

FIELDS = ("sequence", "event")


def log(*names: str) -> list[dict]:
	rows: list[dict] = []
	for sequence, name in enumerate(names, 1):
		append(rows, sequence, name)
	return rows


def append(rows: list[dict], sequence: int, name: str) -> None:
	event = {"sequence": sequence, "event": name}
	previous = rows[-1]["hash"] if rows else ""
	rows.append({**event, "previous_hash": previous, "hash": chain.link(previous, event)})


def check(rows: list[dict], whole: list[dict]) -> list[Finding]:
	return findings(rows, FIELDS, len(whole), whole[-1]["hash"])


def test_a_whole_log_has_no_findings() -> None:
	whole = log("created", "accepted", "planned")
	assert check(whole, whole) == []
	assert findings([], FIELDS, 0, None) == []


def test_an_altered_event_is_named() -> None:
	whole = log("created", "accepted", "planned")
	for place in (0, 1, 2):
		rows = [dict(row) for row in whole]
		rows[place]["event"] = "other"
		assert check(rows, whole) == [Finding(ALTERED, place + 1)]


def test_an_altered_event_with_a_new_hash_of_its_own_is_named() -> None:
	whole = log("created", "accepted", "planned")
	for place in (0, 1, 2):
		rows = [dict(row) for row in whole]
		rows[place]["event"] = "other"
		event = {field: rows[place][field] for field in FIELDS}
		rows[place]["hash"] = chain.link(rows[place]["previous_hash"], event)
		assert check(rows, whole) == [Finding(ALTERED, place + 1)]


def test_removed_events_are_named_also_the_first_and_the_last() -> None:
	whole = log("created", "accepted", "planned", "replied")
	assert check(whole[1:], whole) == [Finding(REMOVED, 1)]
	assert check([whole[0], whole[3]], whole) == [Finding(REMOVED, 2), Finding(REMOVED, 3)]
	assert check(whole[:3], whole) == [Finding(REMOVED, 4)]
	assert check([], whole) == [Finding(REMOVED, number) for number in (1, 2, 3, 4)]


def test_an_inserted_event_is_named_even_with_a_hash_that_fits() -> None:
	whole = log("created", "accepted", "planned")
	behind = list(whole)
	append(behind, 4, "replied")
	assert check(behind, whole) == [Finding(INSERTED, 4)]
	between = whole[:2]
	append(between, 2, "responded")
	assert check([*between, whole[2]], whole) == [Finding(INSERTED, 2)]
	beside = whole[:1]
	append(beside, 2, "responded")
	assert check([*whole[:2], beside[1], whole[2]], whole) == [Finding(INSERTED, 2)]

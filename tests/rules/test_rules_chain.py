"""The hash chain of the log: what was altered, removed or inserted is found (design §4)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.chain import canonical, link, verify

VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10), st.dates(), st.datetimes())
EVENTS = st.dictionaries(st.text(max_size=5), VALUES, max_size=5)
LOGS = st.lists(EVENTS, min_size=1, max_size=8)


def chained(events: list[dict]) -> list[tuple[dict, str]]:
	log, previous = [], ""
	for event in events:
		previous = link(previous, event)
		log.append((event, previous))
	return log


def numbered(count: int) -> list[tuple[dict, str]]:
	return chained([{"event": "Raised", "sequence": i} for i in range(count)])


def test_the_canonical_form() -> None:
	event = {
		"unit": "长街分院",
		"occurred_at": datetime(2026, 3, 2, 9, 5),
		"due": date(2026, 3, 9),
		"late": False,
		"note": None,
		"hop": 2,
	}
	assert canonical(event).decode() == (
		'{"due":"2026-03-09","hop":2,"late":0,"note":null,'
		'"occurred_at":"2026-03-02T09:05:00.000000","unit":"长街分院"}'
	)


def test_a_link_is_the_hash_of_the_previous_link_and_the_event() -> None:
	assert link("", {"a": 1}) == hashlib.sha256(b'\n{"a":1}').hexdigest()
	assert link("00ff", {"a": 1}) == hashlib.sha256(b'00ff\n{"a":1}').hexdigest()


def test_what_a_database_changes_does_not_change_the_hash() -> None:
	assert canonical({"a": True, "b": None}) == canonical({"b": None, "a": 1})
	assert canonical({"at": datetime(2026, 3, 2, 9)}) == canonical({"at": datetime(2026, 3, 2, 9, 0, 0, 0)})


def test_none_is_not_nothing() -> None:
	assert canonical({"a": None}) != canonical({})
	assert canonical({"a": None}) != canonical({"a": ""})


def test_a_moment_keeps_its_microseconds_and_time_zone() -> None:
	moment = datetime(2026, 3, 2, 9)
	assert canonical({"at": moment}) != canonical({"at": moment + timedelta(microseconds=1)})
	assert canonical({"at": moment}) != canonical({"at": moment.replace(tzinfo=timezone.utc)})


@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), [1], {"a": 1}, b"x", timedelta(1)], ids=repr)
def test_values_that_have_no_single_form_are_refused(value: object) -> None:
	with pytest.raises(TypeError, match="amount"):
		canonical({"amount": value})


def test_an_altered_event_is_found_where_it_stands() -> None:
	log = numbered(5)
	log[2] = ({"event": "Raised", "sequence": 99}, log[2][1])
	assert verify(log) == [2]


def test_an_event_altered_together_with_its_link_breaks_the_next() -> None:
	log = numbered(5)
	event = {"event": "Raised", "sequence": 99}
	log[2] = (event, link(log[1][1], event))
	assert verify(log) == [3]


def test_removed_inserted_and_exchanged_events_are_found() -> None:
	log = numbered(5)
	assert verify(log[1:]) == [0]
	assert verify(log[:2] + log[3:]) == [2]
	assert verify([*log[:2], log[0], *log[2:]]) == [2, 3]
	assert verify([log[0], log[2], log[1], *log[3:]]) == [1, 2, 3]


def test_a_removed_end_is_found_against_the_head_kept_elsewhere() -> None:
	log = numbered(5)
	head = log[-1][1]
	assert verify(log, head=head) == []
	assert verify(log[:4]) == []
	assert verify(log[:4], head=head) == [4]
	assert verify([], head=head) == [0]


def test_a_part_of_the_chain_is_verified_from_the_link_before_it() -> None:
	log = numbered(5)
	assert verify(iter(log[3:]), start=log[2][1]) == []
	assert verify([]) == []


@given(LOGS)
def test_an_untouched_chain_holds(events: list[dict]) -> None:
	log = chained(events)
	assert verify(log, head=log[-1][1]) == []


@given(LOGS, EVENTS, st.data())
def test_any_altered_event_is_found(events: list[dict], other: dict, data: st.DataObject) -> None:
	log = chained(events)
	index = data.draw(st.integers(0, len(log) - 1))
	log[index] = (other, log[index][1])
	assert verify(log) == ([] if canonical(other) == canonical(events[index]) else [index])


@given(LOGS, st.data())
def test_any_removed_event_is_found(events: list[dict], data: st.DataObject) -> None:
	log = chained(events)
	head = log[-1][1]
	index = data.draw(st.integers(0, len(log) - 1))
	del log[index]
	assert verify(log, head=head) == [index]

"""How high the grade of an ethics appraisal may be (E2): by hand, and by properties."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.rules.ethics import (
	AVERAGE,
	EXCELLENT,
	GOOD,
	GRADES,
	POOR,
	Breach,
	Record,
	allowed,
	ceiling,
)

CRITICISED = Breach("Poor Service", "Public Criticism")
breaches = st.builds(
	Breach,
	st.sampled_from(("Integrity Breach", "Poor Service", "Negligence of Duty")),
	st.sampled_from(("Public Criticism", "Admonition Talk", "Suspension", "Disciplinary Sanction")),
)
records = st.builds(
	Record,
	st.lists(breaches, max_size=3).map(tuple),
	st.integers(0, 24),
	st.integers(0, 3),
	st.none() | st.floats(0, 100),
	st.integers(0, 5),
)


@pytest.mark.parametrize(
	("record", "grade", "because"),
	[
		(Record(), EXCELLENT, ()),
		(Record(study_rate=90), EXCELLENT, ()),
		(Record(study_rate=89.9), GOOD, ("study",)),
		(Record(demerit_points=1), GOOD, ("demerits",)),
		(Record(demerit_points=12, tier=1), POOR, ("demerit tier",)),
		(Record(bad_ratings=1, study_rate=50), GOOD, ("bad ratings", "study")),
		(Record((CRITICISED, CRITICISED), demerit_points=2), AVERAGE, ("accountability",)),
		(Record((CRITICISED, Breach("Integrity Breach", "Admonition Talk"))), POOR, ("integrity",)),
		(Record((Breach("Poor Service", "Suspension"),)), POOR, ("grave measure",)),
	],
)
def test_ceilings_by_hand(record: Record, grade: str, because: tuple[str, ...]) -> None:
	assert (ceiling(record).grade, ceiling(record).because) == (grade, because)


def test_a_grade_above_the_ceiling_is_not_allowed() -> None:
	assert allowed(GOOD, GOOD) and allowed(POOR, GOOD)
	assert not allowed(EXCELLENT, GOOD)
	with pytest.raises(ValueError):
		allowed("Fair", GOOD)


@given(records, breaches)
def test_a_further_breach_never_raises_the_ceiling(record: Record, breach: Breach) -> None:
	worse = replace(record, breaches=(*record.breaches, breach))
	assert GRADES.index(ceiling(worse).grade) >= GRADES.index(ceiling(record).grade)


@given(records, st.integers(0, 12), st.integers(0, 3))
def test_more_points_and_bad_ratings_never_raise_it(record: Record, points: int, ratings: int) -> None:
	worse = replace(
		record, demerit_points=record.demerit_points + points, bad_ratings=record.bad_ratings + ratings
	)
	assert GRADES.index(ceiling(worse).grade) >= GRADES.index(ceiling(record).grade)


@given(records)
def test_a_lowered_ceiling_has_its_reason_and_each_once(record: Record) -> None:
	said = ceiling(record)
	assert bool(said.because) == (said.grade != EXCELLENT)
	assert len(set(said.because)) == len(said.because)

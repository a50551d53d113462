"""The grade of an ethics appraisal 医德考评 (E2): how high it may be, by what is on record.

Four grades, as the ministry's guidance on ethics appraisal of medical staff has them: 优秀 良好 一般 较差.
The people who appraise choose the grade; the record sets a ceiling, and says why. It never asks for a low
grade where nothing is on record. Which breaches lead to which ceiling is our reading of that guidance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EXCELLENT, GOOD, AVERAGE, POOR = "Excellent", "Good", "Average", "Poor"
# best first
GRADES = (EXCELLENT, GOOD, AVERAGE, POOR)
# of the share of study sessions that is asked of who is graded as excellent, in per cent
STUDY_ASKED = 90
# 索要财物、收受回扣 and what was punished as gravely
INTEGRITY = "Integrity Breach"
GRAVE = frozenset(
	(
		"Suspension",
		"Transfer from Post",
		"Ordered Resignation",
		"Removal from Office",
		"Disciplinary Sanction",
		"Handed to Supervisory Authority",
	)
)


@dataclass(frozen=True)
class Breach:
	"""A decision of accountability that stands: its ground and measure, as the record has them."""

	ground: str
	measure: str


@dataclass(frozen=True)
class Record:
	"""What is on record of a person in a year.

	`tier` is the demerit tier that was reached, 0 the lowest; `study_rate` the share of the sessions that the
	person was to attend, in per cent, None without any; `bad_ratings` those that were called back and stand.
	"""

	breaches: tuple[Breach, ...] = ()
	demerit_points: int = 0
	tier: int = 0
	study_rate: float | None = None
	bad_ratings: int = 0


@dataclass(frozen=True)
class Ceiling:
	"""The highest grade that the record allows; `because` holds the reasons, empty where none lowers it."""

	grade: str
	because: tuple[str, ...] = ()


def ceiling(record: Record) -> Ceiling:
	"""The highest grade for a record; of several reasons the gravest decide, and only these are given."""
	found: list[tuple[str, str]] = []
	for breach in record.breaches:
		if breach.ground == INTEGRITY:
			found.append((POOR, "integrity"))
		elif breach.measure in GRAVE:
			found.append((POOR, "grave measure"))
		else:
			found.append((AVERAGE, "accountability"))
	if record.tier > 0:
		found.append((POOR, "demerit tier"))
	elif record.demerit_points > 0:
		found.append((GOOD, "demerits"))
	if record.bad_ratings > 0:
		found.append((GOOD, "bad ratings"))
	if record.study_rate is not None and record.study_rate < STUDY_ASKED:
		found.append((GOOD, "study"))
	if not found:
		return Ceiling(EXCELLENT)
	worst = max((grade for grade, _why in found), key=GRADES.index)
	return Ceiling(worst, _once(why for grade, why in found if grade == worst))


def allowed(grade: str, highest: str) -> bool:
	"""Whether a grade is not above the ceiling. Raises `ValueError` for a grade that does not exist."""
	return GRADES.index(grade) >= GRADES.index(highest)


def _once(reasons: Iterable[str]) -> tuple[str, ...]:
	return tuple(dict.fromkeys(reasons))

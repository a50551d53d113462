"""The measures of GB/T 9704-2012 (forms.md), asked of a PDF that `measures` has read.

Shared by the tests of every official paper: circular, summary, certificate. Lengths are millimetres.
"""

from __future__ import annotations

from itertools import pairwise

from healthtalk_app.printing.faces import Face, FontChain
from tests.printing.measures import BLACK, RED, Run, Sheet

# A4, top margin 37 and left margin 28 (±1), type area 156 × 225
TOP, LEFT, WIDTH, HEIGHT = 37.0, 28.0, 156.0, 225.0
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
TOLERANCE = 1.0
BODY, TITLE, NOTE = 15.75, 22.0, 14.0
LINE = 28.98 * 25.4 / 72
LINES, CHARACTERS = 22, 28


def check_pages(sheets: list[Sheet]) -> None:
	"""Every page is A4, nothing but the page number leaves the type area, lines begin at its edge."""
	assert sheets
	for sheet in sheets:
		assert (round(sheet.width), round(sheet.height)) == (210, 297)
		inside = [run for run in sheet.runs if not is_page_number(run)]
		assert all(run.left > LEFT - TOLERANCE and run.right < RIGHT + TOLERANCE for run in inside)
		assert all(TOP < run.baseline < BOTTOM + TOLERANCE for run in inside)


def check_page_numbers(sheets: list[Sheet]) -> None:
	"""4号, — 1 —, 7 mm below the type area, one character in: on the right on odd pages, else on the left."""
	for number, sheet in enumerate(sheets, 1):
		(run,) = [run for run in sheet.runs if is_page_number(run)]
		assert run.text == f"— {number} —"
		assert run.size == NOTE
		# the dash stands a third of a character above the baseline
		assert abs(run.baseline - run.size * 25.4 / 72 * 0.36 - (BOTTOM + 7)) < TOLERANCE
		character = NOTE * 25.4 / 72
		edge = RIGHT - run.right if number % 2 else run.left - LEFT
		assert abs(edge - character) < TOLERANCE


def check_grid(sheet: Sheet) -> None:
	"""A page that is full of text has 22 lines, as far apart as they should be, the full ones of 28."""
	lines = {at: runs for at, runs in sheet.lines().items() if at < BOTTOM}
	assert len(lines) == LINES
	places = sorted(lines)
	steps = [after - before for before, after in pairwise(places)]
	assert all(abs(step - LINE) < 0.05 for step in steps)
	assert abs(places[0] - TOP - LINE) < LINE / 2 and BOTTOM - places[-1] < LINE / 2
	longest = max(sum(len(run.text) for run in runs) for runs in lines.values())
	assert longest == CHARACTERS
	assert {run.size for runs in lines.values() for run in runs} == {BODY}


def check_head(sheet: Sheet, words: str, number: str, fonts: FontChain) -> None:
	"""Red head 35 mm below the type area's top, number centred two lines below, the rule 4 mm below that."""
	head, paper_number = sheet.saying(words), sheet.saying(number)
	assert head.colour == RED and role_of(head, fonts) == "title"
	assert abs(ink(head, fonts)[0] - (TOP + 35)) < TOLERANCE
	assert is_centred(head) and is_centred(paper_number)
	assert paper_number.size == BODY and role_of(paper_number, fonts) == "fang"
	# two blank lines between them
	blank = paper_number.baseline - paper_number.size * 25.4 / 72 - head.baseline
	assert 2 * LINE - 2 < blank < 2 * LINE + LINE / 2
	(rule,) = sheet.rules(RED)
	assert abs(rule.left - LEFT) < 0.1 and abs(rule.width - WIDTH) < 0.1
	assert abs(rule.top - ink(paper_number, fonts)[1] - 4) < TOLERANCE


def check_title(sheet: Sheet, words: str, fonts: FontChain, after: float | None = None) -> Run:
	"""2号 小标宋, centred, two lines below the rule at `after`; returns its first line."""
	run = next(run for run in sheet.runs if run.size == TITLE and run.text and words.startswith(run.text))
	assert role_of(run, fonts) == "title" and run.colour == BLACK and is_centred(run)
	if after is not None:
		assert 2 * LINE - 1 < run.baseline - run.size * 25.4 / 72 - after < 2 * LINE + LINE / 2
	return run


def check_closing(sheet: Sheet, unit: str, day: str) -> None:
	"""With seal: the date four characters from the right, the name right above it and centred on it."""
	date, name = sheet.saying(day), [run for run in sheet.runs if run.text == unit][-1]
	# the engine's number of a footnote is not printed
	assert not [run for run in sheet.runs if run.text.strip().isdigit() and run.left < LEFT + 1]
	assert abs(RIGHT - date.right - 4 * BODY * 25.4 / 72) < TOLERANCE
	assert abs(middle(name) - middle(date)) < 0.5
	assert abs(date.baseline - name.baseline - LINE) < 0.1


def check_imprint(sheet: Sheet, parts: int = 2) -> None:
	"""4号 between rules of 0.35, 0.25 and 0.35 mm, the last one on the bottom of the type area."""
	rules = [box for box in sheet.rules(BLACK) if box.width > WIDTH - 0.1]
	assert [round(box.height, 2) for box in rules] == [0.35, *[0.25] * (parts - 1), 0.35]
	assert abs(rules[-1].top + rules[-1].height - BOTTOM) < 0.2
	within = [run for run in sheet.runs if rules[0].top < run.baseline < BOTTOM]
	assert within and {run.size for run in within} == {NOTE}
	assert all(run.left > LEFT + 4 and run.right < RIGHT - 4 for run in within)


def is_page_number(run: Run) -> bool:
	"""Whether it stands below the type area."""
	return run.baseline > BOTTOM + 3


def is_centred(run: Run) -> bool:
	return abs(middle(run) - (LEFT + RIGHT) / 2) < TOLERANCE


def middle(run: Run) -> float:
	return (run.left + run.right) / 2


def role_of(run: Run, fonts: FontChain) -> str:
	"""The role of which the run's face is the first one."""
	face = face_of(run, fonts)
	return next(role for role, chain in fonts.roles.items() if chain[0] == face)


def face_of(run: Run, fonts: FontChain) -> Face:
	every = list(dict.fromkeys(face for chain in fonts.roles.values() for face in chain))
	return every[int(run.face.removeprefix("f"))]


def ink(run: Run, fonts: FontChain) -> tuple[float, float]:
	"""Where the ink of the run begins and ends, by the outlines of its characters."""
	import uharfbuzz

	face = face_of(run, fonts)
	shaped = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.index))
	unit = run.size * 25.4 / 72 / shaped.face.upem
	found = [
		shaped.get_glyph_extents(shaped.get_nominal_glyph(ord(sign))) for sign in run.text if sign.strip()
	]
	highest = max(glyph.y_bearing for glyph in found)
	lowest = min(glyph.y_bearing + glyph.height for glyph in found)
	return run.baseline - highest * unit, run.baseline - lowest * unit

"""Figures pasted from a sheet (H10), and a league table of our own reproduced from its rates and weights."""

from decimal import Decimal as D

import pytest

from healthtalk_app.rules.appraisal import appraise
from healthtalk_app.rules.appraisal_indicators import Indicator, problems
from healthtalk_app.rules.appraisal_table import read
from healthtalk_app.rules.ranking import places


def test_cells_come_by_tabs_commas_or_spaces() -> None:
	assert read("甲院\t98.5\t—\t90%", 3) == [("甲院", [D("98.5"), None, D(90)])]
	assert read("甲院, 98.5，90", 2) == read("甲院 98.5  90", 2) == [("甲院", [D("98.5"), D(90)])]
	assert read("甲 院\t９８．５\t", 2) == [("甲 院", [D("98.5"), None])]


def test_a_heading_and_empty_lines_are_left_out() -> None:
	assert read("单位\t响应率\n\n甲院\t98\n", 1) == [("甲院", [D(98)])]
	# a unit without any figure is no heading when it stands below
	assert read("甲院\t98\n乙院\t—", 1) == [("甲院", [D(98)]), ("乙院", [None])]


@pytest.mark.parametrize("text", ["甲院\t98", "甲院\t98\t97\t96", "甲院\t98\t多", "\t98\t97", "甲院\t1e5\t2"])
def test_a_line_that_does_not_fit_is_told(text: str) -> None:
	with pytest.raises(ValueError, match=text.strip()[:2]):
		read(f"乙院\t1\t2\n{text}", 2)


def test_our_league_table_to_the_tenth() -> None:
	"""Response 10, resolution 40, satisfaction 50; five units of a county that does not exist.

	望岚 9.950 + 36.880 + 46.125 = 92.955    石泷 10 + 35.320 + 47.205 = 92.525
	芦汀 9.725 + 37.240 + 45.990 = 92.955    云坞 9.880 + no resolution + 46.500: of 60 points 93.966…
	枫岙 8.800 + 30.000 + 41.260 = 80.060
	"""
	lines = read(
		"单位\t响应率\t解决率\t满意率\n望岚分院\t99.50\t92.20\t92.25\n石泷分院\t100\t88.30\t94.41\n"
		"芦汀分院\t97.25\t93.10\t91.98\n云坞分院\t98.80\t—\t93.00\n枫岙分院\t88\t75\t82.52",
		3,
	)
	weights = {"响应率": 10, "解决率": 40, "满意率": 50}
	scheme = [Indicator(name, name, name, D(weight), target=D(100)) for name, weight in weights.items()]
	assert problems(scheme) == []
	results = [appraise(scheme, dict(zip(weights, figures, strict=True))) for _name, figures in lines]
	assert [str(found.shown) for found in results] == ["93.0", "92.5", "93.0", "94.0", "80.1"]
	assert [str(found.total) for found in results] == ["92.96", "92.53", "92.96", "93.97", "80.06"]
	assert places([float(found.total) for found in results]) == [2, 4, 2, 1, 5]

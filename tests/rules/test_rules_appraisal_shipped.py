"""The schemes that ship (P3, H10): weights, modules, steps and figures, read as the app reads them."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from healthtalk_app.rules.appraisal_indicators import Indicator, Method, Missing, problems, steps_of

APP = Path(__file__).resolve().parents[2] / "healthtalk_app"
SCHEMES = json.loads((APP / "fixtures" / "shipped" / "appraisal_scheme.json").read_text("utf-8"))
RETURNED = json.loads((APP / "fixtures" / "shipped" / "task_template.json").read_text("utf-8"))
BY_CODE = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme["scheme_code"])


def rule(row: dict[str, Any]) -> Indicator:
	numbers = {name: Decimal(str(row.get(name, 0))) for name in ("weight", "target", "floor", "cap", "each")}
	higher = bool(row["higher_is_better"])
	return Indicator(
		row["indicator_no"],
		row["module"],
		row["title"],
		method=Method(row["method"].lower()),
		steps=steps_of(row.get("steps"), higher),
		higher=higher,
		missing=Missing(row["missing"].lower()),
		**numbers,
	)


def test_nine_schemes_and_that_of_the_talks() -> None:
	groups = [scheme.get("appraisal_group") for scheme in SCHEMES]
	assert groups.count(None) == 1
	assert len({group for group in groups if group}) == 9


@BY_CODE
def test_a_scheme_can_be_used_as_it_ships(scheme: dict[str, Any]) -> None:
	rules = [rule(row) for row in scheme["indicators"]]
	assert [str(found) for found in problems(rules)] == []
	weighed = [one for one in rules if not one.on_top]
	assert len(weighed) >= 22
	assert len({one.module for one in weighed}) == 4
	assert sum(one.weight for one in weighed) == 100


@BY_CODE
def test_every_figure_is_known(scheme: dict[str, Any]) -> None:
	source = "".join(path.read_text("utf-8") for path in (APP / "metrics").glob("*.py"))
	returned = json.dumps(RETURNED, ensure_ascii=False)
	for row in scheme["indicators"]:
		if row["source"] == "Returned Figure":
			assert f'"{row["metric"]}"' in returned, row["title"]
		elif row["source"] != "By Hand":
			assert re.search(rf'Metric\(\s*"{row["metric"]}"', source), row["title"]


@BY_CODE
def test_points_by_hand_say_what_they_are_given_for(scheme: dict[str, Any]) -> None:
	for row in scheme["indicators"]:
		if row["source"] == "By Hand":
			assert row["formula"] and row["evidence"], row["title"]

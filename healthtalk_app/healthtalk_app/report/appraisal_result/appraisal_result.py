"""Appraisal Result: totals by module, grade, place and use of the results of units (P3, H10)."""

from __future__ import annotations

from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import appraisals
from healthtalk_app.metrics.base import Asked
from healthtalk_app.rules.transitions import APPRAISAL

# bars of a chart that can still be read
MOST_BARS = 30


def execute(filters: dict[str, Any] | None = None) -> shared.Answer:
	"""A row for each appraisal of the period that the user may see."""
	wanted = shared.wanted(filters)
	period = shared.period_of(wanted)
	asked = Asked(wanted.health_unit or None)
	given = {name: wanted.get(name) for name in ("scheme", "status", "grade")}
	lines = appraisals.lines(period, asked, given)
	by_module, used = appraisals.modules(period, asked, given), appraisals.uses(period, asked, given)
	# in the order of the first scheme
	modules = list(dict.fromkeys(module for line in lines for module in by_module.get(line.name, {})))
	schemes = shared.names("Appraisal Scheme", "title", (line.scheme for line in lines))
	said = {word for line in lines for word in (line.grade, line.status) if word}
	words = {word: _(word, context=APPRAISAL) for word in said}
	rows = [row(line, by_module.get(line.name, {}), modules, used, schemes, words) for line in lines]
	message = shared.nothing(rows, _("No appraisal of this period is for you to read."))
	return columns(modules), rows, message, chart(rows), cards(lines)


def columns(modules: list[str]) -> shared.Rows:
	"""Who, by what, the points of each module, and what came of it."""
	return [
		shared.text_column("unit_name", _("Unit"), 200),
		shared.text_column("scheme_title", _("Scheme", context=APPRAISAL), 200),
		shared.text_column("from_date", _("From Date"), 100, "Date"),
		shared.text_column("to_date", _("To Date"), 100, "Date"),
		*(points_column(f"module_{at}", module) for at, module in enumerate(modules)),
		points_column("bonus", _("Bonus on Top", context=APPRAISAL)),
		points_column("deducted", _("Taken off the Total", context=APPRAISAL)),
		{**points_column("shown", _("Total", context=APPRAISAL)), "precision": 1},
		shared.text_column("grade", _("Grade", context=APPRAISAL), 90),
		shared.text_column("place", _("Place", context=APPRAISAL), 80),
		shared.text_column("vetoed", _("Vetoed", context=APPRAISAL), 90),
		shared.text_column("status", _("Status"), 100),
		{"fieldname": "uses", "label": _("Use of Result"), "fieldtype": "Int", "width": 90},
	]


def points_column(fieldname: str, label: str) -> dict[str, Any]:
	"""Points to two places."""
	return {"fieldname": fieldname, "label": label, "fieldtype": "Float", "precision": 2, "width": 110}


def row(
	line: Any,
	points: dict[str, float],
	modules: list[str],
	used: dict[str, int],
	schemes: dict[str, str],
	words: dict[str, str],
) -> dict[str, Any]:
	"""One appraisal; what could not be measured has no total, what is not published no place."""
	return {
		"name": line.name,
		"unit": line.unit,
		"unit_name": line.unit_name or line.unit,
		"scheme_title": schemes.get(line.scheme, line.scheme),
		"from_date": line.from_date,
		"to_date": line.to_date,
		**{f"module_{at}": points.get(module) for at, module in enumerate(modules)},
		"bonus": line.bonus,
		"deducted": line.deducted,
		"shown": line.shown if line.grade else None,
		"grade": words.get(line.grade, shared.NO_VALUE),
		"place": f"{line.place} / {line.group_size}" if line.place else "",
		"vetoed": _("Vetoed", context=APPRAISAL) if line.vetoed else "",
		"status": words[line.status],
		"uses": used.get(line.name, 0),
	}


def cards(lines: list[Any]) -> list[dict[str, Any]]:
	"""How many, their mean, how many are excellent, how many are vetoed."""
	measured = [line.total for line in lines if line.grade]
	mean = round(sum(measured) / len(measured), 2) if measured else None
	vetoed = sum(bool(line.vetoed) for line in lines)
	return [
		shared.card(_("Appraised Units"), len(lines)),
		shared.card(_("Mean Total"), mean, "points"),
		shared.card(_("Excellent", context=APPRAISAL), sum(line.grade == "Excellent" for line in lines)),
		shared.card(_("Vetoed", context=APPRAISAL), vetoed, good=not vetoed),
	]


def chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""The totals of the first units."""
	measured = [line for line in rows if line["shown"] is not None][:MOST_BARS]
	totals = {_("Total", context=APPRAISAL): [line["shown"] for line in measured]}
	return shared.bars([line["unit_name"] for line in measured], totals)

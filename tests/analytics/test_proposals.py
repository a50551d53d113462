"""The shipped word lists against 58 published messages that were read and labelled by hand, one by one."""

from __future__ import annotations

import csv
import json

import pytest

from healthtalk_app.analytics import sheets, texts
from healthtalk_app.analytics.placing import Lists, parse
from tools.paths import APP, ROOT

LABELS = ROOT / "tests" / "data" / "health_messages_labels.csv"
SHIPPED = ROOT / APP / "fixtures" / "shipped" / "matter_category.json"
MESSAGES = ROOT.parent / "shared" / "data" / "health_messages.xlsx"
# docs/measurements.md states it; a change of the lists may raise it, and must not lower it
RIGHT, NOT_PLACED = 53, 1


def labels() -> dict[str, str]:
	with LABELS.open(encoding="utf-8", newline="") as file:
		return {row["source_number"]: row["category"] for row in csv.DictReader(file)}


def lists() -> Lists:
	records = json.loads(SHIPPED.read_text(encoding="utf-8"))
	leaves = [record for record in records if not record.get("is_group")]
	return Lists(parse(record["category_code"], record.get("keywords")) for record in leaves)


def test_every_label_is_a_shipped_category() -> None:
	records = json.loads(SHIPPED.read_text(encoding="utf-8"))
	leaves = {record["category_code"] for record in records if not record.get("is_group")}
	assert len(labels()) == 58
	assert set(labels().values()) <= leaves


@pytest.mark.skipif(not MESSAGES.exists(), reason="the published messages (../shared/data) are not here")
def test_proposals_agree_with_the_labels_as_often_as_is_stated() -> None:
	pytest.importorskip("openpyxl")
	table, wanted, known = sheets.read(MESSAGES), labels(), lists()
	found: dict[str, str | None] = {}
	for _at, row in table.iterrows():
		placed = known.place(texts.one_line(row["留言主题"]), texts.clean(row["留言详情"]))
		found[texts.plain(row["留言编号"])] = placed.category if placed else None
	right = sum(found[number] == category for number, category in wanted.items())
	assert found.keys() == wanted.keys()
	assert right >= RIGHT
	assert sum(category is None for category in found.values()) <= NOT_PLACED

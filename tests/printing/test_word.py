"""The summary as a Word file: the words of the PDF, the measures of GB/T 9704 (H11, T9)."""

from __future__ import annotations

import io

import pytest

from healthtalk_app.printing.samples import SAMPLES
from healthtalk_app.printing.summary_layout import enumerated
from healthtalk_app.printing.word import work_summary

docx = pytest.importorskip("docx", reason="python-docx comes with the app")


@pytest.fixture(scope="module")
def files():
	return {
		size: docx.Document(io.BytesIO(work_summary(SAMPLES["work_summary"](size))))
		for size in ("empty", "ordinary", "longest")
	}


def words(document) -> str:
	return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_page_is_that_of_an_official_paper(files) -> None:
	section = files["ordinary"].sections[0]
	measures = [
		section.page_width,
		section.page_height,
		section.top_margin,
		section.bottom_margin,
		section.left_margin,
		section.right_margin,
	]
	# A4; the type area is 156 by 225 millimetres
	assert [round(measure.mm) for measure in measures] == [210, 297, 37, 35, 28, 26]
	grid = section._sectPr.find(docx.oxml.ns.qn("w:docGrid"))
	# 28 characters of (16 - 849/4096) pt are 156 mm, 22 lines of 579/20 pt are 225 mm
	assert {key.split("}")[1]: value for key, value in grid.items()} == {
		"type": "linesAndChars",
		"linePitch": "579",
		"charSpace": "-849",
	}


def test_title_headings_and_body_have_their_faces(files) -> None:
	document = files["ordinary"]
	first = document.paragraphs[0]
	assert first.text == "云岭县卫生健康局2026年上半年“健康说事”工作总结"
	assert (first.runs[0].font.name, first.runs[0].font.size.pt) == ("方正小标宋简体", 22)
	assert document.styles["Normal"].font.name == "仿宋_GB2312"
	assert (document.styles["Normal"].font.size.pt, document.styles["Heading 1"].font.name) == (16, "黑体")
	assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [
		"一、组织领导",
		"二、主要做法",
		"三、工作成效",
		"四、存在问题",
		"五、整改情况",
		"六、建章立制",
		"七、下步打算",
	]


@pytest.mark.parametrize("size", ["ordinary", "longest"])
def test_every_paragraph_of_the_summary_stands_in_the_file(files, size) -> None:
	summary, text = SAMPLES["work_summary"](size), words(files[size])
	for paragraph in (*summary.opening, *(line for part in summary.sections for line in part.paragraphs)):
		assert paragraph in text
	for line in (summary.signed_by, "2026年7月6日", *summary.attachments):
		assert line in text


def test_the_tables_hold_the_figures(files) -> None:
	months, returned, units = files["ordinary"].tables
	assert [cell.text for cell in months.rows[0].cells] == ["月份", *(f"{n}月" for n in range(1, 7))]
	assert [cell.text for cell in months.rows[2].cells] == ["收集（件）", "40", "52", "61", "48", "55", "56"]
	assert [cell.text for cell in returned.rows[1].cells] == [
		"婚前医学检查",
		"1860人",
		"2000",
		"93%",
		"12.3%",
	]
	assert len(units.rows) == 8
	assert len(files["ordinary"].inline_shapes) == 1


def test_a_red_head_comes_with_a_document_number_only(files) -> None:
	assert "云岭县卫生健康局文件" in words(files["longest"])
	assert "云卫发〔2026〕15号" in words(files["longest"])
	assert "文件" not in words(files["ordinary"])


def test_an_empty_summary_is_a_file_too(files) -> None:
	assert files["empty"].paragraphs[0].text == "阶段性工作总结"
	assert files["empty"].tables == []


def test_problems_and_next_steps_are_counted() -> None:
	assert enumerated("Problems", ["甲。", "乙。"]) == ["一是甲。", "二是乙。"]
	assert enumerated("Problems", ["甲。"]) == ["甲。"]
	assert enumerated("Results", ["甲。", "乙。"]) == ["甲。", "乙。"]
	# who has counted himself is left alone
	assert enumerated("Next Steps", ["（一）甲。", "乙。"]) == ["（一）甲。", "乙。"]
	assert enumerated("Problems", ["3项整改逾期。", "15件没有办结。"]) == [
		"一是3项整改逾期。",
		"二是15件没有办结。",
	]

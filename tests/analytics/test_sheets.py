"""Files of other systems: read whatever they are, refused with a reason when they are not what they seem."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthtalk_app.analytics.sheets import BadSheet, delimiter, headings, read

pytest.importorskip("pandas")


def kind(path: Path) -> str:
	with pytest.raises(BadSheet) as found:
		read(path)
	return found.value.kind


@pytest.mark.parametrize(
	("encoding", "mark"), [("utf-8", ","), ("utf-8-sig", "\t"), ("gb18030", ";"), ("gb18030", "|")]
)
def test_csv_in_every_usual_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
	path = tmp_path / "来信.csv"
	lines = (("编号", "内容"), ("001", "龙洞镇的药房"), ("002", ""))
	path.write_text("\n".join(mark.join(line) for line in lines), encoding=encoding)
	table = read(path)
	assert list(table.columns) == ["编号", "内容"]
	assert table["编号"].tolist() == ["001", "002"]
	assert table["内容"][0] == "龙洞镇的药房"


def test_a_csv_keeps_line_breaks_in_quotes_and_the_word_na(tmp_path: Path) -> None:
	path = tmp_path / "a.csv"
	path.write_text('编号,内容\n1,"第一行\n第二行"\n2,NA\n', encoding="utf-8")
	assert read(path)["内容"].tolist() == ["第一行\n第二行", "NA"]


@pytest.mark.parametrize("rows", ["A,1,2,3\nB,4,5,6\n", "A,1,2\nB,4,5,6\n"])
def test_a_csv_with_cells_beyond_its_headings_is_refused(tmp_path: Path, rows: str) -> None:
	"""Read as it stands, its first column was lost and each cell came under the heading before its own."""
	path = tmp_path / "a.csv"
	path.write_text(f"编号,内容,时间\n{rows}", encoding="utf-8")
	assert kind(path) == "damaged"


def test_a_csv_whose_rows_end_in_a_delimiter_is_read(tmp_path: Path) -> None:
	path = tmp_path / "a.csv"
	path.write_text("编号,内容,时间\nA,1,2,\nB,4,5,\n", encoding="utf-8")
	assert read(path)["编号"].tolist() == ["A", "B"]


def test_a_workbook_keeps_its_row_numbers_past_empty_rows(tmp_path: Path) -> None:
	openpyxl = pytest.importorskip("openpyxl")
	book = openpyxl.Workbook()
	for row in (("编号", "内容"), (1, "甲"), (None, None), (2, "乙")):
		book.active.append(row)
	path = tmp_path / "a.xlsx"
	book.save(path)
	table = read(path)
	assert table["内容"].tolist() == ["甲", "乙"]
	assert table.index.tolist() == [0, 2]
	assert len(read(path, 1)) == 1


def test_what_is_wrong_with_a_file(tmp_path: Path) -> None:
	assert kind(tmp_path / "没有.xlsx") == "missing"
	files = {"a.docx": b"x", "b.xlsx": b"PK\x03\x04rubbish", "c.csv": b"\x00\x01\x02\x03", "d.csv": b"\n"}
	for name, content in files.items():
		(tmp_path / name).write_bytes(content)
	(tmp_path / "e.csv").write_text("编号,内容\n", encoding="utf-8")
	kinds = [kind(tmp_path / name) for name in (*files, "e.csv")]
	assert kinds == ["kind", "damaged", "damaged", "damaged", "empty"]


def test_headings_are_found_whatever_their_blanks_and_the_first_of_two_counts() -> None:
	wanted = {"number": ("编号", "工单编号"), "text": ("内容",), "reply": ("答复",)}
	assert headings([" 工单 编号", "内容\n", "内 容"], wanted) == {"number": " 工单 编号", "text": "内容\n"}
	assert delimiter("a;b;c,d") == ";"

"""阶段性工作总结 as a Word file, in the measures of GB/T 9704 and with the faces that offices name so.

It is made to be worked on: real headings, tables and styles; Word sets 28 characters a line by its grid.
"""

from __future__ import annotations

import io
import re
from typing import Any

from healthtalk_app.printing import chart
from healthtalk_app.printing.contexts import WorkSummary
from healthtalk_app.printing.templating import chinese, cn_date

TITLE, HEI, FANG = "方正小标宋简体", "黑体", "仿宋_GB2312"
# millimetres and points; 579 twips a line and -849/4096 pt a character give 22 lines of 28 characters
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}
BODY, LINE, GRID, CLOSER = 16, 28.95, 579, -849
RED = "D8000F"
# characters that no XML file can hold, such as the line break that is pasted from Word
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
RATES = ("名次", "单位", "响应率", "解决率", "满意率", "得分")
RETURNED = ("指标", "完成", "目标", "完成率", "同比")


def plain(text: str) -> str:
	"""A text as a Word file can hold it."""
	return NOT_XML.sub("", text)


def work_summary(summary: WorkSummary) -> bytes:
	"""The summary as .docx; the same words, figures, tables and chart as the PDF."""
	# the library is loaded where a file is written, and nowhere else
	from docx import Document

	paper = _Paper(Document())
	if summary.document_number:
		paper.head(summary.issuer, summary.document_number)
	paper.title(summary.title)
	if summary.addressee:
		paper.line(f"{summary.addressee}：", indent=False)
	for text in summary.opening:
		paper.line(text)
	for place, section in enumerate(summary.sections, 1):
		paper.heading(f"{chinese(place)}、{section.title}")
		for text in section.paragraphs:
			for line in filter(None, (part.strip() for part in text.splitlines())):
				paper.line(line)
		if section.title == "工作成效":
			_tables(paper, summary)
	for place, text in enumerate(summary.attachments, 1):
		paper.line(f"{'附件：' if place == 1 else '　　　'}{place}.{text}")
	paper.closing(summary.signed_by, cn_date(summary.issued_on))
	if summary.units:
		paper.new_page()
		paper.line("附表", indent=False, face=HEI)
		paper.caption("各单位“三率”情况")
		lines = [
			(line.place, line.name, line.response, line.resolution, line.satisfaction, line.score)
			for line in summary.units
		]
		paper.table(RATES, lines)
	return paper.saved()


def _tables(paper: _Paper, summary: WorkSummary) -> None:
	number = 0
	if len(summary.months) > 1:
		number = 1
		drawn = chart.of_months([vars(month) for month in summary.months])
		if drawn:
			paper.picture(drawn)
			paper.caption("图1　各月诉求收集和答复情况（件）")
		paper.caption("表1　各月说事和诉求情况")
		rows = [
			(words, *(getattr(month, key) for month in summary.months))
			for words, key in (("活动（场）", "talks"), ("收集（件）", "raised"), ("答复（件）", "answered"))
		]
		paper.table(("月份", *(month.label for month in summary.months)), rows)
	if summary.returned:
		paper.caption(f"表{number + 1}　各单位报送指标完成情况")
		lines = [(line.name, line.value, line.target, line.reached, line.growth) for line in summary.returned]
		paper.table(RETURNED, lines)


class _Paper:
	"""A Word document set up as an official paper."""

	def __init__(self, document: Any) -> None:
		from docx.shared import Mm, Pt

		self.document = document
		section = document.sections[0]
		section.page_width, section.page_height = Mm(210), Mm(297)
		for side, millimetres in MARGINS.items():
			setattr(section, f"{side}_margin", Mm(millimetres))
		section.footer_distance = Mm(23)
		self._grid(section)
		self._numbered(section)
		style = document.styles["Normal"]
		style.font.size = Pt(BODY)
		_face(style, FANG)
		form = style.paragraph_format
		form.space_before = form.space_after = Pt(0)
		form.line_spacing = Pt(LINE)
		heading = document.styles["Heading 1"]
		_face(heading, HEI)
		heading.font.size, heading.font.bold = Pt(BODY), False
		heading.font.color.rgb = None
		heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)

	def head(self, issuer: str, number: str) -> None:
		"""Red issuer, document number, red rule."""
		from docx.shared import Mm, Pt, RGBColor

		words = f"{issuer}文件"
		red = self._centred(words, TITLE, max(20.0, min(48.0, 430 / len(words))))
		red.paragraph_format.space_before = Mm(35)
		red.paragraph_format.line_spacing = None
		red.runs[0].font.color.rgb = RGBColor.from_string(RED)
		numbered = self._centred(number, FANG, BODY)
		numbered.paragraph_format.space_before = Pt(2 * LINE)
		numbered.paragraph_format.space_after = Pt(2 * LINE)
		_rule_below(numbered)

	def title(self, text: str) -> None:
		"""Two number size, centred, a line free below it."""
		from docx.shared import Pt

		made = self._centred(text, TITLE, 22)
		made.paragraph_format.line_spacing = Pt(36)
		made.paragraph_format.space_after = Pt(LINE)

	def heading(self, text: str) -> None:
		"""First level: 一、 in 黑体."""
		made = self.document.add_paragraph(text, style="Heading 1")
		_indent(made)

	def line(self, text: str, indent: bool = True, face: str = FANG) -> None:
		"""A paragraph of the body."""
		made = self.document.add_paragraph()
		_face(made.add_run(plain(text)), face)
		if indent:
			_indent(made)

	def caption(self, text: str) -> None:
		"""Words above a table or below a picture."""
		self._centred(text, FANG, 14).paragraph_format.keep_with_next = text.startswith("表")

	def picture(self, png: bytes) -> None:
		"""A chart across the type area."""
		from docx.enum.text import WD_ALIGN_PARAGRAPH
		from docx.shared import Mm

		self.document.add_picture(io.BytesIO(png), width=Mm(150))
		made = self.document.paragraphs[-1]
		made.alignment = WD_ALIGN_PARAGRAPH.CENTER
		made.paragraph_format.line_spacing = None
		made.paragraph_format.keep_with_next = True

	def table(self, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
		"""A table with its head repeated on every page; what does not exist is a dash."""
		made = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
		for cell, text in zip(made.rows[0].cells, head, strict=True):
			self._cell(cell, text, HEI)
		_repeat(made.rows[0])
		for row in rows:
			cells = made.add_row().cells
			for cell, value in zip(cells, row, strict=True):
				self._cell(cell, "—" if value in (None, "") else str(value), FANG)

	def closing(self, unit: str, day: str) -> None:
		"""Name and date, two characters from the right."""
		from docx.enum.text import WD_ALIGN_PARAGRAPH
		from docx.shared import Pt

		for place, text in enumerate((unit, day)):
			made = self.document.add_paragraph()
			_face(made.add_run(plain(text)), FANG)
			made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
			made.paragraph_format.right_indent = Pt(2 * BODY)
			made.paragraph_format.keep_with_next = not place
			if not place:
				made.paragraph_format.space_before = Pt(LINE)

	def new_page(self) -> None:
		"""What follows begins a page."""
		self.document.add_page_break()

	def saved(self) -> bytes:
		"""The file."""
		with io.BytesIO() as file:
			self.document.save(file)
			return file.getvalue()

	def _centred(self, text: str, face: str, size: float) -> Any:
		from docx.enum.text import WD_ALIGN_PARAGRAPH
		from docx.shared import Pt

		made = self.document.add_paragraph()
		made.alignment = WD_ALIGN_PARAGRAPH.CENTER
		run = made.add_run(plain(text))
		run.font.size = Pt(size)
		_face(run, face)
		return made

	@staticmethod
	def _cell(cell: Any, text: str, face: str) -> None:
		from docx.enum.text import WD_ALIGN_PARAGRAPH
		from docx.shared import Pt

		made = cell.paragraphs[0]
		made.alignment = WD_ALIGN_PARAGRAPH.CENTER
		made.paragraph_format.line_spacing = None
		run = made.add_run(plain(text))
		run.font.size = Pt(12)
		_face(run, face)

	@staticmethod
	def _grid(section: Any) -> None:
		"""22 lines of 28 characters."""
		from docx.oxml.ns import qn

		grid = section._sectPr.find(qn("w:docGrid"))
		if grid is None:
			grid = section._sectPr.makeelement(qn("w:docGrid"), {})
			section._sectPr.append(grid)
		grid.set(qn("w:type"), "linesAndChars")
		grid.set(qn("w:linePitch"), str(GRID))
		grid.set(qn("w:charSpace"), str(CLOSER))

	@staticmethod
	def _numbered(section: Any) -> None:
		"""— 1 — in the footer, on the right of odd pages."""
		from docx.enum.text import WD_ALIGN_PARAGRAPH
		from docx.shared import Pt

		made = section.footer.paragraphs[0]
		made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
		for part in ("— ", None, " —"):
			run = made.add_run(part or "")
			run.font.size = Pt(14)
			_face(run, "宋体")
			if part is None:
				_field(run, "PAGE")


def _face(styled: Any, name: str) -> None:
	"""The face of a run or style, for Chinese characters and all others."""
	from docx.oxml.ns import qn

	styled.font.name = name
	fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
	for kind in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
		fonts.set(qn(kind), name)
	for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
		fonts.attrib.pop(qn(theme), None)


def _indent(paragraph: Any) -> None:
	"""Two characters, whatever the size of the face."""
	from docx.oxml.ns import qn
	from docx.shared import Pt

	paragraph.paragraph_format.first_line_indent = Pt(2 * BODY)
	paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")


def _repeat(row: Any) -> None:
	"""The head of a table stands on every page that the table runs over."""
	from docx.oxml import OxmlElement

	row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _rule_below(paragraph: Any) -> None:
	"""The red rule under the document number."""
	from docx.oxml import OxmlElement
	from docx.oxml.ns import qn

	edges, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
	for key, value in (("val", "single"), ("sz", "16"), ("space", "11"), ("color", RED)):
		rule.set(qn(f"w:{key}"), value)
	edges.append(rule)
	paragraph._p.get_or_add_pPr().insert_element_before(edges, "w:spacing", "w:ind", "w:jc")


def _field(run: Any, code: str) -> None:
	"""A field that Word works out, such as the number of the page."""
	from docx.oxml import OxmlElement
	from docx.oxml.ns import qn

	for kind in ("begin", None, "end"):
		part = OxmlElement("w:fldChar" if kind else "w:instrText")
		if kind:
			part.set(qn("w:fldCharType"), kind)
		else:
			part.text = code
		run._r.append(part)

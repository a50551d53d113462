"""The stage summary, held against the measures of GB/T 9704-2012 by reading positions from the PDF."""

from __future__ import annotations

import pytest

from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.samples import SAMPLES
from healthtalk_app.printing.templating import page, render_form
from tests.printing import official
from tests.printing.measures import RED, measure

pytest.importorskip("pypdf")
FORM = "work_summary"


@pytest.fixture(scope="module")
def read(fonts):
	"""The pages of the summary with some of its fields changed."""

	def made(size: str = "ordinary", **changed):
		form = SAMPLES[FORM](size)
		for name, value in changed.items():
			assert hasattr(form, name)
			setattr(form, name, value)
		return measure(render_pdf(page(render_form(FORM, form)), fonts=fonts).pdf)

	return made


@pytest.mark.parametrize("size", ["ordinary", "longest"])
def test_every_page_keeps_the_type_area_and_its_number(read, size):
	sheets = read(size)
	official.check_pages(sheets)
	official.check_page_numbers(sheets)


def test_a_page_of_text_has_22_lines_of_28_characters(read):
	sheets = read(opening=["健康说事" * 7 * 60])
	official.check_grid(sheets[1])


def test_title_and_headings(read, fonts):
	sheet = read()[0]
	official.check_title(sheet, "云岭县卫生健康局", fonts)
	first = sheet.saying("一、组织领导")
	assert official.role_of(first, fonts) == "hei" and first.size == official.BODY
	# two characters in
	assert abs(first.left - official.LEFT - 2 * official.BODY * 25.4 / 72) < 0.1
	assert not sheet.rules(RED)


def test_a_summary_with_a_document_number_has_a_red_head_and_a_seal(read, fonts):
	sheets = read("longest")
	official.check_head(sheets[0], "云岭县卫生健康局文件", "云卫发〔2026〕15号", fonts)
	(rule,) = sheets[0].rules(RED)
	official.check_title(sheets[0], "云岭县卫生健康局", fonts, after=rule.top + rule.height)
	closing = next(sheet for sheet in sheets if any(run.text == "2026年7月6日" for run in sheet.runs))
	official.check_closing(closing, "云岭县卫生健康局", "2026年7月6日")
	official.check_imprint(sheets[-1])


def test_without_a_number_the_name_stands_two_characters_from_the_right(read):
	character = official.BODY * 25.4 / 72
	sheet = next(s for s in read() if any(run.text == "2026年7月6日" for run in s.runs))
	name = [run for run in sheet.runs if run.text == "云岭县卫生健康局"][-1]
	assert abs(official.RIGHT - name.right - 2 * character) < 0.5

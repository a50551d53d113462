"""Official papers, held against the measures of GB/T 9704-2012 by reading positions from the PDF."""

from __future__ import annotations

import pytest

from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.samples import SAMPLES
from healthtalk_app.printing.templating import chinese, page, render_form
from tests.printing import official
from tests.printing.measures import BLACK, RED, measure

pytest.importorskip("pypdf")
FORM = "ranking_circular"


@pytest.fixture(scope="module")
def read(fonts):
	"""The pages of the circular with some of its fields changed."""

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
	"""Four characters seven times are a line; the page after the first one is full."""
	sheets = read(groups=[], requirements="健康说事" * 7 * 60)
	official.check_grid(sheets[2])


def test_the_red_head_number_and_rule(read, fonts):
	official.check_head(read()[0], "云岭县卫生健康局文件", "云卫通〔2026〕5号", fonts)


def test_a_long_issuer_stays_on_one_line_inside_the_type_area(read, fonts):
	issuer = "云岭县卫生健康局云岭县疾病预防控制局云岭县医疗保障局"
	sheet = read(issuer=issuer)[0]
	official.check_head(sheet, issuer, "云卫通〔2026〕5号", fonts)
	official.check_pages([sheet])


def test_title_addressee_and_headings(read, fonts):
	sheets = read()
	(rule,) = sheets[0].rules(RED)
	bottom = rule.top + rule.height
	official.check_title(sheets[0], SAMPLES[FORM]("ordinary").title, fonts, after=bottom)
	last = [run for run in sheets[0].runs if run.size == official.TITLE][-1]
	to = sheets[0].saying("各医疗卫生单位，局机关各科室：")
	# flush left, one line below the title
	assert abs(to.left - official.LEFT) < 0.1 and to.size == official.BODY
	assert 1.8 * official.LINE < to.baseline - last.baseline < 2.3 * official.LINE
	first = sheets[0].saying("一、总体情况")
	assert official.role_of(first, fonts) == "hei" and first.size == official.BODY
	# two characters in
	assert abs(first.left - official.LEFT - 2 * official.BODY * 25.4 / 72) < 0.1
	group = read("longest")[1].saying("（一）总院")
	assert official.role_of(group, fonts) == "kai" and group.size == official.BODY


def test_attachment_closing_and_imprint(read):
	sheets = read()
	last = sheets[-1]
	attached = last.saying("附件：")
	assert abs(attached.left - official.LEFT - 2 * official.BODY * 25.4 / 72) < 0.1
	official.check_closing(last, "云岭县卫生健康局", "2026年10月15日")
	official.check_imprint(last)
	# the page of the signature has words of the text on it
	assert last.saying("回音")


def test_without_a_seal_the_name_stands_two_characters_from_the_right(read):
	"""The date begins two characters to the right of the name."""
	character = official.BODY * 25.4 / 72
	last = read(sealed=False, unit="云岭县医疗健康集团总院党委")[-1]
	name, date = last.saying("云岭县医疗健康集团总院党委"), last.saying("2026年10月15日")
	assert abs(official.RIGHT - name.right - 2 * character) < 0.5
	assert abs(date.left - name.left - 2 * character) < 0.5


def test_without_copies_the_imprint_has_one_part(read):
	official.check_imprint(read(copied_to="")[-1], parts=1)


def test_the_ruler_reads_what_is_there(read):
	"""The ruler itself: a rule of another colour, words that are not there."""
	sheet = read()[0]
	assert not [box for box in sheet.rules(BLACK) if box.width > official.WIDTH - 0.1]
	with pytest.raises(LookupError):
		sheet.saying("没有这句话")


@pytest.mark.parametrize(
	("number", "word"), [(1, "一"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一")]
)
def test_sections_are_counted_as_officials_count(number, word):
	assert chinese(number) == word

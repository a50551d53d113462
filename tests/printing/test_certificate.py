"""荣誉证书 and 医德考评表: the certificate held against the measures of GB/T 9704-2012, read from the PDF."""

from __future__ import annotations

import pytest

from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.samples import SAMPLES
from healthtalk_app.printing.templating import page, render_form
from tests.printing import official
from tests.printing.measures import RED, measure

pytest.importorskip("pypdf")
FORM = "award_certificate"


@pytest.fixture(scope="module")
def read(fonts):
	"""The one page of the certificate with some of its fields changed."""

	def made(size: str = "ordinary", **changed):
		form = SAMPLES[FORM](size)
		for name, value in changed.items():
			assert hasattr(form, name)
			setattr(form, name, value)
		(sheet,) = measure(render_pdf(page(render_form(FORM, form)), fonts=fonts).pdf)
		return sheet

	return made


@pytest.mark.parametrize("size", ["empty", "ordinary", "longest"])
def test_the_words_stay_in_the_type_area_of_a4(read, size):
	sheet = read(size)
	official.check_pages([sheet])
	# a certificate has no page number
	assert not [run for run in sheet.runs if official.is_page_number(run)]


def test_the_title_is_red_and_centred(read, fonts):
	run = read().saying("荣")
	assert official.role_of(run, fonts) == "title" and run.colour == RED
	title = [one for one in read().runs if one.baseline == run.baseline]
	left, right = min(one.left for one in title), max(one.right for one in title)
	assert abs((left + right) / 2 - (official.LEFT + official.RIGHT) / 2) < 6


def test_body_name_and_closing(read, fonts):
	sheet = read()
	body = sheet.saying("特发此证")
	assert body.size == official.BODY and official.role_of(body, fonts) == "fang"
	# two characters in
	assert abs(body.left - official.LEFT - 2 * official.BODY * 25.4 / 72) < 0.1
	name = sheet.saying("云岭县医疗健康集团石门分院")
	assert name.size == official.TITLE and official.role_of(name, fonts) == "title"
	award = sheet.saying("年度健康说事先进单位")
	assert award.colour == RED and official.role_of(award, fonts) == "title"
	official.check_closing(sheet, "云岭县卫生健康局", "2026年12月28日")


def test_a_long_name_and_award_break_inside_the_type_area(read):
	sheet = read("longest")
	said = "".join(run.text for run in sheet.runs)
	assert "家庭医生签约服务第三团队" in said and "先进集体" in said
	official.check_closing(sheet, "云岭县卫生健康局", "2026年12月28日")


def test_a_sheet_says_the_ceiling_only_where_one_lowers_the_grade():
	ordinary, longest = (
		render_form("ethics_sheet", SAMPLES["ethics_sheet"](s)) for s in ("ordinary", "longest")
	)
	assert "等次上限" not in ordinary
	assert "最高可评为“较差”：有廉洁问题被追究责任。" in longest

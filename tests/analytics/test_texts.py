"""Texts from other systems: made clean without losing a word, their times read, near copies found."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthtalk_app.analytics.texts import clean, moment, said, shorten, sketch


@pytest.mark.parametrize(
	("written", "meant"),
	[
		("ＡＢ１２（一）：好，", "AB12（一）：好，"),
		("<p>第一段</p><p>第二段&nbsp;完&amp;了</p>", "第一段\n第二段 完&了"),
		('<span style="color:red">红</span>字<br/>下一行', "红字\n下一行"),
		("见《<重要>通知》，3<5，a>b", "见《<重要>通知》，3<5，a>b"),
		("一_x000D_\n二\r\n三\r四", "一\n二\n三\n四"),
		("\u3000\u3000开头\t\t中间 \n\n\n \u00a0结尾\u200b\ufeff", "开头 中间\n结尾"),
		("响铃\x07与\x00空", "响铃与空"),
		("<!-- 注释 -->正文", "正文"),
		("坏\ud83d字", "坏\ufffd字"),
		("龑𬭎㛃😀", "龑𬭎㛃😀"),
		(None, ""),
		(float("nan"), ""),
		(2549.0, "2549"),
		(13800001111, "13800001111"),
	],
)
def test_clean(written: object, meant: str) -> None:
	assert clean(written) == meant


@given(st.text())
def test_what_is_clean_stays_as_it_is_or_is_cleaned_further_only_of_markup(text: str) -> None:
	once = clean(text)
	assert "\r" not in once and "\x00" not in once
	assert once == once.strip()


@given(st.lists(st.sampled_from("说事办评健康院长医生排队收费一二三"), min_size=1).map("".join))
def test_no_chinese_word_is_lost(words: str) -> None:
	assert said(clean(f"<p>{words}</p>\r\n\u3000")) == words


@pytest.mark.parametrize(
	("written", "meant"),
	[
		("2019/4/25 9:32:09", datetime(2019, 4, 25, 9, 32, 9)),
		("2019-04-25T09:32:09.123", datetime(2019, 4, 25, 9, 32, 9)),
		("2019年4月25日 9时32分", datetime(2019, 4, 25, 9, 32)),
		("2019年4月25日9时32分8秒", datetime(2019, 4, 25, 9, 32, 8)),
		("2019.4.25 9:32", datetime(2019, 4, 25, 9, 32)),
		("２０１９－４－２５", None),
		("2019-4-25", datetime(2019, 4, 25)),
		("20190425093209", datetime(2019, 4, 25, 9, 32, 9)),
		(" 2011/12/5\n18:21:00 ", datetime(2011, 12, 5, 18, 21)),
		(datetime(2019, 4, 25, 9, 32, 9, 500), datetime(2019, 4, 25, 9, 32, 9)),
		# a spreadsheet's day number: 2019-04-25 is day 43580, and half of it is noon
		(43580.5, datetime(2019, 4, 25, 12)),
		("2019-02-30", None),
		("2019年4月", None),
		("", None),
		(None, None),
	],
)
def test_moment(written: object, meant: datetime | None) -> None:
	assert moment(written) == meant


def test_formats_of_the_profile_come_first() -> None:
	assert moment("03/04/2021 08:00", ("%d/%m/%Y %H:%M",)) == datetime(2021, 4, 3, 8)
	assert moment("2021/4/3", ("%d/%m/%Y %H:%M",)) == datetime(2021, 4, 3)


def test_a_long_subject_is_shortened_and_stands_whole_in_the_text() -> None:
	assert shorten("短", "文", 5) == ("短", "文")
	assert shorten("一二三四五六", "文", 5) == ("一二三四…", "一二三四五六\n文")


def test_near_copies_share_a_number_and_other_texts_do_not() -> None:
	pytest.importorskip("numpy")
	text = said("我在人民医院挂号排队等了三个小时，窗口只开了一个，希望尽快增加窗口，方便群众看病。")
	copy = text.replace("三个", "四个")
	other = said("小区门口的路灯已经坏了两个多月，晚上出行很不方便，多次反映没有结果，请尽快维修处理。")
	assert set(sketch(text)) & set(sketch(copy))
	assert not set(sketch(text)) & set(sketch(other))
	assert sketch(said("太短")) == ()

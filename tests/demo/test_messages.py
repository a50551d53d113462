"""Published messages: dates, blanks and replies as they were published, and who should answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from healthtalk_app.demo.messages import by_words, clean, moment, propose, public_row


@pytest.mark.parametrize(
	("written", "meant"),
	[
		("2019/4/25 9:32:09", datetime(2019, 4, 25, 9, 32, 9)),
		("2019-04-25 09:32:09", datetime(2019, 4, 25, 9, 32, 9)),
		(" 2011/12/5\n18:21:00 ", datetime(2011, 12, 5, 18, 21)),
		(datetime(2018, 1, 2, 3, 4), datetime(2018, 1, 2, 3, 4)),
		("", None),
		(None, None),
		("2019年4月", None),
	],
)
def test_moment(written: object, meant: datetime | None) -> None:
	assert moment(written) == meant


def test_clean_keeps_paragraphs_and_drops_blanks() -> None:
	assert clean("\u3000 第一段 \r\n\t\n 第二段\u00a0 ") == "第一段\n第二段"


def row(reply: str | None, replied: str | None) -> tuple:
	return ("7", "UU0001", "公交", "2019/1/2 10:00:00", "内容", reply, replied)


def test_a_reply_without_time_is_told_and_not_dated() -> None:
	message = public_row(row("您好", None))
	assert message.replied_at is None
	assert message.notes == ["reply time not readable: empty"]


def test_a_reply_older_than_its_message_is_told_and_not_used() -> None:
	message = public_row(row("您好", "2019/1/1 9:00:00"))
	assert message.replied_at is None
	assert message.notes == ["the published reply is older than the message"]


def test_a_long_subject_is_shortened_and_kept_whole_in_the_text() -> None:
	long = "长" * 150
	message = public_row(("7", "u", long, "2019/1/2 10:00:00", "内容", None, None))
	assert len(message.subject) == 140
	assert message.content == f"{long}\n内容"


def test_words_of_the_subject_decide_else_branches_in_turn() -> None:
	subjects = ("某村民非法行医", "公交线路", "咨询独生子女费", "路灯不亮", "建议增加公厕")
	messages = [public_row((str(n), "u", s, "2019/1/2", "内容", None, None)) for n, s in enumerate(subjects)]
	found = propose(messages, ["A", "B"])
	assert [found[str(n)].unit for n in range(5)] == ["QL-JD", "A", "QL-RK", "B", "A"]
	assert [found[str(n)].category for n in range(5)] == ["WS0203", "WS0699", "WS0406", "WS0699", "WS0699"]


def test_the_first_line_that_fits_decides() -> None:
	"""失独 stands before 计生."""
	assert by_words("计生办怎样帮助失独家庭").category == "WS0403"

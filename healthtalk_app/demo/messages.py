"""Published messages of residents and the government's replies: reading them, and who should answer.

No platform here. What the publisher left as it was (two ways of writing a date, line breaks, an empty
time) is mended or told, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

HEALTH, PUBLIC = "health_messages.xlsx", "public_messages.xlsx"
REPLIED = 100
FORMATS = (
	"%Y/%m/%d %H:%M:%S",
	"%Y-%m-%d %H:%M:%S",
	"%Y/%m/%d %H:%M",
	"%Y-%m-%d %H:%M",
	"%Y/%m/%d",
	"%Y-%m-%d",
)
SUBJECT_LENGTH = 140


@dataclass
class Message:
	"""One row as published, and what had to be said about it."""

	number: str
	user: str
	subject: str
	raised_at: datetime | None
	content: str
	official_class: str | None = None
	reply: str | None = None
	replied_at: datetime | None = None
	notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Proposal:
	"""Which category a message seems to belong to, which unit should lead, and why."""

	category: str
	unit: str
	why: str


def read_messages(folder: Path) -> list[Message]:
	"""The 58 messages of the class 卫生计生 and the first hundred with replies, in the order of the files.

	Raises `FileNotFoundError` where the files are not.
	"""
	health = [health_row(row) for row in rows_of(folder / HEALTH)]
	return health + [public_row(row) for row in rows_of(folder / PUBLIC)[:REPLIED]]


def rows_of(path: Path) -> list[tuple[Any, ...]]:
	"""The rows of the first sheet below its heading."""
	# the spreadsheet library belongs to the platform and is needed here only
	import openpyxl

	book = openpyxl.load_workbook(path, read_only=True)
	try:
		return [row for row in list(book.active.iter_rows(values_only=True))[1:] if row and row[0]]
	finally:
		book.close()


def health_row(row: tuple[Any, ...]) -> Message:
	number, user, subject, at, content, official_class = row[:6]
	message = common(number, user, subject, at, content)
	message.official_class = clean(official_class)
	return message


def public_row(row: tuple[Any, ...]) -> Message:
	number, user, subject, at, content, reply, replied_at = row[:7]
	message = common(number, user, subject, at, content)
	message.reply, message.replied_at = clean(reply) or None, moment(replied_at)
	if message.reply and not message.replied_at:
		message.notes.append(f"reply time not readable: {clean(replied_at) or 'empty'}")
	if message.replied_at and message.raised_at and message.replied_at < message.raised_at:
		message.notes.append("the published reply is older than the message")
		message.replied_at = None
	return message


def common(number: Any, user: Any, subject: Any, at: Any, content: Any) -> Message:
	message = Message(clean(number), clean(user), clean(subject), moment(at), clean(content))
	if not message.raised_at:
		message.notes.append(f"time not readable: {clean(at) or 'empty'}")
	if len(message.subject) > SUBJECT_LENGTH:
		message.notes.append("subject shortened, whole in the text")
		message.content = f"{message.subject}\n{message.content}"
		message.subject = message.subject[: SUBJECT_LENGTH - 1] + "…"
	return message


def clean(value: Any) -> str:
	"""Text without the blanks and line breaks around and inside it that come from the web page."""
	text = "" if value is None else str(value)
	text = re.sub(r"[ \t\u00a0\u3000]+", " ", text.replace("\r", "\n"))
	return re.sub(r"\s*\n\s*", "\n", text).strip()


def moment(value: Any) -> datetime | None:
	"""A time in any of the ways in which the files write it."""
	if isinstance(value, datetime):
		return value
	text = clean(value).replace("\n", " ")
	for pattern in FORMATS:
		try:
			return datetime.strptime(text, pattern)
		except ValueError:
			continue
	return None


# Words → category and unit of the demo county; the first line that fits decides. It is a proposal for a clerk
# to look over; what has to do with other authorities goes to the branches in turn.
LINES: tuple[tuple[tuple[str, ...], str, str], ...] = (
	(("感谢信", "表扬"), "BY", "QL-YZ"),
	(("保健品", "化妆品"), "WS0503", "QL-JD"),
	(("食品", "餐饮", "订餐"), "WS0501", "QL-JD"),
	(("药品", "药房", "医疗器械", "过期药"), "WS0502", "QL-JD"),
	(("失独",), "WS0403", "QL-RK"),
	(("独生子女",), "WS0406", "QL-RK"),
	(("超生", "违反计划生育"), "WS0404", "QL-RK"),
	(("人口与计划生育",), "WS0405", "QL-RK"),
	(("计生", "计划生育", "准生证", "婚育证明", "社会抚养费"), "WS0402", "QL-RK"),
	(("非法行医", "无证行医", "无资格证", "执业医师"), "WS0203", "QL-JD"),
	(("乱收费", "收费问题"), "WS0205", "QL-YZ"),
	(("医疗事故", "手术失败", "医患纠纷", "脑损伤", "烫伤"), "WS0303", "QL-YZ"),
	(("医护人员", "医务人员", "职称", "公开招聘"), "WS0302", "QL-YZ"),
	(("公共卫生", "传染", "艾滋"), "WS0199", "QL-JK"),
	(("乡村医生", "村医"), "WS0207", "QL-YZ"),
	(("医保", "异地报销"), "WS0699", "QL-YZ"),
	(("医院", "医生", "卫生院", "妇幼"), "WS0206", "QL-YZ"),
)
OTHER = "WS0699"


def propose(messages: list[Message], branches: list[str]) -> dict[str, Proposal]:
	"""A proposal for each message, by its number: by words of the subject first, else in turn."""
	proposals, turn = {}, 0
	for message in messages:
		found = by_words(message.subject) or (by_words(message.content) if message.official_class else None)
		if not found:
			found = Proposal(OTHER, branches[turn % len(branches)], "in turn")
			turn += 1
		proposals[message.number] = found
	return proposals


def by_words(text: str) -> Proposal | None:
	for words, category, unit in LINES:
		if word := next((word for word in words if word in text), None):
			return Proposal(category, unit, f"“{word}”")
	return None

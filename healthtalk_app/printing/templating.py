"""Templates of the forms: a Jinja environment that escapes by itself and writes dates as officials do."""

from base64 import b64encode
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from healthtalk_app.printing import chart
from healthtalk_app.printing.flow import draw

NUMERALS = "〇一二三四五六七八九"
TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "forms"


@lru_cache(maxsize=1)
def environment() -> Environment:
	"""The environment of the shipped templates: user text is escaped, an unknown field is an error."""
	made = Environment(
		loader=FileSystemLoader(TEMPLATES),
		autoescape=True,
		undefined=StrictUndefined,
		trim_blocks=True,
		lstrip_blocks=True,
	)
	made.filters.update(
		cn_date=cn_date,
		cn_datetime=cn_datetime,
		cn_span=cn_span,
		chinese=chinese,
		month_day=month_day,
		paragraphs=paragraphs,
		spaced=spaced,
	)
	made.globals.update(qr=qr, draw=draw, style_sheet=style_sheet, bars=bars)
	return made


def render_form(form: str, context: Any) -> str:
	"""The HTML of a form. `context` is the form's dataclass (contexts.py) or the same as a dict."""
	fields = asdict(context) if is_dataclass(context) and not isinstance(context, type) else dict(context)
	return environment().get_template(f"{form}.html").render(fields)


def page(form: str, title: str = "") -> str:
	"""A whole page around a rendered form, for every exit but the platform's own print page."""
	head = Markup('<meta charset="utf-8"><title>{}</title>').format(title)
	return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body style="margin:0">{form}</body></html>'


@lru_cache(maxsize=1)
def style_sheet() -> Markup:
	"""The one style sheet of all forms; it is ours, so it goes in unescaped."""
	return Markup(TEMPLATES.joinpath("forms.css").read_text("utf-8"))


def moment(value: object) -> datetime | None:
	"""A date, datetime or ISO text as a datetime; None for an empty value."""
	if isinstance(value, datetime):
		return value
	if isinstance(value, date):
		return datetime.combine(value, time())
	return datetime.fromisoformat(str(value).strip()) if value else None


def cn_date(value: object, blank: str = "") -> str:
	"""2026年11月3日; `blank` for an empty value."""
	found = moment(value)
	return f"{found.year}年{found.month}月{found.day}日" if found else blank


def cn_datetime(value: object, blank: str = "") -> str:
	"""2026年11月3日9:05; without the time at midnight, which stands for “no time given”."""
	found = moment(value)
	if not found:
		return blank
	return cn_date(found) + (f"{found.hour}:{found.minute:02d}" if found.hour or found.minute else "")


def cn_span(start: object, end: object, blank: str = "") -> str:
	"""2026年11月3日18:30—20:15; both dates in full when they differ."""
	first, last = moment(start), moment(end)
	if not first or not last:
		return cn_datetime(start, blank)
	until = f"{last.hour}:{last.minute:02d}" if last.date() == first.date() else cn_datetime(last)
	return f"{cn_datetime(first)}—{until}"


def chinese(number: int) -> str:
	"""1 to 99 as sections are counted: 一, 十, 十二, 二十, 二十一."""
	tens, ones = divmod(number, 10)
	head = "" if not tens else ("十" if tens == 1 else NUMERALS[tens] + "十")
	return head + (NUMERALS[ones] if ones else "")


def month_day(value: object, blank: str = "") -> str:
	"""11月3日, for narrow columns."""
	found = moment(value)
	return f"{found.month}月{found.day}日" if found else blank


def paragraphs(text: str | None) -> list[str]:
	"""The non-empty lines of a text, each printed as a paragraph with an indent of two."""
	return [line.strip() for line in (text or "").splitlines() if line.strip()]


def spaced(label: str, width: int = 4) -> str:
	"""A label of two or three characters spread to the width of four, as on printed forms: 住　　址."""
	if len(label) == 2 and width == 4:
		return f"{label[0]}\u3000\u3000{label[1]}"
	if len(label) == 3 and width == 4:
		return "\u2002".join(label)
	return label


def qr(text: str) -> Markup:
	"""A QR code (error correction M) as a picture inside the page, six points to a module, which no viewer
	has to smooth."""
	if not text:
		return Markup("")
	import segno

	picture = segno.make(text, error="m", micro=False).png_data_uri(scale=6, border=0)
	return Markup('<img class="qr" alt="" src="{}">').format(picture)


def bars(months: list[dict[str, Any]]) -> str:
	"""The months of a summary as a picture inside the page; nothing where there is nothing to draw."""
	drawn = chart.of_months(months)
	return "data:image/png;base64," + b64encode(drawn).decode() if drawn else ""

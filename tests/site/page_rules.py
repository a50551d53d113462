"""What every public page must keep so that everybody can use it, as rules over its HTML and style sheet.

Written by hand after WCAG 2.1 AA: language 3.1.1, title 2.4.2, headings 1.3.1, labels 1.3.1 and 3.3.2, text
alternatives 1.1.1, names of controls 4.1.2, unique ids 4.1.1, contrast 1.4.3.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

CONTROLS = ("input", "select", "textarea")
UNSEEN = ("hidden", "submit")
ELSEWHERE = re.compile(r"""(?:src|href|action|srcset|data|poster)=["'](?:https?:)?//""")
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")


def complaints(html: str) -> list[str]:
	"""What is wrong with a page; nothing when all is well."""
	soup = BeautifulSoup(html, "html.parser")
	return [*_page(soup), *_headings(soup), *_controls(soup), *_references(soup), *_names(soup)]


def _page(soup: BeautifulSoup) -> Iterator[str]:
	if not soup.html or soup.html.get("lang") != "zh-CN":
		yield "no language"
	if not soup.title or not soup.title.text.strip():
		yield "no title"
	if len(soup.find_all("main")) != 1 or not soup.find("header") or not soup.find("footer"):
		yield "no landmarks"
	skip = soup.find("a")
	if not skip or skip.get("href") != "#main" or not soup.find(id="main"):
		yield "the first link does not skip to the text"
	viewport = soup.find("meta", {"name": "viewport"})
	if not viewport or "user-scalable" in viewport["content"] or "maximum-scale" in viewport["content"]:
		yield "the page cannot be enlarged"
	if ELSEWHERE.search(str(soup)):
		yield "something is loaded from elsewhere"
	if soup.find_all(style=True) or soup.find_all("style") or re.search(r"\son\w+=", str(soup)):
		yield "a style or a handler inside the page"


def _headings(soup: BeautifulSoup) -> Iterator[str]:
	levels = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))]
	if levels.count(1) != 1 or levels[0] != 1:
		yield f"not one first heading: {levels}"
	for before, level in itertools.pairwise(levels):
		if level > before + 1:
			yield f"a heading is skipped: {levels}"


def _controls(soup: BeautifulSoup) -> Iterator[str]:
	for control in soup.find_all(CONTROLS):
		if control.get("type") in UNSEEN:
			continue
		label = soup.find("label", {"for": control.get("id")}) if control.get("id") else None
		if not (label or control.find_parent("label")):
			yield f"{control.get('name')} has no label"
	for group in soup.find_all("fieldset"):
		first = group.find(True)
		if first is None or first.name != "legend" or not first.text.strip():
			yield "a group of choices without a legend"
	for form in soup.find_all("form"):
		if form.get("method") not in ("post", "get") or not form.get("action", "").startswith("/healthtalk"):
			yield "a form that goes elsewhere"


def _references(soup: BeautifulSoup) -> Iterator[str]:
	ids = [tag["id"] for tag in soup.find_all(id=True)]
	yield from (f"id {name} twice" for name in {name for name in ids if ids.count(name) > 1})
	for attribute in ("aria-describedby", "aria-labelledby", "for"):
		for tag in soup.find_all(attrs={attribute: True}):
			yield from (
				f"{attribute} {name} is not there" for name in tag[attribute].split() if name not in ids
			)
	for link in soup.find_all("a", href=re.compile("^#")):
		if link["href"][1:] not in ids:
			yield f"a link leads nowhere: {link['href']}"


def _names(soup: BeautifulSoup) -> Iterator[str]:
	for picture in soup.find_all("img"):
		if picture.get("alt") is None:
			yield "a picture without an alternative"
	for tag in soup.find_all(["a", "button", "summary"]):
		if not (tag.get_text(strip=True) or tag.get("aria-label")):
			yield f"a {tag.name} without a name"
	for tag in soup.find_all(tabindex=True):
		if isinstance(tag, Tag) and int(tag["tabindex"]) > 0:
			yield "an order of its own for the keyboard"


# ---- contrast ------------------------------------------------------------------------------------
def colours(style_sheet: str) -> dict[str, str]:
	"""The colours of a style sheet by name."""
	return dict(COLOUR.findall(style_sheet))


def contrast(first: str, second: str) -> float:
	"""Contrast of two colours #rrggbb by WCAG 2.1, 1 to 21."""
	light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
	return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
	parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
	linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
	return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

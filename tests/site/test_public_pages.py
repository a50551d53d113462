"""The public pages by plain HTTP, as a telephone without a script asks for them (design §9; E5, H9)."""

from __future__ import annotations

import io
import re
import secrets
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import frappe
import pytest
import requests
from bs4 import BeautifulSoup
from PIL import Image

import healthtalk_app
from tests.site.page_rules import ELSEWHERE, colours, complaints, contrast

PUBLIC = Path(healthtalk_app.__file__).parent / "public"
PAGES = (
	"",
	"/raise",
	"/track",
	"/rate",
	"/talk",
	"/survey",
	"/commitments",
	"/commitment",
	"/awards",
	"/award",
)
NO_RECEIPT_BEARS_IT = "7K3M-QX9T-2HRD-WWWW"
WRONG_CODE = "没有查到。请对照回执核对"
CODE = re.compile(r'data-code="(查询码|评价码)">([0-9A-Z-]{19})<')
TEXT = "上午门诊收费处排队超过一个小时，窗口只开了两个。"


@pytest.fixture
def guest(url: str) -> Callable[..., requests.Response]:
	"""`guest(path, **values)` asks for a page or sends its form; each test has an address of its own."""
	address = ".".join(str(10 + secrets.randbelow(200)) for _part in range(4))

	def ask(
		path: str, files: list | None = None, params: dict | None = None, **values: str
	) -> requests.Response:
		method = "POST" if values else "GET"
		return requests.request(
			method,
			f"{url}/healthtalk{path}",
			data=values or None,
			files=files,
			params=params,
			headers={"X-Forwarded-For": address},
			timeout=60,
		)

	return ask


def photo() -> bytes:
	"""A small picture."""
	held = io.BytesIO()
	Image.new("RGB", (64, 48), "#0b5d45").save(held, "JPEG")
	return held.getvalue()


def raised(guest: Callable[..., requests.Response], **values: str) -> dict[str, str]:
	"""Raise something anonymously by the form; returns the codes by their names."""
	answer = guest("/raise", content=TEXT, identity_level="Anonymous", key=secrets.token_hex(9), **values)
	assert answer.status_code == 200, answer.text
	codes = dict(CODE.findall(answer.text))
	assert set(codes) == {"查询码", "评价码"}, text_of(answer)
	return codes


def text_of(answer: requests.Response) -> str:
	return BeautifulSoup(answer.text, "html.parser").main.get_text(" ", strip=True)


# ---- without a script ----------------------------------------------------------------------------
def test_a_matter_is_raised_and_followed_by_plain_forms(guest: Callable[..., requests.Response]) -> None:
	page = BeautifulSoup(guest("/raise").text, "html.parser")
	form = page.find("form")
	assert (form["method"], form["action"], form["enctype"]) == (
		"post",
		"/healthtalk/raise",
		"multipart/form-data",
	)
	files = [("files", ("a.jpg", photo(), "image/jpeg"))]
	key = form.find("input", {"name": "key"})["value"]
	answer = guest("/raise", files=files, content=TEXT, identity_level="Anonymous", key=key)
	codes = dict(CODE.findall(answer.text))
	assert set(codes) == {"查询码", "评价码"}, text_of(answer)
	assert complaints(answer.text) == []
	again = guest("/raise", files=files, content=TEXT, identity_level="Anonymous", key=key)
	assert dict(CODE.findall(again.text)) == codes
	found = guest("/track", code=codes["查询码"].lower().replace("-", " "))
	assert "收到您说的事" in text_of(found) and complaints(found.text) == []
	# a code is in no address of the page
	assert not re.search(rf'(href|action|src)="[^"]*{codes["查询码"]}', found.text + answer.text)


def test_what_is_missing_is_named_at_its_field(guest: Callable[..., requests.Response]) -> None:
	answer = guest("/raise", content=" ", place="门诊二楼", identity_level="Confidential", key="k" * 20)
	soup = BeautifulSoup(answer.text, "html.parser")
	assert soup.title.text.startswith("有误：")
	link = soup.find(id="wrong").find("a")
	field = soup.find(id=link["href"][1:])
	assert field["name"] == "content" and field["aria-invalid"] == "true"
	assert soup.find(id="e-content").get_text() == f"有误：{link.get_text()}"
	assert soup.find(id="f-place")["value"] == "门诊二楼"
	assert soup.find("input", {"name": "identity_level", "checked": True})["value"] == "Confidential"
	assert complaints(answer.text) == []
	assert "data-code" not in answer.text


def test_what_is_typed_comes_back_as_text(guest: Callable[..., requests.Response]) -> None:
	script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
	answer = guest("/raise", content="", place=script, raiser_name=script, key=script)
	assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
	assert BeautifulSoup(answer.text, "html.parser").find(id="f-place")["value"] == script
	assert "<script>alert" not in guest("/track", code=script).text


def test_a_receipt_printed_before_still_leads_to_its_matter(guest: Callable[..., requests.Response]) -> None:
	codes = raised(guest)
	answer = guest("/track", params={"code": codes["查询码"]})
	assert "收到您说的事" in text_of(answer)
	assert answer.headers["Referrer-Policy"] == "no-referrer"
	assert "还不能评价" in text_of(guest("/rate", params={"code": codes["评价码"]}))


def test_supplement_and_withdrawal(guest: Callable[..., requests.Response]) -> None:
	code = raised(guest)["查询码"]
	empty = guest("/track", code=code, act="supplement", supplement_text="")
	link = BeautifulSoup(empty.text, "html.parser").find(id="wrong").find("a")
	assert link["href"] == "#f-supplement_text" and complaints(empty.text) == []
	files = [("files", ("b.jpg", photo(), "image/jpeg"))]
	assert "补充的内容已经收到" in text_of(
		guest("/track", files=files, code=code, act="supplement", supplement_text="今天还是这样。")
	)
	done = guest("/track", code=code, act="withdraw", withdraw_text="已经解决了。")
	assert "已经撤回" in text_of(done)
	assert 'value="withdraw"' not in done.text


@pytest.mark.parametrize("path", ["/track", "/rate"])
def test_every_wrong_code_is_answered_alike(path: str, guest: Callable[..., requests.Response]) -> None:
	"""A code that nobody bears, a typing error, an empty one, one of the other kind: the same page."""
	other = raised(guest)["评价码" if path == "/track" else "查询码"]
	pages = set()
	for code in (NO_RECEIPT_BEARS_IT, "7K3M-QX9T-2HRD-WWW0", "x", "' or 1=1 --", other, ""):
		answer = guest(path, code=code, act="rate", level="Satisfied")
		assert answer.status_code == 200 and WRONG_CODE in answer.text
		soup = BeautifulSoup(answer.text, "html.parser")
		soup.find(id="f-code")["value"] = ""
		pages.add(str(soup))
	assert len(pages) == 1


def test_a_wrong_talk_is_said_so(guest: Callable[..., requests.Response]) -> None:
	for params in ({}, {"code": NO_RECEIPT_BEARS_IT}, {"code": "x"}):
		answer = guest("/talk", params=params)
		assert answer.status_code == 200 and "没有查到这场说事活动" in answer.text
		assert complaints(answer.text) == []


# ---- what every page keeps -----------------------------------------------------------------------
@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_to_itself(path: str, guest: Callable[..., requests.Response]) -> None:
	answer = guest(path)
	assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8"
	policy = answer.headers["Content-Security-Policy"]
	for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
		assert part in policy
	assert "unsafe" not in policy and "http" not in policy
	assert answer.headers["Referrer-Policy"] == "no-referrer"
	assert answer.headers["Cache-Control"] == "no-store"
	assert answer.headers["X-Frame-Options"] == "DENY"
	assert answer.headers["X-Content-Type-Options"] == "nosniff"
	assert not ELSEWHERE.search(answer.text)


def test_nobody_keeps_an_answer_that_was_asked_with_a_code(url: str) -> None:
	asked = {
		"home": requests.get(f"{url}/api/method/healthtalk_app.api.public.home", timeout=30),
		**{
			name: requests.post(
				f"{url}/api/method/healthtalk_app.api.public.{name}",
				json={"code": "0000-0000-0000-0000", "reason": "x"},
				timeout=30,
			)
			for name in ("progress", "rating", "withdraw", "talk", "survey", "no_such_method")
		},
	}
	assert {name: answer.headers.get("Cache-Control") for name, answer in asked.items()} == dict.fromkeys(
		asked, "no-store"
	)
	assert asked["progress"].ok and not asked["withdraw"].ok
	# what is not ours keeps what the platform says
	assert requests.get(f"{url}/api/method/ping", timeout=30).headers.get("Cache-Control") != "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_use_every_page(path: str, guest: Callable[..., requests.Response]) -> None:
	assert complaints(guest(path).text) == []


def test_the_rules_find_what_they_look_for() -> None:
	found = complaints(
		'<html><title></title><a href="#nothing"></a><h1>一</h1><h3>三</h3><img src="//x/y">'
		'<input name="a"><fieldset></fieldset><p id="b"></p><p id="b" style="color:red"></p></html>'
	)
	assert {
		"no language",
		"no title",
		"no landmarks",
		"something is loaded from elsewhere",
		"a style or a handler inside the page",
		"a heading is skipped: [1, 3]",
		"a has no label",
		"a group of choices without a legend",
		"id b twice",
		"a link leads nowhere: #nothing",
		"a picture without an alternative",
		"a a without a name",
	} <= set(found)


def test_style_and_script_are_small_and_ours(guest: Callable[..., requests.Response], url: str) -> None:
	text = guest("").text
	for kind, most in (("css", 15_000), ("js", 15_000)):
		path = re.search(rf'"(/assets/healthtalk_app/{kind}/public\.{kind}\?v=[0-9a-f]+)"', text).group(1)
		answer = requests.get(url + path, timeout=60)
		assert answer.status_code == 200 and len(answer.content) <= most
		assert "@import" not in answer.text and not re.search(r"url\(['\"]?(http|//)", answer.text)
	assert len(re.findall(r"<script|rel=\"stylesheet\"", text)) == 2


def test_colours_can_be_told_apart() -> None:
	"""4.5 to 1 for text, 3 to 1 for the edges of fields and the mark of the focus (WCAG 1.4.3, 1.4.11)."""
	# black on white is 21, by the definition; #767676 on white is the known border of 4.5
	assert round(contrast("#000000", "#ffffff"), 2) == 21
	assert 4.5 <= contrast("#767676", "#ffffff") < 4.6
	found = colours(PUBLIC.joinpath("css/public.css").read_text("utf-8"))
	for text, grounds in {
		"ink": ("ground", "card", "tint"),
		"soft": ("ground", "card", "tint"),
		"brand": ("ground", "card", "tint"),
		"deep": ("ground", "card"),
		"wrong": ("ground", "card", "wrong-tint"),
		"warn": ("warn-tint",),
	}.items():
		for ground in grounds:
			assert contrast(found[text], found[ground]) >= 4.5, (text, ground)
	for ground in ("brand", "deep", "wrong", "edge"):
		assert contrast("#ffffff", found[ground]) >= 4.5, ground
	for edge in ("edge", "focus"):
		assert contrast(found[edge], found["card"]) >= 3 and contrast(found[edge], found["ground"]) >= 3


# ---- settings and printed codes ------------------------------------------------------------------
def test_closed_pages_say_where_else_to_go(guest: Callable[..., requests.Response], rest: Callable) -> None:
	before = {
		key: frappe.db.get_single_value("Healthtalk Settings", key)
		for key in ("portal_enabled", "service_phone")
	}
	settings(portal_enabled=0, service_phone="0574-00000000")
	try:
		for path in PAGES:
			answer = guest(path)
			assert "没有开放" in answer.text and 'href="tel:0574-00000000"' in answer.text
			assert complaints(answer.text) == []
		refused = guest("/raise", content=TEXT, identity_level="Anonymous", key="k" * 20)
		assert "没有开放" in refused.text and not CODE.search(refused.text)
	finally:
		settings(**before)
	assert "没有开放" not in guest("").text


def settings(**values: object) -> None:
	"""Set settings for the web server too."""
	frappe.db.set_single_value("Healthtalk Settings", values)
	frappe.db.commit()
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")


def test_the_codes_of_new_receipts_are_told_to_no_server() -> None:
	"""The QR codes of a receipt hold the code in the part of the address that a browser keeps to itself."""
	from healthtalk_app.printing.matter_context import receipt
	from healthtalk_app.tests import factories

	matter = factories.matter(unit=factories.county("PAGE").a1)
	made = receipt(matter, {}, {"tracking": "7K3M-QX9T-2HRD-WWWW", "rating": "P4VN-8EJC-6ZYB-FFFF"})
	assert made.tracking_url.endswith("/healthtalk/track#7K3M-QX9T-2HRD-WWWW")
	assert made.rating_url.endswith("/healthtalk/rate#P4VN-8EJC-6ZYB-FFFF")


def test_browsers_that_say_nothing_hold_nobody_up(url: str, guest: Callable[..., requests.Response]) -> None:
	"""A browser opens connections ahead of need: 36 silent ones, and a page all the same."""
	server = urlsplit(url)
	with ExitStack() as held:
		for _connection in range(36):
			held.enter_context(socket.create_connection((server.hostname, server.port), timeout=10))
		assert guest("").status_code == 200

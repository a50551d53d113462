"""A resident on the public pages and the officer who answers him, by clicking, on a telephone and a desktop.

Issue "The public's voice", Must show: raise with a photo, see a similar matter, go on, follow, be answered,
rate badly, have it put right, have it handled again inside the window and not outside it.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import chinese_calendar
import frappe
import pytest
from frappe.utils import now_datetime
from PIL import Image
from playwright.sync_api import expect

from healthtalk_app.printing import session_context
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from tests.bench import settings_kept, share
from tests.browser.desk import Desk
from tests.browser.forms import Form
from tests.browser.resident import Resident

OFFICE_END = time(17)
TEXT = "上午门诊收费处排队超过一个小时，窗口只开了两个，老人站不住。"
SETTINGS = ("bureau_unit", "calendar", "portal_enabled", "service_phone")
# what a page may say of the device's clock counts for nothing: a telephone that lives a year ago
LAST_YEAR = """const Real = Date;
Date = class extends Real {
	constructor(...given) {
		super(...(given.length ? given : [Real.now() - 31536e6]));
	}
};"""


@pytest.fixture
def town(make_user: Callable[..., str]) -> Iterator[frappe._dict]:
	"""A county of the test's own with Chinese names and open pages; the settings are put back afterwards."""
	with settings_kept(*SETTINGS):
		made = factories.county(f"RES{secrets.token_hex(2).upper()}")
		frappe.db.set_value("Health Unit", made.bureau, "unit_name", "清河县卫生健康局")
		frappe.db.set_value("Health Unit", made.a1, "unit_name", "城东分院")
		shown = {"portal_enabled": 1, "service_phone": "0574-00000000"}
		frappe.db.set_single_value("Healthtalk Settings", shown)
		category = factories.category(category_name=f"排队等候{secrets.token_hex(2)}")
		made.category, made.category_code = category.category_name, category.name
		share()
		yield made


@pytest.fixture
def photo(tmp_path) -> str:
	"""A photo with the place where it was taken in it, as telephones make them."""
	picture = Image.new("RGB", (3000, 2000), "#7a9e8c")
	exif = picture.getexif()
	exif[0x8825] = {1: "N", 2: (29.0, 52.0, 0.0)}
	path = tmp_path / "现场.jpg"
	held = io.BytesIO()
	picture.save(held, "JPEG", exif=exif)
	path.write_bytes(held.getvalue())
	return str(path)


def similar_matter(town: frappe._dict, summary: str) -> str:
	"""An open matter that an officer has summed up for the public; returns its name."""
	made = factories.matter(
		unit=town.a1,
		subject="门诊收费处排队时间长",
		content="上午门诊收费处排队一个多小时，收费窗口只开两个。",
		public_summary=summary,
	)
	frappe.db.commit()
	return made.name


def fifth_working_day(rated_at: datetime) -> date:
	"""By the published calendar: what comes after hours or on a day of rest is received on the next working
	day, and the day of receipt is not counted."""
	day, left = rated_at.date(), 5
	if rated_at.time() > OFFICE_END:
		day += timedelta(days=1)
	while not chinese_calendar.is_workday(day):
		day += timedelta(days=1)
	while left:
		day += timedelta(days=1)
		left -= chinese_calendar.is_workday(day)
	return day


@pytest.mark.parametrize("device", ["telephone", "desktop"])
def test_a_resident_is_heard_answered_and_has_it_put_right(
	device: str,
	town: frappe._dict,
	photo: str,
	resident: Callable[..., Resident],
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
) -> None:
	summary = f"门诊收费处上午排队久{secrets.token_hex(2)}"
	similar_matter(town, summary)
	officer = sign_in(make_user("Unit Officer", unit=town.a1), device)
	window = resident(device)
	codes = raise_anonymously(window, town, photo, summary)
	matter = answer(officer, town)
	follow(window, codes)
	rated_at = now_datetime()
	rate_badly(window, codes)
	rectification = the_rectification(matter)
	assert rectification.rectify_due_at == datetime.combine(fifth_working_day(rated_at), OFFICE_END)
	see_it_due(officer, rectification)
	have_it_handled_again(window, codes, matter)


def raise_anonymously(window: Resident, town: frappe._dict, photo: str, summary: str) -> dict[str, str]:
	"""From the first page to the receipt; returns the codes."""
	window.go()
	window.press("反映一件事")
	window.shows("raise")
	page = window.page
	page.fill("#f-content", TEXT)
	similar = page.locator("#similar label").filter(has_text=summary)
	expect(similar).to_contain_text("我也遇到了")
	page.select_option("#f-unit", town.a1)
	expect(similar).to_be_visible()
	page.set_input_files("#f-files", photo)
	expect(page.locator(".chosen li img")).to_have_count(1)
	assert (
		page.locator(".chosen li img").evaluate("(image) => image.decode().then(() => image.naturalWidth)")
		== 2400
	)
	page.locator(".who label").filter(has_text="匿名").click()
	expect(page.locator("#f-raiser_phone")).to_be_hidden()
	page.locator("form .send button").click()
	codes = window.codes()
	assert set(codes) == {"查询码", "评价码"} and page.url.endswith("/healthtalk/raise")
	assert page.evaluate("() => localStorage.length") == 0
	page.locator("[data-picture]").click()
	expect(page.locator(".picture img")).to_be_visible()
	window.press("已经保存好，回首页")
	window.shows("home")
	page.go_back()
	expect(page.locator("p.code")).to_have_count(0)
	return codes


def answer(officer: Desk, town: frappe._dict) -> str:
	"""The officer finds what came in, accepts it, and works until the reply; returns the matter's name."""
	frappe.db.rollback()
	(sent,) = frappe.get_all(
		"Public Submission", {"unit": town.a1}, ["name", "identity_level", "raiser_name"]
	)
	assert (sent.identity_level, sent.raiser_name or "") == ("Anonymous", "")
	files = frappe.get_all("File", {"attached_to_name": sent.name}, ["name", "is_private"])
	assert [file.is_private for file in files] == [1]
	content = frappe.get_doc("File", files[0].name).get_content()
	assert not Image.open(io.BytesIO(content)).getexif()
	officer.go("public-submission")
	officer.page.locator(".list-row, .list-row-container").filter(has_text="上午门诊收费处").first.wait_for()
	form = Form(officer)
	form.follow("Public Submission", sent.name)
	form.step("Accept", category=town.category)
	frappe.db.rollback()
	matter = frappe.db.get_value("Public Submission", sent.name, "matter")
	form.follow("Talk Matter", matter)
	assert form.status() == "Accepted"
	form.step("Make Plan", plan="增开收费窗口，加派导医。")
	form.step("Start")
	form.step("Reply", reply="已经增开两个收费窗口，自助机增加到六台。", trips="0")
	assert form.status() == "Replied"
	return matter


def follow(window: Resident, codes: dict[str, str]) -> None:
	"""By the QR code of the receipt: the code is in the address only until the page has opened."""
	window.go(f"/track#{codes['查询码']}")
	window.shows("progress")
	page = window.page
	assert page.url == f"{window.url}/track"
	assert codes["查询码"] not in page.evaluate("() => location.href + document.referrer")
	expect(page.locator(".way.line li.past")).to_have_count(4)
	expect(page.locator(".way.line li.now")).to_contain_text("您来评价")
	expect(page.locator("main")).to_contain_text("已经增开两个收费窗口，自助机增加到六台。")
	expect(page.locator("main")).not_to_contain_text("增开收费窗口，加派导医")


def rate_badly(window: Resident, codes: dict[str, str]) -> None:
	"""Not solved and dissatisfied; a second rating is not taken."""
	window.look_up("/rate", codes["评价码"])
	page = window.page
	page.locator("main form .button").click()
	expect(page.locator("#wrong")).to_be_focused()
	page.locator("#f-outcome label").filter(has_text="没有解决").click()
	page.locator("#f-level label").get_by_text("不满意", exact=True).click()
	page.fill("#f-comment", "窗口还是只开了两个。")
	window.press("提交评价")
	expect(page.locator("h1")).to_have_text("谢谢您的评价")
	window.look_up("/rate", codes["评价码"])
	expect(page.locator("main")).to_contain_text("已经评价过了")


def the_rectification(matter: str) -> frappe._dict:
	"""What the bad rating has opened."""
	frappe.db.rollback()
	(found,) = frappe.get_all(
		"Rectification", {"matter": matter}, ["name", "status", "rectify_due_at", "subject"]
	)
	assert found.status == "Open"
	return found


def see_it_due(officer: Desk, rectification: frappe._dict) -> None:
	"""The officer finds it in his list and opens it with its clock."""
	officer.go("rectification")
	officer.page.locator(".list-row, .list-row-container").filter(
		has_text=rectification.subject[:10]
	).first.wait_for()
	form = Form(officer)
	form.follow("Rectification", rectification.name)
	assert form.status() == "Open"
	due = f"{rectification.rectify_due_at:%Y-%m-%d %H:%M:%S}"
	assert form.value("rectify_due_at") == due


def have_it_handled_again(window: Resident, codes: dict[str, str], matter: str) -> None:
	"""Inside the window it is handled again."""
	window.look_up("/track", codes["查询码"])
	page = window.page
	window.press("没有解决，要求重新办理")
	page.fill("#f-reopen_text", "收费窗口还是只开了两个。")
	window.press("要求重新办理")
	expect(page.locator("main")).to_contain_text("已经重新办理")
	frappe.db.rollback()
	assert frappe.db.get_value("Talk Matter", matter, ["status", "reopen_count"]) == ("In Progress", 1)


def test_outside_the_window_it_is_refused_whatever_the_device_says(
	town: frappe._dict, resident: Callable[..., Resident]
) -> None:
	window = resident("telephone", LAST_YEAR)
	window.go("/raise")
	page = window.page
	page.fill("#f-content", TEXT)
	page.select_option("#f-unit", town.a1)
	page.locator(".who label").filter(has_text="匿名").click()
	page.locator("form .send button").click()
	codes = window.codes()
	matter = answered_long_ago(town)
	window.look_up("/track", codes["查询码"])
	window.shows("progress")
	expect(page.locator("main")).to_contain_text("已经增开两个收费窗口。")
	expect(page.locator("details")).to_have_count(0)
	forged = {
		"code": codes["查询码"],
		"act": "reopen",
		"reopen_text": "请重新办理",
		"now": "2020-01-01",
		"occurred_at": "2020-01-01",
	}
	answer = page.evaluate(
		"""async (values) => {
			const body = new URLSearchParams(values);
			return (await fetch("/healthtalk/track", { method: "POST", body })).text();
		}""",
		forged,
	)
	assert "已经重新办理" not in answer and 'id="wrong"' in answer
	frappe.db.rollback()
	assert frappe.db.get_value("Talk Matter", matter, ["status", "reopen_count"]) == ("Replied", 0)


def answered_long_ago(town: frappe._dict) -> str:
	"""What came in is accepted and answered, 400 days ago by the record; returns the name of the matter."""
	frappe.db.rollback()
	sent = frappe.get_doc("Public Submission", {"unit": town.a1})
	sent.category = town.category_code
	flow.transition(sent, "Accepted")
	matter = frappe.get_doc("Talk Matter", sent.matter)
	matter.plan, matter.reply = "增开收费窗口。", "已经增开两个收费窗口。"
	for status in ("Planned", "In Progress", "Replied"):
		flow.transition(matter, status)
	long_ago = now_datetime() - timedelta(days=400)
	frappe.db.set_value("Talk Matter", matter.name, {"resolved_at": long_ago, "closed_at": None})
	frappe.db.commit()
	return matter.name


def test_who_comes_to_a_talk_signs_in_by_the_poster(
	town: frappe._dict,
	resident: Callable[..., Resident],
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
) -> None:
	talk = factories.session(unit=town.a1, title="候诊时间大家谈", planned_start=now_datetime())
	frappe.db.commit()
	officer = sign_in(make_user("Unit Officer", unit=town.a1))
	officer.go("talk-session")
	form = Form(officer)
	form.follow("Talk Session", talk.name)
	form.press("sign_in_poster", "facility")
	officer.page.wait_for_url("**/print/**")
	frappe.db.rollback()
	talk.reload()
	address = session_context.sign_in_poster(talk).sign_in_url
	path, query = address.split("/healthtalk")[1].split("?")
	window = resident("telephone")
	window.go(f"{path}?{query}")
	window.shows("talk")
	expect(window.page.locator("h1")).to_have_text("候诊时间大家谈")
	window.press("签到")
	expect(window.page.locator("h1")).to_have_text("签到成功")
	frappe.db.rollback()
	assert frappe.db.get_value("Talk Session", talk.name, "signed_in") == 1
	window.press("为这场活动反映一件事")
	window.page.fill("#f-content", TEXT)
	window.page.locator(".who label").filter(has_text="匿名").click()
	window.page.locator("form .send button").click()
	window.codes()
	frappe.db.rollback()
	sent = frappe.get_all("Public Submission", {"session": talk.name}, ["unit", "channel"])
	assert [(one.unit, one.channel) for one in sent] == [(town.a1, "Talk")]


def test_a_draft_outlives_a_lost_network_and_two_taps_are_one(
	town: frappe._dict, resident: Callable[..., Resident]
) -> None:
	window = resident("telephone")
	page = window.page
	window.go("/raise")
	page.fill("#f-content", TEXT)
	page.fill("#f-raiser_name", "李小红")
	page.wait_for_function("() => localStorage.length === 1")
	assert "李小红" not in page.evaluate("() => localStorage.getItem('healthtalk-draft')")
	page.reload()
	expect(page.locator("#f-content")).to_have_value(TEXT)
	expect(page.locator("[data-draft]")).to_be_visible()
	page.select_option("#f-unit", town.a1)
	page.locator(".who label").filter(has_text="匿名").click()
	page.context.set_offline(True)
	page.locator("form .send button").click()
	expect(page.locator("form > [data-status]")).to_contain_text("没有发出去：网络不通")
	expect(page.locator("#f-content")).to_have_value(TEXT)
	page.context.set_offline(False)
	page.locator("form .send button").dblclick()
	window.codes()
	frappe.db.rollback()
	assert frappe.db.count("Public Submission", {"unit": town.a1}) == 1
	assert page.evaluate("() => localStorage.length") == 0


def test_a_draft_is_forgotten_on_demand(town: frappe._dict, resident: Callable[..., Resident]) -> None:
	window = resident("telephone")
	page = window.page
	window.go("/raise")
	page.fill("#f-content", TEXT)
	page.wait_for_function("() => localStorage.length === 1")
	page.reload()
	window.press("清空重写")
	expect(page.locator("#f-content")).to_have_value("")
	assert page.evaluate("() => localStorage.length") == 0


def test_what_is_no_photo_is_refused_at_once(
	tmp_path, town: frappe._dict, resident: Callable[..., Resident]
) -> None:
	program = tmp_path / "病历.exe"
	program.write_bytes(b"MZ")
	window = resident("telephone")
	window.go("/raise")
	window.page.set_input_files("#f-files", str(program))
	expect(window.page.locator("[data-file-error]")).to_contain_text("不是照片或录音")
	expect(window.page.locator(".chosen li")).to_have_count(0)


CONTRAST = """() => {
	const parse = (text) => text.match(/[\\d.]+/g).map(Number);
	const linear = (part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
	const ground = (node) => {
		for (; node; node = node.parentElement) {
			const colour = parse(getComputedStyle(node).backgroundColor);
			if (colour.length === 3 || colour[3] === 1) return colour;
		}
		return [255, 255, 255];
	};
	const found = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let text = walker.nextNode(); text; text = walker.nextNode()) {
		const node = text.parentElement;
		if (!text.data.trim() || !node.checkVisibility() || node.closest(".skip, .only-read")) continue;
		const [first, second] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
		const contrast = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
		if (contrast < 4.5) found.push(`${text.data.trim()}: ${contrast.toFixed(2)}`);
	}
	return found;
}"""
SMALL = """() => [...document.querySelectorAll("a, button, summary, select, textarea, input")]
	.filter((node) => node.checkVisibility() && !node.closest("p:not(.back):not(.actions), .skip, li"))
	.map((node) => [node.closest("label") || node, node])
	.filter(([box]) => box.getBoundingClientRect().height < 44)
	.map(([, node]) => node.outerHTML)"""


@pytest.mark.parametrize("device", ["telephone", "desktop"])
@pytest.mark.parametrize("path", ["", "/raise", "/track", "/rate", "/talk", "/survey"])
def test_pages_can_be_read_and_touched(
	device: str, path: str, town: frappe._dict, resident: Callable[..., Resident]
) -> None:
	"""Contrast of 4.5, targets of 44 pixels, no scrolling sideways, not at 320 pixels either."""
	window = resident(device)
	window.go(path)
	page = window.page
	assert page.evaluate(CONTRAST) == []
	assert page.evaluate(SMALL) == []
	wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
	assert page.evaluate(wide) == 0
	page.set_viewport_size({"width": 320, "height": 640})
	assert page.evaluate(wide) == 0
	page.keyboard.press("Tab")
	expect(page.locator(".skip")).to_be_focused()

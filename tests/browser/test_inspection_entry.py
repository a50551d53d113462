"""An inspection entered on a telephone whose network comes and goes, by touching (T4)."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable

import frappe
import pytest
from frappe.utils import today
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import Desk

LIST, ENTER, PHOTO = "/healthtalk/inspect", "**/*inspection_entry.enter*", "**/*inspection_entry.add_photo*"
MINE = "**/*inspection_entry.mine*"


@pytest.fixture
def photo(tmp_path) -> str:
	"""A photo as a telephone takes it."""
	picture = Image.new("RGB", (800, 600), f"#{secrets.token_hex(3)}")
	held = io.BytesIO()
	picture.save(held, "JPEG")
	path = tmp_path / "现场.jpg"
	path.write_bytes(held.getvalue())
	return str(path)


def planned(county: frappe._dict, team: list[str]) -> str:
	"""An inspection of a branch with a team; its name."""
	doc = frappe.get_doc(
		doctype="Inspection",
		unit=county.a1,
		inspecting_unit=county.bureau,
		template=frappe.db.get_value("Inspection Template", {"domain": "Window Service", "enabled": 1}),
		kind="Regular",
		planned_from=today(),
		planned_to=today(),
		team=[{"user": user, "leader": int(not n)} for n, user in enumerate(team)],
	).insert()
	frappe.db.commit()
	return doc.name


def stored(name: str) -> list[tuple[str, str]]:
	"""Result and finding of every item, as the server has them."""
	frappe.db.rollback()
	return [(row.result or "", row.finding or "") for row in frappe.get_doc("Inspection", name).items]


def photos(name: str) -> int:
	frappe.db.rollback()
	return frappe.db.count("File", {"attached_to_doctype": "Inspection", "attached_to_name": name})


def net(page: Page, words: str) -> None:
	"""Wait until the line on top says so."""
	expect(page.locator("[data-net]")).to_contain_text(words)


def answer(page: Page, place: int, words: str) -> None:
	"""Touch one of the three results of an item."""
	page.locator("article.item").nth(place).get_by_label(words, exact=True).check()


def open_sheet(page: Page, url: str, name: str) -> None:
	page.set_default_timeout(20_000)
	page.goto(url + LIST)
	page.locator(".sheets a").first.click()
	expect(page.locator("article.item").first).to_be_visible()
	assert name in page.url


def test_an_inspection_survives_a_lost_network(
	named_county: frappe._dict,
	url: str,
	photo: str,
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
) -> None:
	team = [make_user("Inspector", unit=named_county.bureau, fresh=True) for _number in range(2)]
	name = planned(named_county, team)
	page = sign_in(team[0], "telephone").page
	open_sheet(page, url, name)
	answer(page, 0, "合格")
	net(page, "全部已送达")
	assert stored(name)[0] == ("Pass", "")
	# the page is kept for times without a network
	page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
	page.reload()
	expect(page.locator("article.item").first).to_be_visible()

	page.context.set_offline(True)
	answer(page, 1, "不合格")
	page.locator("article.item").nth(1).locator("textarea").fill("收费窗口没有公示价格")
	page.locator("article.item").nth(1).locator("input[type=file]").set_input_files(photo)
	answer(page, 2, "不适用")
	expect(page.locator("[data-done]")).to_contain_text("未送达 2 项、1 张照片")
	# said once the device has written it, and not before
	net(page, "没有网络，已存在手机上")
	assert stored(name)[1:3] == [("", ""), ("", "")]

	# closed and opened again without a network: all is still there
	page.reload()
	expect(page.locator("article.item").nth(1).locator("textarea")).to_have_value("收费窗口没有公示价格")
	expect(page.locator("article.item").nth(1).locator(".chosen img")).to_have_count(1)
	expect(page.locator("[data-done]")).to_contain_text("未送达 2 项、1 张照片")
	assert photos(name) == 0

	page.context.set_offline(False)
	net(page, "全部已送达")
	assert stored(name)[:3] == [("Pass", ""), ("Fail", "收费窗口没有公示价格"), ("Not Applicable", "")]
	assert photos(name) == 1
	# it overflows nowhere on a telephone
	assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_who_types_while_the_server_is_slow_goes_on_typing(
	named_county: frappe._dict, url: str, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	team = [make_user("Inspector", unit=named_county.bureau, fresh=True) for _number in range(2)]
	name = planned(named_county, team)
	page = sign_in(team[0], "telephone").page
	open_sheet(page, url, name)
	assert "null" not in page.locator("[data-sheet]").inner_text()
	asked: list[Route] = []
	page.route(MINE, lambda route: asked.append(route))
	page.reload()
	finding = page.locator("article.item").first.locator("textarea")
	finding.click()
	page.keyboard.insert_text("收费窗口")
	with page.expect_response(MINE):
		asked[0].continue_()
	# what follows the answer is drawn
	page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
	page.keyboard.insert_text("没有公示价格")
	expect(finding).to_have_value("收费窗口没有公示价格")
	net(page, "全部已送达")
	assert stored(name)[0] == ("", "收费窗口没有公示价格")


def test_who_has_no_room_on_the_telephone_is_told(
	named_county: frappe._dict, url: str, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	team = [make_user("Inspector", unit=named_county.bureau, fresh=True) for _number in range(2)]
	name = planned(named_county, team)
	page = sign_in(team[0], "telephone").page
	open_sheet(page, url, name)
	page.evaluate("""() => {
		IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError") };
	}""")
	page.context.set_offline(True)
	answer(page, 0, "不适用")
	net(page, "没有网络，手机上存不下，送达以前请不要关闭页面")
	line = page.locator("article.item").first.locator(".kept")
	expect(line).to_have_text("还没有送达")
	page.route(ENTER, lambda route: route.fulfill(status=429, json={}))
	page.context.set_offline(False)
	net(page, "网络正常，手机上存不下，送达以前请不要关闭页面")
	page.unroute(ENTER)
	page.evaluate("() => { IDBObjectStore.prototype.delete = IDBObjectStore.prototype.put }")
	page.locator("[data-send]").click()
	net(page, "全部已送达")
	expect(line).to_have_text("已送达")
	assert stored(name)[0][0] == "Not Applicable"


def test_an_answer_that_is_lost_makes_nothing_double(
	named_county: frappe._dict,
	url: str,
	photo: str,
	make_user: Callable[..., str],
	sign_in: Callable[..., Desk],
) -> None:
	team = [make_user("Inspector", unit=named_county.bureau, fresh=True) for _number in range(2)]
	name = planned(named_county, team)
	page = sign_in(team[0], "telephone").page
	lost: list[str] = []

	def lose(route: Route) -> None:
		"""The server gets it; the telephone never learns."""
		route.fetch()
		lost.append(route.request.url)
		route.abort()

	open_sheet(page, url, name)
	page.route(ENTER, lose, times=1)
	page.route(PHOTO, lose, times=1)
	answer(page, 0, "不合格")
	page.locator("article.item").first.locator("textarea").fill("等候超过一小时")
	page.locator("article.item").first.locator("input[type=file]").set_input_files(photo)
	page.wait_for_function("() => document.querySelector('[data-net]').textContent.includes('没有网络')")
	for _time in range(2):
		page.locator("[data-send]").click()
		page.wait_for_timeout(1500)
	net(page, "全部已送达")
	assert len(lost) == 2
	assert stored(name)[0] == ("Fail", "等候超过一小时")
	assert photos(name) == 1
	assert frappe.db.count("Case Event", {"reference_name": name, "event": "status"}) <= 1


def test_two_of_a_team_do_not_write_over_each_other(
	named_county: frappe._dict, url: str, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	team = [make_user("Inspector", unit=named_county.bureau, fresh=True) for _number in range(2)]
	name = planned(named_county, team)
	first, second = (sign_in(user, "telephone").page for user in team)
	for page in (first, second):
		open_sheet(page, url, name)
	second.context.set_offline(True)
	answer(second, 0, "不适用")
	answer(first, 0, "合格")
	net(first, "全部已送达")
	second.context.set_offline(False)
	expect(second.locator("article.item").first.locator(".warn")).to_contain_text("检查组其他人已填：合格")
	assert stored(name)[0][0] == "Pass"
	net(second, "请选择")
	second.get_by_text("用我填的").click()
	net(second, "全部已送达")
	assert stored(name)[0][0] == "Not Applicable"


def test_who_is_not_on_the_team_finds_nothing(
	named_county: frappe._dict, url: str, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	team = [make_user("Inspector", unit=named_county.bureau, fresh=True) for _number in range(2)]
	name = planned(named_county, team)
	other = sign_in(make_user("Inspector", unit=named_county.a1), "telephone").page
	other.goto(url + LIST)
	expect(other.locator("[data-none]")).to_be_visible()
	assert name not in other.content()
	officer = sign_in(make_user("Unit Officer", unit=named_county.a1), "telephone").page
	assert officer.goto(url + LIST).status == 403
	expect(officer.locator("main")).to_contain_text("没有权限")

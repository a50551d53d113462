"""Take the pictures of docs/zh from a running demo, so that they can be taken again when the desk changes.

Usage, with the Python of a bench that has the site tests' packages, while `make demo` runs:
python -m tools.screenshots URL OFFICER PASSWORD ADMINISTRATOR PASSWORD
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "zh" / "images"
COLOURS = 96
LIMIT = 150_000
IDLE = "() => window.frappe?.boot && frappe.container?.page && !frappe.request.ajax_count"


def sign_in(browser: Browser, url: str, user: str, password: str) -> Page:
	"""A window with the user's desk."""
	context = browser.new_context(
		locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1180, "height": 720}
	)
	page = context.new_page()
	page.goto(f"{url}/login")
	page.fill("#login_email", user)
	page.fill("#login_password", password)
	page.click(".for-login .btn-login")
	page.wait_for_url(lambda address: "/login" not in address)
	return page


def show(page: Page, url: str, route: str, wait_for: str) -> None:
	"""Open a page of the desk and wait for what the picture is about."""
	page.goto(f"{url}/app/{route}", wait_until="domcontentloaded")
	page.locator(wait_for).first.wait_for()
	page.wait_for_function(IDLE)
	page.wait_for_timeout(1500)


def take(page: Page, name: str) -> None:
	"""Save a small picture of what the window shows."""
	image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
	path = PICTURES / f"{name}.png"
	image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
	if path.stat().st_size > LIMIT:
		sys.exit(f"{path} is larger than {LIMIT} bytes.")


def first(page: Page, doctype: str, filters: dict[str, object]) -> str:
	"""Name of a document that the user may see."""
	ask = "([type, filters]) => frappe.db.get_list(type, {filters, limit: 1}).then((rows) => rows[0].name)"
	return page.evaluate(ask, [doctype, filters])


def of_the_officer(page: Page, url: str) -> None:
	show(page, url, "health-talk", ".ht-today header")
	take(page, "today")
	matter = first(page, "Talk Matter", {"status": "In Progress"})
	show(page, url, f"talk-matter/{matter}", ".ht-panel .ht-rings")
	take(page, "matter")
	session = first(page, "Talk Session", {"status": "Prepared"})
	show(page, url, f"talk-session/{session}", ".ht-panel .ht-rings")
	page.click('.ht-panel [data-action="Hold"]')
	page.locator(".modal.show .ql-editor").first.wait_for()
	page.wait_for_timeout(800)
	take(page, "hold")


def of_the_administrator(page: Page, url: str) -> None:
	show(page, url, "health-unit/view/tree", ".tree-children .tree-label")
	page.locator(".tree-children .tree-label").first.click()
	page.wait_for_function(IDLE)
	page.wait_for_timeout(800)
	take(page, "units")
	show(page, url, "query-report/Talk Plan", ".dt-row")
	take(page, "plan")
	rule = first(page, "Deadline Rule", {"regime": "Talk", "step": "Resolution"})
	show(page, url, f"deadline-rule/{rule}", ".form-layout .frappe-control:visible")
	page.evaluate("() => cur_frm.events.show_effect(cur_frm)")
	page.click(".modal.show .btn-modal-primary")
	page.locator(".modal.show [data-fieldname=effect] b").first.wait_for()
	page.wait_for_timeout(500)
	take(page, "rule")


def main(url: str, officer: str, password: str, administrator: str, other_password: str) -> None:
	"""Take all pictures."""
	PICTURES.mkdir(parents=True, exist_ok=True)
	parts: tuple[tuple[str, str, Callable[[Page, str], None]], ...] = (
		(officer, password, of_the_officer),
		(administrator, other_password, of_the_administrator),
	)
	with sync_playwright() as running:
		browser = running.chromium.launch(
			executable_path=os.environ.get("HEALTHTALK_CHROMIUM") or "/usr/bin/chromium",
			args=["--headless", "--no-sandbox", "--disable-gpu"],
		)
		for user, secret, pictures in parts:
			page = sign_in(browser, url, user, secret)
			pictures(page, url)
			page.context.close()
		browser.close()


if __name__ == "__main__":
	main(*sys.argv[1:])

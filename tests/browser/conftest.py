"""A real Chromium without a window: desktop and telephone, and pictures when a test fails."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright; make test installs it")

from healthtalk_app.tests import factories  # noqa: E402
from tests.bench import (  # noqa: E402
	PASSWORD,
	clean_slate,
	made_users,
	make_user,
	rest,
	sessions,
	settings_kept,
	share,
	site,
	url,
)
from tests.browser.desk import Desk  # noqa: E402
from tests.browser.resident import Resident  # noqa: E402

__all__ = ["clean_slate", "made_users", "make_user", "rest", "sessions", "site", "url"]

DEVICES = {
	"desktop": {"viewport": {"width": 1366, "height": 900}, "reduced_motion": "reduce"},
	"telephone": {
		"viewport": {"width": 390, "height": 844},
		"has_touch": True,
		"is_mobile": True,
		"reduced_motion": "reduce",
	},
}
FLAGS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]
# all that a page may keep, but not what the browser keeps of addresses
STORED = "cookies,local_storage,indexeddb,websql,service_workers,cache_storage,file_systems"
FAILED = pytest.StashKey[bool]()
NAMES = {
	"bureau": "清河县卫生健康局",
	"party": "清河县卫健局党委",
	"dept": "医政科",
	"a": "第一医疗集团总院",
	"a1": "城东分院",
	"a2": "城西分院",
	"b": "第二医疗集团总院",
	"b1": "城北分院",
	"outside": "清河县医疗保障局",
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
	"""Note on the test whether it failed, for the picture."""
	report = yield
	item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
	return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
	"""A walk that is tried on two devices is tried on one of them here and on the other by the other version.

	LONG=1 tries both on each.
	"""
	if os.environ.get("LONG"):
		return
	version = int(os.environ["HEALTHTALK_VERSION"])
	devices: dict[str, set[str]] = {}
	for item in items:
		if device := device_of(item):
			devices.setdefault(walk_of(item), set()).add(device)
	walks = sorted(walk for walk, tried in devices.items() if len(tried) > 1)
	chosen = {walk: sorted(devices[walk])[(turn + version) % 2] for turn, walk in enumerate(walks)}
	left_out = [item for item in items if chosen.get(walk_of(item), device_of(item)) != device_of(item)]
	config.hook.pytest_deselected(items=left_out)
	items[:] = [item for item in items if item not in left_out]


def walk_of(item: pytest.Item) -> str:
	"""The test without its parameters."""
	return item.nodeid.partition("[")[0]


def device_of(item: pytest.Item) -> str | None:
	"""The device that a test is tried on, where it is tried on several."""
	return item.callspec.params.get("device") if hasattr(item, "callspec") else None


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
	"""The distribution's Chromium, for the whole run."""
	with playwright.sync_playwright() as running:
		browser = running.chromium.launch(
			executable_path=os.environ.get("HEALTHTALK_CHROMIUM") or None, args=FLAGS
		)
		yield browser
		browser.close()


@pytest.fixture(scope="session")
def platform_version() -> int:
	"""15 or 16."""
	return int(os.environ["HEALTHTALK_VERSION"])


@pytest.fixture
def named_county(site: str) -> Iterator[frappe._dict]:
	"""A county of the test's own with Chinese names and a category; the settings are put back afterwards."""
	with settings_kept("bureau_unit", "calendar"):
		mark = secrets.token_hex(2).upper()
		made = factories.county(f"N{mark}")
		for key, name in NAMES.items():
			values = {"unit_name": f"{name}{mark}", "short_name": f"{name[:2]}{mark}"}
			frappe.db.set_value("Health Unit", made[key], values)
		made.category = factories.category(category_name=f"排队等候{mark}").category_name
		made.names = frappe._dict({key: f"{name}{mark}" for key, name in NAMES.items()})
		share()
		yield made


@pytest.fixture
def open_pages(named_county: frappe._dict) -> Iterator[frappe._dict]:
	"""The county with its public pages open; closed again afterwards."""
	with settings_kept("portal_enabled"):
		frappe.db.set_single_value("Healthtalk Settings", "portal_enabled", 1)
		share()
		yield named_county


class Windows:
	"""Windows whose test has passed: nothing is left in them but the desk's scripts, read and compiled."""

	def __init__(self, chromium: playwright.Browser, url: str) -> None:
		self.chromium, self.url = chromium, url
		self.kept: dict[str, list[playwright.BrowserContext]] = {device: [] for device in DEVICES}

	def open(self, device: str) -> playwright.BrowserContext:
		"""A window without cookies, storage and pages."""
		if self.kept[device]:
			return self.kept[device].pop()
		return self.chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **DEVICES[device])

	def keep(self, context: playwright.BrowserContext, device: str) -> None:
		"""Empty a window for the next test."""
		for page in context.pages:
			page.close()
		context.set_offline(False)
		context.clear_cookies()
		page = context.new_page()
		everything = {"origin": self.url, "storageTypes": STORED}
		context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
		page.close()
		self.kept[device].append(context)


@pytest.fixture(scope="session")
def windows(chromium: playwright.Browser, url: str) -> Windows:
	"""What windows the tests of this run have left."""
	return Windows(chromium, url)


@pytest.fixture
def sign_in(
	request: pytest.FixtureRequest, windows: Windows, url: str, platform_version: int
) -> Iterator[Callable[..., Desk]]:
	"""`sign_in(user, device="desktop")` opens a window of its own for a user of `make_user`, logged in.

	When the test fails, every window is photographed; an error in our own scripts fails it.
	"""
	desks: list[Desk] = []
	devices: list[str] = []
	errors: list[str] = []

	def open_window(user: str, device: str = "desktop") -> Desk:
		context = windows.open(device)
		devices.append(device)
		page = context.new_page()
		page.on("pageerror", lambda error: errors.append(f"{error.message}\n{error.stack}"))
		desk = Desk(page, url, platform_version)
		desks.append(desk)
		desk.log_in(user, PASSWORD)
		return desk

	yield open_window
	if failed := request.node.stash.get(FAILED, False):
		photograph(request.node.name, desks)
	for desk, device in zip(desks, devices, strict=True):
		if failed:
			desk.page.context.close()
		else:
			windows.keep(desk.page.context, device)
	ours = [error for error in errors if "healthtalk" in error.lower()]
	assert not ours, "\n".join(ours)


@pytest.fixture
def resident(
	request: pytest.FixtureRequest, chromium: playwright.Browser, url: str
) -> Iterator[Callable[..., Resident]]:
	"""`resident(device, script="")` opens a window of its own; an error in our script fails the test."""
	opened: list[Resident] = []
	errors: list[str] = []
	address = ".".join(str(10 + secrets.randbelow(200)) for _part in range(4))

	def open_window(device: str, script: str = "") -> Resident:
		context = chromium.new_context(
			locale="zh-CN",
			timezone_id="Asia/Shanghai",
			extra_http_headers={"X-Forwarded-For": address},
			**DEVICES[device],
		)
		if script:
			context.add_init_script(script)
		page = context.new_page()
		page.set_default_timeout(20_000)
		page.on("pageerror", lambda error: errors.append(f"{error.message}\n{error.stack}"))
		page.on(
			"console",
			lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None,
		)
		opened.append(Resident(page, url))
		return opened[-1]

	yield open_window
	if request.node.stash.get(FAILED, False):
		photograph(f"{request.node.name}-resident", opened)
	for window in opened:
		window.page.context.close()
	assert not errors, "\n".join(errors)


def photograph(test: str, desks: list[Desk] | list[Resident]) -> None:
	"""Save a picture of each window under build/, named after the test."""
	folder = Path(os.environ.get("HEALTHTALK_PICTURES") or "build/tests/browser")
	folder.mkdir(parents=True, exist_ok=True)
	for number, desk in enumerate(desks, start=1):
		name = re.sub(r"[^-\w]+", "_", test)
		desk.page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)

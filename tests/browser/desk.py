"""The platform's desk in a browser window, on versions 15 and 16."""

from __future__ import annotations

from playwright.sync_api import Page

READY = "() => window.frappe?.boot && frappe.container?.page && !frappe.request.ajax_count"
SLOW = 60_000
# how often to look, in milliseconds: looking at each frame has the browser draw them all
EVERY = 100
# what moves for beauty is drawn sixty times a second
STILL = """
	const still = () => {
		const style = document.createElement("style");
		const none = "animation: none !important; transition: none !important";
		style.textContent = `*, *::before, *::after { ${none} }`;
		document.documentElement.append(style);
	};
	document.documentElement ? still() : document.addEventListener("DOMContentLoaded", still);
"""


class Desk:
	"""One user's window. `page` is playwright's, for all that a test does by clicking."""

	def __init__(self, page: Page, url: str, version: int) -> None:
		self.page = page
		self.url = url
		self.root = "/app" if version == 15 else "/desk"
		page.set_default_timeout(SLOW)
		page.add_init_script(STILL)

	def log_in(self, user: str, password: str) -> None:
		"""By the call that the login form makes: the desk starts once, with the first page that is opened."""
		answer = self.page.request.post(
			f"{self.url}/api/method/login", form={"usr": user, "pwd": password}, timeout=SLOW
		)
		assert answer.ok, answer.text()

	def has_started(self) -> bool:
		"""Whether the window shows the desk yet."""
		return self.page.evaluate("() => !!window.frappe?.boot")

	def go(self, route: str) -> None:
		"""Open a page of the desk, such as `talk-session` or `talk-matter/view/kanban`."""
		self.page.goto(f"{self.url}{self.root}/{route}", wait_until="domcontentloaded", timeout=SLOW)
		self.settle()

	def settle(self) -> None:
		"""Wait until the desk shows a page and waits for no answer."""
		self.page.wait_for_function(READY, timeout=SLOW, polling=EVERY)

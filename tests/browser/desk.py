"""The platform's desk in a browser window, on versions 15 and 16."""

from __future__ import annotations

from playwright.sync_api import Page

READY = "() => window.frappe?.boot && frappe.container?.page && !frappe.request.ajax_count"
SLOW = 60_000


class Desk:
	"""One user's window. `page` is playwright's, for all that a test does by clicking."""

	def __init__(self, page: Page, url: str, version: int) -> None:
		self.page = page
		self.url = url
		self.root = "/app" if version == 15 else "/desk"
		page.set_default_timeout(SLOW)

	def log_in(self, user: str, password: str) -> None:
		"""Through the login form, as a person does, until the desk has started."""
		self.page.goto(f"{self.url}/login", wait_until="domcontentloaded")
		self.page.fill("#login_email", user)
		self.page.fill("#login_password", password)
		self.page.click(".for-login .btn-login")
		self.page.wait_for_url(lambda address: "/login" not in address, wait_until="domcontentloaded")
		self.page.wait_for_function("() => window.frappe?.boot")

	def go(self, route: str) -> None:
		"""Open a page of the desk, such as `talk-session` or `talk-matter/view/kanban`."""
		self.page.goto(f"{self.url}{self.root}/{route}", wait_until="domcontentloaded")
		self.settle()

	def settle(self) -> None:
		"""Wait until the desk shows a page and waits for no answer."""
		self.page.wait_for_function(READY)

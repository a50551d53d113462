"""The public pages in a browser window, as a resident sees them."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class Resident:
	"""A telephone or a desktop computer on the public pages; nobody is logged in."""

	def __init__(self, page: Page, url: str) -> None:
		self.page = page
		self.url = f"{url}/healthtalk"

	def go(self, path: str = "") -> None:
		self.page.goto(self.url + path)

	def press(self, words: str) -> None:
		"""Press the button or link with these words."""
		self.page.locator("main").get_by_text(words, exact=True).first.click()

	def shows(self, template: str) -> None:
		"""Wait until a page stands there."""
		expect(self.page.locator(f'main[data-page="{template}"]')).to_be_visible()

	def codes(self) -> dict[str, str]:
		self.shows("receipt")
		cards = self.page.locator("p.code")
		return {card.get_attribute("data-code"): card.inner_text() for card in cards.all()}

	def look_up(self, path: str, code: str) -> None:
		"""Type a code and send it."""
		self.go(path)
		self.page.fill("#f-code", code)
		self.page.locator("main form .button").click()

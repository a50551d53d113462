"""Filling in the desk's forms as a person does: by clicking and typing, on a desktop or a telephone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.desk import EVERY, Desk

expect.set_options(timeout=20_000)
NOT_LOADING = (
	"() => !frappe.request.ajax_count && !document.querySelector('#freeze:is(.in, .show):not(.grid-form)')"
)

FOLLOW = """async ([doctype, name]) => {
	const open = window.cur_frm && cur_frm.doctype === doctype && cur_frm.docname === name;
	if (window.cur_frm && cur_frm.healthtalk_panel) cur_frm.healthtalk_panel.data = null;
	await (open ? cur_frm.reload_doc() : frappe.set_route("Form", doctype, name));
}"""
SHOWN = """([doctype, name]) => {
	const panel = window.cur_frm && cur_frm.healthtalk_panel;
	return panel && cur_frm.doctype === doctype && (!name || cur_frm.docname === name)
		&& panel.shown === cur_frm.docname && panel.data;
}"""


def today() -> date:
	"""Today in China, where the site is; the machine may still be in yesterday."""
	return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class Form:
	"""The form that a desk shows, with the head of Health Talk above it."""

	def __init__(self, desk: Desk) -> None:
		self.desk = desk
		self.page = desk.page
		self.page.set_default_timeout(20_000)

	def settle(self) -> None:
		"""Wait until no answer is outstanding and nothing is frozen."""
		self.page.wait_for_timeout(150)
		self.page.wait_for_function(NOT_LOADING, polling=EVERY)

	def stand_still(self) -> None:
		"""Wait until the page has ended its own rolling."""
		self.page.wait_for_function("() => !$(':animated').length", polling=EVERY)

	def follow(self, doctype: str, name: str) -> None:
		"""Open a document as a link to it does, or load it again where it is open already."""
		if self.desk.has_started():
			self.page.evaluate(FOLLOW, [doctype, name])
		else:
			self.desk.go(f"{doctype.lower().replace(' ', '-')}/{quote(name)}")
		self.wait_for(doctype, name)

	def wait_for(self, doctype: str, name: str | None = None) -> None:
		"""Wait until the form of a document stands there with its head."""
		self.page.wait_for_function(SHOWN, arg=[doctype, name], polling=EVERY)
		expect(self.page.locator(".page-container:visible .ht-panel .ht-rings")).to_be_visible()
		self.settle()

	# fields

	def place(self) -> Locator:
		"""What is typed into: the open dialog, else the open row of a table, else the form."""
		for selector in (".modal.show.ht-dialog", ".grid-row-open .form-in-grid"):
			found = self.page.locator(selector)
			if found.count():
				return found.last
		return self.page.locator(".page-container:visible .form-layout").first

	def field(self, fieldname: str, place: Locator | None = None) -> Locator:
		"""A visible field by its name."""
		return (place or self.place()).locator(f'.frappe-control[data-fieldname="{fieldname}"]:visible').first

	def fill(self, **values: Any) -> None:
		"""Type or choose values, each in the way of its kind of field."""
		self.fill_in(self.place(), values)

	def fill_in(self, place: Locator, values: dict[str, Any]) -> None:
		"""The same in a place of the page."""
		for fieldname, value in values.items():
			field = self.field(fieldname, place)
			field.scroll_into_view_if_needed()
			kind = field.get_attribute("data-fieldtype")
			if kind == "Select":
				field.locator("select").select_option(value)
			elif kind == "Link":
				self.choose(field, value)
			elif kind == "Check":
				field.locator("input[type=checkbox]:not(:disabled)").set_checked(value)
			elif kind == "Text Editor":
				field.locator(".ql-editor[contenteditable=true]").click()
				self.page.keyboard.type(value)
			elif kind in ("Small Text", "Long Text", "Text"):
				box = field.locator("textarea")
				box.fill(value)
				# a field is taken over when it is left; Tab would begin a row in a table behind it
				box.blur()
			else:
				box = field.locator("input").first
				box.fill(str(value))
				box.press("Tab")

	def choose(self, field: Locator, value: str) -> None:
		"""Type into a link field and click what is offered."""
		box = field.locator("input").first
		box.click()
		box.fill(value)
		offered = field.locator(".awesomplete [role=option]").filter(has_text=value).first
		offered.click()
		self.settle()

	def tab(self, label: str) -> None:
		"""Open a tab of the form by its label in the source."""
		fieldname = self.page.evaluate(
			"(label) => cur_frm.layout.tabs.find((tab) => tab.label === label).df.fieldname", label
		)
		self.page.locator(f'.page-container:visible .form-tabs [data-fieldname="{fieldname}"]').first.click()

	def add_row(self, table: str, **values: Any) -> None:
		"""Add a row to a table, in the row's own form, as on a telephone."""
		grid = self.page.locator(f'.page-container:visible .frappe-control[data-fieldname="{table}"]').first
		grid.locator(".grid-add-row").click()
		row = grid.locator(".grid-body .grid-row").last
		if not self.page.evaluate("() => frappe.is_mobile()"):
			# on a telephone a new row opens by itself
			row.locator(".btn-open-row").click()
		expect(grid.locator(".grid-row-open .form-in-grid")).to_be_visible()
		# a row opens and closes by rolling the page: a click meanwhile lands beside its button
		self.stand_still()
		self.fill(**values)
		self.stand_still()
		grid.locator(".grid-row-open .grid-collapse-row").first.click()
		expect(grid.locator(".grid-row-open")).to_have_count(0)
		self.stand_still()

	def fill_row(self, table: str, number: int, **values: Any) -> None:
		"""Type into a row of a dialog, counted from 1; rows are added until it is there."""
		part = self.page.locator(f'.modal.show.ht-dialog .frappe-control[data-fieldname="{table}"]')
		while part.locator(".ht-row").count() < number:
			part.locator(".ht-rows > button").click()
		self.fill_in(part.locator(".ht-row").nth(number - 1), values)

	def save(self) -> None:
		"""Press Save and wait for the answer; who still reads "not saved" presses once more."""
		button = self.page.locator(".page-container:visible .page-actions .primary-action:visible")
		unsaved = self.page.locator(".page-container:visible .indicator-pill.orange").filter(
			has_text="未保存"
		)
		button.click()
		self.settle()
		if unsaved.count():
			button.click()
			self.settle()
		expect(unsaved).to_have_count(0)

	def new(self, route: str) -> None:
		"""Open the form of a new document."""
		self.desk.go(f"{route}/new")
		self.page.wait_for_function(
			"() => window.cur_frm && cur_frm.is_new() && cur_frm.layout", polling=EVERY
		)
		self.settle()

	def page_button(self, label: str, context: str | None = None) -> None:
		"""Press a button at the top of a page, in its menu on a telephone; words as in the source."""
		words = self.page.evaluate("([label, context]) => __(label, null, context)", [label, context])
		found = self.page.locator(".page-container:visible .page-head :is(button, .dropdown-item)").filter(
			has_text=words
		)
		if not found.locator("visible=true").count():
			self.page.locator(".page-container:visible .menu-btn-group:visible button").first.click()
		found.locator("visible=true").first.click()
		self.settle()

	def close_message(self) -> None:
		"""Put a message away."""
		self.page.locator(".modal.show .btn-modal-close:visible").first.click()
		expect(self.page.locator(".modal.show")).to_have_count(0)

	# the head

	def press(self, key: str, kind: str = "action") -> None:
		"""Press a button of the head, in the menu More if it stands there."""
		# a field is taken over when it is left, which may move the page under the finger
		self.page.evaluate("() => document.activeElement && document.activeElement.blur()")
		self.settle()
		button = self.page.locator(f'.page-container:visible .ht-panel [data-{kind}="{key}"]').first
		expect(button).to_be_attached()
		if not button.is_visible():
			self.page.locator(".page-container:visible .ht-more > button").click()
		button.click()
		self.settle()

	def step(self, action: str, occurred_at: str | None = None, **values: Any) -> None:
		"""Take a step with what its dialog asks for."""
		self.press(action)
		self.press_again_if_nothing_opened(action, "action")
		self.answer(occurred_at=occurred_at, **values)

	def use(self, facility: str, **values: Any) -> None:
		"""Use one of the further actions of the head."""
		self.press(facility, "facility")
		self.press_again_if_nothing_opened(facility, "facility")
		self.answer(**values)

	def press_again_if_nothing_opened(self, key: str, kind: str) -> None:
		"""As a person does whose finger came down while the page was moving."""
		dialog = self.page.locator(".modal.show.ht-dialog")
		try:
			dialog.first.wait_for(state="visible", timeout=6_000)
		except TimeoutError:
			self.press(key, kind)

	def answer(self, occurred_at: str | None = None, **values: Any) -> None:
		"""Fill in the dialog, confirm it, and wait until the server has said yes."""
		dialog = self.page.locator(".modal.show.ht-dialog")
		expect(dialog).to_have_count(1)
		self.fill(**values)
		if occurred_at:
			self.open_later_section()
			self.fill(occurred_at=occurred_at)
		dialog.locator(".modal-footer .btn-modal-primary").click()
		expect(dialog).to_have_count(0)
		self.settle()

	def open_later_section(self) -> None:
		"""Unfold the part of a dialog that asks when it happened."""
		if not self.page.locator('.modal.show [data-fieldname="occurred_at"] input:visible').count():
			self.page.locator(".modal.show .section-head.collapsible").last.click()

	def status(self) -> str:
		"""The status of the document on the screen, as the browser holds it."""
		return self.page.evaluate("() => cur_frm.doc.status")

	def offers(self, fieldname: str) -> bool:
		"""Whether the form on the screen takes a value for a field."""
		return self.page.evaluate("(name) => cur_frm.get_field(name).disp_status === 'Write'", fieldname)

	def value(self, fieldname: str) -> Any:
		"""A value of the document on the screen."""
		return self.page.evaluate("(fieldname) => cur_frm.doc[fieldname]", fieldname)

"""Hook `page_renderer`: the public pages, without the platform's website around them.

A page of the platform's website loads its own bundle, sends no headers of ours and does not escape by itself;
these pages are a form, a style sheet and a small script. The code of a receipt is taken from the body of a
form, or from the part of an address that browsers do not send; a code in the query, as on receipts printed
before, still works, and the script takes it out of the address at once. No page is kept by a browser or told
to another site.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe.website.page_renderers.base_renderer import BaseRenderer
from werkzeug import Response

from healthtalk_app.exceptions import PublicInputError, TooOftenError
from healthtalk_app.www.healthtalk import (
	award,
	commitment,
	home,
	raising,
	rating,
	study,
	survey,
	talk,
	tracking,
)
from healthtalk_app.www.healthtalk.view import Asked, Page, frame, html_of

PAGES: dict[str, Callable[[Asked], Page]] = {
	"healthtalk": home.show,
	"healthtalk/raise": raising.show,
	"healthtalk/track": tracking.show,
	"healthtalk/rate": rating.show,
	"healthtalk/talk": talk.show,
	"healthtalk/survey": survey.show,
	"healthtalk/commitments": commitment.show_list,
	"healthtalk/commitment": commitment.show,
	"healthtalk/awards": award.show_list,
	"healthtalk/award": award.show,
	"healthtalk/study": study.show,
}
# staff sign in there: it has nothing to do with what the bureau opens to the public
FOR_STAFF = ("healthtalk/study",)
HEADERS = {
	"Cache-Control": "no-store",
	"Content-Security-Policy": (
		"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
		"img-src 'self' data: blob:; media-src blob:; "
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	),
	"Cross-Origin-Opener-Policy": "same-origin",
	"Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
}
ATTEMPTS = 4
# the cookie by which a device rates a commitment once, and how many seconds it is kept
DEVICE, KEPT = "healthtalk_device", 400 * 86400
TOO_OFTEN, FAILED = 429, 500


class PublicPage(BaseRenderer):
	"""One public page, asked for or sent back with a form."""

	def can_render(self) -> bool:
		return self.path in PAGES

	def render(self) -> Response:
		try:
			page = self._answer()
		except TooOftenError as refused:
			page = message("请稍后再试", str(refused), TOO_OFTEN)
		except PublicInputError as refused:
			page = message("现在办不了", str(refused))
		except Exception:
			frappe.db.rollback()
			# without the values of variables: they may be what a person has written
			frappe.log_error("Public page", frappe.get_traceback())
			page = message("暂时出了问题", "系统出了问题，没有办成。请稍后再试。", FAILED)
		response = Response(html_of(page), page.status, HEADERS, mimetype="text/html")
		if page.device:
			keep_token(response, page.device)
		return response

	def _answer(self) -> Page:
		if not frame()["open"] and self.path not in FOR_STAFF:
			return message("网上服务没有开放", "网上反映、查询和评价现在没有开放，请妥善保管回执。")
		asked = read_request()
		for attempt in range(1, ATTEMPTS + 1):
			try:
				return PAGES[self.path](asked)
			except frappe.QueryDeadlockError:
				# the database ended this request in favour of another's: from the beginning
				frappe.db.rollback()
				if attempt == ATTEMPTS:
					raise
			except PublicInputError:
				# nothing half written stays
				frappe.db.rollback()
				raise


def message(title: str, sentence: str, status: int = 200) -> Page:
	"""A page that says one thing."""
	return Page("message", title, {"sentence": sentence}, status)


def keep_token(response: Response, device: str) -> None:
	"""Let the device keep its token, out of reach of scripts, of other sites and of the desk's own pages."""
	secure = frappe.local.request.scheme == "https"
	more = {"httponly": True, "secure": secure, "samesite": "Lax", "path": "/healthtalk"}
	response.set_cookie(DEVICE, device, max_age=KEPT, **more)


def read_request() -> Asked:
	"""The request as the pages read it: texts, and files with their content."""
	request = frappe.local.request
	values = {name: value for name, value in frappe.local.form_dict.items() if isinstance(value, str)}
	files = [
		(file.filename, file.read()) for _field, file in request.files.items(multi=True) if file.filename
	]
	return Asked(values, files, request.method == "POST", request.cookies.get(DEVICE, ""))

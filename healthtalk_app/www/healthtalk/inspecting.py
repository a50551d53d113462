"""/healthtalk/inspect: entering an inspection on a telephone, for inspectors who are logged in.

The page itself holds nothing of any inspection: the script asks for the sheets and keeps them, with what was
entered, on the device. `inspect-worker.js` gives the page back while there is no network.
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

import frappe
from frappe.website.page_renderers.base_renderer import BaseRenderer
from werkzeug import Response
from werkzeug.utils import redirect

from healthtalk_app.services.inspections.entry import ROLES
from healthtalk_app.www.healthtalk.renderer import HEADERS, message
from healthtalk_app.www.healthtalk.view import PACKAGE, Page, html_of

PAGE, WORKER = "healthtalk/inspect", "healthtalk/inspect-worker.js"
FORBIDDEN = 403


class InspectingPage(BaseRenderer):
	"""The page, and the script that keeps it for times without a network."""

	def can_render(self) -> bool:
		return self.path in (PAGE, WORKER)

	def render(self) -> Response:
		if self.path == WORKER:
			script = (PACKAGE / "public" / "js" / "inspect_worker.js").read_text("utf-8")
			return Response(script, 200, HEADERS, mimetype="text/javascript")
		if frappe.session.user == "Guest":
			return redirect(f"/login?redirect-to={quote('/' + PAGE)}")
		page = shell()
		return Response(html_of(page), page.status, HEADERS, mimetype="text/html")


def shell() -> Page:
	"""The page without content; drafts on a shared telephone are told apart by the digest of who uses it."""
	user = frappe.session.user
	if user != "Administrator" and set(ROLES).isdisjoint(frappe.get_roles(user)):
		return message("没有权限", "这个页面供督导检查人员使用。", FORBIDDEN)
	who = sha256(f"{frappe.local.site}|{user}".encode()).hexdigest()[:16]
	return Page("inspect", "现场检查", {"who": who})

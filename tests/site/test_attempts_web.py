"""Attempts of strangers and at sessions, addresses and headers; by name in docs/security-review.md."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from tests.bench import PASSWORD
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, ground

__all__ = ["ground"]
M = "Talk Matter"
EVIL = "evil.example"
NO = frozenset((400, 401, 403, 404, 405, 417, 429))
# nothing that the server's files hold, whatever the way to them
SECRETS = ("db_password", "encryption_key", "root:x:0", "app_name =", "DB_PASSWORD", "[core]")

# what a stranger asks of the platform about our documents; each is refused or tells nothing
STRANGERS: dict[str, tuple[str, dict[str, Any]]] = {
	"list": ("frappe.client.get_list", {"doctype": M}),
	"link search": ("frappe.desk.search.search_link", {"doctype": M, "txt": ""}),
	"rows of a website list": ("frappe.www.list.get", {"doctype": M}),
	"data of a web form": (
		"frappe.website.doctype.web_form.web_form.get_form_data",
		{"doctype": M, "docname": "LK2-M", "web_form_name": "x"},
	),
	"links of a web form": (
		"frappe.website.doctype.web_form.web_form.get_link_options",
		{"web_form_name": "x", "doctype": M},
	),
	"answer of a web form": (
		"frappe.website.doctype.web_form.web_form.accept",
		{"web_form": "x", "data": json.dumps({"doctype": M, "subject": "x"})},
	),
	"removal by a web form": (
		"frappe.website.doctype.web_form.web_form.delete_multiple",
		{"web_form_name": "x", "docnames": '["LK2-M"]'},
	),
	"comment by the website": (
		"frappe.templates.includes.comments.comments.add_comment",
		{
			"comment": "strange",
			"comment_email": "a@b.cc",
			"comment_by": "x",
			"reference_doctype": M,
			"reference_name": "LK2-M",
			"route": "x",
		},
	),
	"paper": ("frappe.utils.print_format.download_pdf", {"doctype": M, "name": "LK2-M"}),
	"paper with a key": (
		"frappe.utils.print_format.download_pdf",
		{"doctype": M, "name": "LK2-M", "key": "x"},
	),
	"paper of one's own page": (
		"frappe.utils.print_format.report_to_pdf",
		{"html": "<iframe src='file:///etc/passwd'></iframe>"},
	),
	"html of the print": ("frappe.www.printview.get_html_and_style", {"doc": M, "name": "LK2-M"}),
	"raw print": ("frappe.www.printview.get_rendered_raw_commands", {"doc": M, "name": "LK2-M"}),
	"file by address": ("frappe.handler.download_file", {"file_url": "/private/files/LK2-M.txt"}),
	"upload": ("upload_file", {"doctype": M, "docname": "LK2-M", "file_name": "x.txt", "filedata": "x"}),
	"action of a workflow": (
		"frappe.workflow.doctype.workflow_action.workflow_action.apply_action",
		{
			"action": "Accept",
			"doctype": M,
			"docname": "LK2-M",
			"current_state": "Raised",
			"user": "Administrator",
		},
	),
	"confirmed action of a workflow": (
		"frappe.workflow.doctype.workflow_action.workflow_action.confirm_action",
		{"doctype": M, "docname": "LK2-M", "user": "Administrator", "action": "Accept"},
	),
	"erasing of personal data": (
		"frappe.website.doctype.personal_data_deletion_request.personal_data_deletion_request.confirm_deletion",
		{"email": "a@b.cc", "name": "x", "host_name": "x"},
	),
	"search of the website": ("frappe.utils.global_search.web_search", {"text": "HIDDENWORD*"}),
	"search of the pages": ("frappe.search.web_search", {"query": "HIDDENWORD"}),
	"watching a document": ("frappe.realtime.can_subscribe_doc", {"doctype": M, "docname": "LK2-M"}),
	"watching a kind": ("frappe.realtime.has_permission", {"doctype": M, "name": "LK2-M"}),
	"login by a key": ("frappe.www.login.login_via_key", {"key": "x"}),
	"password by a key": ("frappe.core.doctype.user.user.update_password", {"new_password": "x", "key": "x"}),
	"acting as another": (
		"frappe.core.doctype.user.user.impersonate",
		{"user": "Administrator", "reason": "x"},
	),
	"token": (
		"frappe.integrations.oauth2.get_token",
		{"grant_type": "authorization_code", "code": "x", "client_id": "x"},
	),
	"backups": ("frappe.utils.backups.fetch_latest_backups", {}),
}


@pytest.mark.parametrize("attempt", STRANGERS)
def test_strangers(attempt: str, ground: frappe._dict, url: str, rest: object) -> None:
	method, arguments = STRANGERS[attempt]
	for verb, more in (("POST", {"json": arguments}), ("GET", {"params": arguments})):
		answer = requests.request(verb, f"{url}/api/method/{method}", timeout=60, **more)
		asked = HIDDEN in json.dumps(arguments)
		assert asked or HIDDEN.lower() not in answer.text.lower()
		assert not any(word in answer.text for word in SECRETS)
		told = (
			answer.json().get("message") if answer.ok and "json" in answer.headers["Content-Type"] else None
		)
		assert answer.status_code in NO or not told, (answer.status_code, answer.text[:1500])
	frappe.db.rollback()
	assert not frappe.db.exists("Comment", {"content": ("like", "%strange%")})
	assert frappe.db.get_value(M, "LK2-M", "status") == "Raised"


# ---- addresses ------------------------------------------------------------------------------------
PATHS = (
	"/private/files/../../site_config.json",
	"/private/files/..%2f..%2fsite_config.json",
	"/private/files/%2e%2e/%2e%2e/site_config.json",
	"/files/../private/files/../../site_config.json",
	"/files/..%5c..%5csite_config.json",
	"/files/%252e%252e/%252e%252e/site_config.json",
	"/assets/healthtalk_app/../../../common_site_config.json",
	"/assets/healthtalk_app/..%2f..%2f..%2fcommon_site_config.json",
	"/assets/../sites/common_site_config.json",
	"/site_config.json",
	"/private/backups/",
	"/backups/../site_config.json",
	"/.git/config",
	"/healthtalk/../site_config.json",
	"/healthtalk/%2e%2e/site_config.json",
	"/healthtalk/..%2f..%2fhooks.py",
	"/printview?doctype=Talk Matter&name=../../site_config.json",
	"/api/method/download_file?file_url=/private/files/../../site_config.json",
	"/api/method/download_file?file_url=/etc/passwd",
	"/api/method/frappe.core.doctype.file.file.download_file?file_url=../../site_config.json",
)


@pytest.mark.parametrize("path", PATHS)
def test_paths(path: str, officer: Rest, url: str) -> None:
	for answer in (raw_get(url, path), officer.call("GET", path)):
		assert not any(word in answer.text for word in SECRETS), path


def raw_get(url: str, path: str) -> requests.Response:
	"""A request whose path is sent as it stands, which the client would tidy up; it is led nowhere else."""
	with requests.Session() as session:
		prepared = session.prepare_request(requests.Request("GET", url))
		prepared.url = url + path
		return session.send(prepared, timeout=60, allow_redirects=False)


@pytest.mark.parametrize(
	"path",
	[
		f"/login?redirect-to=https://{EVIL}",
		f"/login?redirect-to=//{EVIL}",
		f"/login?redirect-to=/\\{EVIL}",
		f"/login?redirect-to=https:{EVIL}",
		f"/login?redirect-to=javascript:alert(document.domain)//{EVIL}",
		f"//{EVIL}/healthtalk",
		f"/healthtalk/track?redirect-to=https://{EVIL}",
		f"/api/method/frappe.integrations.oauth2.authorize?redirect_uri=https://{EVIL}&client_id=x&response_type=code",
	],
)
def test_no_address_leads_to_another_site(path: str, officer: Rest, url: str) -> None:
	stranger = raw_get(url, path)
	ours = officer.call("GET", path, allow_redirects=False)
	for answer in (stranger, ours):
		place = answer.headers.get("Location", "")
		assert not place.startswith(
			# no browser follows the javascript: that version 15 repeats to who is logged in
			(f"https://{EVIL}", f"http://{EVIL}", f"//{EVIL}", "/\\")
		), place


@pytest.mark.parametrize(
	"page", ["/healthtalk", "/healthtalk/raise", "/healthtalk/track", "/healthtalk/rate"]
)
def test_what_a_stranger_sends_in_headers_comes_back_nowhere(page: str, url: str) -> None:
	for headers in (
		{"X-Forwarded-Host": EVIL},
		{"Origin": f"https://{EVIL}"},
		{"Referer": f"https://{EVIL}/"},
		{"Forwarded": f"host={EVIL}"},
		{"X-Original-URL": "/app"},
		{"X-HTTP-Method-Override": "DELETE"},
	):
		answer = requests.get(url + page, headers=headers, timeout=60)
		assert EVIL not in answer.text and EVIL not in str(answer.headers), headers
		assert "Access-Control-Allow-Origin" not in answer.headers
		assert answer.status_code == 200
		assert "Content-Security-Policy" in answer.headers
	answer = requests.get(f"{url}{page}?code=x%0d%0aSet-Cookie:%20a=b", timeout=60)
	assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_page_takes_no_other_verb(verb: str, url: str) -> None:
	marked = secrets.token_hex(8)
	answer = requests.request(verb, f"{url}/healthtalk/raise", data={"content": marked}, timeout=60)
	assert answer.status_code in (200, 404, 405)
	assert marked not in answer.text
	frappe.db.rollback()
	assert not frappe.db.exists("Public Submission", {"content": ("like", f"%{marked}%")})


def test_another_site_reads_nothing_with_the_cookie_of_an_officer(officer: Rest) -> None:
	for path in ("/api/method/frappe.auth.get_logged_user", f"/api/resource/{M}/LK1-M"):
		answer = officer.call("GET", path, headers={"Origin": f"https://{EVIL}"})
		assert "Access-Control-Allow-Origin" not in answer.headers


# ---- sessions -------------------------------------------------------------------------------------
@pytest.fixture
def officer(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user("Unit Officer", "Unit Leader", "Healthtalk Administrator", unit=ground.a1))


@pytest.fixture
def other(ground: frappe._dict, make_user: Callable[..., str]) -> Iterator[str]:
	"""An account of its own, for what ends sessions."""
	user = make_user("Unit Officer", unit=ground.a1, fresh=True)
	frappe.db.commit()
	yield user


def logged_in(url: str, user: str) -> requests.Session:
	session = requests.Session()
	session.headers["Accept"] = "application/json"
	answer = session.post(f"{url}/api/method/login", data={"usr": user, "pwd": PASSWORD}, timeout=60)
	assert answer.ok, answer.text
	return session


def who(url: str, session: requests.Session) -> str | None:
	answer = session.get(f"{url}/api/method/frappe.auth.get_logged_user", timeout=60)
	return answer.json()["message"] if answer.ok else None


def test_a_session_named_beforehand_is_not_taken_over(url: str, other: str, rest: object) -> None:
	named = secrets.token_hex(28)
	sent = {"data": {"usr": other, "pwd": PASSWORD}, "headers": {"Cookie": f"sid={named}"}, "timeout": 60}
	answer = requests.post(f"{url}/api/method/login", **sent)
	session = requests.Session()
	session.cookies["sid"] = answer.cookies["sid"]
	assert answer.cookies["sid"] != named and who(url, session) == other
	attacker = requests.Session()
	attacker.cookies["sid"] = named
	assert who(url, attacker) is None


def test_the_cookie_of_a_session_is_out_of_reach(url: str, other: str, rest: object) -> None:
	answer = requests.post(f"{url}/api/method/login", data={"usr": other, "pwd": PASSWORD}, timeout=60)
	(cookie,) = [line for line in answer.raw.headers.getlist("Set-Cookie") if line.startswith("sid=")]
	assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_session_ends_with_logging_out(url: str, other: str, rest: object) -> None:
	session = logged_in(url, other)
	sid = session.cookies["sid"]
	session.get(f"{url}/api/method/logout", timeout=60)
	again = requests.Session()
	again.cookies["sid"] = sid
	assert who(url, again) is None


def test_a_session_ends_with_the_account(
	url: str, other: str, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	session = logged_in(url, other)
	assert who(url, session) == other
	assert rest(make_user("System Manager")).put(f"/api/resource/User/{other}", {"enabled": 0}).ok
	assert who(url, session) is None
	answer = requests.post(f"{url}/api/method/login", data={"usr": other, "pwd": PASSWORD}, timeout=60)
	assert answer.status_code == 401


def test_a_role_and_a_unit_end_at_once(url: str, other: str, rest: object) -> None:
	session = logged_in(url, other)
	path = f"{url}/api/resource/{M}/LK1-M"
	assert session.get(path, timeout=60).status_code == 200
	frappe.get_doc("User Permission", {"user": other}).delete()
	frappe.db.commit()
	assert session.get(path, timeout=60).status_code in (403, 404)
	frappe.get_doc(
		{
			"doctype": "User Permission",
			"user": other,
			"allow": "Health Unit",
			"for_value": "TL-A1",
			"apply_to_all_doctypes": 1,
		}
	).insert()
	frappe.db.commit()
	assert session.get(path, timeout=60).status_code == 200
	account = frappe.get_doc("User", other)
	account.remove_roles("Unit Officer")
	frappe.db.commit()
	assert session.get(path, timeout=60).status_code in (403, 404)


PAUSE = "/api/method/healthtalk_app.api.matter.pause"


def test_a_request_that_writes_needs_the_token_of_its_session(url: str, officer: Rest, other: str) -> None:
	session = logged_in(url, other)
	# the desk makes the token
	session.get(f"{url}/app", headers={"Accept": "text/html"}, timeout=60)
	sent = {"name": "LK1-M", "reason": "鉴定、检测"}
	token = officer._session.headers["X-Frappe-CSRF-Token"]
	for headers in (
		{},
		{"X-Frappe-CSRF-Token": "x"},
		{"X-Frappe-CSRF-Token": token},
		{"Content-Type": "text/plain"},
		{"Origin": f"https://{EVIL}"},
		{"X-HTTP-Method-Override": "GET"},
	):
		answer = session.post(url + PAUSE, data=json.dumps(sent), headers=headers, timeout=60)
		assert answer.status_code == 400, (headers, answer.text[:500])
	for verb in ("GET", "HEAD"):
		answer = session.request(verb, url + PAUSE, params=sent, timeout=60)
		assert answer.status_code in (403, 405), verb
	frappe.db.rollback()
	assert not frappe.db.get_value(M, "LK1-M", "paused_since")


def test_wrong_names_and_wrong_passwords_are_told_alike(url: str, other: str, rest: object) -> None:
	def said(user: str) -> tuple[int, str]:
		answer = requests.post(f"{url}/api/method/login", data={"usr": user, "pwd": "wrong"}, timeout=60)
		return answer.status_code, answer.json().get("message", "")

	assert said(other) == said(f"{secrets.token_hex(6)}@nobody.example")


def test_a_password_is_not_tried_for_ever(url: str, other: str, rest: object) -> None:
	before = frappe.db.get_single_value("System Settings", "allow_consecutive_login_attempts")
	frappe.db.set_single_value("System Settings", "allow_consecutive_login_attempts", 3)
	frappe.clear_cache()
	frappe.db.commit()
	try:
		for _attempt in range(5):
			requests.post(f"{url}/api/method/login", data={"usr": other, "pwd": "wrong"}, timeout=60)
		answer = requests.post(f"{url}/api/method/login", data={"usr": other, "pwd": PASSWORD}, timeout=60)
		assert not answer.ok and "SecurityException" in answer.text
	finally:
		frappe.db.set_single_value("System Settings", "allow_consecutive_login_attempts", before)
		frappe.clear_cache()
		frappe.db.commit()


BEHIND_NGINX = {"X-Use-X-Accel-Redirect": "True"}


@pytest.mark.parametrize("ending", ["html", "htm", "xhtml", "svg", "xml", "shtml", "mht", "js", "swf"])
def test_a_program_that_was_attached_is_saved_and_not_run(ending: str, officer: Rest) -> None:
	data = {"doctype": M, "docname": "LK1-M", "is_private": 1}
	content = f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert({secrets.randbits(32)})</script></svg>"
	files = {"file": (f"a.{ending}", content.encode())}
	answer = officer.call("POST", "/api/method/upload_file", data=data, files=files)
	if not answer.ok:
		assert answer.status_code in NO
		return
	address = answer.json()["message"]["file_url"]
	by_method = f"/api/method/download_file?file_url={address}"
	for path in (address, by_method, f"/api/method/frappe.handler.download_file?file_url={address}"):
		for headers in ({}, BEHIND_NGINX):
			got = officer.call("GET", path, headers=headers)
			assert got.headers["X-Content-Type-Options"] == "nosniff", (path, headers)
			# behind nginx the file itself comes from there
			assert got.status_code == 200, (path, headers)
			kind = got.headers["Content-Type"].split(";")[0]
			saved = got.headers.get("Content-Disposition", "").startswith("attachment")
			assert saved or kind == "text/plain", (path, headers, kind)


def test_a_text_that_was_attached_is_shown(officer: Rest) -> None:
	data = {"doctype": M, "docname": "LK1-M", "is_private": 1}
	files = {"file": ("note.txt", secrets.token_bytes(8).hex().encode())}
	answer = officer.call("POST", "/api/method/upload_file", data=data, files=files)
	got = officer.get(answer.json()["message"]["file_url"])
	assert got.ok and not got.headers.get("Content-Disposition", "").startswith("attachment")

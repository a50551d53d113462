"""How each operation is asked of the platform, and what answer is a yes.

Requests go through the platform's whole request path in this process, with a session from a real login.
Nothing that a request writes stays: commits are left out while the matrix is walked, and the connection of
each request is closed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe.app
from frappe.database.database import Database
from werkzeug.test import Client, TestResponse

from tests.bench import PASSWORD
from tests.matrix.ground import WORD, Row, User, code_of

YES, NO, RULE = "yes", "no", "rule"
REFUSED = (401, 403, 404)
METHOD = "/api/method/"
# a request that asks for all rows of a line at once, so that one answer decides a cell of each
OF_ALL_ROWS = ("list", "report", "rpc list", "export", "link search", "global search")
# asked once of a document for three cells
OF_DOCINFO = ("version", "comment")


class Door:
	"""The platform's web application as one user reaches it."""

	def __init__(self, site: str, user: User, password: str = PASSWORD) -> None:
		"""Log in unless the user is a guest; call it outside `unwritten`."""
		self.site = site
		self.user = user
		self._client = Client(frappe.app.application)
		self._docinfo: dict[str, str] = {}
		if user.role:
			answer = self.ask("POST", f"{METHOD}login", {"usr": user.email, "pwd": password})
			if answer.status_code != 200:
				raise AssertionError(f"{user} could not log in: {answer.text[:300]}")

	def ask(self, verb: str, path: str, given: dict[str, Any] | None = None) -> TestResponse:
		"""One request: parameters of a GET in its address, else JSON."""
		headers = {"X-Frappe-Site-Name": self.site, "Accept": "application/json"}
		if verb == "GET":
			return self._client.open(path, method=verb, headers=headers, query_string=given or {})
		return self._client.open(path, method=verb, headers=headers, json=given or {})

	def rpc(self, method: str, **given: Any) -> TestResponse:
		"""A whitelisted method."""
		return self.ask("POST", f"{METHOD}{method}", given)

	def docinfo(self, row: Row) -> str:
		"""What the desk is told about a document beside its fields."""
		if row.name not in self._docinfo:
			answer = self.rpc("frappe.desk.form.load.get_docinfo", doctype=row.doctype, name=row.name)
			self._docinfo[row.name] = answer.text if answer.status_code == 200 else ""
		return self._docinfo[row.name]


def listed(door: Door, operation: str, line: str, rows: list[Row]) -> dict[str, str]:
	"""Row name → answer, of an operation that asks for all rows of a line."""
	doctype, names = rows[0].doctype, [row.name for row in rows]
	among = json.dumps([["name", "in", names]])
	answer = {
		"list": lambda: door.ask(
			"GET", f"/api/resource/{doctype}", {"filters": among, "limit_page_length": "0"}
		),
		"report": lambda: door.rpc(
			"frappe.desk.reportview.get",
			doctype=doctype,
			fields=json.dumps([f"`tab{doctype}`.`name`"]),
			filters=json.dumps([[doctype, "name", "in", names]]),
			page_length=100,
			start=0,
			view="Report",
		),
		"rpc list": lambda: door.rpc(
			"frappe.client.get_list", doctype=doctype, filters=among, limit_page_length=0
		),
		"export": lambda: door.rpc(
			"frappe.desk.reportview.export_query",
			doctype=doctype,
			fields=json.dumps([f"`tab{doctype}`.`name`"]),
			filters=json.dumps([[doctype, "name", "in", names]]),
			file_format_type="CSV",
			title=doctype,
			start=0,
			page_length=100,
		),
		"link search": lambda: door.rpc(
			"frappe.desk.search.search_link",
			doctype=doctype,
			txt=names[0] if len(names) == 1 else code_of(line),
			page_length=100,
		),
		"global search": lambda: door.rpc(
			"frappe.utils.global_search.search", text=WORD, start=0, limit=500, doctype=doctype
		),
	}[operation]()
	if answer.status_code != 200:
		return dict.fromkeys(names, NO if answer.status_code in REFUSED else f"error {answer.status_code}")
	return {name: YES if f'"{name}"' in _quoted(answer, operation) else NO for name in names}


def _quoted(answer: TestResponse, operation: str) -> str:
	"""The answer's text with every name in double quotes; a file of columns may have none."""
	if operation != "export":
		return answer.text
	return " ".join(f'"{cell}"' for cell in answer.text.replace('"', "").replace("\n", ",").split(","))


def single(door: Door, operation: str, row: Row, new: dict[str, Any]) -> str:
	"""The answer about one document; `new` are the fields of one like it."""
	own = {"doctype": row.doctype, "name": row.name}
	path = f"/api/resource/{row.doctype}"
	if operation in OF_DOCINFO:
		return YES if f"{operation} {row.name}" in door.docinfo(row) else NO
	if operation == "file":
		return plainly(door.ask("GET", f"/api/resource/File/{row.file}"))
	if operation == "count":
		return _counted(door.rpc("frappe.client.get_count", doctype=row.doctype, filters={"name": row.name}))
	if operation == "link title":
		answer = door.rpc("frappe.client.validate_link", doctype=row.doctype, docname=row.name, fields="[]")
		if answer.status_code == 200:
			return YES if (answer.json.get("message") or {}).get("name") == row.name else NO
		return plainly(answer)
	calls: dict[str, Callable[[], TestResponse]] = {
		"read": lambda: door.ask("GET", f"{path}/{row.name}"),
		"rpc read": lambda: door.rpc("frappe.client.get", **own),
		"print": lambda: door.rpc("frappe.www.printview.get_html_and_style", doc=row.doctype, name=row.name),
		"form method": lambda: door.rpc("healthtalk_app.api.desk.panel", **own),
		"share": lambda: door.rpc("frappe.share.add", user="Administrator", read=1, **own),
		"assign": lambda: door.rpc(
			"frappe.desk.form.assign_to.add", assign_to=json.dumps(["Administrator"]), **own
		),
		"create": lambda: door.ask("POST", path, new),
		"write": lambda: door.ask("PUT", f"{path}/{row.name}"),
		"delete": lambda: door.ask("DELETE", f"{path}/{row.name}"),
	}
	return plainly(calls[operation]())


def _counted(answer: TestResponse) -> str:
	return (YES if answer.json.get("message") else NO) if answer.status_code == 200 else plainly(answer)


def plainly(answer: TestResponse) -> str:
	"""Yes, no, or `rule`: the permission was there, and a rule of the document refused (say, a gap)."""
	if answer.status_code in (200, 201, 202):
		return YES
	if answer.status_code in REFUSED:
		return NO
	return RULE if answer.status_code in (409, 417) else f"error {answer.status_code} {answer.text[-300:]}"


@contextmanager
def unwritten() -> Iterator[None]:
	"""Whatever is asked inside is rolled back."""
	with patch.object(Database, "commit", lambda *_args, **_more: None):
		yield


def aside(work: Callable[[], Any]) -> Any:
	"""Run in a thread, where the platform has a site, a user and a connection of its own."""
	with ThreadPoolExecutor(1) as pool:
		return pool.submit(work).result()

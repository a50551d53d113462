"""A role user at the REST interface: a real login over HTTP, with the token that the desk would send."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import requests

TIMEOUT = 60


class Rest:
	"""A logged-in session. Paths begin with a slash; answers are those of `requests`."""

	def __init__(self, url: str, user: str, password: str, before: Callable, after: Callable) -> None:
		"""`before` and `after` run around every call: the test's transaction and the server's must meet."""
		self.url = url
		self.user = user
		self._before = before
		self._after = after
		self._session = requests.Session()
		self._session.headers["Accept"] = "application/json"
		answer = self.call("POST", "/api/method/login", data={"usr": user, "pwd": password})
		if not answer.ok:
			raise AssertionError(f"{user} could not log in: {answer.status_code} {sentences(answer)}")
		self._session.headers["X-Frappe-CSRF-Token"] = self._token()

	def _token(self) -> str:
		"""The session's token, from a page of ours: the desk page has it too and takes ten times as long."""
		page = self.call("GET", "/healthtalk/track", headers={"Accept": "text/html"}).text
		found = re.search(r"""name="csrf_token" value="(\w+)\"""", page)
		if not found:
			raise AssertionError(f"The page of {self.user} has no token.")
		return found.group(1)

	def call(self, verb: str, path: str, **more: Any) -> requests.Response:
		"""Any request, with the arguments of `requests.request`."""
		self._before()
		try:
			return self._session.request(verb, self.url + path, timeout=TIMEOUT, **more)
		finally:
			self._after()

	def get(self, path: str, params: dict[str, Any] | None = None) -> requests.Response:
		"""Read. Lists and dictionaries among the parameters are sent as JSON, as the desk does."""
		return self.call("GET", path, params={key: as_text(value) for key, value in (params or {}).items()})

	def post(self, path: str, json: dict[str, Any] | None = None) -> requests.Response:
		"""Create, or call a method."""
		return self.call("POST", path, json=json or {})

	def put(self, path: str, json: dict[str, Any] | None = None) -> requests.Response:
		"""Change."""
		return self.call("PUT", path, json=json or {})

	def delete(self, path: str) -> requests.Response:
		"""Remove."""
		return self.call("DELETE", path)


def as_text(value: object) -> object:
	"""A parameter as it stands in an address."""
	return json.dumps(value) if isinstance(value, list | dict) else value


def sentences(answer: requests.Response) -> str:
	"""What the server says to the user in an answer: the messages that the desk would show, tags removed."""
	try:
		content = answer.json()
	except ValueError:
		return answer.text[:500]
	said = []
	for message in json.loads(content.get("_server_messages") or "[]"):
		said.append(json.loads(message).get("message", ""))
	said.append(str(content.get("exception") or ""))
	return re.sub(r"<[^>]+>", "", " ".join(filter(None, said)))

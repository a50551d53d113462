"""Other systems over HTTP: keys, repeats, two at once, sizes and types; each refusal is an error object."""

from __future__ import annotations

import base64
import io
import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import frappe
import pytest
import requests
from PIL import Image

from healthtalk_app.rules import partner_contract as contract
from healthtalk_app.rules.json_schema import violations
from healthtalk_app.services.partners import sources
from healthtalk_app.services.records import rebuild
from healthtalk_app.tests import factories
from tests.site.rest import Rest

MATTER, SUBMISSION, MESSAGE = "Talk Matter", "Public Submission", "Source Message"
ROUNDS = 4


class Partner:
	"""Another system with a key; answers are those of `requests`."""

	def __init__(self, url: str, key: str, name: str) -> None:
		self.url, self.key, self.name = url, key, name

	def call(self, verb: str, operation: str, once: str | None = None, **more: Any) -> requests.Response:
		headers = {contract.KEY_HEADER: self.key, **more.pop("headers", {})}
		if once:
			headers[contract.ONCE_HEADER] = once
		path = f"{self.url}{contract.PREFIX}{operation}"
		frappe.db.commit()
		try:
			return requests.request(verb, path, headers=headers, timeout=120, **more)
		finally:
			frappe.db.rollback()

	def post(self, operation: str, body: Any, once: str | None = None) -> requests.Response:
		return self.call("POST", operation, once or new_key(), json=body)

	def get(self, operation: str, **parameters: str) -> requests.Response:
		return self.call("GET", operation, params=parameters)


def new_key() -> str:
	return secrets.token_hex(12)


def body(**given: Any) -> dict[str, Any]:
	values = {"reference": f"GD-{secrets.token_hex(6)}", "content": "药房排队要一个小时。"}
	return {**values, "raiser_name": "张三", "raiser_phone": "13800000001", **given}


def refused(answer: requests.Response, code: str) -> dict[str, Any]:
	"""An error object of this code, as it is described."""
	content = answer.json()
	assert list(violations(contract.ERROR, content)) == []
	assert (answer.status_code, content["error"]["code"]) == (contract.CODES[code][0], code)
	return content["error"]


def taken(answer: requests.Response, operation: str) -> dict[str, Any]:
	"""The answer of an operation, as it is described."""
	described = contract.OPERATIONS[operation]
	content = answer.json()
	assert answer.status_code == described["status"], content
	assert list(violations(described["answer"], content)) == []
	assert answer.headers["Cache-Control"] == "no-store"
	return content


@pytest.fixture
def units(make_user: Callable[..., str]) -> Iterator[Any]:
	"""A county; the settings that it changes are found again as they were."""
	settings = ("bureau_unit", "calendar", "submit_limit_per_hour", "code_limit_per_hour")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	yield factories.county("PAPI")
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture
def partner(units: Any, url: str) -> Callable[..., Partner]:
	"""`partner(trusted=1, …)` gives a source with a key; it may do everything unless said otherwise."""

	def make(**given: Any) -> Partner:
		code = f"papi-{secrets.token_hex(4)}"
		rights = {"may_submit": 1, "may_push": 1, "may_read": 1, "may_rate": 1, "limit_per_minute": 0}
		values = {"source_name": code, "code": code, "channel": "12345 Hotline", "default_unit": units.a1}
		doc = frappe.get_doc({"doctype": "Data Source", **values, **rights, **given}).insert()
		key = sources.new_key(doc)
		frappe.db.commit()
		return Partner(url, key, code)

	return make


def test_a_matter_goes_in_and_its_result_comes_back(partner: Callable[..., Partner], units: Any) -> None:
	hotline, sent = partner(trusted=1), body()
	answer = taken(hotline.post("push", sent), "push")
	assert (answer["reference"], answer["state"]) == (sent["reference"], "received")
	shown = taken(hotline.get("status", reference=sent["reference"]), "status")
	assert shown["rings"]
	found = taken(hotline.get("result", reference=sent["reference"]), "result")
	assert (found["number"], found["reply"]) == ("", "")
	taken(hotline.get("changes"), "changes")
	name = frappe.db.get_value(MATTER, {"data_source": hotline.name})
	assert frappe.db.get_value(MATTER, name, ["owner", "unit"]) == ("Guest", units.a1)


def test_a_resident_raises_through_a_mini_program_with_a_photo(partner: Callable[..., Partner]) -> None:
	picture = io.BytesIO()
	Image.new("RGB", (40, 30), "red").save(picture, "PNG")
	files = [{"content": base64.b64encode(picture.getvalue()).decode()}]
	program = partner()
	answer = taken(program.post("submit", body(files=files, wants_notice=True)), "submit")
	# loaded here: it loads what version 16 loads only inside the folder of its sites
	from healthtalk_app.services.voice import receipt_codes

	holder = receipt_codes.holder_of("tracking", answer["tracking_code"])
	assert frappe.db.get_value(SUBMISSION, holder.submission, "data_source") == program.name
	assert frappe.db.count("File", {"attached_to_name": holder.submission, "is_private": 1}) == 1


def test_without_the_right_key_nothing_is_said(partner: Callable[..., Partner], url: str) -> None:
	hotline, sent = partner(trusted=1), body()
	taken(hotline.post("push", sent), "push")
	key_id = hotline.key.split(".")[0]
	said = set()
	for key in ("", "x", f"{key_id}.{'A' * 43}", f"{'0' * 12}.{'A' * 43}", partner(active=0).key):
		stranger = Partner(url, key, "")
		for answer in (
			stranger.get("status", reference=sent["reference"]),
			stranger.get("status", reference="GD-nothing"),
			stranger.get("status"),
			stranger.post("push", body()),
			stranger.post("push", {"nothing": 1}),
			stranger.call("POST", "push", data=b"x", headers={"Content-Type": "text/plain"}),
		):
			refused(answer, "unauthorised")
			said.add((answer.text, len(answer.content)))
	assert len(said) == 1


def test_a_request_that_names_documents_is_refused_as_an_error_object(url: str) -> None:
	"""The app's own door refuses it before any key is looked at."""
	stranger = Partner(url, "", "")
	refused(stranger.get("changes", doctype="Talk Matter", name="HTM-2026-00001"), "not_allowed")


def test_a_source_does_what_it_may_from_where_it_may(partner: Callable[..., Partner]) -> None:
	refused(partner(may_push=0).post("push", body()), "not_allowed")
	refused(partner(may_read=0).get("status", reference="x"), "not_allowed")
	refused(partner(allowed_addresses="203.0.113.0/24").post("push", body()), "address_not_allowed")
	taken(partner(allowed_addresses="127.0.0.0/8\n::1").post("push", body()), "push")


def test_a_source_sees_what_it_brought(partner: Callable[..., Partner]) -> None:
	one, other, sent = partner(trusted=1), partner(trusted=1), body()
	taken(one.post("push", sent), "push")
	foreign = other.get("result", reference=sent["reference"])
	nothing = other.get("result", reference="GD-nothing")
	refused(foreign, "not_found")
	assert foreign.text == nothing.text


def test_a_repeated_request_is_answered_as_before(partner: Callable[..., Partner]) -> None:
	program, sent, key = partner(), body(), new_key()
	first = program.post("submit", sent, key)
	again = program.post("submit", sent, key)
	assert taken(again, "submit") == taken(first, "submit")
	assert (first.headers.get(contract.REPLAYED_HEADER), again.headers[contract.REPLAYED_HEADER]) == (
		None,
		"true",
	)
	# the same object, written another way
	spaced = json.dumps(dict(reversed(sent.items())), indent=2).encode()
	headers = {"Content-Type": "application/json; charset=utf-8"}
	third = program.call("POST", "submit", key, data=spaced, headers=headers)
	assert third.json() == first.json()
	refused(program.post("submit", {**sent, "content": "别的事"}, key), "key_reused")
	refused(program.post("push", sent, key), "key_reused")
	refused(program.post("submit", sent), "reference_taken")
	assert frappe.db.count(SUBMISSION, {"data_source": program.name}) == 1


def test_what_was_refused_burns_no_key(partner: Callable[..., Partner]) -> None:
	program, sent, key = partner(), body(unit="NO-SUCH"), new_key()
	assert refused(program.post("push", sent, key), "invalid")["fields"][0]["field"] == "unit"
	assert frappe.db.count(MESSAGE, {"source": program.name}) == 0
	del sent["unit"]
	taken(program.post("push", sent, key), "push")


@pytest.mark.parametrize("trusted", [0, 1])
def test_of_equal_requests_at_once_one_is_done(partner: Callable[..., Partner], trusted: int) -> None:
	hotline = partner(trusted=trusted)
	for _round in range(ROUNDS):
		sent, key = body(), new_key()
		start = Barrier(4)

		def send(_place: int, sent: Any = sent, key: str = key, start: Barrier = start) -> requests.Response:
			headers = {contract.KEY_HEADER: hotline.key, contract.ONCE_HEADER: key}
			start.wait()
			return requests.post(
				f"{hotline.url}{contract.PREFIX}push", json=sent, headers=headers, timeout=120
			)

		with ThreadPoolExecutor(4) as pool:
			answers = list(pool.map(send, range(4)))
		frappe.db.rollback()
		assert [answer.status_code for answer in answers] == [201] * 4, [answer.text for answer in answers]
		assert len({answer.text for answer in answers}) == 1
		assert sum(contract.REPLAYED_HEADER in answer.headers for answer in answers) == 3
	doctype = MATTER if trusted else SUBMISSION
	assert frappe.db.count(doctype, {"data_source": hotline.name}) == ROUNDS
	assert frappe.db.count(MESSAGE, {"source": hotline.name}) == ROUNDS
	names = frappe.get_all(doctype, {"data_source": hotline.name}, pluck="name")
	assert [found for found in rebuild.check(doctype) if found.name in names] == []


def test_of_two_requests_with_one_reference_one_is_taken(partner: Callable[..., Partner]) -> None:
	hotline = partner(trusted=1)
	for _round in range(ROUNDS):
		sent, start = body(), Barrier(2)

		def send(key: str, sent: Any = sent, start: Barrier = start) -> requests.Response:
			headers = {contract.KEY_HEADER: hotline.key, contract.ONCE_HEADER: key}
			start.wait()
			return requests.post(
				f"{hotline.url}{contract.PREFIX}push", json=sent, headers=headers, timeout=120
			)

		with ThreadPoolExecutor(2) as pool:
			answers = list(pool.map(send, (new_key(), new_key())))
		assert sorted(answer.status_code for answer in answers) == [201, 409]
	frappe.db.rollback()
	assert frappe.db.count(MATTER, {"data_source": hotline.name}) == ROUNDS


@pytest.mark.parametrize(
	("data", "kind", "code"),
	[
		(b"", "application/json", "bad_json"),
		(b"{", "application/json", "bad_json"),
		(b"[]", "application/json", "bad_json"),
		(b"null", "application/json", "bad_json"),
		(b'"x"', "application/json", "bad_json"),
		(b"\xff\xfe", "application/json", "bad_json"),
		(b'{"reference": "A", "reference": "B", "content": "x"}', "application/json", "bad_json"),
		(b'{"reference": NaN}', "application/json", "bad_json"),
		(b'{"content": "\\ud800"}', "application/json", "bad_json"),
		(b"[" * 100_000, "application/json", "bad_json"),
		(b"reference=A&content=x", "application/x-www-form-urlencoded", "not_json"),
		(b'{"reference": "A"}', "text/plain", "not_json"),
		(b"{}", "application/json", "invalid"),
	],
)
def test_a_body_that_cannot_be_read(
	partner: Callable[..., Partner], data: bytes, kind: str, code: str
) -> None:
	answer = partner().call("POST", "push", new_key(), data=data, headers={"Content-Type": kind})
	refused(answer, code)


def test_a_body_that_cannot_be_read_leaves_nothing_of_it(partner: Callable[..., Partner]) -> None:
	phone = f"138{secrets.randbelow(10**8):08d}"
	data = f'{{"raiser_phone": "{phone}"'.encode()
	headers = {"Content-Type": "application/json"}
	refused(partner().call("POST", "push", new_key(), data=data, headers=headers), "bad_json")
	# version 15 notes such errors, with all that was sent, and writes them down later from the cache
	from frappe.deferred_insert import save_to_db

	save_to_db()
	assert not frappe.db.exists("Error Log", {"error": ("like", f"%{phone}%")})


@pytest.mark.parametrize(
	("given", "field"),
	[
		({"content": ["x"]}, "content"),
		({"content": {"$ne": ""}}, "content"),
		({"content": 1}, "content"),
		({"content": "x" * 5001}, "content"),
		({"content": " \n "}, "content"),
		({"content": "a\x00b"}, "content"),
		({"wants_notice": "yes"}, "wants_notice"),
		({"reference": "../../etc"}, "reference"),
		({"status": "Closed"}, "status"),
		({"is_accusation": 0}, "is_accusation"),
		({"channel": "Letter"}, "channel"),
		({"raised_at": "2026-11-22T09:30:00+08:00"}, "raised_at"),
		({"raiser_phone": "138****0001"}, "raiser_phone"),
		({"identity_level": "Named"}, "identity_level"),
		({"files": [{"content": "PGh0bWw+PHNjcmlwdD4="}]}, "files"),
		({"files": [{"content": "not base64!"}]}, "files[0].content"),
	],
)
def test_values_are_checked_strictly(
	partner: Callable[..., Partner], given: dict[str, Any], field: str
) -> None:
	program = partner()
	error = refused(program.post("push", body(**given)), "invalid")
	assert [row["field"] for row in error["fields"]] == [field]
	assert frappe.db.count(SUBMISSION, {"data_source": program.name}) == 0


def test_a_body_may_not_be_huge(partner: Callable[..., Partner]) -> None:
	sent = {**body(), "content": "x" * (contract.MOST_BYTES + 1)}
	refused(partner().post("push", sent), "too_large")


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space in it!", "'; drop table--xxx"])
def test_a_request_that_writes_has_a_key_of_its_own(partner: Callable[..., Partner], key: str) -> None:
	program = partner()
	answer = program.call("POST", "push", headers={contract.ONCE_HEADER: key} if key else {}, json=body())
	refused(answer, "bad_key")


def test_parameters_of_the_address_are_checked(partner: Callable[..., Partner]) -> None:
	program = partner()
	for parameters in ({}, {"reference": ""}, {"reference": "x", "more": "1"}, {"reference": "x\ny"}):
		refused(program.get("status", **parameters), "invalid")
	refused(program.call("GET", "status", params=[("reference", "a"), ("reference", "b")]), "invalid")
	refused(program.get("changes", after="'1"), "invalid")


def test_another_method_or_operation_is_refused(partner: Callable[..., Partner]) -> None:
	program = partner()
	refused(program.call("GET", "push"), "method_not_allowed")
	refused(program.post("status", {}), "method_not_allowed")
	refused(program.call("PUT", "push", new_key(), json=body()), "method_not_allowed")
	refused(program.get("nothing"), "not_found")


def test_a_source_that_asks_too_often_waits(partner: Callable[..., Partner]) -> None:
	program = partner(limit_per_minute=3)
	answers = [program.get("status", reference="GD-1") for _request in range(4)]
	for answer in answers[:3]:
		refused(answer, "not_found")
	refused(answers[3], "too_often")
	assert answers[3].headers["Retry-After"] == "60"


def test_the_description_is_served(url: str) -> None:
	answer = requests.get(f"{url}{contract.PREFIX}openapi", timeout=60)
	assert answer.json()["openapi"] == "3.1.0"


def test_nobody_logs_in_with_a_key(partner: Callable[..., Partner]) -> None:
	program = partner()
	answer = requests.get(
		f"{program.url}/api/resource/Data Source",
		headers={contract.KEY_HEADER: program.key},
		timeout=60,
	)
	assert answer.status_code == 403


def test_only_administrators_see_sources(
	partner: Callable[..., Partner], rest: Callable[[str], Rest], make_user: Callable[..., str], units: Any
) -> None:
	name = partner().name
	clerk = rest(make_user("Unit Officer", unit=units.bureau))
	assert clerk.get(f"/api/resource/Data Source/{name}").status_code == 403
	assert clerk.post("/api/method/healthtalk_app.api.data_source.new_key", {"name": name}).status_code == 403
	admin = rest(make_user("Healthtalk Administrator", unit=units.bureau))
	shown = admin.get(f"/api/resource/Data Source/{name}").json()["data"]
	assert not shown.get("key_digest")

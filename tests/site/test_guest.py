"""What a stranger can reach: api/public.py and nothing else of ours; no answer tells what there is (C8)."""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import random
import secrets
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import frappe
import pytest
import requests
from PIL import Image

import healthtalk_app
from healthtalk_app.rules import codes
from healthtalk_app.services.steps import flow
from healthtalk_app.services.voice import receipt_codes
from healthtalk_app.tests import factories

PUBLIC = "/api/method/healthtalk_app.api.public."
MATTER, SUBMISSION = "Talk Matter", "Public Submission"
# everything that strangers may call; a new endpoint is added here by who has thought about it
OPEN = {
	f"healthtalk_app.api.public.{name}"
	for name in (
		"home",
		"submit",
		"similar",
		"progress",
		"supplement",
		"withdraw",
		"reopen",
		"rating",
		"rate",
		"talk",
		"sign_in",
		"survey",
		"answer_survey",
		"commitments",
		"commitment",
		"rate_commitment",
		"awards",
		"award",
		"vote_award",
	)
}
# open to no stranger: these ask for the key of a source, or for the right to print, by themselves
DESCRIPTION = "healthtalk_app.api.partner.openapi"
GUARDED = ("healthtalk_app.api.partner.", "healthtalk_app.printing.platform.download_pdf")
REFUSED = {401, 403, 404, 405, 417}
# the ways of a stranger to a document that are tried of every DocType on every run
FIRST = 3
WRONG = "7K3M-QX9T-2HRD-WWWW"
TEXT = "儿科输液室的空调坏了三天，孩子们出了一身汗。"


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[SimpleNamespace]:
	"""A unit, and a matter of a resident that was answered."""
	before = {
		field: frappe.db.get_single_value("Healthtalk Settings", field)
		for field in ("bureau_unit", "calendar", "submit_limit_per_hour", "code_limit_per_hour")
	}
	county = factories.county("TGU")
	category = factories.category(category_code="TGU-CAT", asks_for_solution=1).name
	frappe.db.commit()
	yield SimpleNamespace(county=county, category=category)
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	frappe.db.commit()


class Guest:
	"""A stranger with an address of his own, as the proxy tells it."""

	def __init__(self, url: str) -> None:
		self.url = url
		self.address = ".".join(str(11 + secrets.randbelow(200)) for _part in range(4))

	def ask(self, method: str, verb: str = "POST", files: Any = None, **values: Any) -> requests.Response:
		"""Call an endpoint of api/public.py; with files as a form, else as JSON."""
		sent = {key: json.dumps(v) if isinstance(v, dict) else v for key, v in values.items()}
		body = {"data": sent, "files": files} if files else {"json": values}
		if verb == "GET":
			body = {"params": sent}
		return self.call(verb, f"{PUBLIC}{method}", **body)

	def call(self, verb: str, path: str, **more: Any) -> requests.Response:
		headers = {"X-Forwarded-For": self.address, "Accept": "application/json", **more.pop("headers", {})}
		frappe.db.commit()
		try:
			return requests.request(verb, self.url + path, headers=headers, timeout=60, **more)
		finally:
			frappe.db.rollback()

	def raise_matter(self, unit: str, **given: Any) -> dict[str, str]:
		values = {
			"content": TEXT,
			"unit": unit,
			"raiser_name": "王小明",
			"raiser_phone": "13900001234",
			**given,
		}
		answer = self.ask("submit", values=values)
		assert answer.status_code == 200, answer.text
		return answer.json()["message"]


@pytest.fixture
def guest(url: str, rest: object) -> Callable[[], Guest]:
	"""`guest()` is a stranger nobody has counted yet."""
	return lambda: Guest(url)


def our_methods() -> dict[str, Callable]:
	"""Every whitelisted function of the package by its dotted path."""
	for module in pkgutil.walk_packages(healthtalk_app.__path__, "healthtalk_app."):
		if ".tests" not in module.name and ".demo" not in module.name and ".commands" not in module.name:
			importlib.import_module(module.name)
	return {
		f"{function.__module__}.{function.__qualname__}": function
		for function in frappe.whitelisted
		if getattr(function, "__module__", "").startswith("healthtalk_app.")
	}


# ---- the surface ---------------------------------------------------------------------------------
def test_what_strangers_may_call_is_exactly_this_list() -> None:
	methods = our_methods()
	guests = {path for path, function in methods.items() if function in frappe.guest_methods}
	assert {path for path in guests if not path.startswith(GUARDED)} == OPEN
	assert len(methods) > len(guests) > 0


def test_every_open_method_takes_one_verb_and_counts_who_asks() -> None:
	for path in OPEN:
		function = frappe.get_attr(path)
		verbs = frappe.allowed_http_methods_for_whitelisted_func[function]
		assert verbs == (["GET"] if path.endswith(".home") else ["POST"]), path
		assert "rate_limit" in function.__code__.co_filename or function.__wrapped__, path


def test_no_other_method_of_ours_answers_a_stranger(guest: Callable[[], Guest], ground: Any) -> None:
	stranger = guest()
	receipt = stranger.raise_matter(ground.county.a1)
	name = receipt_codes.holder_of("tracking", receipt["tracking_code"]).submission
	known = frappe.get_meta(SUBMISSION).get_valid_columns()
	arguments = {"name": name, "doctype": SUBMISSION, "reference_name": name, "rows": "[]"}
	before = frappe.db.get_value(SUBMISSION, name, known)
	for path in sorted(our_methods().keys() - OPEN - {DESCRIPTION}):
		for verb in ("GET", "POST"):
			sent = {"params": arguments} if verb == "GET" else {"json": arguments}
			# who brings no key is refused before anything else is looked at
			sent = {} if path.startswith(GUARDED) else sent
			answer = stranger.call(verb, f"/api/method/{path}", **sent)
			assert answer.status_code in REFUSED, (path, verb, answer.status_code, answer.text[:200])
			assert TEXT not in answer.text, (path, verb)
	assert frappe.db.get_value(SUBMISSION, name, known) == before


def test_no_document_of_ours_is_read_or_written_by_a_stranger(
	guest: Callable[[], Guest], ground: Any
) -> None:
	stranger = guest()
	receipt = stranger.raise_matter(ground.county.a1)
	name = receipt_codes.holder_of("tracking", receipt["tracking_code"]).submission
	# all DocTypes of the app: children, settings and reference data too
	doctypes = frappe.get_all("DocType", filters={"module": "Healthtalk App"}, pluck="name", order_by="name")
	for number, doctype in enumerate(doctypes):
		ways = (
			("GET", f"/api/resource/{doctype}", None),
			("GET", f"/api/resource/{doctype}/{name}", None),
			("PUT", f"/api/resource/{doctype}/{name}", {"subject": "x"}),
			("GET", f"/api/v2/document/{doctype}", None),
			("POST", f"/api/resource/{doctype}", {"subject": "x", "content": "x"}),
			("DELETE", f"/api/resource/{doctype}/{name}", None),
			("GET", f"/api/method/frappe.client.get_count?doctype={doctype}", None),
			("GET", f"/api/method/frappe.client.get_list?doctype={doctype}", None),
			("GET", f"/api/method/frappe.client.get_value?doctype={doctype}&fieldname=name", None),
			("GET", f"/api/method/frappe.desk.search.get_link_title?doctype={doctype}&docname={name}", None),
			("GET", f"/api/method/frappe.desk.form.load.getdoc?doctype={doctype}&name={name}", None),
			("GET", f"/printview?doctype={doctype}&name={name}", None),
		)
		# list, read and write of every DocType; each other way of a quarter of them, of all with LONG=1
		asked = ways if os.environ.get("LONG") else ways[:FIRST] + ways[FIRST + number % 4 :: 4]
		for verb, path, body in asked:
			answer = stranger.call(verb, path, json=body)
			assert answer.status_code >= 400 or TEXT not in answer.text, (verb, path)
			assert answer.status_code != 200 or name not in answer.text or path.startswith("/printview"), (
				verb,
				path,
				answer.text[:300],
			)
	assert frappe.db.get_value(SUBMISSION, name, "subject") != "x"


def test_files_of_strangers_are_for_officers_only(guest: Callable[[], Guest], ground: Any) -> None:
	stranger = guest()
	values = {"content": TEXT, "unit": ground.county.a1, "identity_level": "Anonymous"}
	answer = stranger.ask(
		"submit", files=[("file", ("../../../a.php", photo(), "image/jpeg"))], values=values
	)
	assert answer.status_code == 200, answer.text
	name = receipt_codes.holder_of("tracking", answer.json()["message"]["tracking_code"]).submission
	url = frappe.db.get_value("File", {"attached_to_name": name}, "file_url")
	assert url.startswith("/private/files/photo-")
	assert stranger.call("GET", url).status_code in (403, 404)


# ---- no oracle -----------------------------------------------------------------------------------
def test_wrong_codes_get_one_answer(guest: Callable[[], Guest], ground: Any) -> None:
	receipt = guest().raise_matter(ground.county.a1)
	for method, more, other in (
		("progress", {}, "rating_code"),
		("rating", {}, "tracking_code"),
		("supplement", {"text": "x"}, "rating_code"),
		("withdraw", {"reason": "x"}, "rating_code"),
		("reopen", {"reason": "x"}, "rating_code"),
		("rate", {"level": "Satisfied", "outcome": "Solved"}, "tracking_code"),
		("talk", {}, "tracking_code"),
		("sign_in", {}, "tracking_code"),
	):
		wrong = (WRONG, "7K3M-QX9T-2HRD-WWWX", "0" * 16, "x", receipt[other])
		answers = [guest().ask(method, code=code, **more) for code in wrong]
		assert len({(answer.status_code, answer.text) for answer in answers}) == 1, method
		assert answers[0].status_code == (200 if method in ("progress", "rating", "talk") else 417), method


def test_a_known_telephone_or_name_changes_no_answer(guest: Callable[[], Guest], ground: Any) -> None:
	guest().raise_matter(ground.county.a1)
	known = guest().ask(
		"submit", values={"content": "另一件事", "raiser_name": "王小明", "raiser_phone": "13900001234"}
	)
	unknown = guest().ask(
		"submit", values={"content": "另一件事", "raiser_name": "赵大伟", "raiser_phone": "13700009876"}
	)
	assert (known.status_code, len(known.content)) == (unknown.status_code, len(unknown.content))


CALLS = 500


@pytest.fixture
def unlimited() -> None:
	"""Nobody is refused for asking too often; `ground` puts the limits back."""
	for field in ("submit_limit_per_hour", "code_limit_per_hour"):
		frappe.db.set_single_value("Healthtalk Settings", field, 0)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	frappe.db.commit()


def indistinct(asks: dict[str, Callable[[Guest], requests.Response]], stranger: Guest) -> None:
	"""Asked by turns, all answers have one status and one length, and the medians lie within a tenth."""
	taken, kinds, answers = {kind: [] for kind in asks}, list(asks), set()
	for _call in range(CALLS):
		for kind in random.sample(kinds, len(kinds)):
			stranger.address = f"198.51.{secrets.randbelow(250)}.{secrets.randbelow(250)}"
			started = time.perf_counter()
			answer = asks[kind](stranger)
			taken[kind].append(time.perf_counter() - started)
			answers.add((answer.status_code, len(answer.content)))
	assert len(answers) == 1, answers
	medians = {kind: statistics.median(times) for kind, times in taken.items()}
	assert min(medians.values()) > 0.90 * max(medians.values()), medians


@pytest.mark.long
def test_wrong_codes_take_one_time(guest: Callable[[], Guest], ground: Any, unlimited: None) -> None:
	"""The median over 500 calls each differs by less than a tenth between three codes that open nothing.

	One that no receipt bears, one that no receipt could bear because its check signs are wrong, and one that
	a receipt does bear, but for something else. A right code at its own door shows the matter to its holder,
	which is what it is for: it must differ, and 75 random bits keep others from having one.
	"""
	receipt, unknown = guest().raise_matter(ground.county.a1), codes.new_code()
	wrong = {
		"unknown": unknown,
		"mistyped": unknown[:-1] + ("2" if unknown[-1] == "3" else "3"),
		"of another door": receipt["rating_code"],
	}
	asks = {kind: lambda who, code=code: who.ask("progress", code=code) for kind, code in wrong.items()}
	indistinct(asks, guest())


@pytest.mark.long
def test_a_known_telephone_or_name_takes_no_other_time(
	guest: Callable[[], Guest], ground: Any, unlimited: None
) -> None:
	"""Who raises a matter under a telephone number and a name that are on record already learns nothing:
	neither from the answer nor from its time, over 500 calls each."""
	stranger = guest()
	stranger.raise_matter(ground.county.a1)

	def ask(who: Guest, name: str, phone: str) -> requests.Response:
		return who.ask("submit", values={"content": TEXT, "raiser_name": name, "raiser_phone": phone})

	asks = {
		"known": lambda who: ask(who, "王小明", "13900001234"),
		"unknown": lambda who: ask(
			who, f"赵大{secrets.choice('伟明强')}", f"137{secrets.randbelow(10**8):08d}"
		),
	}
	indistinct(asks, stranger)


# ---- limits --------------------------------------------------------------------------------------
def test_limits_by_address_and_by_code(guest: Callable[[], Guest], ground: Any) -> None:
	for field, value in (("submit_limit_per_hour", 2), ("code_limit_per_hour", 3)):
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	frappe.db.commit()
	try:
		stranger = guest()
		for number in (1, 2):
			receipt = stranger.raise_matter(ground.county.a1, content=f"{TEXT}{number}")
		answer = stranger.ask("submit", values={"content": "再来", "identity_level": "Anonymous"})
		assert (answer.status_code, bool(answer.json()["message"]["error"])) == (429, True)
		assert guest().raise_matter(ground.county.a1)
		# by the code, from whatever address; right and wrong alike
		for code in (receipt["tracking_code"], "5555-5555-5555-5555"):
			said = [guest().ask("progress", code=code).status_code for _call in range(4)]
			assert said == [200, 200, 200, 429], code
		# by the address, whatever the code: ten times as many
		stranger = guest()
		said = [stranger.ask("progress", code=f"code {number}").status_code for number in range(31)]
		assert said == [200] * 30 + [429]
	finally:
		for field, value in (("submit_limit_per_hour", 30), ("code_limit_per_hour", 60)):
			frappe.db.set_single_value("Healthtalk Settings", field, value)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		frappe.db.commit()


def test_a_second_tap_makes_no_second_submission(guest: Callable[[], Guest], ground: Any) -> None:
	key, stranger = secrets.token_urlsafe(18), guest()
	values = {"content": f"{TEXT}{key}", "identity_level": "Anonymous", "unit": ground.county.a1}
	answers = [stranger.ask("submit", values=values, key=key).json()["message"] for _tap in range(3)]
	assert answers[0] == answers[1] == answers[2]
	assert frappe.db.count(SUBMISSION, {"content": values["content"]}) == 1


# ---- bad inputs ----------------------------------------------------------------------------------
def photo(form: str = "JPEG", size: tuple[int, int] = (30, 20)) -> bytes:
	held = io.BytesIO()
	Image.new("RGB", size, "#0b5d45").save(held, form)
	return held.getvalue()


def archive() -> bytes:
	held = io.BytesIO()
	with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
		packed.writestr("0" * 10, b"0" * 5_000_000)
	return held.getvalue()


BAD_TEXTS = {
	"empty": "",
	"blank": " \n\t",
	"huge": "长" * 200_000,
	"null byte": "a\x00b",
	"not decoded": "\ufffd\ufffd\ufffd",
	"a list": ["a"],
	"an object": {"a": 1},
	"a number": 12,
	"nothing": None,
}
HARMLESS_TEXTS = {
	"script": "<script>alert(1)</script>看病难",
	"image": '<img src=x onerror="alert(1)">看病难',
	"template": "{{ 7*7 }} {% raw %} 看病难",
	"sql": "'; drop table `tabTalk Matter`; -- 看病难",
	"formula": "=cmd|' /C calc'!A0 看病难",
	"direction": "看病\u202e难",
	"emoji": "看病难😷👨‍👩‍👧",
	"path": "../../../../etc/passwd 看病难",
}
BAD_FILES = {
	"archive": archive(),
	"page": b"<html><script>alert(1)</script></html>",
	"drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
	"program": b"MZ\x90\x00" * 100,
	"voice and page": b"ID3\x04\x00" + b"<html><script>alert(1)</script>",
	"voice and archive": b"ID3\x04\x00" + archive(),
	"torn photo": photo()[:120],
	"nothing": b"",
}


@pytest.mark.parametrize("kind", BAD_TEXTS)
def test_a_text_that_cannot_be_taken_is_refused_with_a_sentence(
	kind: str, guest: Callable[[], Guest]
) -> None:
	before = frappe.db.count(SUBMISSION)
	answer = guest().ask("submit", values={"content": BAD_TEXTS[kind], "identity_level": "Anonymous"})
	assert answer.status_code == 417, answer.text[:300]
	said = answer.json()["message"]
	assert said["field"] == "content" and said["error"]
	assert frappe.db.count(SUBMISSION) == before


@pytest.mark.parametrize("kind", HARMLESS_TEXTS)
def test_odd_texts_are_kept_whole_and_harmless(kind: str, guest: Callable[[], Guest]) -> None:
	text = HARMLESS_TEXTS[kind]
	answer = guest().ask("submit", values={"content": text, "identity_level": "Anonymous"})
	assert answer.status_code == 200, answer.text[:300]
	receipt = answer.json()["message"]
	name = receipt_codes.holder_of("tracking", receipt["tracking_code"]).submission
	kept = frappe.db.get_value(SUBMISSION, name, "content")
	assert kept == text.replace("<", "＜").replace(">", "＞").replace("\u202e", "")
	assert "<script" not in guest().ask("progress", code=receipt["tracking_code"]).text


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(
	kind: str, guest: Callable[[], Guest]
) -> None:
	before = (frappe.db.count(SUBMISSION), frappe.db.count("File"))
	answer = guest().ask(
		"submit",
		files=[("file", ("照片.jpg", BAD_FILES[kind], "image/jpeg"))],
		values={"content": TEXT, "identity_level": "Anonymous"},
	)
	assert (answer.status_code, answer.json()["message"]["field"]) == (417, "files"), answer.text[:300]
	assert (frappe.db.count(SUBMISSION), frappe.db.count("File")) == before


@pytest.mark.parametrize(
	"body",
	[
		b"",
		b"[]",
		b"{",
		b"null",
		b'"x"',
		b'{"values": []}',
		b'{"values": "{"}',
		b'{"values": {"owner": "x"}}',
		b"\xff\xfe",
	],
)
def test_a_body_that_is_no_form_is_refused(body: bytes, guest: Callable[[], Guest]) -> None:
	before = frappe.db.count(SUBMISSION)
	answer = guest().call("POST", f"{PUBLIC}submit", data=body, headers={"Content-Type": "application/json"})
	assert 400 <= answer.status_code < 500, (body, answer.status_code, answer.text[:300])
	assert set(answer.json()) == {"message"} and answer.json()["message"]["error"], answer.text[:300]
	assert frappe.db.count(SUBMISSION) == before


def test_a_whole_way_by_the_interface(guest: Callable[[], Guest], ground: Any) -> None:
	"""Raise, follow, supplement, be answered, rate; what a client claims about time does not count."""
	stranger = guest()
	receipt = stranger.raise_matter(ground.county.a1)
	tracking, rating = receipt["tracking_code"], receipt["rating_code"]
	assert stranger.ask("supplement", code=tracking, text="还有电扇").status_code == 200
	name = receipt_codes.holder_of("tracking", tracking).submission
	flow.act(SUBMISSION, name, "Accept", {"category": ground.category})
	matter = frappe.get_doc(MATTER, receipt_codes.holder_of("tracking", tracking).matter)
	assert "还有电扇" in matter.content
	matter.plan, matter.reply = "修空调", "空调已修好。"
	for status in ("Planned", "In Progress", "Replied"):
		flow.transition(matter, status)
	seen = stranger.ask("progress", code=tracking).json()["message"]
	assert (seen["reply"], seen["can"]) == ("空调已修好。", ["reopen", "rate"])
	assert name not in json.dumps(seen) and matter.name not in json.dumps(seen)
	rated = stranger.ask(
		"rate", code=rating, level="Very Dissatisfied", outcome="Not Solved", wants_call_back=1
	)
	assert rated.json()["message"]["rated"] is True
	assert stranger.ask("rate", code=rating, level="Very Satisfied", outcome="Solved").status_code == 417
	assert stranger.ask("reopen", code=tracking, reason="没修好").status_code == 200
	again = frappe.db.get_value(MATTER, matter.name, ["status", "reopen_count"])
	assert again == ("In Progress", 1)

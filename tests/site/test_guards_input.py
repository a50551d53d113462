"""What no form sends: wrong kinds of values, broken texts, half a request. A sentence each, no error 500."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.utils import now_datetime

from tests.site.county import (
	API,
	EVALUATION,
	MATTER,
	SESSION,
	SLIP,
	County,
	act,
	api,
	count,
	county_of,
	done,
	insert,
	nothing_changes,
	put,
	refused,
	text,
)
from tests.site.rest import Rest

BAD_DATES = ("昨天", "2026-13-45", "31/12/2026", "0000-00-00", "1850-01-01", "2026-03-05T10:00:00+08:00", 5)
# what we say, what version 15 says and what version 16 says
NO_OBJECT = ("BadInputError", "ValidationError", "DataError")
ALERT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "GUARD") as made:
		yield made


# ---- documents -----------------------------------------------------------------------------------
BAD_VALUES = {
	MATTER: [
		("unit", ["NOWHERE", -0.5, "断\ud800字", ["GUARD-A1"], {"name": "GUARD-A1"}]),
		("category", ["NOWHERE", {"is_group": 0}]),
		("subject", ["长" * 5000, "", "   ", ["两", "个"], {"a": 1}, "断\ud800字"]),
		("content", ["", None]),
		("channel", ["Smoke Signal", ["Talk"]]),
		("raised_at", [*BAD_DATES, ["2026-01-01"], {"a": 1}]),
		("raiser_age", [-1, "十八", 10**12, [1]]),
		("raiser_name", ["长" * 200, ["张三"], {"a": 1}]),
		("raiser_phone", ["1" * 200]),
		("progress_note", ["长" * 30000]),
		("instructed_on", list(BAD_DATES)),
		("accused", ["x", 5, ["x"], [5], {"unit": "x"}, [{"unit": {"a": 1}}], [{"unit": "NOWHERE"}]]),
		("clocks", ["x", 5]),
		("docstatus", [1, 2, "x"]),
		("amended_from", ["HTM-0"]),
		("session", ["HTS-0"]),
	],
	SESSION: [
		("unit", ["NOWHERE", ["x"]]),
		("title", ["长" * 5000, {"a": 1}]),
		("planned_start", [*BAD_DATES, ["x"]]),
		("organiser_kind", ["Crowd"]),
		("venue", ["HTV-0"]),
		("participants", [[{"category": "Patient Representatives", "invited": -5}], "x", [[]]]),
		(
			"matters",
			[
				[{"subject": "长" * 5000}],
				[{"subject": "好", "category": "NOWHERE"}],
				[{"subject": "好", "category": {"a": 1}}],
			],
		),
		("organisers", [[{"unit": "NOWHERE"}], [{"unit": "GUARD-A1"}]]),
	],
	SLIP: [
		("matter", ["HTM-0", "", ["x"], {"a": 1}]),
		("sender_unit", ["NOWHERE", ""]),
		("receiver_unit", ["NOWHERE", "", "GUARD-A1", ["x"]]),
		("required_by", list(BAD_DATES)),
		("urgency", ["Now"]),
		("request", ["", ["x"]]),
		("hops", ["x", [5]]),
	],
}
CASES = [
	(doctype, field, value)
	for doctype, all_of in BAD_VALUES.items()
	for field, bad in all_of
	for value in bad
]


def values(county: County, doctype: str) -> dict[str, Any]:
	"""Values with which the clerk may create a document."""
	return {
		MATTER: {
			"subject": "新的",
			"content": "新的",
			"channel": "Letter",
			"regime": "Talk",
			"unit": county.units.a1,
		},
		SESSION: {"title": "新的", "unit": county.units.a1, "planned_start": text(now_datetime())},
		SLIP: {
			"subject": "新的",
			"matter": county.standing(MATTER, "In Progress"),
			"sender_unit": county.units.a1,
			"receiver_unit": county.units.a2,
			"request": "请办",
		},
	}[doctype]


@pytest.mark.parametrize("doctype", BAD_VALUES)
def test_a_value_that_no_field_can_hold_is_named_in_a_sentence(county: County, doctype: str) -> None:
	name = county.standing(doctype, {MATTER: "Raised", SESSION: "Planned", SLIP: "Draft"}[doctype])
	sent, before = values(county, doctype), count(doctype)
	with nothing_changes((doctype, name)):
		for field, value in [(field, value) for of, field, value in CASES if of == doctype]:
			for answer in (
				county.clerk.post(f"/api/resource/{doctype}", {**sent, field: value}),
				county.clerk.put(f"/api/resource/{doctype}/{name}", {field: value}),
			):
				assert 400 <= answer.status_code < 500, (field, value, answer.status_code, answer.text[-300:])
				assert len(refusal(answer)) > 3, (field, value)
	assert count(doctype) == before


def refusal(answer: Any) -> str:
	"""The sentence of a refusal of whatever class."""
	return refused(answer, answer.json()["exc_type"])


@pytest.mark.parametrize(
	("field", "value"),
	[
		("evaluated_at", "昨天"),
		("evaluated_at", {"a": 1}),
		("overall", "Great"),
		("overall", ["Satisfied"]),
		("reference_name", {"status": "Replied"}),
		("reference_doctype", "Moon"),
		("comment", "长" * 30000),
		("rater_name", ["张三"]),
		("items", "x"),
		("ballots_issued", "很多"),
	],
)
def test_nor_in_an_evaluation(county: County, field: str, value: Any) -> None:
	name = county.standing(MATTER, "Replied")
	with nothing_changes((MATTER, name)):
		refusal(county.clerk.post(f"/api/resource/{EVALUATION}", {**county.rating(name), field: value}))


def test_markup_in_a_text_is_never_alive(county: County) -> None:
	given = {"subject": f"题{ALERT}", "content": f"文{ALERT}", "progress_note": f"记{ALERT}"}
	name = done(insert(county.clerk, MATTER, **{**values(county, MATTER), **given}))["name"]
	doc = frappe.get_doc(MATTER, name)
	for field in given:
		assert doc.get(field)[0] == given[field][0]
		assert "<script" not in doc.get(field) and "<img" not in doc.get(field).replace('<img src="x">', "")
		assert "onerror" not in doc.get(field)
	talk = county.session(
		title=f"题{ALERT}", matters=[{"subject": f"题{ALERT}", "category": county.category}]
	)
	done(act(county.clerk, SESSION, talk, "Prepare"))
	done(act(county.clerk, SESSION, talk, "Hold", county.held(talk, minutes=f"<p>话</p>{ALERT}")))
	held = frappe.get_doc(SESSION, talk)
	for stored in (held.title, held.minutes, held.matters[0].subject):
		assert "<script" not in stored and "onerror" not in stored


# ---- methods -------------------------------------------------------------------------------------
@pytest.mark.parametrize("sent", ["不是 JSON", "{broken", "[1, 2]", '"text"', "5", 5, [1], ["x"]])
def test_evidence_is_an_object(county: County, sent: Any) -> None:
	name = county.standing(MATTER, "Raised")
	call = {"doctype": MATTER, "name": name, "action": "Accept", "values": sent}
	with nothing_changes((MATTER, name)):
		refused(api(county.clerk, "desk.act", **call), "BadInputError")


@pytest.mark.parametrize(
	"change",
	[
		{"action": "Fly"},
		{"action": ""},
		{"action": {"a": 1}},
		{"action": ["Accept"]},
		{"name": "HTM-0"},
		{"name": {"unit": "GUARD-A1"}},
		{"name": ["HTM-0"]},
		{"doctype": "Moon"},
		{"doctype": "User"},
		{"doctype": ["Talk Matter"]},
		{"occurred_at": ["2026-01-01"]},
		*({"occurred_at": value} for value in BAD_DATES),
	],
)
def test_a_step_names_its_document_its_action_and_its_time(county: County, change: dict[str, Any]) -> None:
	name = county.standing(MATTER, "Raised")
	call = {"doctype": MATTER, "name": name, "action": "Accept", "values": {"category": county.category}}
	with nothing_changes((MATTER, name)):
		refusal(api(county.clerk, "desk.act", **{**call, **change}))


@pytest.mark.parametrize("missing", ["doctype", "name", "action"])
def test_half_a_request_is_told_what_it_lacks(county: County, missing: str) -> None:
	call = {"doctype": MATTER, "name": county.standing(MATTER, "Raised"), "action": "Accept"}
	del call[missing]
	assert missing in refused(api(county.clerk, "desk.act", **call), "BadInputError")


@pytest.mark.parametrize(
	("method", "sent"),
	[
		("matter.respond", {"text": 5, "occurred_at": "昨天"}),
		("matter.respond", {"text": {"a": 1}}),
		("matter.pause", {"reason": ["鉴定"]}),
		("matter.pause", {"reason": "鉴定", "occurred_at": "2026-99-99"}),
		("matter.request_extension", {"step": "Resolution", "amount": "许多", "reason": "x"}),
		("matter.request_extension", {"step": ["x"], "amount": 1, "reason": "x"}),
		("matter.request_extension", {"step": "Resolution", "amount": 1, "reason": {"a": 1}}),
		("matter.ask_joint_handling", {"units": "不是 JSON"}),
		("matter.ask_joint_handling", {"units": [5]}),
		("matter.ask_joint_handling", {"units": "[" * 100_000}),
		("petition.materials_supplied", {"rows": "不是 JSON"}),
		("petition.materials_supplied", {"rows": [5]}),
		("matter.ask_joint_handling", {"units": []}),
		("matter.ask_joint_handling", {"units": [{"request": "请办"}]}),
		("matter.ask_joint_handling", {"units": [{"unit": "NOWHERE", "request": "请办"}]}),
		("matter.ask_joint_handling", {"units": [{"unit": {"a": 1}, "request": "请办"}]}),
		(
			"matter.ask_joint_handling",
			{"units": [{"unit": "GUARD-A2", "request": "办", "required_by": "明天"}]},
		),
		("matter.refer", {"receiver_unit": ["x"], "request": "请办"}),
		("matter.refer", {"receiver_unit": "GUARD-A2", "request": "请办", "required_by": "明天"}),
		("matter.refer", {"receiver_unit": "GUARD-A2"}),
		("matter.merge", {"into": ["x"]}),
		("matter.settle_on_the_spot", {"reply": "好", "trips": "许多"}),
		("matter.settle_on_the_spot", {"reply": ["好"]}),
		("matter.decide_extension", {"row": {"a": 1}, "approve": 1}),
		("matter.record_told", {"row": "x", "told_how": "电话", "told_at": "明天"}),
		("slip.urge", {"note": 5}),
		("identity.reveal", {"doctype": MATTER, "reason": ["看看"]}),
	],
)
def test_methods_refuse_what_they_cannot_read(county: County, method: str, sent: dict[str, Any]) -> None:
	status = "Raised" if method.endswith("on_the_spot") else "In Progress"
	name = county.standing(MATTER, status)
	slips = count(SLIP)
	with nothing_changes((MATTER, name)):
		refusal(api(county.clerk, method, name=name, **sent))
	assert count(SLIP) == slips


@pytest.mark.parametrize(("doctype", "name"), [("", "x"), (MATTER, ""), ("", "")])
def test_nobody_watches_what_is_no_document(county: County, doctype: str, name: str) -> None:
	refused(api(county.clerk, "viewers.may_subscribe", doctype=doctype, name=name), "PermissionError")
	refused(api(county.clerk, "viewers.can_subscribe_doc", doctype=doctype, docname=name), "PermissionError")


@pytest.mark.parametrize("body", [b"{not json", b'{"doctype":', b"\xff\xfe", b"[]", b"5", b'"text"'])
def test_a_body_that_is_no_json_object_is_refused_with_a_sentence(county: County, body: bytes) -> None:
	name = county.standing(MATTER, "Raised")
	before = count(MATTER)
	json_type = {"Content-Type": "application/json"}
	with nothing_changes((MATTER, name)):
		for verb, path in (
			("POST", f"{API}desk.act"),
			("POST", f"/api/resource/{MATTER}"),
			("PUT", f"/api/resource/{MATTER}/{name}"),
		):
			refused(county.clerk.call(verb, path, data=body, headers=json_type), *NO_OBJECT)
	assert count(MATTER) == before


def test_what_is_no_number_is_refused_where_a_number_belongs(county: County) -> None:
	"""JSON knows no NaN, but the platform's reader does."""
	name = county.standing(MATTER, "Raised")
	with nothing_changes((MATTER, name)):
		for said in (b"NaN", b"Infinity", b"-Infinity"):
			refused(
				county.clerk.call(
					"PUT",
					f"/api/resource/{MATTER}/{name}",
					data=b'{"raiser_age": %s}' % said,
					headers={"Content-Type": "application/json"},
				),
				*NO_OBJECT,
			)


def test_an_unknown_document_and_a_foreign_one_are_refused_alike(county: County) -> None:
	refused(put(county.clerk, MATTER, "HTM-0", subject="x"), "PermissionError")
	refused(api(county.clerk, "desk.panel", doctype=MATTER, name="HTM-0"), "PermissionError")
	name = county.standing(MATTER, "Raised")
	with nothing_changes((MATTER, name)):
		refused(api(county.sister, "desk.panel", doctype=MATTER, name=name), "PermissionError")
		refused(act(county.sister, MATTER, name, "Accept", {"category": county.category}), "PermissionError")
		refused(put(county.sister, MATTER, name, subject="别人的"), "PermissionError")


def test_the_server_logs_no_error_for_what_a_client_did_wrong(county: County) -> None:
	before = count("Error Log")
	name = county.standing(MATTER, "Raised")
	refused(act(county.clerk, MATTER, name, "Accept", {"category": "NOWHERE"}), "LinkValidationError")
	refused(put(county.clerk, MATTER, name, instructed_on="昨天"), "BadInputError")
	assert count("Error Log") == before
	assert (
		json.loads(put(county.clerk, MATTER, name, instructed_on="昨天").text)["exc_type"] == "BadInputError"
	)

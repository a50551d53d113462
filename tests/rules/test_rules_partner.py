"""What other systems may send: checked strictly, described in docs/openapi.json by the same table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from healthtalk_app.rules import openapi, partner_contract
from healthtalk_app.rules.json_schema import KEYWORDS, is_moment, violations

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "docs" / "openapi.json"
GOOD = {"reference": "GD-2026/001", "content": "药房排队"}


def found(schema: dict[str, Any], value: Any) -> list[tuple[str, str]]:
	return [(one.field, one.keyword) for one in violations(schema, value)]


@pytest.mark.parametrize(
	("changed", "wrong"),
	[
		({}, []),
		({"wants_notice": True, "identity_level": "named", "files": [{"content": "AAAA"}]}, []),
		({"content": ""}, [("content", "minLength")]),
		({"content": "x" * 5000}, []),
		({"content": "x" * 5001}, [("content", "maxLength")]),
		({"content": None}, [("content", "type")]),
		({"content": 1}, [("content", "type")]),
		({"content": ["药房"]}, [("content", "type")]),
		({"wants_notice": 1}, [("wants_notice", "type")]),
		({"wants_notice": "true"}, [("wants_notice", "type")]),
		({"identity_level": "Named"}, [("identity_level", "enum")]),
		({"reference": "-1"}, [("reference", "pattern")]),
		({"reference": "1\n"}, [("reference", "pattern")]),
		({"reference": "a" * 60}, []),
		({"reference": "a" * 61}, [("reference", "pattern")]),
		({"reference": "编号"}, [("reference", "pattern")]),
		({"status": "Closed"}, [("status", "additionalProperties")]),
		({"files": [{"content": "AAAA"}] * 7}, [("files", "maxItems")]),
		({"files": [{"content": "AAAA", "name": "../x"}]}, [("files[0].name", "additionalProperties")]),
		({"files": [{}]}, [("files[0].content", "required")]),
		({"files": {}}, [("files", "type")]),
		({"raised_at": "2026-11-22T09:30:00+08:00"}, []),
		({"raised_at": "2026-11-22 09:30:00"}, [("raised_at", "format")]),
		({"raised_at": 0, "subject": "x" * 101}, [("raised_at", "type"), ("subject", "maxLength")]),
	],
)
def test_a_pushed_matter(changed: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
	assert sorted(found(partner_contract.PUSH, {**GOOD, **changed})) == sorted(wrong)


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_a_body_is_an_object(value: object) -> None:
	assert found(partner_contract.SUBMIT, value) == [("", "type")]


def test_what_is_missing_is_named() -> None:
	assert found(partner_contract.SUBMIT, {}) == [("reference", "required"), ("content", "required")]


def test_only_a_trusted_push_has_a_time() -> None:
	moment = "2026-11-22T09:30:00+08:00"
	wrong = [("raised_at", "additionalProperties")]
	assert found(partner_contract.SUBMIT, {**GOOD, "raised_at": moment}) == wrong


@pytest.mark.parametrize(
	("text", "right"),
	[
		("2026-11-22T09:30:00Z", True),
		("2026-11-22T09:30:00.123456+08:00", True),
		("2024-02-29T00:00:00Z", True),
		("2026-02-29T00:00:00Z", False),
		("2026-11-22T24:00:01Z", False),
		("2026-11-22T09:30:00", False),
		("2026-11-22T09:30Z", False),
		("２０２６-11-22T09:30:00Z", False),
		("2026-11-22T09:30:00+8", False),
		("", False),
	],
)
def test_a_moment_has_its_offset(text: str, right: bool) -> None:
	assert is_moment(text) is right


def test_a_keyword_that_is_not_checked_cannot_be_promised() -> None:
	with pytest.raises(ValueError, match="not checked"):
		found({"type": "string", "multipleOf": 2}, "x")


def schemas(part: Any) -> Iterator[dict[str, Any]]:
	"""Every schema inside a schema."""
	yield part
	for child in [*part.get("properties", {}).values(), *([part["items"]] if "items" in part else [])]:
		yield from schemas(child)


def test_every_schema_is_checked_whole() -> None:
	for operation in partner_contract.OPERATIONS.values():
		for schema in (operation.get("body"), operation["answer"], *operation.get("query", {}).values()):
			for part in schemas(schema) if schema else ():
				assert set(part) <= KEYWORDS


def test_the_committed_description_is_that_of_the_code() -> None:
	assert json.loads(DESCRIPTION.read_text("utf-8")) == openapi.document(), (
		"docs/openapi.json is older than the code: write openapi.document() there"
	)


def test_every_operation_says_which_errors_it_has() -> None:
	document = openapi.document()
	assert document["openapi"] == "3.1.0"
	assert len(document["paths"]) == len(partner_contract.OPERATIONS) == 6
	for path, item in document["paths"].items():
		((method, described),) = item.items()
		name = path.rpartition(".")[2]
		assert described["operationId"] == name
		assert method == partner_contract.OPERATIONS[name]["method"]
		assert {"401", "403", "405", "429", "500"} <= set(described["responses"])
		assert ("requestBody" in described) == (method == "post")


def test_the_description_names_the_methods_that_there_are() -> None:
	source = (ROOT / "healthtalk_app" / "api" / "partner.py").read_text("utf-8")
	methods = re.findall(r'methods=\["(GET|POST)"\]\)\n@operation\("(\w+)"', source)
	described = {name: row["method"].upper() for name, row in partner_contract.OPERATIONS.items()}
	assert {name: method for method, name in methods} == described

"""Every method that the desk and the public pages call, drawn by schemathesis: as a guest and as three roles.

What other systems call is described in docs/openapi.json and fuzzed in test_partner_described.py. The methods
of the desk are described here, by their names, types and defaults. Whatever is sent, no answer is an error of
the server, and what is refused is refused with a sentence.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import frappe
import pytest
import schemathesis
from hypothesis import given
from schemathesis.generation import GenerationMode

from tests.fuzzing.figures import SECONDS, Figures, again, settled
from tests.site.county import County, county_of
from tests.site.rest import Rest, sentences

EXAMPLES = 5 if SECONDS else 1
METHOD = "/api/method/healthtalk_app.api."
# in what the platform's own methods answer to, and what only calls out of the process
OTHERS = ("overrides", "partner", "partner_requests", "checks")
ROLES = {
	"officer": ("Unit Officer", "a1"),
	"leader": ("Unit Leader", "bureau"),
	"administrator": ("Healthtalk Administrator", "bureau"),
}
TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object"}


def described(names: list[str], units: list[str]) -> dict[str, Any]:
	"""An OpenAPI description of our methods; arguments that name something often name what there is."""
	from tests.fuzzing.flows import endpoints

	paths: dict[str, Any] = {}
	for path, function in endpoints(leave_out=OTHERS).items():
		plain = inspect.unwrap(function)
		hints, properties, required = get_type_hints(plain), {}, []
		for name, parameter in inspect.signature(plain).parameters.items():
			if parameter.kind is parameter.VAR_KEYWORD:
				continue
			properties[name] = schema_of(name, hints.get(name), names, units)
			if parameter.default is parameter.empty:
				required.append(name)
		body = {
			"type": "object",
			"properties": properties,
			"required": required,
			"additionalProperties": False,
		}
		paths[METHOD + path] = {
			"post": {
				"requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
				"responses": {"200": {"description": "answered"}},
			}
		}
	return {"openapi": "3.0.3", "info": {"title": "Desk", "version": "1"}, "paths": paths}


def schema_of(name: str, hint: Any, names: list[str], units: list[str]) -> dict[str, Any]:
	"""The JSON schema of an argument."""
	from healthtalk_app.rules.transitions import STATUSES
	from tests.fuzzing.machine import kinds_of

	kinds = kinds_of(hint)
	allowed: list[dict[str, Any]] = []
	if "unit" in name and str in kinds:
		allowed.append({"type": "string", "enum": units})
	elif name == "doctype":
		allowed.append({"type": "string", "enum": [*STATUSES, "User"]})
	elif str in kinds and name in ("name", "matter", "into", "nominee", "letter", "run", "row"):
		allowed.append({"type": "string", "enum": names})
	for kind in sorted(kinds, key=str):
		if kind is list:
			allowed.append({"type": "array", "maxItems": 2, "items": {"type": "object"}})
		elif kind in TYPES:
			allowed.append({"type": TYPES[kind]})
	return {"anyOf": allowed} if allowed else {}


@pytest.mark.parametrize("role", ["guest", *ROLES])
def test_no_method_of_ours_breaks(
	role: str, url: str, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	from healthtalk_app.tests import factories

	with county_of(make_user, rest, "FZD") as county:
		made = [
			factories.matter(unit=county.units["a1"]).name,
			factories.session(unit=county.units["a1"]).name,
		]
		made.append(
			factories.slip(
				matter=made[0], sender_unit=county.units["a1"], receiver_unit=county.units["b1"]
			).name
		)
		frappe.db.commit()
		caller = sender(role, url, county)
		counted = Figures(f"desk-{role}")
		schema = schemathesis.openapi.from_dict(described(made, [county.units["a1"], county.units["b1"]]))
		again(lambda: walk(schema, caller, counted))
		counted.close()


def walk(schema: Any, call: Callable[[str, Any], Any], counted: Figures) -> None:
	"""Some requests to each method."""
	for found in schema.get_all_operations():
		operation = found.ok()
		counted.counts["methods"] += 1

		@settled(EXAMPLES)
		@given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
		def one(case: Any) -> None:
			answer = call(case.path, case.body)
			counted.counts["requests"] += 1
			counted.counts[f"answered {answer.status_code}"] += 1
			if answer.status_code >= 500:
				last = sentences(answer).strip().splitlines()
				counted.fail(
					f"{case.path}: {answer.status_code} {last[-1][:200] if last else ''}",
					[str(case.body)[:300]],
				)
			elif answer.status_code == 417 and not said(answer):
				counted.fail(f"{case.path}: refused without a sentence", [str(case.body)[:300]])

		one()


def said(answer: Any) -> str:
	"""The sentence of a refusal, as the desk or as the public pages are given it."""
	told = answer.json().get("message")
	return sentences(answer).strip() or (str(told.get("error") or "") if isinstance(told, dict) else "")


def sender(role: str, url: str, county: County) -> Callable[[str, Any], Any]:
	"""What sends a request as a role."""
	if role == "guest":
		import requests

		def send(path: str, body: Any) -> Any:
			frappe.cache.delete_keys("healthtalk_often:")
			return requests.post(url + path, json=body, timeout=60, headers={"Accept": "application/json"})

		return send
	named, unit = ROLES[role]
	return county.user(named, unit).post

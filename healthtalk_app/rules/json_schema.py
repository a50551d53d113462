"""The part of JSON Schema (2020-12) by which what other systems send is described and checked.

`violations` knows exactly the keywords in `KEYWORDS`; a schema with another keyword is refused, so that
nothing is promised in the description that is not checked. Types are strict: `true` is no integer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

KEYWORDS = frozenset(
	(
		"type",
		"properties",
		"required",
		"additionalProperties",
		"enum",
		"minLength",
		"maxLength",
		"pattern",
		"format",
		"items",
		"minItems",
		"maxItems",
		# for readers only
		"description",
		"contentEncoding",
		"examples",
	)
)
TYPES: dict[str, tuple[type, ...]] = {
	"object": (dict,),
	"array": (list,),
	"string": (str,),
	"boolean": (bool,),
	"integer": (int,),
}
# RFC 3339 with its offset: a time without one is nobody's time
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)


class Violation(NamedTuple):
	"""What does not agree: where, which keyword, and the value that it asks for."""

	field: str
	keyword: str
	wanted: Any


def violations(schema: Mapping[str, Any], value: Any, field: str = "") -> Iterator[Violation]:
	"""Every way in which a value does not agree with a schema; of a wrong type only that."""
	if unknown := set(schema) - KEYWORDS:
		raise ValueError(f"keywords that are not checked: {sorted(unknown)}")
	kind = schema.get("type")
	if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
		yield Violation(field, "type", kind)
		return
	if "enum" in schema and value not in schema["enum"]:
		yield Violation(field, "enum", schema["enum"])
	if isinstance(value, str):
		yield from _of_text(schema, value, field)
	elif isinstance(value, dict):
		yield from _of_object(schema, value, field)
	elif isinstance(value, list):
		yield from _of_list(schema, value, field)


def _of_text(schema: Mapping[str, Any], value: str, field: str) -> Iterator[Violation]:
	if len(value) < schema.get("minLength", 0):
		yield Violation(field, "minLength", schema["minLength"])
	if len(value) > schema.get("maxLength", len(value)):
		yield Violation(field, "maxLength", schema["maxLength"])
	# at the end of a pattern Python would also let a line break pass
	if "pattern" in schema and not re.search(re.sub(r"\$$", r"\\Z", schema["pattern"]), value):
		yield Violation(field, "pattern", schema["pattern"])
	if schema.get("format") == "date-time" and not is_moment(value):
		yield Violation(field, "format", "date-time")


def is_moment(value: str) -> bool:
	"""Whether a text is a moment with its offset, on a day that exists."""
	if not MOMENT.fullmatch(value):
		return False
	try:
		datetime.fromisoformat(value.replace("Z", "+00:00"))
	except ValueError:
		return False
	return True


def _of_object(schema: Mapping[str, Any], value: dict[str, Any], field: str) -> Iterator[Violation]:
	known = schema.get("properties", {})
	for name in schema.get("required", ()):
		if name not in value:
			yield Violation(_path(field, name), "required", name)
	for name, part in value.items():
		if name in known:
			yield from violations(known[name], part, _path(field, name))
		elif schema.get("additionalProperties") is False:
			yield Violation(_path(field, name), "additionalProperties", False)


def _of_list(schema: Mapping[str, Any], value: list[Any], field: str) -> Iterator[Violation]:
	if len(value) < schema.get("minItems", 0):
		yield Violation(field, "minItems", schema["minItems"])
	if len(value) > schema.get("maxItems", len(value)):
		yield Violation(field, "maxItems", schema["maxItems"])
	for place, part in enumerate(value):
		yield from violations(schema.get("items", {}), part, f"{field}[{place}]")


def _path(field: str, name: str) -> str:
	return f"{field}.{name}" if field else name

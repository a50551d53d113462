"""The OpenAPI 3.1 description of `api/partner.py`, from the table by which the code checks."""

from __future__ import annotations

from typing import Any

from healthtalk_app.rules import partner_contract as contract

VERSION = "1.0.0"
ABOUT = (
	"健康说事对接接口：供微信小程序、12345/12320 热线等系统提交、推送事项并取回结果。"
	"For other systems: submit, push in, follow, rate. Every request bears the key of its source; "
	"a source sees only what it brought."
)


def document() -> dict[str, Any]:
	"""The whole description as plain data, always in the same order."""
	return {
		"openapi": "3.1.0",
		"info": {"title": "Health Talk partner API", "version": VERSION, "description": ABOUT},
		"servers": [{"url": "/"}],
		"security": [{"sourceKey": []}],
		"paths": {
			f"{contract.PREFIX}{name}": {operation["method"]: described(name, operation)}
			for name, operation in contract.OPERATIONS.items()
		},
		"webhooks": {"change": {"post": callback()}},
		"components": {
			"schemas": {"Error": contract.ERROR, "Change": contract.CHANGE},
			"securitySchemes": {"sourceKey": {"type": "apiKey", "in": "header", "name": contract.KEY_HEADER}},
		},
	}


def described(name: str, operation: dict[str, Any]) -> dict[str, Any]:
	"""One operation."""
	found: dict[str, Any] = {"operationId": name, "summary": operation["summary"]}
	if parameters := list(parameters_of(operation)):
		found["parameters"] = parameters
	if "body" in operation:
		found["requestBody"] = {"required": True, "content": as_json(operation["body"])}
	found["responses"] = {
		str(operation["status"]): {
			"description": operation["summary"],
			"content": as_json(operation["answer"]),
		},
		**errors_of(operation),
	}
	return found


def parameters_of(operation: dict[str, Any]) -> Any:
	"""The parameters of the address, and the key by which a repeated request is known."""
	for name, schema in operation.get("query", {}).items():
		required = name not in operation.get("optional", ())
		yield {"name": name, "in": "query", "required": required, "schema": schema}
	if operation["method"] == "post":
		yield {
			"name": contract.ONCE_HEADER,
			"in": "header",
			"required": True,
			"description": "The same key with the same body gives the same answer; with another body 409",
			"schema": {"type": "string", "pattern": contract.ONCE_PATTERN},
		}


def errors_of(operation: dict[str, Any]) -> dict[str, Any]:
	"""Status → its answer; codes with one status share it."""
	by_status: dict[str, list[str]] = {}
	for code in operation["errors"]:
		status, meaning = contract.CODES[code]
		by_status.setdefault(str(status), []).append(f"`{code}`: {meaning}")
	reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
	return {
		status: {"description": "; ".join(meanings), "content": reference}
		for status, meanings in sorted(by_status.items())
	}


def callback() -> dict[str, Any]:
	"""What the platform's Webhook sends when a matter changes."""
	return {
		"operationId": "change",
		"summary": "A matter of the source changed; signed with the secret of the Webhook",
		"security": [],
		"parameters": [
			{
				"name": "X-Frappe-Webhook-Signature",
				"in": "header",
				"required": True,
				"description": "Base64 of HMAC-SHA256 of the body with the secret",
				"schema": {"type": "string"},
			}
		],
		"requestBody": {
			"required": True,
			"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}},
		},
		"responses": {"200": {"description": "Taken; anything else is sent again, three times in all"}},
	}


def as_json(schema: dict[str, Any]) -> dict[str, Any]:
	return {"application/json": {"schema": schema}}

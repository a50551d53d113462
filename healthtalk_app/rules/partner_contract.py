"""What other systems may say to `api/partner.py` and what it answers, as data: checked and described by it.

One table serves both, so that the description cannot promise what the code does not do (docs/openapi.json is
compared with it by a test).
"""

from __future__ import annotations

from typing import Any

PREFIX = "/api/method/healthtalk_app.api.partner."
KEY_HEADER = "X-Healthtalk-Key"
ONCE_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
KEY_PATTERN = r"^[0-9a-f]{12}\.[A-Za-z0-9_-]{43}$"
ONCE_PATTERN = r"^[A-Za-z0-9_-]{16,64}$"
REFERENCE_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,59}$"
MOST_BYTES = 16 * 1024 * 1024
MOST_FILES = 6
PAGE = 100
STATES = {
	"Received": "received",
	"Raised": "received",
	"Accepted": "accepted",
	"Planned": "accepted",
	"In Progress": "in_progress",
	"Replied": "replied",
	"Evaluated": "evaluated",
	"Closed": "closed",
	"Not Accepted": "not_accepted",
	"Declined": "not_accepted",
	"Merged": "merged",
	"Withdrawn": "withdrawn",
}
LEVELS = {
	"very_satisfied": "Very Satisfied",
	"satisfied": "Satisfied",
	"basically_satisfied": "Basically Satisfied",
	"dissatisfied": "Dissatisfied",
	"very_dissatisfied": "Very Dissatisfied",
}
OUTCOMES = {"solved": "Solved", "partly_solved": "Partly Solved", "not_solved": "Not Solved"}
PROTECTION = {"named": "Named", "confidential": "Confidential", "anonymous": "Anonymous"}


# ---- parts ---------------------------------------------------------------------------------------
def text(most: int, description: str, least: int = 0, **more: Any) -> dict[str, Any]:
	"""A text of at most so many characters."""
	schema: dict[str, Any] = {"type": "string", "maxLength": most, "description": description, **more}
	return {**schema, "minLength": least} if least else schema


def obj(required: tuple[str, ...], **properties: dict[str, Any]) -> dict[str, Any]:
	"""An object with these properties and no other."""
	schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
	return {**schema, "required": list(required)} if required else schema


def one_of(values: Any, description: str) -> dict[str, Any]:
	"""One word of a closed list."""
	return {"type": "string", "enum": list(values), "description": description}


REFERENCE = {
	"type": "string",
	"pattern": REFERENCE_PATTERN,
	"description": "The number of the matter in the other system; each is taken once. No personal data in it",
}
MOMENT = {"type": "string", "format": "date-time"}
FILE = obj(
	("content",),
	content={
		"type": "string",
		"minLength": 4,
		"maxLength": 14_000_000,
		"contentEncoding": "base64",
		"description": "A photo (JPEG, PNG, WebP) or a voice note (MP3, M4A, WAV, AMR, OGG, WebM), in Base64",
	},
)
RAISED = {
	"reference": REFERENCE,
	"content": text(5000, "What was said, in the words of who raised it", least=1),
	"subject": text(100, "In one line; the first line of the content when left out"),
	"place": text(140, "Where it happened"),
	"unit": text(140, "Code of the unit that it concerns; the source's own default when left out"),
	"identity_level": one_of(
		PROTECTION,
		"How protected who raised it is; left out: named, or anonymous where nothing of him is given",
	),
	"raiser_name": text(60, "Name"),
	"raiser_phone": text(20, "Telephone"),
	"raiser_email": text(100, "E-mail"),
	"wants_notice": {
		"type": "boolean",
		"description": "The owner of the telephone or address agreed to be told by SMS or e-mail",
	},
	"accused": text(140, "Whom an accusation 检举控告 names; it goes to the discipline officer only"),
	"accused_unit": text(140, "Code of the unit that an accusation names"),
	"files": {"type": "array", "items": FILE, "maxItems": MOST_FILES},
}
SUBMIT = obj(("reference", "content"), **RAISED)
PUSH = obj(
	("reference", "content"),
	**RAISED,
	raised_at={
		**MOMENT,
		"description": "When the other system received it; trusted sources only, at most 30 days ago",
	},
)
RATE = obj(
	("rating_code", "level"),
	rating_code=text(40, "The rating code of the receipt", least=1),
	level=one_of(LEVELS, "The five levels"),
	outcome=one_of(OUTCOMES, "Whether it is solved; needed where the matter asks for a solution"),
	comment=text(500, "In the rater's words"),
	wants_call_back={"type": "boolean", "description": "The rater wishes to be called back"},
)

# ---- answers -------------------------------------------------------------------------------------
STATE = one_of(dict.fromkeys(STATES.values()), "Where the matter stands")
RECEIPT = obj(
	("reference", "tracking_code", "rating_code", "received_at", "answer_by"),
	reference=REFERENCE,
	tracking_code=text(40, "For who raised it alone: follows the matter on the public pages"),
	rating_code=text(40, "For who raised it alone: rates the result"),
	received_at=MOMENT,
	answer_by={"type": "string", "description": "The day by which it is answered, or empty"},
)
TAKEN = obj(("reference", "state", "received_at"), reference=REFERENCE, state=STATE, received_at=MOMENT)
RATED = obj(("reference", "state"), reference=REFERENCE, state=STATE)
STATUS = obj(
	("reference", "state", "status", "current", "answer_by", "rings"),
	reference=REFERENCE,
	state=STATE,
	status={"type": "string", "description": "The same in the words of the public"},
	current={"type": "string", "description": "Ring that it is in"},
	answer_by={"type": "string", "description": "The day by which it is answered, or empty"},
	rings={
		"type": "array",
		"items": obj(("ring", "at"), ring={"type": "string"}, at={"type": "string"}),
	},
)
RESULT = obj(
	("reference", "state", "number", "unit", "reply", "satisfaction", "outcome"),
	reference=REFERENCE,
	state=STATE,
	number={"type": "string", "description": "Official number, empty until it is accepted"},
	unit={"type": "string", "description": "Name of the unit that handles it"},
	accepted_at=MOMENT,
	due_at=MOMENT,
	replied_at=MOMENT,
	reply={"type": "string", "description": "The reply, or why it was not accepted; empty until then"},
	satisfaction={"type": "string", "enum": ["", *LEVELS]},
	outcome={"type": "string", "enum": ["", *OUTCOMES]},
)
CHANGE = obj(
	("id", "reference", "state", "occurred_at"),
	id=text(24, "Number of the change; ask for what came after it"),
	reference=REFERENCE,
	state=STATE,
	occurred_at=MOMENT,
)
CHANGES = obj(("changes",), changes={"type": "array", "items": CHANGE, "maxItems": PAGE})
ERROR = obj(
	("error",),
	error=obj(
		("code", "message", "fields"),
		code=text(40, "A word that stays; see the table of codes"),
		message={"type": "string", "description": "A sentence in Chinese for people"},
		fields={
			"type": "array",
			"items": obj(("field", "message"), field={"type": "string"}, message={"type": "string"}),
		},
	),
)
CODES = {
	"bad_json": (400, "The body is no JSON object"),
	"bad_key": (400, "The Idempotency-Key is missing or not of 16 to 64 letters, digits, - and _"),
	"unauthorised": (401, "No key, a wrong one, or that of a source that is switched off"),
	"address_not_allowed": (403, "The key is right, but not from this address"),
	"not_allowed": (403, "The source may not do this"),
	"not_found": (404, "The source has pushed in nothing of that reference or rating code"),
	"method_not_allowed": (405, "Another HTTP method is expected"),
	"key_reused": (409, "The same Idempotency-Key came with another body"),
	"reference_taken": (409, "Another request brought this reference already"),
	"not_possible": (409, "The matter does not allow it now, such as a second rating"),
	"too_large": (413, "The body has more than 16 MB"),
	"not_json": (415, "The Content-Type is not application/json"),
	"invalid": (422, "Fields do not agree with the description; `fields` names each"),
	"too_often": (429, "More requests a minute than the source may send; Retry-After says how long to wait"),
	"internal": (500, "The request could not be answered; nothing was written"),
}

# ---- operations: method, name, what it does, body, query, answer, status, errors of its own -------
COMMON = ("unauthorised", "address_not_allowed", "not_allowed", "too_often", "internal", "method_not_allowed")
WRITE = (
	*COMMON,
	"bad_json",
	"bad_key",
	"key_reused",
	"too_large",
	"not_json",
	"invalid",
)
OPERATIONS: dict[str, dict[str, Any]] = {
	"submit": {
		"method": "post",
		"summary": "A resident raises a matter; answers with the receipt",
		"body": SUBMIT,
		"answer": RECEIPT,
		"status": 201,
		"errors": (*WRITE, "reference_taken"),
	},
	"push": {
		"method": "post",
		"summary": "Another system hands a matter over; its result is fetched or called back",
		"body": PUSH,
		"answer": TAKEN,
		"status": 201,
		"errors": (*WRITE, "reference_taken"),
	},
	"rate": {
		"method": "post",
		"summary": "A resident rates the result of a matter that the source brought, once",
		"body": RATE,
		"answer": RATED,
		"status": 201,
		"errors": (*WRITE, "not_found", "not_possible"),
	},
	"status": {
		"method": "get",
		"summary": "How far a matter has come, in the words of the public",
		"query": {"reference": REFERENCE},
		"answer": STATUS,
		"status": 200,
		"errors": (*COMMON, "not_found", "invalid"),
	},
	"result": {
		"method": "get",
		"summary": "What became of a matter: number, unit, times, reply, rating",
		"query": {"reference": REFERENCE},
		"answer": RESULT,
		"status": 200,
		"errors": (*COMMON, "not_found", "invalid"),
	},
	"changes": {
		"method": "get",
		"summary": "Changes of state after a known one, oldest first, at most 100",
		"query": {"after": {"type": "string", "pattern": r"^[0-9]{0,24}$", "description": "id of that one"}},
		"optional": ("after",),
		"answer": CHANGES,
		"status": 200,
		"errors": (*COMMON, "invalid"),
	},
}

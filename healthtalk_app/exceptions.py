"""Named errors: each says in its message what is wrong and what to do. `refuse` is the door they leave by."""

from typing import NoReturn

import frappe
from markupsafe import escape


def refuse(
	sentence: str,
	*values: object,
	error: type[Exception] = frappe.ValidationError,
	title: str | None = None,
) -> NoReturn:
	"""Raise `error` with a translated sentence whose places {0}, {1} … are filled with the values.

	The desk shows messages as HTML, so values are escaped; only `markupsafe.Markup` stays as it is.
	"""
	frappe.throw(sentence.format(*(escape(value) for value in values)), error, title=title)


class StatusWrittenError(frappe.ValidationError):
	"""A status was written from outside; only the workflow moves it (design §3)."""


class MoveNotAllowedError(frappe.ValidationError):
	"""The flow has no such step from here."""


class EvidenceMissingError(frappe.ValidationError):
	"""A step was asked for without what it needs."""


class FrozenError(frappe.ValidationError):
	"""What was issued or held is fixed."""


class TimeOrderError(frappe.ValidationError):
	"""A time lies in the future or before the fact that it follows."""


class WindowClosedError(frappe.ValidationError):
	"""The window for this step is over."""


class WrongSideError(frappe.PermissionError):
	"""The step belongs to another unit."""


class MaskedValueError(frappe.ValidationError):
	"""A masked identity came back in place of a clear one."""


class AccusationRouteError(frappe.ValidationError):
	"""Accusations take their own way, to the discipline officer only."""


class RatingRefusedError(frappe.ValidationError):
	"""A rating or tally that cannot be taken."""


class StatusLostError(frappe.ValidationError):
	"""A workflow would leave a status without a state, or a state without a status (design §3)."""


class StateInUseError(frappe.ValidationError):
	"""A workflow cannot lose a state that documents are in."""


class UnitDatesError(frappe.ValidationError):
	"""Dates, duties or the successor of a unit contradict each other."""


class NumberTakenError(frappe.ValidationError):
	"""Two units, or two documents, would bear the same name in their numbers."""


class CalendarDayError(frappe.ValidationError):
	"""A work calendar that lists a day twice or whose office hours end before they start."""


class RecusedError(frappe.PermissionError):
	"""Who has an interest in a matter does not handle it."""


class SameOrganError(frappe.ValidationError):
	"""Who gave an opinion does not review it."""


class HandoverError(frappe.ValidationError):
	"""Work cannot be handed over like this."""


class ConflictOfInterestError(frappe.ValidationError):
	"""Whoever has an interest in a case neither mediates nor decides in it (回避)."""


class DemoRefusedError(frappe.ValidationError):
	"""The demo county is not loaded onto a site that has work of its own."""


class RealInputError(frappe.ValidationError):
	"""Published messages that cannot be taken in as they are."""


class BadInputError(frappe.ValidationError):
	"""A value that no field of that kind can hold, or a request that lacks a part."""


class ImportRefusedError(frappe.ValidationError):
	"""A file or profile that cannot be imported as it is; nothing was written."""


class RunBusyError(frappe.ValidationError):
	"""The same long work is being done already."""


class PublicInputError(frappe.ValidationError):
	"""What a guest sent cannot be taken as it is; `field` names the input in question, if there is one."""

	def __init__(self, *args: object, field: str = "") -> None:
		super().__init__(*args)
		self.field = field


class TooOftenError(PublicInputError):
	"""The same address or code asked more often than the settings allow."""


class PartnerError(frappe.ValidationError):
	"""A request of another system that is not answered; `code` is one of rules/partner_contract.py."""

	def __init__(self, code: str, sentence: str, fields: tuple[tuple[str, str], ...] = ()) -> None:
		super().__init__(sentence)
		self.code, self.sentence, self.fields = code, sentence, fields


def refuse_guest(sentence: str, *values: object, field: str = "") -> NoReturn:
	"""Raise `PublicInputError` with a translated sentence in plain text: who shows it escapes it."""
	raise PublicInputError(sentence.format(*values), field=field)


class DiskFullError(frappe.ValidationError):
	"""There is no room for a file on the server."""

"""The platform's side of printing: the generator *HealthTalk PDF*, its places in the desk, and bulk printing.

The platform remembers one generator per request and swallows what goes wrong in bulk. Here the generator is
taken from the print format each time and forgotten afterwards, and a bulk print is whole or refused.
"""

from __future__ import annotations

import http
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import frappe
from frappe import _
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.model.document import Document
from frappe.utils import get_url
from frappe.utils import print_format as core
from markupsafe import Markup, escape

from healthtalk_app import permissions
from healthtalk_app.exceptions import refuse
from healthtalk_app.printing.faces import FontChain, FontsMissing, locate
from healthtalk_app.printing.templating import page, render_form

GENERATOR = "HealthTalk PDF"
RECEIPT_MINUTES = 10
FONT_SLOTS = {"title": "font_title", "hei": "font_heading", "kai": "font_kai", "fang": "font_body"}
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)


class PrintingFailedError(frappe.ValidationError):
	"""A document could not be printed, so that the whole print is refused."""


# ---- what print formats call


def healthtalk_form(doc: Any, form: str) -> Markup:
	"""For print formats: the finished HTML of an official form, for example "referral_slip"."""
	return Markup(render_form(form, healthtalk_context(doc, form)))


def healthtalk_context(doc: Any, form: str) -> dict[str, Any]:
	"""For print formats: the fields of a form (docs/printing.md), to lay them out otherwise."""
	from healthtalk_app.printing.builders import context_for

	doc = stored(doc)
	return context_for(doc, form, codes=_codes_for_receipt(doc) if form == "receipt" else None)


def stored(doc: Any) -> Any:
	"""The document as it stands in the database: what a client sends may name somebody else's matter.

	Raises `frappe.PermissionError` for who may not read it.
	"""
	doc = frappe.get_doc(doc.doctype, doc.name)
	permissions.require(doc, "read")
	return doc


def form_pdf(doc: Any, form: str, identity: Mapping[str, Any] | None = None) -> bytes:
	"""A form as PDF without a print format. With `identity` it is a clear print: the caller has let
	`services.records.identity.reveal` check who asks and put it on record."""
	from healthtalk_app.printing.builders import context_for

	html = page(render_form(form, context_for(doc, form, identity)), doc.get_title() or doc.name)
	return _render(html)


def survey_invitations(doc: Any, unit: str, codes: list[tuple[int, str]]) -> bytes:
	"""The unused invitations of a unit as PDF. The caller has checked who asks."""
	from dataclasses import asdict

	from healthtalk_app.printing.survey_context import survey_invitations as context

	return _render(page(render_form("survey_invitations", asdict(context(doc, unit, codes))), doc.title))


def allow_receipt(doc: Any) -> None:
	"""Let the user at work print the two codes of this matter's receipt for some minutes.

	Called by the endpoint that has checked the user and put the print on record; anybody else's print of the
	receipt carries no codes, so that a unit cannot come by the code with which it would be rated.
	"""
	frappe.cache().set_value(_receipt_key(doc), 1, expires_in_sec=RECEIPT_MINUTES * 60)


def _receipt_key(doc: Any) -> str:
	return f"healthtalk_receipt:{doc.name}:{frappe.session.user}"


def _codes_for_receipt(doc: Any) -> dict[str, str] | None:
	if not frappe.cache().get_value(_receipt_key(doc), expires=True):
		return None
	from healthtalk_app.services.voice.receipt_codes import public_codes

	return public_codes(doc)


def sheet(form: str, context: Any) -> bytes:
	"""A page that is no document of its own, from its context. The caller has checked who asks."""
	return _render(page(render_form(form, context), context.title))


# ---- the generator


def pdf_generator(
	print_format: str | None,
	html: str,
	options: dict[str, Any] | None,
	output: Any | None,
	pdf_generator: str | None = None,
) -> Any | None:
	"""The platform's hook: bytes, or `output` with the pages appended; None if another generator is meant."""
	forget_generator()
	if pdf_generator != GENERATOR or generator_of(print_format) != GENERATOR:
		return None
	from pypdf import PdfReader, PdfWriter

	pdf = _render(_page_of(html))
	if output is not None:
		output.append_pages_from_reader(PdfReader(BytesIO(pdf)))
		return output
	if password := (options or {}).get("password"):
		writer = PdfWriter()
		writer.append_pages_from_reader(PdfReader(BytesIO(pdf)))
		writer.encrypt(password)
		with BytesIO() as locked:
			writer.write(locked)
			return locked.getvalue()
	return pdf


def forget_generator(**_facts: Any) -> None:
	"""The next print of this request chooses its generator anew. Also the platform's hook `on_print_pdf`."""
	frappe.local.form_dict.pop("pdf_generator", None)


def generator_of(print_format: str | None) -> str:
	"""The generator that a print format names; the platform's own for the standard format."""
	named = frappe.get_cached_value("Print Format", print_format, "pdf_generator") if print_format else None
	return named or "wkhtmltopdf"


def _format_of(doctype: str, print_format: str | None) -> str | None:
	"""The print format that the platform will use if none is given."""
	return print_format or frappe.get_meta(doctype).default_print_format


def _page_of(html: str) -> str:
	"""The print page without its head, whose style sheets are made for the screen."""
	body = BODY.search(html)
	return page(body.group(1) if body else html)


def _render(html: str) -> bytes:
	"""PDF of a page with the site's faces; whoever prints is told of characters that no face has."""
	from healthtalk_app.printing.render import render_pdf

	try:
		rendered = render_pdf(html, fonts=site_fonts(), base=get_url())
	except FontsMissing as problem:
		frappe.throw(_(str(problem)), PrintingFailedError, title=_("No Chinese Font"))
	if rendered.missing:
		told = _("No installed font has these characters; they are printed as 〓: {0}")
		frappe.msgprint(told.format(escape(" ".join(rendered.missing))), alert=True, indicator="orange")
		frappe.logger("healthtalk").warning(told.format(" ".join(rendered.missing)))
	return rendered.pdf


def site_fonts() -> FontChain:
	"""The faces of this machine behind the bureau's own, which the settings name by file."""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	return locate({role: settings.get(field) or "" for role, field in FONT_SLOTS.items()})


# ---- the desk's PDF button and bulk printing


# A guest with a share key may call the platform's method too; it checks the key and the permission itself.
@frappe.whitelist(allow_guest=True)
def download_pdf(
	doctype: str,
	name: str,
	format: str | None = None,
	doc: Any = None,
	no_letterhead: Any = 0,
	language: str | None = None,
	letterhead: str | None = None,
	pdf_generator: str | None = None,
) -> None:
	"""As the platform's own, with the generator that the print format names.

	`doc` is for callers inside the platform: a client's description of a document is not printed.
	"""
	doc = doc if isinstance(doc, Document) else None
	chosen = _format_of(doctype, format)
	if generator_of(chosen) == GENERATOR:
		frappe.local.form_dict.pdf_generator = GENERATOR
		return core.download_pdf(doctype, name, chosen, doc, no_letterhead, language, letterhead)
	return core.download_pdf(
		doctype, name, format, doc, no_letterhead, language, letterhead, **_passed_on(pdf_generator)
	)


def _passed_on(generator: str | None) -> dict[str, str]:
	"""The platform's method takes its own generators only; another one gives way to the default."""
	return {"pdf_generator": generator} if generator in ("wkhtmltopdf", "chrome") else {}


@frappe.whitelist()
def download_multi_pdf(
	doctype: str | dict[str, list[str]],
	name: str | list[str],
	format: str | None = None,
	no_letterhead: bool = False,
	letterhead: str | None = None,
	options: str | None = None,
) -> None:
	"""Several documents in one PDF. With our generator either all of them are in it or it is refused."""
	if not _is_ours(doctype, format):
		return core.download_multi_pdf(doctype, name, format, no_letterhead, letterhead, options)
	frappe.local.response.filecontent = _print_all(doctype, name, format, no_letterhead, letterhead, options)
	frappe.local.response.filename = f"{_file_stem(doctype, format)}.pdf"
	frappe.local.response.type = "pdf"


@frappe.whitelist()
def download_multi_pdf_async(
	doctype: str | dict[str, list[str]],
	name: str | list[str],
	format: str | None = None,
	no_letterhead: bool = False,
	letterhead: str | None = None,
	options: str | None = None,
) -> dict[str, str]:
	"""The same as a job that publishes the link; many slips take longer than a request may."""
	if not _is_ours(doctype, format):
		return core.download_multi_pdf_async(doctype, name, format, no_letterhead, letterhead, options)
	task_id = str(uuid.uuid4())
	frappe.enqueue(
		bulk_print,
		queue="long" if len(list(_wanted(doctype, name))) > 20 else "short",
		doctype=doctype,
		name=name,
		format=format,
		no_letterhead=no_letterhead,
		letterhead=letterhead,
		options=options,
		task_id=task_id,
	)
	frappe.local.response["http_status_code"] = http.HTTPStatus.CREATED
	return {"task_id": task_id}


def bulk_print(
	doctype: Any,
	name: Any,
	format: str,
	no_letterhead: Any,
	letterhead: str | None,
	options: Any,
	task_id: str,
) -> None:
	"""The job: a private file with all documents, or a message that says which one could not be printed."""
	try:
		pdf = _print_all(doctype, name, format, no_letterhead, letterhead, options, task_id)
	except Exception as problem:
		told = _("The bulk print failed: {0}").format(frappe.bold(str(problem)))
		frappe.publish_realtime("msgprint", told, user=frappe.session.user)
		frappe.publish_realtime(task_id=task_id, message={"message": "Failed"})
		raise
	file = frappe.get_doc(
		doctype="File",
		file_name=f"{_file_stem(doctype, format)}-{task_id[:8]}.pdf",
		content=pdf,
		is_private=1,
	)
	file.save()
	frappe.publish_realtime(f"task_complete:{task_id}", message={"file_url": file.unique_url})


def _is_ours(doctype: Any, print_format: str | None) -> bool:
	doctypes = [doctype] if isinstance(doctype, str) else list(doctype)
	return bool(doctypes) and all(
		generator_of(_format_of(one, print_format)) == GENERATOR for one in doctypes
	)


def _wanted(doctype: Any, name: Any) -> Iterator[tuple[str, str]]:
	if isinstance(doctype, str):
		yield from ((doctype, one) for one in (json.loads(name) if isinstance(name, str) else name))
	else:
		yield from ((one, document) for one, documents in doctype.items() for document in documents)


def _print_all(
	doctype: Any,
	name: Any,
	print_format: str | None,
	no_letterhead: Any,
	letterhead: str | None,
	options: Any,
	task_id: str | None = None,
) -> bytes:
	"""One PDF of all documents. Raises PrintingFailedError with the name of the first that fails."""
	from pypdf import PdfWriter

	writer, wanted = PdfWriter(), list(_wanted(doctype, name))
	for number, (one, document) in enumerate(wanted, 1):
		forget_generator()
		try:
			writer = frappe.get_print(
				one,
				document,
				_format_of(one, print_format),
				as_pdf=True,
				output=writer,
				no_letterhead=no_letterhead,
				letterhead=letterhead,
				pdf_options=json.loads(options) if isinstance(options, str) else options,
			)
		except Exception as problem:
			told = _("{0} {1} cannot be printed, so nothing was printed: {2}")
			refuse(told, _(one), document, str(problem), error=PrintingFailedError, title=_("Not Printed"))
		if task_id:
			frappe.publish_progress(percent=number / len(wanted) * 100, title=_("Printing"), task_id=task_id)
	with BytesIO() as merged:
		writer.write(merged)
		return merged.getvalue()


def _file_stem(doctype: Any, print_format: str | None) -> str:
	return (
		(print_format or (doctype if isinstance(doctype, str) else "forms"))
		.replace(" ", "-")
		.replace("/", "-")
	)


# ---- installing and removing


def setup_print() -> None:
	"""Let print formats choose our generator. Run at every install and migrate."""
	field = frappe.get_meta("Print Format", cached=False).get_field("pdf_generator")
	options = [option for option in (field.options or "").split("\n") if option]
	if GENERATOR not in options:
		make_property_setter(
			"Print Format",
			"pdf_generator",
			"options",
			"\n".join([*options, GENERATOR]),
			"Text",
			validate_fields_for_doctype=False,
		)


def remove_print() -> None:
	"""Leave the platform's choice of generators as it was, and no print format that names ours."""
	setter = {"doc_type": "Print Format", "field_name": "pdf_generator", "property": "options"}
	for name in frappe.get_all(
		"Property Setter", {**setter, "value": ("like", f"%{GENERATOR}%")}, pluck="name"
	):
		frappe.delete_doc("Property Setter", name, force=True, delete_permanently=True)
	# copies that an administrator made go on with the platform's generator
	frappe.db.set_value("Print Format", {"pdf_generator": GENERATOR}, "pdf_generator", "wkhtmltopdf")
	frappe.clear_cache(doctype="Print Format")

"""Reads a Work Summary into the context of 阶段性工作总结, for the PDF and the Word file alike."""

from __future__ import annotations

import json
from typing import Any

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name
from healthtalk_app.printing.summary_layout import enumerated
from healthtalk_app.printing.templating import paragraphs as lines
from healthtalk_app.rules.summary import SECTIONS
from healthtalk_app.services.summaries import summary

OPENING = "Opening"


def work_summary(doc: Any) -> c.WorkSummary:
	"""阶段性工作总结 as it stands: the draft and the officer's own words, tables, chart."""
	said, tables = summary.paragraphs(doc), json.loads(doc.tables_json or "{}")
	head = {**paper(doc, doc.unit), "number": "", "desk_url": ""}
	return c.WorkSummary(
		**head,
		title=doc.title or "",
		document_number=doc.document_number or "",
		addressee=(doc.addressee or "").rstrip("：:"),
		opening=said[OPENING],
		sections=[
			c.SummarySection(title, enumerated(name, said[name]))
			for name, title in SECTIONS
			if name != OPENING and said[name]
		],
		months=[month(row) for row in tables.get("months", ())],
		units=[unit(row) for row in tables.get("units", ())],
		returned=[c.SummaryReturned(**row) for row in tables.get("returned", ())],
		attachments=lines(doc.attachments),
		signed_by=unit_name(doc.unit, doc.issued_at or doc.to_date),
		issued_on=doc.issued_at.date() if doc.issued_at else None,
		copied_to="，".join(lines(doc.copied_to)),
	)


def month(row: dict[str, Any]) -> c.SummaryMonth:
	"""2026-03 as 3月."""
	return c.SummaryMonth(f"{int(row['label'][5:])}月", row["talks"], row["raised"], row["answered"])


def unit(row: dict[str, Any]) -> c.SummaryUnit:
	"""A unit's line."""
	return c.SummaryUnit(
		row["place"], row["name"], row["response"], row["resolution"], row["satisfaction"], row["score"]
	)

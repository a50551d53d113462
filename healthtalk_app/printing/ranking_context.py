"""Reads a published ranking into its circular 通报 (forms.md 考核结果通报)."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import cint

from healthtalk_app.exceptions import EvidenceMissingError, refuse
from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import paper, unit_name, zh
from healthtalk_app.rules import ranking_words
from healthtalk_app.services.rankings import circular, ranking

GRADES = {"Excellent": "优秀", "Good": "良好", "Qualified": "合格", "Unqualified": "不合格"}


def ranking_circular(doc: Any) -> c.RankingCircular:
	"""The circular of a ranking. A draft is printed for who may write it; raises `EvidenceMissingError`."""
	if not doc.circular_number and not ranking.may_publish():
		refuse(_("The circular is printed once it is issued."), error=EvidenceMissingError)
	rows = circular.rows_of(doc)
	by_appraisal = doc.basis == ranking.APPRAISAL
	issued = unit_name(doc.issuer, doc.circular_issued_at)
	return c.RankingCircular(
		issuer=paper(doc, doc.issuer)["issuer"],
		title=doc.circular_title or doc.title,
		number=doc.circular_number or "",
		addressees=doc.addressees or "",
		overview=doc.overview or "",
		groups=groups(rows, bool(cint(doc.by_group))),
		graded=by_appraisal,
		adjusted=by_appraisal and any(row.get("bonus") or row.get("deducted") for row in rows),
		adjustments=doc.adjustments or "",
		problems=doc.problems or "",
		use_of_results=doc.use_of_results or "",
		requirements=doc.requirements or "",
		attachments=[line.strip() for line in (doc.attachments or "").splitlines() if line.strip()],
		unit=issued,
		issued_on=doc.circular_issued_at,
		sealed=bool(cint(doc.sealed)),
		copied_to=doc.copied_to or "",
		printed_by=doc.printed_by or issued,
	)


def groups(rows: list[dict[str, Any]], grouped: bool) -> list[c.RankedGroup]:
	"""The units that have a place, by peer group in the order of the table."""
	found: dict[str, c.RankedGroup] = {}
	for row in rows:
		if row["place"] is None:
			continue
		name = zh_group(row.get("group")) if grouped else ""
		group = found.setdefault(name, c.RankedGroup(name))
		group.rows.append(
			c.RankedUnit(
				str(row["place"]),
				row["unit_name"],
				ranking_words.tenth(row["score"]),
				zh(row.get("grade"), GRADES),
				ranking_words.tenth(row.get("bonus") or None),
				ranking_words.tenth(row.get("deducted") or None),
				ranking_words.change(row["change"]),
			)
		)
	return list(found.values())


def zh_group(group: str | None) -> str:
	"""What a peer group is called on paper."""
	return _(group, "zh", context="Health Unit") if group else ""

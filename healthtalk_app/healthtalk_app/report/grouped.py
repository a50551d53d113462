"""A report whose rows are groups: figures by unit or by a word of the documents, and their total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from frappe import _

from healthtalk_app.healthtalk_app.report import shared
from healthtalk_app.metrics import registry, tree
from healthtalk_app.metrics.base import Answer, Asked, Figure, Metric, total
from healthtalk_app.rules.periods import Period


@dataclass(frozen=True)
class Grouped:
	"""What one report shows: `keys` of figures, by the first of `groups` unless another one is asked for.

	`words` are those groups whose values are words of `doctype`; the others are shown as they are. `filters`
	are columns of the documents, `chart` is the figure that is drawn.
	"""

	doctype: str
	keys: Sequence[str]
	groups: Mapping[str, str]
	words: Sequence[str]
	filters: Sequence[str]
	chart: str
	nothing: str

	@property
	def metrics(self) -> list[Metric]:
		return [registry.METRICS[key] for key in self.keys]

	def run(self, filters: Mapping[str, Any] | str | None) -> shared.Answer:
		"""A row for each group, and the total."""
		wanted = shared.wanted(filters)
		period, asked = shared.period_of(wanted), self.asked_of(wanted)
		by = wanted.group_by if wanted.group_by in self.groups else next(iter(self.groups))
		answer = self.merged(registry.figures(self.keys, period, by, asked))
		whole = total(answer.values(), self.metrics)
		if not any(figure.bottom for figure in whole.values()):
			return self.columns(by), [], self.nothing, None, []
		rows: shared.Rows = [
			{"group_name": name, "group": group, **shared.values(answer[group])}
			for group, name in self.names(by, answer, asked, period)
		]
		drawn = self.drawn(rows)
		rows.append({"group_name": _("Total"), "is_total": 1, **shared.values(whole)})
		return self.columns(by), rows, None, drawn, shared.figure_cards(whole.values())

	def asked_of(self, wanted: Any) -> Asked:
		"""Whose documents are asked for."""
		columns = {name: wanted[name] for name in self.filters if wanted.get(name)}
		return replace(shared.asked_of(wanted), columns=columns)

	def merged(self, answer: Answer) -> Answer:
		"""The groups with every figure; what is empty and what is unset are one."""
		found: dict[Any, list[dict[str, Figure]]] = {}
		for group, figures in answer.items():
			found.setdefault(group or None, []).append(figures)
		return {group: total(figures, self.metrics) for group, figures in found.items()}

	def columns(self, by: str) -> shared.Columns:
		"""The group and its figures."""
		return [
			shared.text_column("group_name", self.groups[by], 220),
			*(shared.figure_column(key, width=130) for key in self.keys),
		]

	def names(self, by: str, answer: Answer, asked: Asked, period: Period) -> list[tuple[Any, str]]:
		"""The groups with their names: units in the order of the tree, the others sorted."""
		if by == "unit":
			return [(b.name, b.unit_name) for b in tree.branches(asked, period) if b.name in answer]
		known = sorted(group for group in answer if group)
		said = [_(group, context=self.doctype) for group in known] if by in self.words else known
		return [*zip(known, said, strict=True), *((group, _("Not Given")) for group in answer if not group)]

	def drawn(self, rows: shared.Rows) -> dict[str, Any] | None:
		"""The figure of each group that has one."""
		rated = [row for row in rows if row[self.chart] is not None]
		series = {_(registry.METRICS[self.chart].label): [row[self.chart] for row in rated]}
		return shared.bars([row["group_name"] for row in rated], series)

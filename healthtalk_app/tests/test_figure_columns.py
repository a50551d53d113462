"""Columns of matters that the database works out of others: always what these say."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import frappe

from healthtalk_app.rules.packing import MATTER_WORDS
from healthtalk_app.services import figure_columns
from healthtalk_app.tests.test_reports import ReportTestCase

FLAGS = {
	"is_led": "lead_unit",
	"is_accepted": "accepted_at",
	"is_planned": "planned_at",
	"is_answered": "resolved_at",
}


class TestFigureColumns(ReportTestCase):
	def row(self, name: str) -> frappe._dict:
		matter = frappe.qb.DocType("Talk Matter")
		query = frappe.qb.from_(matter).where(matter.name == name)
		(stored,) = query.select("*").run(as_dict=True)
		# the columns do not come with *
		self.assertTrue(figure_columns.COLUMNS.keys().isdisjoint(stored))
		(worked_out,) = query.select(*figure_columns.COLUMNS).run(as_dict=True)
		return frappe._dict({**stored, **worked_out})

	def expected(self, row: frappe._dict) -> int:
		facts = {**row, **{flag: int(bool(row[column])) for flag, column in FLAGS.items()}}
		return sum(word.packed(facts[name]) for name, word in MATTER_WORDS.items())

	def test_they_say_what_the_columns_say(self) -> None:
		seen = set()
		for name in self.county.matters.values():
			row = self.row(name)
			self.assertEqual(row._figure_words, self.expected(row), name)
			self.assertEqual(row._figure_unit, row.lead_unit or row.unit or None)
			seen.add(row._figure_words)
		self.assertGreater(len(seen), 4)

	def test_they_follow_every_change_at_once(self) -> None:
		name = self.county.matters["kept"]
		changes = {
			"lead_unit": self.county.b1,
			"status": "In Progress",
			"response_on_time": "Late",
			"outcome": None,
			"resolved_at": None,
			"accepted_at": "2025-01-08 23:59:59",
		}
		before = self.row(name)
		frappe.db.set_value("Talk Matter", name, changes)
		row = self.row(name)
		self.assertEqual(row._figure_words, self.expected(row))
		self.assertNotEqual(row._figure_words, before._figure_words)
		self.assertEqual(row._figure_unit, self.county.b1)
		self.assertEqual((row._accepted_day, row._resolved_day), (date(2025, 1, 8).toordinal() + 365, None))

	def test_a_matter_without_units_counts_for_the_intake(self) -> None:
		row = self.row(self.county.matters["intake"])
		self.assertIsNone(row._figure_unit)

	def test_the_words_are_those_of_the_form(self) -> None:
		meta = frappe.get_meta("Talk Matter")
		for name, word in MATTER_WORDS.items():
			if options := meta.has_field(name) and meta.get_options(name):
				self.assertEqual(
					list(word.values), [option for option in options.split("\n") if option], name
				)

	def test_the_platform_does_not_know_them(self) -> None:
		doc = frappe.get_doc("Talk Matter", self.county.matters["kept"])
		self.assertFalse(set(figure_columns.COLUMNS) & set(doc.as_dict()))
		self.assertFalse(
			set(figure_columns.COLUMNS) & set(frappe.get_meta("Talk Matter").get_valid_columns())
		)


class TestKeeping(ReportTestCase):
	def changes(self) -> list[str]:
		"""What would be done to the table."""
		with patch.object(frappe.db, "sql_ddl") as done:
			figure_columns.keep()
		return [call.args[0] for call in done.call_args_list]

	def test_what_is_there_is_left_alone(self) -> None:
		self.assertEqual(self.changes(), [])

	def test_a_column_made_of_something_else_is_made_anew(self) -> None:
		other = {"_raised_day": ("int unsigned", "to_days(accepted_at)")}
		with patch.dict(figure_columns.COLUMNS, other):
			(change,) = self.changes()
		self.assertIn("drop column `_raised_day`", change)
		self.assertIn(
			"add column `_raised_day` int unsigned generated always as (to_days(accepted_at))", change
		)

	def test_an_index_of_other_columns_is_made_anew(self) -> None:
		with patch.object(figure_columns, "INDEXED", ("is_accusation", "_figure_unit")):
			(change,) = self.changes()
		self.assertIn("drop index `figures`", change)
		self.assertIn("add index `figures` (`is_accusation`, `_figure_unit`)", change)

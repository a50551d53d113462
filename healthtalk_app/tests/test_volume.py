"""A city's volume is what the services would have written, only faster."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import frappe
from frappe.utils import now_datetime

from healthtalk_app.demo import clock, volume
from healthtalk_app.demo.build import quiet
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.records import events, rebuild
from healthtalk_app.services.steps import flow
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

# what tells one matter from another, and what only the writing of a form leaves
OWN = (
	*("name", "number", "evaluation", "last_event_hash", "text_digest"),
	*("modified", "creation", "idx", "raiser_name"),
)


class TestVolume(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("VOL")
		self.now = now_datetime()

	def draw(self, matters: int, seed: int = 1, unfinished: float = 0.1) -> list[Any]:
		"""Drafts of matters, written to the database."""
		with quiet(), clock.running(self.now - timedelta(days=1200)) as running:
			drawer = volume.Drawer(Random(seed), running, self.now, unfinished)
			drawer.units = [unit for unit in drawer.units if unit.startswith("VOL")]
			drafts = [doc for chunk in drawer.chunks(matters) for doc in chunk]
			drawer.write(drafts)
		return drafts

	def test_the_log_and_the_columns_agree(self) -> None:
		names = {doc.name for doc in self.draw(60)}
		self.assertEqual(len(names), 60)
		self.assertEqual(frappe.db.count(MATTER, {"name": ("in", names)}), 60)
		self.assertEqual([found for found in rebuild.check(MATTER) if found.name in names], [])

	def test_each_column_is_what_the_services_write(self) -> None:
		finished = [doc for doc in self.draw(40, unfinished=0) if doc.status == "Closed"]
		rated = next(doc for doc in finished if doc.satisfaction)
		unrated = next(doc for doc in finished if not doc.satisfaction)
		for draft in (rated, unrated):
			played = self.play(draft)
			stored = frappe.db.get_value(MATTER, draft.name, "*", as_dict=True)
			differing = {
				column: (stored[column], played[column])
				for column in stored
				if column not in OWN and stored[column] != played[column]
			}
			self.assertEqual(differing, {})

	def play(self, draft: Any) -> frappe._dict:
		"""The same matter taken through the services at the same times by the same users."""
		log = events.of(MATTER, draft.name)
		with quiet(), clock.running(draft.raised_at - timedelta(days=1)) as running:
			doc = frappe.get_doc(
				doctype=MATTER,
				**{
					field: draft[field]
					for field in ("subject", "content", "channel", "regime", "unit", "category")
				},
				identity_level=draft.identity_level,
				raiser_name="方敏" if draft.identity_level == "Named" else None,
				raised_at=draft.raised_at,
			)
			running.now = draft.raised_at
			doc.insert()
			for event in log:
				if event.event != "status":
					continue
				running.now = event.occurred_at
				if event.to_status == "Evaluated":
					self.rate(draft, doc.name, event.occurred_at)
					continue
				doc = frappe.get_doc(MATTER, doc.name)
				if draft.lead_unit != doc.unit:
					doc.lead_unit = draft.lead_unit
				doc.plan = draft.plan
				if event.to_status == "Replied":
					doc.update({f: draft[f] for f in ("reply", "reply_how", "replied_by", "trips")})
				flow.transition(doc, event.to_status, occurred_at=event.occurred_at)
			return frappe.db.get_value(MATTER, doc.name, "*", as_dict=True)

	def rate(self, draft: Any, name: str, at: datetime) -> None:
		signed = draft.identity_level == "Named"
		frappe.get_doc(
			doctype="Public Evaluation",
			reference_doctype=MATTER,
			reference_name=name,
			kind="Single",
			source="Telephone",
			evaluated_at=at,
			signed=int(signed),
			rater_name="方敏" if signed else None,
			overall=draft.satisfaction,
			outcome=draft.outcome,
		).insert()

"""Hot topics 热点话题: found every night among the matters of two windows, for the bureau and for each unit.

A unit's topics are made of its own matters alone, so that nothing it reads, no figure and no name, comes from
a matter that it may not see. The bureau's are made of all. Accusations are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.query_builder.functions import Substring
from frappe.utils import now_datetime

from healthtalk_app.analytics import topics
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services import runs
from healthtalk_app.services.notifying import notices
from healthtalk_app.services.opinion import governance, similar
from healthtalk_app.services.organisation import units

DOCTYPE, MEMBER = "Hot Topic", "Hot Topic Matter"
KIND = "Hot Topics"
MOST = 10_000
# what was not taken up, or lives on in another matter, is not counted again
LEFT_OUT = ("Not Accepted", "Merged", "Withdrawn")
CURRENT, PAST = "Current", "Past"


@dataclass(frozen=True)
class Window:
	"""The last `days` days up to `end`, beside as many days before them."""

	end: datetime
	days: int

	@property
	def start(self) -> datetime:
		return self.end - timedelta(days=self.days)

	@property
	def before(self) -> datetime:
		return self.end - timedelta(days=2 * self.days)


class Searched(NamedTuple):
	"""How far a search is: matters read, topics of this owner, owners done and in all."""

	matters: int
	topics: int
	done: int
	owners: int


def find_nightly() -> None:
	"""Have a worker look for hot topics. Called by the scheduler."""
	frappe.local.lang = notices.site_language()
	begin()


def begin() -> str:
	"""A run that looks for hot topics; returns its name."""
	run = runs.create(KIND, _("Hot Topics")).name
	runs.start(run)
	return run


def work(run: str) -> None:
	"""Look for the topics of the bureau and of each unit where somebody works. Called by a worker."""
	frappe.set_user("Administrator")
	frappe.local.lang = notices.site_language()
	with runs.at_work(run, KIND):
		settings = frappe.get_cached_doc("Healthtalk Settings")
		window = Window(now_datetime(), settings.topic_window_days or 30)
		counts = {"matters": 0, "topics": 0}
		for part in search(window, settings.topic_least_people or 3):
			counts = {"matters": part.matters, "topics": counts["topics"] + part.topics}
			runs.note(run, rows_total=part.owners)
			runs.chunk_done(run, rows_done=part.done, chunks_done=part.done, counts=counts, total=part.owners)


def search(window: Window, least: int) -> Iterator[Searched]:
	"""Find and keep the topics of each owner in turn; says after each how far it is."""
	matters = read(window)
	neighbours = topics.Neighbours([letter for letter, _unit in matters])
	unit_of = {letter.key: unit for letter, unit in matters}
	owners = list(whose())
	retire([owner for owner, _below in owners if owner])
	for done, (owner, below) in enumerate(owners, 1):
		chosen = [at for at, (_letter, unit) in enumerate(matters) if below is None or unit in below]
		found = neighbours.topics(chosen, least)
		keep(owner, found, window, unit_of)
		yield Searched(len(matters), len(found), done, len(owners))


def retire(owners: list[str]) -> None:
	"""The topics of units in which nobody works any more are past."""
	# get_all: as in whose()
	gone = frappe.get_all(
		DOCTYPE,
		[["status", "=", CURRENT], ["unit", "is", "set"], ["unit", "not in", owners or [""]]],
		pluck="name",
	)
	if gone:
		frappe.db.set_value(DOCTYPE, {"name": ("in", gone)}, "status", PAST)


def read(window: Window) -> list[tuple[topics.Letter, str | None]]:
	"""Matters raised in both windows, at most the newest `MOST`, each with the unit that answers for it."""
	matter, category = frappe.qb.DocType(MATTER), frappe.qb.DocType("Matter Category")
	rows = (
		frappe.qb.from_(matter)
		.left_join(category)
		.on(category.name == matter.category)
		.select(
			matter.name,
			matter.subject,
			Substring(matter.content, 1, similar.LENGTH).as_("content"),
			matter.raised_at,
			matter.category,
			matter.place,
			matter.supporters,
			matter.raiser_name,
			matter.raiser_phone,
			matter.unit,
			matter.lead_unit,
		)
		.where((matter.raised_at > window.before) & (matter.raised_at <= window.end))
		.where((matter.is_accusation == 0) & matter.status.notin(LEFT_OUT) & matter.hot_topic.isnull())
		.where(category.is_integrity.isnull() | (category.is_integrity == 0))
		.orderby(matter.raised_at, order=frappe.qb.desc)
		.limit(MOST)
		.run(as_dict=True)
	)
	return [(letter_of(row), row.lead_unit or row.unit) for row in rows]


def letter_of(row: Any) -> topics.Letter:
	"""A matter as the topics read it. Masked name and telephone together tell one person from another."""
	return topics.Letter(
		row.name,
		row.subject or "",
		row.content or "",
		row.raised_at,
		category=row.category or "",
		person=f"{row.raiser_name}|{row.raiser_phone}" if row.raiser_phone else "",
		place=row.place or "",
		joined=row.supporters or 0,
	)


def whose() -> Iterator[tuple[str | None, set[str] | None]]:
	"""The bureau with all matters, and every unit in which somebody works with it and the units below it."""
	yield None, None
	# get_all: for whom topics are made does not depend on who has them made
	homes = frappe.get_all("User Permission", {"allow": "Health Unit"}, pluck="for_value", distinct=True)
	tree = {row.name: row for row in frappe.get_all("Health Unit", fields=["name", "lft", "rgt"])}
	bureau = tree.get(units.bureau() or "")
	for home in sorted(home for home in set(homes) if home in tree):
		own = tree[home]
		if not bureau or not (own.lft <= bureau.lft and own.rgt >= bureau.rgt):
			yield home, {name for name, row in tree.items() if own.lft <= row.lft and row.rgt <= own.rgt}


def keep(
	owner: str | None, found: list[topics.Topic], window: Window, unit_of: dict[str, str | None]
) -> None:
	"""Write the topics of one owner: the same topic stays the same document, and what is gone is past."""
	known = members_of(owner)
	for topic in found:
		keys = {letter.key for letter in topic.letters}
		name = same_topic(keys, known)
		known.pop(name, None)
		doc = frappe.get_doc(DOCTYPE, name) if name else frappe.new_doc(DOCTYPE)
		doc.update(facts(owner, topic, window))
		doc.set("members", [])
		for letter, alike in zip(topic.letters, topic.likeness, strict=True):
			row = {"matter": letter.key, "raised_at": letter.at, "unit": unit_of[letter.key]}
			doc.append("members", {**row, "likeness": min(round(100 * alike), 100)})
		# written by the app alone, for whoever may see the matters
		doc.save(ignore_permissions=True)
		governance.follow(doc)
	if known:
		frappe.db.set_value(DOCTYPE, {"name": ("in", list(known))}, "status", PAST)


def members_of(owner: str | None) -> dict[str, set[str]]:
	"""The matters of each current topic of an owner."""
	topic, member = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType(MEMBER)
	rows = (
		frappe.qb.from_(topic)
		.left_join(member)
		.on(member.parent == topic.name)
		.select(topic.name, member.matter)
		.where((topic.status == CURRENT) & (topic.unit == owner if owner else topic.unit.isnull()))
		.orderby(topic.creation)
		.run()
	)
	known: dict[str, set[str]] = {}
	for name, matter in rows:
		known.setdefault(name, set()).add(matter)
	return known


def same_topic(keys: set[str], known: dict[str, set[str]]) -> str | None:
	"""The known topic that has the most of these matters, if that is half of the smaller of the two."""
	best = max(known, key=lambda name: len(known[name] & keys), default=None)
	if best and 2 * len(known[best] & keys) >= min(len(known[best]), len(keys)):
		return best
	return None


def facts(owner: str | None, topic: topics.Topic, window: Window) -> dict[str, Any]:
	"""A topic as columns."""
	now = sum(letter.at > window.start for letter in topic.letters)
	before = len(topic.letters) - now
	return {
		"title": topic.name or topic.place or _("Similar matters"),
		"status": CURRENT,
		"trend": topics.trend(now, before),
		"unit": owner,
		"place": topic.place,
		"category": topic.category or None,
		"people": topic.people,
		"matters": len(topic.letters),
		"matters_now": now,
		"matters_before": before,
		"window_days": window.days,
		"first_at": min(letter.at for letter in topic.letters),
		"last_at": max(letter.at for letter in topic.letters),
		"found_at": window.end,
	}


def leave(doc: Any) -> None:
	"""What has become an accusation leaves every topic at once, and its words their names.

	The figures follow with the next search.
	"""
	was = doc.get_doc_before_save()
	if not doc.is_accusation or not was or was.is_accusation:
		return
	# get_all: the rows go whoever marks the accusation
	for row in frappe.get_all(MEMBER, {"matter": doc.name}, ["name", "parent"]):
		frappe.db.delete(MEMBER, {"name": row.name})
		if not frappe.db.exists(MEMBER, {"parent": row.parent}):
			frappe.db.set_value(MATTER, {"hot_topic": row.parent}, "hot_topic", None, update_modified=False)
			frappe.db.delete(DOCTYPE, {"name": row.parent})
		else:
			name_anew(row.parent)


def name_anew(topic: str) -> None:
	"""Name a topic by the letters that are left in it, the most alike first, and by nothing else."""
	# get_all: the letters of one topic, whoever marks the accusation
	names = frappe.get_all(MEMBER, {"parent": topic}, pluck="matter", order_by="likeness desc, idx")
	fields = ["name", "subject", "content", "place", "raised_at"]
	rows = {row.name: row for row in frappe.get_all(MATTER, {"name": ("in", names)}, fields)}
	letters = [letter_of(rows[name]) for name in names if name in rows]
	place = frappe.db.get_value(DOCTYPE, topic, "place") or ""
	place = (
		place if any(place in (letter.place, *topics.places(letter.subject)) for letter in letters) else ""
	)
	unnamed = _("Similar matters", lang=notices.site_language())
	title = (letters and topics.name_of(letters, place)) or place or unnamed
	frappe.db.set_value(DOCTYPE, topic, {"title": title, "place": place or None}, update_modified=False)

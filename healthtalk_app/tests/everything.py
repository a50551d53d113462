"""A year of use in small: at least one row in every DocType of the app, most of them left by the services.

Who adds a DocType says here how its rows come about: the tests of the removal and of the exports walk all.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from healthtalk_app.rules import petitions
from healthtalk_app.rules.periods import year_to
from healthtalk_app.services.appraisals import computing as appraising
from healthtalk_app.services.appraisals import results
from healthtalk_app.services.campaigns import activation, extension
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.commendations import jury
from healthtalk_app.services.commendations import votes as award_votes
from healthtalk_app.services.commitments import commitment_progress, commitment_ratings
from healthtalk_app.services.ethics import sheet as ethics
from healthtalk_app.services.inspections import plan as inspection_plan
from healthtalk_app.services.partners import callbacks, source_intake, sources
from healthtalk_app.services.petitions import petition, petition_papers, recusal
from healthtalk_app.services.records import identity
from healthtalk_app.services.rectifications import call_back
from healthtalk_app.services.self_checks import self_check
from healthtalk_app.services.steps import flow
from healthtalk_app.services.surveys import survey_answers
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user

NAME, PHONE = "欧阳清河", "13912345678"
MATTER = "Talk Matter"
CONFIRMER = "use-confirmer@example.com"
AWARDER, JUROR, KEEPER = (f"use-{who}@example.com" for who in ("awarder", "juror", "keeper"))
STAFF = "Use Staff"
# rows that other work leaves than that of people: jobs, imports, the sweep of the night
LEFT_BY_JOBS: dict[str, dict[str, Any]] = {
	"Background Run": {},
	"Import Row": {},
	"Import Profile": {},
	"Import Column": {"parenttype": "Import Profile", "parentfield": "columns"},
	"Import Value": {"parenttype": "Import Profile", "parentfield": "values"},
	"Hot Topic": {},
	"Hot Topic Matter": {"parenttype": "Hot Topic", "parentfield": "matters"},
	"Published Ranking": {},
	"Ranking Schedule": {},
	"Citizen Notice": {},
	"Source Change": {},
	"Inspection Entry": {},
}


def doctypes() -> list[str]:
	"""Every DocType of the app that has a table."""
	return frappe.get_all("DocType", {"module": "Healthtalk App", "issingle": 0}, pluck="name")


def empty() -> list[str]:
	"""Those without a row."""
	return [name for name in doctypes() if not frappe.db.count(name)]


def make(county: frappe._dict, officer: str) -> frappe._dict:
	"""Use the app in `county` as Administrator; returns the names of what reports ask for.

	Who is asked to keep out of a petition is `officer`, a user that there is already.
	"""
	category = factories.category().name
	made = frappe._dict(survey=survey(county), matter=petitioned(county, category, officer))
	talk(county)
	accused(county, category)
	disputed(county)
	given_points(county)
	answering(county)
	campaign(county)
	said_in_public(county)
	promised(county)
	inspected(county)
	source(county)
	studied(county)
	looked_at_itself(county)
	honoured(county)
	publicised(county)
	appraised(county)
	summed_up(county)
	planned_visits(county, officer)
	about = factories.matter(unit=county.a1).name
	slip = factories.slip(matter=about, sender_unit=county.a1, receiver_unit=county.b1)
	act("Referral Slip", slip.name, ("Issue", {}))
	named(county)
	for doctype, values in LEFT_BY_JOBS.items():
		frappe.get_doc({"doctype": doctype, "name": f"everything-{doctype}", **values}).db_insert()
	return made


def act(doctype: str, name: str, *steps: tuple[str, dict[str, Any]]) -> Any:
	"""Take steps one after the other."""
	for action, values in steps:
		doc = flow.act(doctype, name, action, values)
	return doc


def summed_up(county: frappe._dict) -> None:
	"""The summary of A1's year, drafted."""
	year = today()[:4]
	frappe.get_doc(
		doctype="Work Summary", unit=county.a1, from_date=f"{year}-01-01", to_date=f"{year}-12-31"
	).insert()


def appraised(county: frappe._dict) -> None:
	"""A1 appraised by figures of this year, vetoed by hand, published and used."""
	scheme = frappe.get_doc(
		doctype="Appraisal Scheme",
		scheme_code="EVERYTHING",
		title="Everything",
		appraisal_group="Branch",
		enabled=1,
		indicators=[
			{
				"module": "All",
				"title": "Answers",
				"source": "Metric",
				"metric": "response_rate",
				"weight": 100,
				"method": "Ratio",
				"target": 100,
				"missing": "Zero",
			}
		],
	).insert()
	period = year_to(getdate())
	(plan,) = appraising.plans(period, scheme.name)
	for _plan, sheets in appraising.computed([plan], period):
		own = [one for one in sheets if one.unit == county.a1]
		appraising.write(plan, period, own, "Administrator")
	doc = frappe.get_last_doc("Unit Appraisal")
	doc.append("vetoes", {"kind": "Found in Review", "sentence": "Forged", "document_number": "1"})
	doc.save()
	act(
		doc.doctype,
		doc.name,
		("Review Oneself", {"self_review": "Yes"}),
		("Review Appraisal", {"review_opinion": "Yes"}),
		("Publish Appraisal", {}),
	)
	results.note_use(
		frappe.get_doc(doc.doctype, doc.name),
		kind="Pay",
		what="More",
		document_number="2",
		decided_on=today(),
	)


def planned_visits(county: frappe._dict, officer: str) -> None:
	"""A quarter's plan of inspections, drawn."""
	line = frappe.db.get_value("Inspection Template", {"enabled": 1})
	people = [{"user": user} for user in (officer, "Administrator")]
	doc = frappe.get_doc(
		doctype="Inspection Plan", unit=county.bureau, template=line, area=county.b, inspectors=people
	).insert()
	inspection_plan.seal(doc)
	inspection_plan.draw(frappe.get_doc(doc.doctype, doc.name))


def petitioned(county: frappe._dict, category: str, officer: str) -> str:
	"""A petition with all its papers, badly rated; its rectification and the call that follows."""
	doc = factories.matter(
		regime=petitions.PETITION, channel="Visit", unit=county.a1, raiser_name=NAME, raiser_phone=PHONE
	)
	petition.register(
		doc,
		{"reception_form": "Visit", "reception_at": doc.raised_at, "receptionist": "Administrator"},
	)
	petition.give_one_time_notice(doc, [{"material": "Bill", "state": "To Supply"}])
	petition.materials_supplied(doc, [])
	recusal.request(doc, officer, "A relative")
	doc = act(
		MATTER, doc.name, ("Accept", {"category": category}), ("Make Plan", {"plan": "Plan"}), ("Start", {})
	)
	row = clocks.row_of(doc, "Resolution")
	doc.append("extensions", {"step": row.step, "amount": 1, "reason": "More", "decision": "Refused"})
	doc.append("pauses", {"step": row.step, "reason": "x", "paused_at": now_datetime()})
	for child in (doc.extensions[-1], doc.pauses[-1]):
		child.db_insert()
	opinion = {"demand": "Pay back", "opinion": "Paid", "supported": "Supported"}
	answer = {"reply": "Paid", "facts_found": "Facts", "legal_basis": "Law", "opinions": [opinion]}
	doc = act(MATTER, doc.name, ("Reply", answer))
	paper = next(row for row in doc.papers if row.kind == "Opinion")
	petition_papers.record_delivery(doc, paper.name, "In Person")
	identity.reveal(MATTER, doc.name, "Test")
	factories.evaluation(
		reference_doctype=MATTER,
		reference_name=doc.name,
		overall="Dissatisfied",
		outcome="Not Solved",
		rater_name=NAME,
		rater_phone=PHONE,
	)
	name = frappe.db.get_value("Call Back", {"matter": doc.name})
	call_back.record(name, "Reached", said="Better now")
	return doc.name


def talk(county: frappe._dict) -> None:
	"""A talk held in a place of the unit, with who came, and its tally."""
	venue = frappe.get_doc(doctype="Talk Venue", venue_name="Hall", unit=county.a1).insert()
	doc = factories.session(
		unit=county.a1,
		venue=venue.name,
		participants=[{"category": "Resident Representatives", "invited": 5}],
		topics=[{"topic": "The new ward"}],
	)
	for doctype in ("Session Organiser", "Session Matter"):
		row = {"parent": doc.name, "parenttype": doc.doctype, "unit": county.a2, "subject": "Queue"}
		frappe.get_doc({"doctype": doctype, "name": f"everything-{doctype}", **row}).db_insert()
	tally = {"reference_doctype": doc.doctype, "reference_name": doc.name, "kind": "Tally"}
	evaluation = frappe.get_doc(doctype="Public Evaluation", **tally)
	evaluation.append("items", {"item": "Attitude", "satisfied": 5})
	evaluation.name = "everything-tally"
	evaluation.db_insert()
	evaluation.items[0].update({"parent": evaluation.name, "name": "everything-item"})
	evaluation.items[0].db_insert()


def answering(county: frappe._dict) -> None:
	"""Two persons of a unit are held accountable: its leader answers too."""
	decision = {
		"facts": "Facts",
		"statement": "None",
		"basis": "Rules",
		"reviewed_by": "One, Two",
		"review_opinion": "Clear",
		"measure": "Written Self-examination",
		"decision": "Written",
		"decided_in": "Meeting",
	}
	for person in ("One", "Another"):
		doc = frappe.get_doc(
			doctype="Accountability Record",
			ground="Other",
			unit=county.a1,
			person=person,
			proposal_reason="Reason",
		).insert()
		act(doc.doctype, doc.name, ("Begin Review", {}), ("Decide", decision))


def accused(county: frappe._dict, category: str) -> None:
	factories.matter(
		is_accusation=1,
		subject="Accusation",
		accused=[{"accused_unit": county.a1, "unit": county.a1, "accused_person": "Somebody"}],
	)


def disputed(county: frappe._dict) -> None:
	"""A dispute about A1, and an incident that came of it, with a release."""
	doc = frappe.get_doc(
		doctype="Dispute Mediation",
		subject="Cast",
		facts="Too tight",
		medical_unit=county.a1,
		unit=county.a,
		channel="Visit",
		department="骨科",
		patient_name=NAME,
		patient_phone=PHONE,
		mediators=[{"mediator_name": "Li", "no_interest": 1}],
		departments=[{"unit": county.dept, "task": "Order"}],
	).insert()
	notice = {"notice_ways": 1, "notice_records": 1, "notice_copies": 1, "notice_how": "In Person"}
	act(doc.doctype, doc.name, ("Give Notice", notice))
	matter = factories.matter(unit=county.a1).name
	doc = frappe.get_doc(
		doctype="Opinion Incident",
		subject="Video",
		summary="A closed ward",
		unit=county.a1,
		sources=[{"medium": "Short Video", "title": "Closed!"}],
		timeline=[{"at": now_datetime(), "what": "Found"}],
		matters=[{"matter": matter}],
	).insert()
	release = {
		"release_kind": "Response",
		"release_medium": "Government Website",
		"release_title": "Why",
		"release_text": "Cleaning",
		"spokesperson": "Wang",
	}
	steps = (("Judge", {"judgement": "No"}), ("Report", {"report_how": "Telephone"}), ("Release", release))
	act(doc.doctype, doc.name, *steps)


def given_points(county: frappe._dict) -> None:
	"""Points of a practitioner of A1, confirmed by somebody else than who proposed them."""
	doc = frappe.get_doc(
		doctype="Demerit Record",
		kind="Practitioner",
		unit=county.a1,
		proposing_unit=county.bureau,
		code=frappe.db.get_value("Demerit Code", {"applies_to": "Practitioner"}),
		occurred_on=today(),
		facts="Records not finished",
		evidence_note="Copies",
		practitioner_name=NAME,
		licence_number="110330100012345",
	).insert()
	with as_user(factories.user("Discipline Officer", county.bureau, email=CONFIRMER)):
		act(doc.doctype, doc.name, ("Confirm Points", {"statement": "Yes", "confirmation_note": "Clear"}))


def survey(county: frappe._dict) -> str:
	"""An open survey with an invitation and papers."""
	doc = frappe.get_doc(
		doctype="Satisfaction Survey",
		title="Outpatients",
		unit=county.bureau,
		closes_on=add_days(today(), 10),
		questions=[{"question": "The doctors", "kind": "Level", "weight": 1, "overall": 1}],
		samples=[{"unit": county.a1, "target": 2}],
	).insert()
	flow.transition(doc, "Open")
	survey_answers.invite(doc, county.a1, 1)
	survey_answers.enter_papers(doc, county.a1, "1\n2\n4")
	return doc.name


def honoured(county: frappe._dict) -> None:
	"""A nominee who was judged, voted for and vetoed; the sheet of a member of staff, entered in his file."""
	with as_user(factories.user("Healthtalk Administrator", county.bureau, email=AWARDER)):
		about = frappe.get_doc(
			doctype="Commendation Round",
			title="Awards",
			kind="Advanced Unit",
			award="Advanced Unit",
			unit=county.bureau,
			least_points=1,
			jury=[{"user": factories.user("Viewer", county.b1, email=JUROR)}],
			public_vote=1,
			vote_from=today(),
			vote_to=add_days(today(), 3),
			nominations_until=add_days(today(), -1),
		).insert()
		values = {"title": "A1", "unit": county.a1, "merits": "Much"}
		doc = frappe.get_doc(doctype="Commendation", round=about.name, **values).insert()
	award_votes.cast(doc.name, "device:everything", award_votes.ONLINE)
	with as_user(about.jury[0].user):
		jury.give(frappe.get_doc(doc.doctype, doc.name), 90)
	if not doc.findings:
		row = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": "findings", "kind": "Veto"}
		frappe.get_doc(doctype="Commendation Finding", times=1, idx=1, **row).db_insert()
	company = factories.company()
	frappe.db.set_value("Health Unit", {"company": company}, "company", None)
	frappe.db.set_value("Health Unit", county.a2, "company", company)
	person = (
		frappe.db.get_value("Employee", {"first_name": STAFF, "company": company})
		or factories.employee(first_name=STAFF, company=company).name
	)
	sheet = frappe.get_doc(doctype="Ethics Appraisal", employee=person, year=getdate().year)
	with as_user(factories.user("Discipline Officer", county.bureau, email=KEEPER)):
		sheet.update({"opinion": "Agreed", "grade": "Good"}).insert()
		ethics.confirm(sheet)
		ethics.enter_in_file(sheet)


def publicised(county: frappe._dict) -> None:
	"""What was published, and what was owed."""
	item = {"title": "A talk in the ward", "medium": "WeChat", "level": "County"}
	frappe.get_doc(doctype="Publicity Item", unit=county.a1, **item).insert()
	frappe.get_doc(doctype="Information Task", unit=county.a1, year=2026, items_owed=12).insert()


def looked_at_itself(county: frappe._dict) -> None:
	"""What a unit found in itself, handed in."""
	problem = {
		"classification": "Inconvenient",
		"problem": "No signs",
		"cause": "New ward",
		"measure": "Signs",
	}
	row = {**problem, "responsible_person": "Wang", "due_on": add_days(today(), 9)}
	doc = frappe.get_doc(doctype="Self Check", title="Signs", unit=county.a1, problems=[row]).insert()
	self_check.hand_in(doc.name)


def studied(county: frappe._dict) -> None:
	"""A session of study with who came."""
	frappe.get_doc(
		doctype="Study Record",
		topic="Nine rules",
		kind="Professional Ethics",
		unit=county.a1,
		hours=2,
		attendees=[{"attendee_name": "Wang", "state": "Present"}],
	).insert()


def campaign(county: frappe._dict) -> None:
	"""A campaign of this year with its tasks, extended for A1, and figures that A1 has returned."""
	doc = frappe.get_doc(
		doctype="Conduct Campaign",
		title="Better service",
		unit=county.bureau,
		phases=[{"phase": "Work", "starts_on": f"{today()[:4]}-01-01", "ends_on": f"{today()[:4]}-12-31"}],
		content_areas=[{"area": "Charges"}],
		deliverables=[{"deliverable": "Return", "kind": "Figures", "period": "Quarter", "needs_evidence": 0}],
		figures=[{"figure": "Checks", "measure": "people", "target": 10}],
		units=[{"unit": county.a1}],
		members=[{"team": "Leading Group", "post": "Head", "person_name": "Director"}],
	).insert()
	act(doc.doctype, doc.name, ("Activate", {}))
	doc = frappe.get_doc(doc.doctype, doc.name)
	for part in activation.in_chunks(doc):
		activation.make(doc, part, "Administrator")
	extension.extend_unit(doc.name, county.a1, 5, "Went through the motions")
	task = frappe.get_last_doc("Unit Task", {"campaign": doc.name})
	task.figures[0].value = "12"
	act("Unit Task", task.name, ("Hand In", {"figures": [row.as_dict() for row in task.figures]}))


def promised(county: frappe._dict) -> None:
	"""A published commitment with progress, rated once."""
	doc = frappe.get_doc(
		doctype=commitment_ratings.COMMITMENT,
		title="Waiting at most a quarter of an hour",
		unit=county.a1,
		content="Nobody waits longer.",
		due_on=add_days(today(), 30),
		measures=[{"measure": "A third window", "responsible_person": "He", "due_on": add_days(today(), 20)}],
	).insert()
	doc.approval_opinion = "Agreed"
	for status in ("Approved", "Published"):
		flow.transition(doc, status)
	commitment_progress.note_progress(doc, "The window is open", evidence_note="Office")
	commitment_ratings.cast(doc.name, "Residents", "device:everything", "Satisfied", None, "Online")


def inspected(county: frappe._dict) -> None:
	"""An inspection of A1 with a failed item, its letter and rectification."""
	doc = frappe.get_doc(
		doctype="Inspection",
		unit=county.a1,
		inspecting_unit=county.dept,
		template="CK",
		team=[
			{"member_name": "Li", "member_unit": county.dept, "leader": 1},
			{"member_name": "Wang", "member_unit": county.dept},
		],
	).insert()
	doc = act(doc.doctype, doc.name, ("Begin Inspection", {}))
	for row in doc.items:
		row.result = "Pass"
	doc.items[0].update({"result": "Fail", "finding": "No sign", "evidence_note": "Seen"})
	doc.save()
	terms = {"opinion": "Good", "rectify_by": add_days(today(), 9), "answer_by": add_days(today(), 5)}
	act(doc.doctype, doc.name, ("Issue Feedback", terms))


def said_in_public(county: frappe._dict) -> None:
	frappe.get_doc(
		doctype="Public Submission",
		content="Two chairs are broken",
		unit=county.a1,
		channel="Opinion Box",
		raiser_name=NAME,
		raiser_phone=PHONE,
	).insert()


def source(county: frappe._dict) -> None:
	"""Another system with a key, a callback, and a message that it sent."""
	values = {"source_name": "Hotline", "code": "everything", "active": 1, "channel": "12345 Hotline"}
	doc = frappe.get_doc(doctype="Data Source", **values, may_push=1, default_unit=county.a1).insert()
	sources.new_key(doc)
	callbacks.set_up(doc, "https://hotline.example.org/changes")
	message = frappe.new_doc("Source Message")
	message.update({"name": source_intake.message_name(doc.name, "key"), "source": doc.name})
	message.db_insert()


def named(county: frappe._dict) -> None:
	"""A unit under another name, with a duty; a day of the calendar; work handed over."""
	unit = frappe.get_doc("Health Unit", county.b1)
	unit.unit_name = "A new name"
	unit.save()
	factories.duty(county.b1, "Liaison", employee_name="Officer")
	calendar = frappe.get_doc("Work Calendar", county.calendar)
	if not calendar.days:
		calendar.append("days", {"date": "2026-05-01", "is_working": 0, "label": "Test"})
		calendar.save()
	if not frappe.db.count("Work Handover"):
		frappe.get_doc({"doctype": "Work Handover", "name": "everything-handover"}).db_insert()

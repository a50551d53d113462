"""Three medical disputes of the county: one agreed after an appraisal, one failed, one under way (P2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.picture import scan
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.disputes import dispute_publication

DISPUTE = "Dispute Mediation"
NOTICE = {"notice_ways": 1, "notice_records": 1, "notice_copies": 1, "notice_how": "In Person"}
APPLIED = {"applied_by": "Patient Side", "other_side_agreed": 1, "not_elsewhere": 1}
COMMITTEE = f"{county.NAME}医疗纠纷人民调解委员会"
# days before today on which each was applied for
CAST, INFUSION, SCAR = 150, 100, 12


def spawn_all(world: World) -> None:
	"""Put the disputes into the world's order."""
	for way, days in ((agreed, CAST), (failed, INFUSION), (under_way, SCAR)):
		day = world.calendar.add_working_days(world.today - timedelta(days=days), 1)
		world.spawn(way(world), datetime.combine(day, time(9, 20)))


def register(world: World, unit: str, **values: Any) -> str:
	"""The unit's officer writes the application down."""
	with world.as_user(world.officer(unit)):
		doc = frappe.get_doc(doctype=DISPUTE, unit=unit, received_at=world.now, **values)
		return doc.insert().name


def accepted(world: World, unit: str, name: str) -> Way:
	"""Told of everything at once, then accepted and begun."""
	rng, officer = world.rng(f"dispute:{name}"), world.officer(unit)
	world.act(officer, DISPUTE, name, "Give Notice", NOTICE)
	yield world.later(rng, 1, 2)
	world.act(officer, DISPUTE, name, "Accept", APPLIED)
	yield world.later(rng, 2, 4)
	world.act(officer, DISPUTE, name, "Begin Mediation")


def agreed(world: World) -> Way:
	"""A cast that was too tight: appraised, agreed, published with both consents."""
	unit, rng = county.BUREAU, world.rng("dispute:cast")
	name = register(
		world,
		unit,
		subject="石膏固定后足跟压疮的赔偿纠纷",
		medical_unit="QL-A",
		department="骨科",
		channel="Visit",
		patient_name="邹书云",
		patient_phone="13900000011",
		patient_gender="Female",
		patient_age=46,
		represented_by="The Patient",
		medical_agent="医务科负责人",
		facts="右踝扭伤后石膏外固定，两周复查发现足跟压疮，住院换药二十一天。患方认为固定过紧、未告知复诊时间；"
		"医方认为已口头告知，患方未按时复诊。",
		demands="赔偿医疗费、误工费等，并当面道歉。",
		amount_claimed=38000,
		insurer=f"{county.NAME}医疗责任保险共保体",
		insurer_told_on=world.now.date(),
		mediation_body=COMMITTEE,
		mediators=[
			{"mediator_name": "姜明远", "speciality": "法律", "no_interest": 1},
			{"mediator_name": "潘知竹", "speciality": "医学", "no_interest": 1},
		],
		departments=[{"unit": "QL-YZ", "task": "核查诊疗过程，督促整改。"}],
	)
	yield from accepted(world, unit, name)
	officer = world.officer(unit)
	yield world.later(rng, 3, 5)
	appraisal = {
		"appraisal_body": "市医学会",
		"appraisal_subject": "诊疗有无过错，与压疮的因果关系和责任程度。",
	}
	world.act(officer, DISPUTE, name, "Order Appraisal", appraisal)
	yield world.later(rng, 18, 22)
	result = {"appraisal_result": "固定后观察和告知不足，与压疮有因果关系，次要责任。"}
	world.act(officer, DISPUTE, name, "Go On Mediating", result)
	yield world.later(rng, 4, 7)
	agreement = {
		"responsibility": "Secondary",
		"agreement": "一、医方当面致歉。\n二、医方一次性赔偿各项损失12300元。\n"
		"三、患方不再就本次医疗行为提出其他要求。",
		"amount_agreed": 12300,
		"performance": "签订之日起10个工作日内，由保险机构汇入患方本人账户。",
		"judicial_confirmation_told": 1,
	}
	world.act(officer, DISPUTE, name, "Record Agreement", agreement)
	yield world.later(rng, 2, 3)
	world.act(officer, DISPUTE, name, "Close", {"signed_on": world.now.date()})
	yield world.later(rng, 5, 8)
	publish(world, unit, name)


def publish(world: World, unit: str, name: str) -> None:
	"""Both sides agree in writing that the case is told, without names."""
	leader = world.leader(unit)
	with world.as_user(leader):
		doc = frappe.get_doc(DISPUTE, name)
		doc.patient_consents_on = doc.medical_consents_on = world.now.date()
		doc.consent_scan = scan(DISPUTE, name)
		doc.save()
		dispute_publication.publish(
			doc, "一名患者石膏固定后发生压疮，经鉴定和人民调解，医方致歉并赔偿；医院此后书面告知复诊时间。"
		)


def failed(world: World) -> Way:
	"""An infusion: the sides stay apart, and are told of the court."""
	unit, rng = "QL-B", world.rng("dispute:infusion")
	name = register(
		world,
		unit,
		subject="输液后皮疹的赔偿纠纷",
		medical_unit="QL-B1",
		department="全科",
		channel="12345 Hotline",
		patient_name="方晓舒",
		patient_phone="13900000012",
		represented_by="Child",
		facts="输液后出现皮疹，留观一夜后消退。患方认为用药前未询问过敏史，医方病历记有询问。",
		demands="退还医疗费并赔偿。",
		amount_claimed=6000,
		mediation_body=COMMITTEE,
		mediators=[{"mediator_name": "姜明远", "speciality": "法律", "no_interest": 1}],
	)
	yield from accepted(world, unit, name)
	yield world.later(rng, 8, 12)
	reason = {"failed_reason": "双方对有无过错分歧较大，已告知可以依法提起诉讼。"}
	world.act(world.officer(unit), DISPUTE, name, "Record Failure", reason)
	yield world.later(rng, 2, 4)
	world.act(world.officer(unit), DISPUTE, name, "Close")


def under_way(world: World) -> Way:
	"""A scar: the health authority mediates itself."""
	unit = county.BUREAU
	name = register(
		world,
		unit,
		subject="外伤缝合留疤的纠纷",
		route="Administrative Mediation",
		medical_unit="QL-C2",
		department="外科",
		channel="Letter",
		patient_name="柳安然",
		patient_phone="13900000013",
		represented_by="Parent",
		facts="儿童额部外伤缝合后留有疤痕，家长认为应当转上级医院美容缝合而未告知。",
		demands="承担后续治疗费用。",
		amount_claimed=9000,
		mediation_body=f"{county.NAME}卫生健康局",
		mediators=[{"mediator_name": "局医政科工作人员", "unit": "QL-YZ", "no_interest": 1}],
	)
	yield from accepted(world, unit, name)

"""Rankings of the demo: published each quarter within peer groups, the older circulars issued (H10)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.rules import publication
from healthtalk_app.services.rankings import circular, ranking, schedule

BEGUN_DAYS_AGO, WAIT = 290, 5
PUBLISHER = next(account.user for account in county.NAMED if "Healthtalk Administrator" in account.roles)
TEXTS = {
	"addressees": "各医疗卫生单位，局机关各科室",
	"use_of_results": (
		"排名结果纳入年度目标管理考核，作为单位评优评先和领导班子考核的依据；连续两期末位的，由局分管领导约谈。"
	),
	"requirements": "各单位要对照排名查找差距，组内排名靠后的单位于半个月内报送整改措施。",
	"copied_to": "县委办公室，县政府办公室",
}
PROBLEMS = "个别单位受理告知、答复不够及时，不满意评价回访后整改不够彻底。"


def spawn_all(world: World) -> None:
	"""Set the schedule up early in the demo's year."""
	day = world.today - timedelta(days=BEGUN_DAYS_AGO)
	world.spawn(way(world), datetime.combine(day, time(9, 30)))


def way(world: World) -> Way:
	"""The schedule, then each quarter that ends inside the demo; the last circular stays a draft."""
	with world.as_user(PUBLISHER):
		frappe.get_doc(
			doctype=schedule.DOCTYPE,
			title="健康说事季度排名",
			period_kind="Quarterly",
			starts_on=world.now.date(),
			days_after=WAIT,
			basis=ranking.RATES,
			by_group=1,
			title_pattern="{period}健康说事工作排名",
			on_public_page=1,
			sealed=1,
			**TEXTS,
		).insert()
	period = publication.period_of("Quarterly", world.now.date())
	last = None
	while period.end + timedelta(days=WAIT + 1) < world.today:
		yield datetime.combine(period.end + timedelta(days=WAIT + 1), time(8, 0))
		with world.as_user(PUBLISHER):
			if last:
				issue(last)
			schedule.publish_due(world.now.date())
		last = frappe.db.get_value(ranking.DOCTYPE, {"to_date": period.end, "schedule": ("is", "set")})
		period = publication.period_of("Quarterly", period.end + timedelta(days=1))


def issue(name: str) -> None:
	"""Complete the circular of the quarter before and issue it."""
	doc = frappe.get_doc(ranking.DOCTYPE, name)
	doc.problems = PROBLEMS
	doc.save()
	circular.issue(name)

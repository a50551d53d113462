"""Mark the matters in which other units take part; lists of branches ask for parties by this mark."""

import frappe


def execute() -> None:
	frappe.db.sql(
		"""
		update `tabTalk Matter` matter
		join `tabCase Party` party on party.parent = matter.name
			and party.parenttype = 'Talk Matter' and party.parentfield = 'parties'
		set matter.has_other_parties = 1
		where party.unit not in (coalesce(matter.unit, ''), coalesce(matter.lead_unit, ''))
		"""
	)

"""Clear values of rows of talks that were removed before removal took them along."""

import frappe


def execute() -> None:
	frappe.db.sql(
		"""
		delete identity from `tabProtected Identity` identity
		left join `tabSession Matter` matter on matter.name = identity.reference_name
		where identity.reference_doctype = 'Session Matter' and matter.name is null
		"""
	)

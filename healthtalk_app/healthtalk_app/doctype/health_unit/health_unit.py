from frappe.utils.nestedset import NestedSet


class HealthUnit(NestedSet):
	pass

from frappe.utils.nestedset import NestedSet


class MatterCategory(NestedSet):
	pass

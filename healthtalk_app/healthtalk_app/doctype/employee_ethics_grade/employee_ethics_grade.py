from frappe.model.document import Document


class EmployeeEthicsGrade(Document):
	pass

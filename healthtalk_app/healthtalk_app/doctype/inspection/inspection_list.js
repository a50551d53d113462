frappe.listview_settings["Inspection"] = {
	add_fields: ["status", "workflow_state", "planned_to", "unit", "is_mystery", "grade"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const due = ["Planned", "In Progress"].includes(doc.status) ? "planned_to" : "";
		return healthtalk.indicator({ ...doc, doctype: "Inspection" }, due, false);
	},

	onload() {
		healthtalk.name_options("Inspection");
	},
};

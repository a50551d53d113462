frappe.listview_settings["Unit Task"] = {
	add_fields: ["status", "workflow_state", "due_at", "unit", "campaign"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		// what was handed in waits for the unit whose campaign it is
		const due = ["Submitted", "Accepted"].includes(doc.status) ? "" : "due_at";
		return healthtalk.indicator({ ...doc, doctype: "Unit Task" }, due, false);
	},

	onload() {
		healthtalk.name_options("Unit Task");
	},
};

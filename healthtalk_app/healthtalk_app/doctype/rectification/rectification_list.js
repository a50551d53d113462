frappe.listview_settings["Rectification"] = {
	add_fields: ["status", "classification", "workflow_state", "rectify_due_at", "responsible_unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		// what was handed in waits for the unit that ordered it
		const due = doc.status === "Submitted" ? "" : "rectify_due_at";
		return healthtalk.indicator({ ...doc, doctype: "Rectification" }, due, false);
	},

	onload() {
		healthtalk.name_options("Rectification");
	},
};

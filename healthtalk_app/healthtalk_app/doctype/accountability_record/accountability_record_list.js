frappe.listview_settings["Accountability Record"] = {
	add_fields: ["status", "workflow_state", "appeal_due_at", "appeal_on_time"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const due_at = doc.status === "Appealed" ? doc.appeal_due_at : null;
		return healthtalk.indicator({ ...doc, due_at, doctype: "Accountability Record" }, "due_at", false);
	},

	onload() {
		healthtalk.name_options("Accountability Record");
	},
};

healthtalk.name_options("Accountability Record");

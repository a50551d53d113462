frappe.listview_settings["Demerit Record"] = {
	add_fields: ["status", "workflow_state", "points", "unit", "kind"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		return healthtalk.indicator({ ...doc, doctype: "Demerit Record" }, "", false);
	},

	onload() {
		healthtalk.name_options("Demerit Record");
	},
};

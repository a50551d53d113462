frappe.listview_settings["Work Summary"] = {
	add_fields: ["status", "workflow_state", "from_date", "to_date", "unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = { Draft: "gray", Reviewed: "blue", Issued: "green" };
		return [healthtalk.word(doc.status, "Work Summary"), colours[doc.status], `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Work Summary");
	},
};

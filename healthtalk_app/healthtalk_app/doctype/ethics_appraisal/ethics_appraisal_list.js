frappe.listview_settings["Ethics Appraisal"] = {
	add_fields: ["status", "grade", "year"],
	hide_name_column: true,
	get_indicator(doc) {
		const colour = doc.status === "Confirmed" ? "green" : "orange";
		return [healthtalk.word(doc.status, "Ethics Appraisal"), colour, `status,=,${doc.status}`];
	},
	onload: () => healthtalk.name_options("Ethics Appraisal"),
};

frappe.listview_settings["Appraisal Scheme"] = {
	add_fields: ["enabled"],
	hide_name_column: true,

	get_indicator(doc) {
		return doc.enabled
			? [__("In Use", null, "Appraisal Scheme"), "green", "enabled,=,1"]
			: [__("Not in Use"), "gray", "enabled,=,0"];
	},

	onload() {
		healthtalk.name_options("Appraisal Scheme");
	},
};

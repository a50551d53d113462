frappe.listview_settings["Talk Venue"] = {
	add_fields: ["active", "kind", "prescribed_name"],
	hide_name_column: true,
	get_indicator(doc) {
		const kind = __(doc.kind, null, "Talk Venue");
		return doc.active ? [kind, "green", "active,=,1"] : [__("Closed", null, "Talk Venue"), "gray", "active,=,0"];
	},

	onload() {
		healthtalk.name_options("Talk Venue");
	},
};

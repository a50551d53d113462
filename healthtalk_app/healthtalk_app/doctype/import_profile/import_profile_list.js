frappe.listview_settings["Import Profile"] = {
	add_fields: ["enabled", "channel"],
	hide_name_column: true,
	get_indicator(doc) {
		return doc.enabled ? [__("Enabled"), "green", "enabled,=,1"] : [__("Disabled"), "gray", "enabled,=,0"];
	},

	onload() {
		healthtalk.name_options("Import Profile");
	},
};

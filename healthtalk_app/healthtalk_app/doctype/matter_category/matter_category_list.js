frappe.listview_settings["Matter Category"] = {
	add_fields: ["enabled", "is_integrity", "is_group"],
	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (doc.is_integrity) return [__("Integrity Breach"), "red", "is_integrity,=,1"];
		return [__("Enabled"), "green", "enabled,=,1"];
	},

	onload() {
		healthtalk.name_options("Matter Category");
	},
};

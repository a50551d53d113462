frappe.listview_settings["Data Source"] = {
	get_indicator(doc) {
		return doc.active
			? [__("Active", null, "Data Source"), "green", "active,=,1"]
			: [__("Switched Off"), "gray", "active,=,0"];
	},
};

frappe.listview_settings["Shipped Record"] = {
	add_fields: ["state", "newer_available", "record_name", "record_doctype"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { "As Shipped": "green", Edited: "blue", "Switched Off": "gray", Deleted: "gray" };
		if (doc.newer_available) return [__("Newer Version Available"), "orange", "newer_available,=,1"];
		return [__(doc.state, null, "Shipped Record"), colours[doc.state], `state,=,${doc.state}`];
	},

	onload() {
		healthtalk.name_options("Shipped Record");
	},
};

frappe.listview_settings["Campaign Extension"] = {
	hide_name_column: true,

	onload() {
		healthtalk.name_options("Campaign Extension");
	},
};

frappe.listview_settings["Information Task"] = {
	hide_name_column: true,

	onload() {
		healthtalk.name_options("Information Task");
	},
};

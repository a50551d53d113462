frappe.listview_settings["Publicity Points"] = {
	hide_name_column: true,

	onload() {
		healthtalk.name_options("Publicity Points");
	},
};

frappe.listview_settings["Task Template"] = {
	hide_name_column: true,

	onload() {
		healthtalk.name_options("Task Template");
	},
};

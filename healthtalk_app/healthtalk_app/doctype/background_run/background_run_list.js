frappe.listview_settings["Background Run"] = {
	add_fields: ["status", "dry_run"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Waiting: "gray", Running: "blue", Finished: "green", Failed: "red" };
		return [__(doc.status, null, "Background Run"), colours[doc.status], `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Background Run");
	},
};

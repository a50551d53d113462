frappe.listview_settings["Publicity Item"] = {
	add_fields: ["status", "points"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = { Registered: "orange", Confirmed: "green", "Not Counted": "gray" };
		return [healthtalk.word(doc.status, "Publicity Item"), colours[doc.status], `status,=,${doc.status}`];
	},

	async onload(list) {
		healthtalk.name_options("Publicity Item");
		if (!(await frappe.xcall("healthtalk_app.api.publicity.may_decide", {}, "GET"))) return;
		const decide = async (method, more = {}) => {
			const names = list.get_checked_items(true);
			const count = await frappe.xcall(`healthtalk_app.api.publicity.${method}`, { names, ...more });
			frappe.show_alert({ message: __("{0} items decided", [count]), indicator: "green" });
			list.clear_checked_items();
			list.refresh();
		};
		list.page.add_actions_menu_item(__("Confirm Items"), () => decide("confirm"));
		list.page.add_actions_menu_item(__("Does Not Count"), () =>
			healthtalk.ask_reason(__("Does Not Count"), __("Why It Does Not Count"), (reason) => decide("leave_out", { reason }))
		);
	},
};

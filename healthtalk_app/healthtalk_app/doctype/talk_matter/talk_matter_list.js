frappe.listview_settings["Talk Matter"] = {
	add_fields: ["status", "ring", "workflow_state", "resolution_due_at", "paused_since", "lead_unit", "number"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		return healthtalk.indicator({ ...doc, doctype: "Talk Matter" }, "resolution_due_at", true);
	},

	onload(listview) {
		healthtalk.name_options("Talk Matter");
		listview.page.add_inner_button(__("Board by Ring"), () =>
			frappe.set_route("List", "Talk Matter", "Kanban", "说听商办评")
		);
		if (healthtalk.has_role("Unit Officer", "Unit Leader", "Discipline Officer", "Healthtalk Administrator")) {
			listview.page.add_menu_item(__("Record Accusation"), () =>
				healthtalk.accusation_dialog(null, __("Record Accusation"))
			);
		}
	},
};

healthtalk.hold_cards("Talk Matter");
healthtalk.name_options("Talk Matter");

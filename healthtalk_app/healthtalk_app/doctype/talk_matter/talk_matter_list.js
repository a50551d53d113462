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

// A matter goes on by its steps, with their evidence: on the board by rings its card opens, but cannot be
// dragged into another ring. The board starts a drag with these events; a click is none of them.
for (const event of ["pointerdown", "mousedown", "touchstart"]) {
	document.addEventListener(
		event,
		(e) => {
			const [view, doctype, kind] = frappe.get_route();
			const on_board = view === "List" && doctype === "Talk Matter" && kind === "Kanban";
			if (on_board && e.target.closest(".kanban-card-wrapper")) e.stopPropagation();
		},
		true
	);
}
healthtalk.name_options("Talk Matter");

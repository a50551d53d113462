frappe.ui.form.on("Health Unit", {
	setup(frm) {
		frm.set_query("parent_health_unit", () => ({ filters: { is_group: 1 } }));
		frm.set_query("successor", healthtalk.open_units);
		frm.set_query("party_organisation", () => ({ filters: { kind: "Party Committee" } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Matters", null, "Talk Matter"), () =>
			frappe.set_route("List", "Talk Matter", { lead_unit: frm.docname })
		);
		frm.add_custom_button(__("Talks"), () => frappe.set_route("List", "Talk Session", { unit: frm.docname }));
	},

	valid_to(frm) {
		if (!frm.doc.valid_to) return;
		frappe.show_alert({
			message: __("On that day the open work of this unit moves to the successor."),
			indicator: "orange",
		});
	},
});

frappe.ui.form.on("Conduct Campaign", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("unit", "units", healthtalk.open_units);
		frm.set_query("unit", "members", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		if (frm.is_new() || frm.doc.status === "Draft") return;
		frm.add_custom_button(__("Progress", null, "Conduct Campaign"), () =>
			frappe.set_route("query-report", "Campaign Progress", { campaign: frm.docname })
		);
		frm.add_custom_button(__("Extensions", null, "Conduct Campaign"), () =>
			frappe.set_route("List", "Campaign Extension", { campaign: frm.docname })
		);
		frm.add_custom_button(__("Tasks", null, "Conduct Campaign"), () =>
			frappe.set_route("List", "Unit Task", { campaign: frm.docname })
		);
	},
});

frappe.ui.form.on("Accountability Record", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
	},
});

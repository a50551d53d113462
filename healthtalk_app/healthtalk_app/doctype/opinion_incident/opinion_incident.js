frappe.ui.form.on("Opinion Incident", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		for (const fieldname of ["unit", "reported_to"]) frm.set_query(fieldname, healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
	},
});

frappe.ui.form.on("Talk Venue", {
	setup(frm) {
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},
});

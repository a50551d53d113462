frappe.ui.form.on("Information Task", {
	setup(frm) {
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.year) frm.set_value("year", Number(frappe.datetime.get_today().slice(0, 4)));
	},
});

frappe.ui.form.on("Unit Task", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		frm.set_df_property("figures", "cannot_add_rows", 1);
		frm.set_df_property("figures", "cannot_delete_rows", 1);
		if (frm.doc.status === "Returned" && frm.doc.review_note) {
			frm.set_intro(__("Sent back: {0}", [healthtalk.esc(frm.doc.review_note)]), "red");
		}
	},
});

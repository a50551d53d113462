frappe.ui.form.on("Public Evaluation", {
	refresh(frm) {
		if (frm.is_new() || !(frm.doc.rater_name || frm.doc.rater_phone)) return;
		frm.add_custom_button(__("Show Identity"), () =>
			healthtalk.identity_dialog(frm.doctype, frm.docname, __("Show Identity"))
		);
	},
});

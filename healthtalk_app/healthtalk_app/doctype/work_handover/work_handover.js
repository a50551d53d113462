frappe.ui.form.on("Work Handover", {
	refresh(frm) {
		if (!frm.is_new()) return;
		frm.set_intro(
			__("Saving moves all open work of the first user in this unit to the second, in one logged action."),
			"blue"
		);
	},
});

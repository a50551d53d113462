frappe.ui.form.on("Publicity Item", {
	setup(frm) {
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	async refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.status === "Not Counted") {
			frm.set_intro(__("Does not count: {0}", [healthtalk.esc(frm.doc.decision_reason)]), "orange");
		}
		if (!(await frappe.xcall("healthtalk_app.api.publicity.may_decide", {}, "GET"))) return;
		const decide = async (method, more = {}) => {
			if (frm.is_dirty()) await frm.save();
			await frappe.xcall(`healthtalk_app.api.publicity.${method}`, { names: [frm.docname], ...more });
			frm.reload_doc();
		};
		if (frm.doc.status === "Registered") {
			frm.add_custom_button(__("Confirm Item"), () => decide("confirm")).addClass("btn-primary");
			frm.add_custom_button(__("Does Not Count"), () =>
				healthtalk.ask_reason(__("Does Not Count"), __("Why It Does Not Count"), (reason) =>
					decide("leave_out", { reason })
				)
			);
		} else {
			frm.add_custom_button(__("Take the Decision Back"), () => decide("take_back"));
		}
	},
});

frappe.ui.form.on("Self Check", {
	setup(frm) {
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		const handed_in = frm.doc.status !== "Draft";
		frm.set_df_property("problems", "read_only", handed_in ? 1 : 0);
		if (frm.is_new() || handed_in || !frm.perm[0]?.write) return;
		frm.add_custom_button(__("Hand In"), async () => {
			if (frm.is_dirty()) await frm.save();
			const count = await frappe.xcall("healthtalk_app.api.self_check.hand_in", { name: frm.docname });
			frappe.show_alert({ message: __("{0} rectifications were opened.", [count]), indicator: "green" });
			frm.reload_doc();
		}).addClass("btn-primary");
	},
});

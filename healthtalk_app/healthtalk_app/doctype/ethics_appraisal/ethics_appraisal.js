frappe.ui.form.on("Ethics Appraisal", {
	onload(frm) {
		if (frm.is_new() && !frm.doc.year) frm.set_value("year", Number(frappe.datetime.get_today().slice(0, 4)));
	},

	refresh(frm) {
		if (frm.is_new()) {
			frm.set_intro(__("Choose the person and the year, and save: the year's records are drawn."), "blue");
			return;
		}
		const { doc } = frm;
		const confirmed = doc.status === "Confirmed";
		if (confirmed) frm.disable_save();
		if (!confirmed && doc.ceiling_reason) {
			frm.set_intro(
				__("At most {0}: {1}", [healthtalk.word(doc.ceiling, doc.doctype), healthtalk.esc(doc.ceiling_reason)]),
				"orange"
			);
		}
		if (!frm.perm[0]?.write) return;
		if (!confirmed) {
			frm.add_custom_button(__("Draw Again"), () => frm.events.step(frm, "draw_again"));
			frm.add_custom_button(__("Confirm", null, "Ethics Appraisal"), () =>
				frm.events.step(frm, "confirm")
			).addClass("btn-primary");
			return;
		}
		if (!doc.exported_at) {
			frm.add_custom_button(__("Enter in the Personnel File"), () => frm.events.step(frm, "enter_in_file"));
		}
		frm.add_custom_button(__("Open Again"), () =>
			healthtalk.dialog({
				title: __("Open Again"),
				fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
				submit: (values) => frm.events.step(frm, "open_again", values),
			})
		);
	},

	async step(frm, method, values = {}) {
		if (frm.is_dirty()) await frm.save();
		await frappe.xcall(`healthtalk_app.api.ethics.${method}`, { name: frm.docname, ...values });
		await frm.reload_doc();
	},
});

frappe.ui.form.on("Shipped Record", {
	refresh(frm) {
		frm.set_intro(frm.doc.__onload?.message || "", frm.doc.newer_available ? "orange" : "blue");
		frm.disable_save();
		frm.add_custom_button(__("Open Record"), () =>
			frappe.set_route("Form", frm.doc.record_doctype, frm.doc.record_name)
		);
		frm.add_custom_button(__("Reset", null, "Shipped Record"), () =>
			frappe.confirm(
				__("Take the shipped version of {0} {1}? What was edited there is lost.", [
					__(frm.doc.record_doctype),
					frm.doc.record_name.bold(),
				]),
				async () => {
					await frappe.xcall("healthtalk_app.healthtalk_app.doctype.shipped_record.shipped_record.reset", {
						name: frm.docname,
					});
					frappe.show_alert({ message: __("The shipped version is in force."), indicator: "green" });
					frm.reload_doc();
				}
			)
		);
	},
});

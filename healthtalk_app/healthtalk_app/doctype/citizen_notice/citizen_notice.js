// A notice is a record; a failed one can be sent once more.
frappe.ui.form.on("Citizen Notice", {
	refresh(frm) {
		frm.disable_save();
		if (!["Failed", "Not Sent"].includes(frm.doc.status)) return;
		frm.add_custom_button(__("Send Again"), async () => {
			await frappe.xcall("healthtalk_app.api.citizen_notice.send_again", { name: frm.docname });
			frm.reload_doc();
		});
	},
});

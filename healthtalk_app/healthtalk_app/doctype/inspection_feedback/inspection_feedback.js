frappe.ui.form.on("Inspection Feedback", {
	refresh(frm) {
		if (frm.doc.answered_at) return;
		frm.add_custom_button(__("Answer", null, "Inspection Feedback"), () => {
			const dialog = new frappe.ui.Dialog({
				title: __("Answer to the Feedback Letter"),
				fields: [
					{
						fieldname: "text",
						fieldtype: "Text",
						label: __("Answer", null, "Inspection Feedback"),
						reqd: 1,
					},
					{
						fieldname: "by",
						fieldtype: "Data",
						label: __("Answered By", null, "Inspection Feedback"),
						description: __("Who answers for the unit; your own name if blank"),
					},
				],
				primary_action_label: __("Answer", null, "Inspection Feedback"),
				async primary_action(values) {
					await frappe.xcall("healthtalk_app.api.inspection.answer", { letter: frm.doc.name, ...values });
					dialog.hide();
					frm.reload_doc();
				},
			});
			dialog.show();
		}).addClass("btn-primary");
	},
});

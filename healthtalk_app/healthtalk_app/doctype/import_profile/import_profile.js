frappe.ui.form.on("Import Profile", {
	refresh(frm) {
		if (frm.is_new() || !frm.doc.enabled) return;
		frm.add_custom_button(__("Import a File"), () => frm.events.ask_for_file(frm)).addClass("btn-primary");
	},

	// The file is uploaded first; what is wrong with it at first sight is told before anything starts.
	ask_for_file(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Import a File"),
			fields: [
				{
					fieldname: "file_url",
					fieldtype: "Attach",
					label: __("File"),
					reqd: 1,
					description: __("xlsx or csv, with the headings of this profile"),
					options: { restrictions: { allowed_file_types: [".xlsx", ".xls", ".csv"] }, make_attachments_public: 0 },
				},
				{
					fieldname: "dry_run",
					fieldtype: "Check",
					label: __("Trial Only", null, "Background Run"),
					default: 1,
					description: __("Nothing is written; the result shows what would be"),
				},
			],
			primary_action_label: __("Start"),
			async primary_action({ file_url, dry_run }) {
				const run = await frappe.xcall("healthtalk_app.api.intake.start", {
					profile: frm.docname,
					file_url,
					dry_run,
				});
				dialog.hide();
				frappe.set_route("Form", "Background Run", run);
			},
		});
		dialog.show();
	},
});

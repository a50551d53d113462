frappe.ui.form.on("Commendation Round", {
	setup(frm) {
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("user", "jury", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.unit) frm.set_value("unit", frappe.boot.healthtalk_unit);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const { doc } = frm;
		frm.add_custom_button(__("Nominate"), () => frappe.new_doc("Commendation", { round: frm.docname }));
		frm.add_custom_button(__("Award List"), () =>
			frappe.set_route("query-report", "Award List", { round: frm.docname })
		);
		if (doc.public_vote) {
			frm.add_custom_button(__("Address of the Vote"), async () => {
				const address = await frappe.xcall("healthtalk_app.api.commendation.vote_address", { name: frm.docname });
				frappe.utils.copy_to_clipboard(address);
				frappe.msgprint(healthtalk.esc(address));
			});
		}
		const today = frappe.datetime.get_today();
		if (doc.public_vote && doc.vote_from <= today && today <= doc.vote_to) {
			frm.add_custom_button(__("Vote"), () => frm.events.vote(frm)).addClass("btn-primary");
		}
	},

	async vote(frm) {
		const found = await frappe.xcall("healthtalk_app.api.commendation.nominees", { name: frm.docname });
		const open = found.filter((row) => !row.voted);
		if (!open.length) return frappe.msgprint(__("There is nobody for whom you have not voted."));
		healthtalk.dialog({
			title: __("Vote"),
			primary_label: __("Vote"),
			fields: [
				{
					fieldname: "nominee",
					fieldtype: "Select",
					label: __("Nominee", null, "Commendation"),
					options: open.map((row) => ({ value: row.name, label: `${row.unit_name} · ${row.title}` })),
					reqd: 1,
					description: __("Unsigned: neither your name nor the day is kept. What was sent cannot be changed."),
				},
			],
			submit: async (values) => {
				await frappe.xcall("healthtalk_app.api.commendation.vote", values);
				frappe.show_alert({ message: __("Thank you, your vote is counted."), indicator: "green" });
			},
		});
	},
});

// Key and callback of another system: each secret is shown once, when it is made.
frappe.ui.form.on("Data Source", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("New Key"), () => {
			const question = frm.doc.key_id
				? __("The key that the other system has now will be worth nothing. Go on?")
				: __("Make a key for this source?");
			frappe.confirm(question, async () => {
				const key = await frappe.xcall("healthtalk_app.api.data_source.new_key", { name: frm.docname });
				show_once(__("Key"), key);
				frm.reload_doc();
			});
		});
		frm.add_custom_button(__("Set Up Callback"), () => {
			const field = { fieldname: "address", fieldtype: "Data", label: __("Address"), reqd: 1 };
			frappe.prompt({ ...field, description: "https://…" }, async ({ address }) => {
				const made = await frappe.xcall("healthtalk_app.api.data_source.set_up_callback", {
					name: frm.docname,
					address,
				});
				show_once(__("Secret of the Signature"), made.secret);
			});
		});
	},
});

function show_once(title, secret) {
	frappe.msgprint({
		title,
		message: `<p>${__("Copy it now: it is not shown again.")}</p>
			<pre>${frappe.utils.escape_html(secret)}</pre>`,
	});
}

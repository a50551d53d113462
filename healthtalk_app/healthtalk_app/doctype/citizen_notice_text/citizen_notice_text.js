// The preview fills the text with a sample matter while it is being written.
frappe.ui.form.on("Citizen Notice Text", {
	refresh: show_preview,
	subject: show_preview,
	text: show_preview,
	closed_text: show_preview,
});

async function show_preview(frm) {
	const { subject, text, closed_text } = frm.doc;
	const shown = await frappe.xcall("healthtalk_app.api.citizen_notice.preview", {
		subject: subject || "",
		text: text || "",
		closed_text: closed_text || "",
	});
	const part = (label, key) =>
		shown[key]
			? `<p><b>${label}</b> <span class="text-muted">${__("{0} characters", [shown.lengths[key]])}</span><br>
				${frappe.utils.escape_html(shown[key])}</p>`
			: "";
	frm.get_field("preview").$wrapper.html(
		part(__("Subject of the Mail"), "subject") +
			part(__("Named"), "text") +
			part(__("Confidential"), "closed_text")
	);
}

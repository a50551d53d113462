frappe.ui.form.on("Study Record", {
	setup(frm) {
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		if (frm.is_new() || !frm.perm[0]?.write) return;
		if (frm.doc.study_date === frappe.datetime.get_today() && !frm.doc.cancelled) {
			frm.add_custom_button(__("Show Sign-in Code"), () => show_sign_in(frm));
		}
		frm.add_custom_button(__("Add the Unit's Staff"), () => add_staff(frm));
		if (frm.doc.attendees?.some((row) => !row.state) && frm.doc.study_date <= frappe.datetime.get_today()) {
			frm.add_custom_button(__("Mark the Rest as Absent"), () => mark_rest(frm));
		}
	},
});

// What is shown on the screen of the room: scan, then the six digits for who has no account.
async function show_sign_in(frm) {
	if (frm.is_dirty()) await frm.save();
	const sheet = await frappe.xcall("healthtalk_app.api.study.sign_in_sheet", { name: frm.docname });
	const digits = `${sheet.day_code.slice(0, 3)} ${sheet.day_code.slice(3)}`;
	const dialog = new frappe.ui.Dialog({ title: __("Sign-in"), size: "large" });
	dialog.$body.html(`<div class="text-center" style="padding: var(--padding-lg)">
		<h3>${healthtalk.esc(sheet.topic)}</h3>
		<div style="max-width: 320px; margin: var(--margin-md) auto">${sheet.picture}</div>
		<p>${healthtalk.esc(__("Code of the day, for who signs in by name"))}</p>
		<p style="font-size: 3rem; letter-spacing: .2em">${digits}</p>
	</div>`);
	dialog.$body.find("img").css("width", "100%");
	dialog.on_hide = () => frm.reload_doc();
	dialog.show();
}

async function add_staff(frm) {
	if (frm.is_dirty()) await frm.save();
	const people = await frappe.xcall("healthtalk_app.api.study.staff", { name: frm.docname });
	if (!people.length) {
		frappe.show_alert({ message: __("No further employee of this unit is known."), indicator: "orange" });
		return;
	}
	for (const person of people) frm.add_child("attendees", person);
	frm.refresh_field("attendees");
	frm.dirty();
}

function mark_rest(frm) {
	for (const row of frm.doc.attendees.filter((one) => !one.state)) {
		frappe.model.set_value(row.doctype, row.name, "state", "Absent");
	}
}

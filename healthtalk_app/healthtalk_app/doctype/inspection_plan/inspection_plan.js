const API = "healthtalk_app.api.inspection_plan.";

// What the plan waits for, in a sentence.
const next = (status) =>
	({
		Draft: __("The plan can be changed. Sealing fixes who is due and who may be sent, and shows the digest."),
		Sealed: __("Units, inspectors and the seed are fixed. Read the digest aloud before the draw."),
		Drawn: __("Drawn. Make the inspections; publish the draw when all visits have begun."),
		Published: __("Every unit can repeat this draw from the seed."),
	})[status];

frappe.ui.form.on("Inspection Plan", {
	setup(frm) {
		frm.set_query("template", () => ({ filters: { enabled: 1 } }));
		frm.set_query("user", "inspectors", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		for (const field of ["unit", "area"]) frm.set_query(field, healthtalk.open_units);
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.unit) frm.set_value("unit", frappe.boot.healthtalk_unit);
	},

	refresh(frm) {
		const { status } = frm.doc;
		if (frm.is_new()) return;
		if (next(status)) frm.set_intro(next(status), status === "Published" ? "green" : "blue");
		if (status !== "Draft") frm.disable_save();
		if (!frm.perm[0]?.write) return;
		const waiting = frm.doc.units.some((row) => row.team && !row.inspection);
		if (status === "Draft") frm.events.step(frm, __("Seal the Seed"), "seal");
		if (status === "Sealed") {
			frm.add_custom_button(__("Draw"), () => frm.events.draw(frm)).addClass("btn-primary");
		}
		if (status === "Drawn" && waiting) frm.events.step(frm, __("Make Inspections"), "make_inspections");
		if (status === "Drawn" && !waiting && frm.doc.kind !== "Mystery") {
			frm.events.step(frm, __("Publish the Draw"), "publish");
		}
		const made = frm.doc.units.some((row) => row.inspection);
		if (made) {
			frm.add_custom_button(__("Inspections"), () =>
				frappe.set_route("List", "Inspection", { plan: frm.docname })
			);
		} else if (
			["Draft", "Sealed"].includes(status) ||
			(status === "Drawn" && frm.doc.drawn_by !== frappe.session.user)
		) {
			frm.add_custom_button(__("Cancel Plan"), () => frm.events.cancel(frm));
		}
	},

	step(frm, label, method) {
		const act = async () => {
			if (frm.is_dirty()) await frm.save();
			await frappe.xcall(API + method, { name: frm.docname });
			await frm.reload_doc();
		};
		frm.add_custom_button(label, act).addClass("btn-primary");
	},

	draw(frm) {
		healthtalk.dialog({
			title: __("Draw"),
			fields: [
				{
					fieldname: "said",
					fieldtype: "Data",
					label: __("Words of a Witness", null, "Inspection Plan"),
					description: __("Something that nobody could know before: a number called out, the result of a lottery."),
				},
				{ fieldname: "witness", fieldtype: "Data", label: __("Witness", null, "Inspection Plan") },
			],
			submit: async (values) => {
				await frappe.xcall(`${API}draw`, { name: frm.docname, ...values });
				await frm.reload_doc();
			},
		});
	},

	cancel(frm) {
		healthtalk.dialog({
			title: __("Cancel Plan"),
			fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
			submit: async (values) => {
				await frappe.xcall(`${API}cancel`, { name: frm.docname, ...values });
				await frm.reload_doc();
			},
		});
	},
});

frappe.listview_settings["Inspection Feedback"] = {
	add_fields: ["grade", "answered_at", "answer_by"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Excellent: "green", Good: "blue", Qualified: "orange", Unqualified: "red" };
		const grade = healthtalk.word(doc.grade, "Inspection Feedback");
		const answered = doc.answered_at ? "" : ` · ${__("Not answered yet")}`;
		return [`${grade}${answered}`, colours[doc.grade] || "gray", `grade,=,${doc.grade}`];
	},

	onload() {
		healthtalk.name_options("Inspection Feedback");
	},
};

frappe.views.calendar["Talk Session"] = {
	field_map: {
		start: "planned_start",
		end: "planned_end",
		id: "name",
		title: "title",
		status: "status",
	},
	style_map: {
		Planned: "info",
		Prepared: "standard",
		Held: "warning",
		"Following Up": "warning",
		Closed: "success",
		Cancelled: "danger",
	},
	order_by: "planned_start",
	filters: [
		{ fieldtype: "Link", fieldname: "unit", options: "Health Unit", label: __("Organiser", null, "Talk Session") },
	],
	get_events_method: "healthtalk_app.api.desk.calendar",
};

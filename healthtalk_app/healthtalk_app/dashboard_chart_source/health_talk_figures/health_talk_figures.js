frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Health Talk Figures"] = {
	method: "healthtalk_app.api.figures.chart",
	filters: [{ fieldname: "figures", fieldtype: "Data", label: __("Figures"), reqd: 1 }],
};

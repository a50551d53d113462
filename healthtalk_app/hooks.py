"""Wiring only: which of our functions the platform calls, and when."""

from healthtalk_app import __version__

app_name = "healthtalk_app"
# the platform shows it as it stands, and version 16 finds the app's icon on the desktop by it
app_title = "健康说事"
app_publisher = "Health Talk founders"
app_description = "Public talks of health bureaus and hospital groups, from what was said to how it was rated"
app_email = "healthtalk@example.org"
app_license = "gpl-3.0"
# With the owner named, the platform does not ask GitHub whose app it is: sites without internet install too.
required_apps = ["frappe/erpnext"]
export_python_type_annotations = True

# --- Set-up and removal (setup/) ---
# Roles come with the sync of DocTypes, so what was there before is looked at first; the rest is set up last.
before_install = "healthtalk_app.setup.install.before_install"
after_sync = "healthtalk_app.setup.install.after_sync"
before_migrate = "healthtalk_app.setup.install.before_migrate"
after_migrate = "healthtalk_app.setup.install.after_migrate"
before_uninstall = "healthtalk_app.setup.uninstall.before_uninstall"
after_uninstall = "healthtalk_app.setup.uninstall.after_uninstall"

# --- Documents of the platform that our rules watch ---
doc_events = {
	"Workflow": {
		"validate": "healthtalk_app.services.steps.workflows.check_workflow",
		"on_trash": "healthtalk_app.services.steps.workflows.check_removal",
	},
	"User Permission": {
		"on_update": "healthtalk_app.permissions.clear_tree_cache",
		"on_trash": "healthtalk_app.permissions.clear_tree_cache",
	},
	"Translation": {
		"on_update": "healthtalk_app.api.language.withdraw",
		"on_trash": "healthtalk_app.api.language.withdraw",
	},
	("Talk Matter", "Public Submission"): {
		"on_update": "healthtalk_app.permissions.references.withdraw_shares"
	},
	(
		"Talk Session",
		"Talk Matter",
		"Referral Slip",
		"Dispute Mediation",
		"Opinion Incident",
		"Public Commitment",
		"Rectification",
		"Inspection",
		"Inspection Feedback",
		"Conduct Campaign",
		"Work Summary",
		"Unit Task",
		"Call Back",
		"Public Submission",
		"Public Evaluation",
		"Accountability Record",
		"Unit Appraisal",
		"Demerit Record",
		"Commendation",
		"Commendation Round",
		"Ethics Appraisal",
		"Study Record",
		"Publicity Item",
		"Self Check",
	): {
		"before_print": "healthtalk_app.permissions.references.hide_printed_titles",
	},
	"Personal Data Deletion Request": {
		"on_update": "healthtalk_app.services.records.personal_data.follow_request"
	},
	"Auto Email Report": {"validate": "healthtalk_app.permissions.mailed.check_mailed_report"},
	("Employee", "Health Unit", "User"): {"on_trash": "healthtalk_app.permissions.outlets.refuse_removal"},
	"DocShare": {"validate": "healthtalk_app.permissions.references.refuse_share"},
	(
		"Comment",
		"Communication",
		"DocShare",
		"Document Follow",
		"File",
		"Reminder",
		"Tag Link",
		"ToDo",
	): {"before_insert": "healthtalk_app.services.inspections.visitors.guard_note"},
	"Comment": {"on_update": "healthtalk_app.permissions.references.keep_apart"},
	"ToDo": {"on_update": "healthtalk_app.permissions.references.keep_apart"},
	"Tag Link": {"after_insert": "healthtalk_app.permissions.references.keep_apart"},
	"File": {
		"before_validate": [
			"healthtalk_app.permissions.files.guard_file",
			"healthtalk_app.services.inspections.visitors.guard_note",
		]
	},
	"Webhook": {"validate": "healthtalk_app.services.partners.callbacks.check_webhook"},
	"Error Log": {"before_insert": "healthtalk_app.services.records.error_logs.leave_out_values"},
	"SMS Log": {"before_insert": "healthtalk_app.services.notifying.notice_delivery.empty_sms_log"},
	(
		"Case Party",
		"Case Clock",
		"Clock Pause",
		"Clock Extension",
		"Matter Accused",
		"Matter Recusal",
		"Petition Material",
		"Petition Opinion",
		"Petition Paper",
		"Session Organiser",
		"Session Participant",
		"Session Topic",
		"Session Matter",
		"Slip Hop",
		"Rectification Round",
		"Inspection Member",
		"Inspection Item",
		"Inspection Finding",
		"Call Attempt",
		"Evaluation Item",
		"Hot Topic Matter",
		"Inspection Plan Inspector",
		"Inspection Plan Unit",
		"Dispute Mediator",
		"Incident Source",
		"Incident Release",
		"Incident Matter",
		"Incident Step",
		"Dispute Department",
		"Survey Question",
		"Survey Sample",
		"Campaign Content Area",
		"Campaign Phase",
		"Campaign Deliverable",
		"Campaign Figure",
		"Campaign Unit",
		"Campaign Member",
		"Unit Task Value",
		"Work Summary Paragraph",
		"Work Summary Figure",
		"Commitment Measure",
		"Commitment Progress",
		"Accountability Cause",
		"Commendation Juror",
		"Commendation Score",
		"Commendation Finding",
		"Ethics Appraisal Item",
		"Employee Ethics Grade",
		"Study Attendee",
		"Self Check Problem",
		"Appraisal Row",
		"Appraisal Veto",
		"Use of Result",
		"Appraisal Indicator",
		"Duty",
		"Former Unit Name",
		"Import Column",
		"Import Value",
		"Inspection Template Item",
		"Template Phase",
		"Work Calendar Day",
	): {
		"before_validate": "healthtalk_app.permissions.references.refuse_single_row",
		"on_trash": "healthtalk_app.permissions.references.refuse_single_row",
	},
}

# --- Rows: who sees what (permissions/) ---
before_request = [
	"healthtalk_app.permissions.requests.guard_request",
	"healthtalk_app.api.checks.check_request",
]
auth_hooks = [
	"healthtalk_app.api.language.lend",
	"healthtalk_app.permissions.named.guard_documents",
	"healthtalk_app.permissions.requests.guard_levels",
]
after_request = [
	"healthtalk_app.api.partner_requests.shape_failure",
	"healthtalk_app.api.answers.explain_failure",
	"healthtalk_app.api.public.finish",
	"healthtalk_app.permissions.files.guard_download",
]
before_write_file = "healthtalk_app.services.records.disk_room.require_room"
permission_query_conditions = {
	"Talk Session": "healthtalk_app.permissions.query_conditions",
	"Talk Matter": "healthtalk_app.permissions.query_conditions",
	"Referral Slip": "healthtalk_app.permissions.query_conditions",
	"Dispute Mediation": "healthtalk_app.permissions.query_conditions",
	"Opinion Incident": "healthtalk_app.permissions.query_conditions",
	"Public Submission": "healthtalk_app.permissions.query_conditions",
	"Rectification": "healthtalk_app.permissions.query_conditions",
	"Inspection": "healthtalk_app.permissions.query_conditions",
	"Inspection Feedback": "healthtalk_app.permissions.query_conditions",
	"Call Back": "healthtalk_app.permissions.query_conditions",
	"Public Evaluation": "healthtalk_app.permissions.query_conditions",
	"Case Event": "healthtalk_app.permissions.query_conditions",
	"Identity Access": "healthtalk_app.permissions.query_conditions",
	"Document Number": "healthtalk_app.permissions.query_conditions",
	"Work Handover": "healthtalk_app.permissions.query_conditions",
	"Protected Identity": "healthtalk_app.permissions.query_conditions",
	"Background Run": "healthtalk_app.permissions.query_conditions",
	"Import Row": "healthtalk_app.permissions.query_conditions",
	"Hot Topic": "healthtalk_app.permissions.query_conditions",
	"Hot Topic Matter": "healthtalk_app.permissions.query_conditions",
	"Inspection Plan": "healthtalk_app.permissions.query_conditions",
	"Inspection Plan Inspector": "healthtalk_app.permissions.query_conditions",
	"Inspection Plan Unit": "healthtalk_app.permissions.query_conditions",
	"Inspection Entry": "healthtalk_app.permissions.query_conditions",
	"Citizen Notice": "healthtalk_app.permissions.query_conditions",
	"Source Message": "healthtalk_app.permissions.query_conditions",
	"Source Change": "healthtalk_app.permissions.query_conditions",
	"Case Party": "healthtalk_app.permissions.query_conditions",
	"Case Clock": "healthtalk_app.permissions.query_conditions",
	"Clock Pause": "healthtalk_app.permissions.query_conditions",
	"Clock Extension": "healthtalk_app.permissions.query_conditions",
	"Matter Accused": "healthtalk_app.permissions.query_conditions",
	"Matter Recusal": "healthtalk_app.permissions.query_conditions",
	"Petition Material": "healthtalk_app.permissions.query_conditions",
	"Petition Opinion": "healthtalk_app.permissions.query_conditions",
	"Petition Paper": "healthtalk_app.permissions.query_conditions",
	"Session Organiser": "healthtalk_app.permissions.query_conditions",
	"Session Participant": "healthtalk_app.permissions.query_conditions",
	"Session Topic": "healthtalk_app.permissions.query_conditions",
	"Session Matter": "healthtalk_app.permissions.query_conditions",
	"Slip Hop": "healthtalk_app.permissions.query_conditions",
	"Rectification Round": "healthtalk_app.permissions.query_conditions",
	"Inspection Member": "healthtalk_app.permissions.query_conditions",
	"Inspection Item": "healthtalk_app.permissions.query_conditions",
	"Inspection Finding": "healthtalk_app.permissions.query_conditions",
	"Call Attempt": "healthtalk_app.permissions.query_conditions",
	"Evaluation Item": "healthtalk_app.permissions.query_conditions",
	"Dispute Mediator": "healthtalk_app.permissions.query_conditions",
	"Incident Source": "healthtalk_app.permissions.query_conditions",
	"Incident Release": "healthtalk_app.permissions.query_conditions",
	"Incident Matter": "healthtalk_app.permissions.query_conditions",
	"Incident Step": "healthtalk_app.permissions.query_conditions",
	"Dispute Department": "healthtalk_app.permissions.query_conditions",
	"Conduct Campaign": "healthtalk_app.permissions.query_conditions",
	"Unit Task": "healthtalk_app.permissions.query_conditions",
	"Campaign Content Area": "healthtalk_app.permissions.query_conditions",
	"Campaign Phase": "healthtalk_app.permissions.query_conditions",
	"Campaign Deliverable": "healthtalk_app.permissions.query_conditions",
	"Campaign Figure": "healthtalk_app.permissions.query_conditions",
	"Campaign Unit": "healthtalk_app.permissions.query_conditions",
	"Campaign Member": "healthtalk_app.permissions.query_conditions",
	"Campaign Extension": "healthtalk_app.permissions.query_conditions",
	"Unit Task Value": "healthtalk_app.permissions.query_conditions",
	"Work Summary": "healthtalk_app.permissions.query_conditions",
	"Work Summary Paragraph": "healthtalk_app.permissions.query_conditions",
	"Work Summary Figure": "healthtalk_app.permissions.query_conditions",
	# what the platform stores about these documents
	"Access Log": "healthtalk_app.permissions.reference_query_conditions",
	"Activity Log": "healthtalk_app.permissions.reference_query_conditions",
	"Comment": "healthtalk_app.permissions.reference_query_conditions",
	"Communication": "healthtalk_app.permissions.reference_query_conditions",
	"Data Import": "healthtalk_app.permissions.reference_query_conditions",
	"Data Import Log": "healthtalk_app.permissions.reference_query_conditions",
	"Deleted Document": "healthtalk_app.permissions.reference_query_conditions",
	"DocShare": "healthtalk_app.permissions.reference_query_conditions",
	"Document Follow": "healthtalk_app.permissions.reference_query_conditions",
	"Document Share Key": "healthtalk_app.permissions.reference_query_conditions",
	"Email Queue": "healthtalk_app.permissions.reference_query_conditions",
	"Energy Point Log": "healthtalk_app.permissions.reference_query_conditions",
	"Error Log": "healthtalk_app.permissions.reference_query_conditions",
	"File": "healthtalk_app.permissions.reference_query_conditions",
	"Integration Request": "healthtalk_app.permissions.reference_query_conditions",
	"Milestone": "healthtalk_app.permissions.reference_query_conditions",
	"Notification Log": "healthtalk_app.permissions.reference_query_conditions",
	"Prepared Report": "healthtalk_app.permissions.reference_query_conditions",
	"Reminder": "healthtalk_app.permissions.reference_query_conditions",
	"Tag Link": "healthtalk_app.permissions.reference_query_conditions",
	"ToDo": "healthtalk_app.permissions.reference_query_conditions",
	"Version": "healthtalk_app.permissions.reference_query_conditions",
	"View Log": "healthtalk_app.permissions.reference_query_conditions",
	"Workflow Action": "healthtalk_app.permissions.reference_query_conditions",
	"Satisfaction Survey": "healthtalk_app.permissions.query_conditions",
	"Study Record": "healthtalk_app.permissions.query_conditions",
	"Study Attendee": "healthtalk_app.permissions.query_conditions",
	"Publicity Item": "healthtalk_app.permissions.query_conditions",
	"Self Check": "healthtalk_app.permissions.query_conditions",
	"Self Check Problem": "healthtalk_app.permissions.query_conditions",
	"Survey Invitation": "healthtalk_app.permissions.query_conditions",
	"Survey Response": "healthtalk_app.permissions.query_conditions",
	"Survey Question": "healthtalk_app.permissions.query_conditions",
	"Survey Sample": "healthtalk_app.permissions.query_conditions",
	"Public Commitment": "healthtalk_app.permissions.query_conditions",
	"Commitment Measure": "healthtalk_app.permissions.query_conditions",
	"Commitment Progress": "healthtalk_app.permissions.query_conditions",
	"Accountability Record": "healthtalk_app.permissions.query_conditions",
	"Demerit Record": "healthtalk_app.permissions.query_conditions",
	"Unit Appraisal": "healthtalk_app.permissions.query_conditions",
	"Appraisal Row": "healthtalk_app.permissions.query_conditions",
	"Appraisal Veto": "healthtalk_app.permissions.query_conditions",
	"Use of Result": "healthtalk_app.permissions.query_conditions",
	"Accountability Cause": "healthtalk_app.permissions.query_conditions",
	"Commendation": "healthtalk_app.permissions.query_conditions",
	"Commendation Round": "healthtalk_app.permissions.query_conditions",
	"Commendation Vote": "healthtalk_app.permissions.query_conditions",
	"Commendation Juror": "healthtalk_app.permissions.query_conditions",
	"Commendation Score": "healthtalk_app.permissions.query_conditions",
	"Commendation Finding": "healthtalk_app.permissions.query_conditions",
	"Ethics Appraisal": "healthtalk_app.permissions.query_conditions",
	"Ethics Appraisal Item": "healthtalk_app.permissions.query_conditions",
	"Employee Ethics Grade": "healthtalk_app.permissions.ethics.grade_conditions",
}
has_permission = {
	"Citizen Notice Text": "healthtalk_app.permissions.keeps",
	"Data Source": "healthtalk_app.permissions.keeps",
	"Deadline Rule": "healthtalk_app.permissions.keeps",
	"Demerit Code": "healthtalk_app.permissions.keeps",
	"Health Unit": "healthtalk_app.permissions.keeps",
	"Import Profile": "healthtalk_app.permissions.keeps",
	"Inspection Template": "healthtalk_app.permissions.keeps",
	"Matter Category": "healthtalk_app.permissions.keeps",
	"Publicity Points": "healthtalk_app.permissions.keeps",
	"Shipped Record": "healthtalk_app.permissions.keeps",
	"Talk Venue": "healthtalk_app.permissions.keeps",
	"Task Template": "healthtalk_app.permissions.keeps",
	"Work Calendar": "healthtalk_app.permissions.keeps",
	"Talk Session": "healthtalk_app.permissions.has_permission",
	"Talk Matter": "healthtalk_app.permissions.has_permission",
	"Referral Slip": "healthtalk_app.permissions.has_permission",
	"Dispute Mediation": "healthtalk_app.permissions.has_permission",
	"Opinion Incident": "healthtalk_app.permissions.has_permission",
	"Public Submission": "healthtalk_app.permissions.has_permission",
	"Rectification": "healthtalk_app.permissions.has_permission",
	"Inspection": "healthtalk_app.permissions.has_permission",
	"Inspection Feedback": "healthtalk_app.permissions.has_permission",
	"Call Back": "healthtalk_app.permissions.has_permission",
	"Public Evaluation": "healthtalk_app.permissions.has_permission",
	"Case Event": "healthtalk_app.permissions.has_permission",
	"Identity Access": "healthtalk_app.permissions.has_permission",
	"Document Number": "healthtalk_app.permissions.has_permission",
	"Work Handover": "healthtalk_app.permissions.has_permission",
	"Protected Identity": "healthtalk_app.permissions.has_permission",
	"Background Run": "healthtalk_app.permissions.has_permission",
	"Import Row": "healthtalk_app.permissions.has_permission",
	"Hot Topic": "healthtalk_app.permissions.has_permission",
	"Conduct Campaign": "healthtalk_app.permissions.has_permission",
	"Unit Task": "healthtalk_app.permissions.has_permission",
	"Work Summary": "healthtalk_app.permissions.has_permission",
	"Campaign Extension": "healthtalk_app.permissions.has_permission",
	"Inspection Plan": "healthtalk_app.permissions.has_permission",
	"Inspection Entry": "healthtalk_app.permissions.has_permission",
	"Citizen Notice": "healthtalk_app.permissions.has_permission",
	"Source Message": "healthtalk_app.permissions.has_permission",
	"Source Change": "healthtalk_app.permissions.has_permission",
	"Access Log": "healthtalk_app.permissions.reference_has_permission",
	"Activity Log": "healthtalk_app.permissions.reference_has_permission",
	"Comment": "healthtalk_app.permissions.reference_has_permission",
	"Communication": "healthtalk_app.permissions.reference_has_permission",
	"Data Import": "healthtalk_app.permissions.reference_has_permission",
	"Data Import Log": "healthtalk_app.permissions.reference_has_permission",
	"Deleted Document": "healthtalk_app.permissions.reference_has_permission",
	"DocShare": "healthtalk_app.permissions.reference_has_permission",
	"Document Follow": "healthtalk_app.permissions.reference_has_permission",
	"Document Share Key": "healthtalk_app.permissions.reference_has_permission",
	"Email Queue": "healthtalk_app.permissions.reference_has_permission",
	"Energy Point Log": "healthtalk_app.permissions.reference_has_permission",
	"Error Log": "healthtalk_app.permissions.reference_has_permission",
	"File": "healthtalk_app.permissions.reference_has_permission",
	"Integration Request": "healthtalk_app.permissions.reference_has_permission",
	"Milestone": "healthtalk_app.permissions.reference_has_permission",
	"Notification Log": "healthtalk_app.permissions.reference_has_permission",
	"Prepared Report": "healthtalk_app.permissions.reference_has_permission",
	"Reminder": "healthtalk_app.permissions.reference_has_permission",
	"Tag Link": "healthtalk_app.permissions.reference_has_permission",
	"ToDo": "healthtalk_app.permissions.reference_has_permission",
	"Version": "healthtalk_app.permissions.reference_has_permission",
	"View Log": "healthtalk_app.permissions.reference_has_permission",
	"Workflow Action": "healthtalk_app.permissions.reference_has_permission",
	"Satisfaction Survey": "healthtalk_app.permissions.has_permission",
	"Public Commitment": "healthtalk_app.permissions.has_permission",
	"Study Record": "healthtalk_app.permissions.has_permission",
	"Publicity Item": "healthtalk_app.permissions.has_permission",
	"Self Check": "healthtalk_app.permissions.has_permission",
	"Survey Invitation": "healthtalk_app.permissions.has_permission",
	"Survey Response": "healthtalk_app.permissions.has_permission",
	"Accountability Record": "healthtalk_app.permissions.has_permission",
	"Demerit Record": "healthtalk_app.permissions.has_permission",
	"Unit Appraisal": "healthtalk_app.permissions.has_permission",
	"Commendation": "healthtalk_app.permissions.has_permission",
	"Commendation Round": "healthtalk_app.permissions.has_permission",
	"Commendation Vote": "healthtalk_app.permissions.has_permission",
	"Ethics Appraisal": "healthtalk_app.permissions.has_permission",
}

# --- Personal data: the platform's requests by the address of an account (services/records/personal_data) ---
user_data_fields = [
	{
		"doctype": "Protected Identity",
		"filter_by": "email",
		"redact_fields": ["full_name", "phone", "id_number", "address"],
	},
]

# --- Mailed reports, with paper and with their user's own rows (printing/mailed_reports.py) ---
override_doctype_class = {"Auto Email Report": "healthtalk_app.printing.mailed_reports.MailedReport"}

# --- Jobs (services/clockwork/sweep.py, services/notifying/digest.py) ---
scheduler_events = {
	"hourly_long": [
		"healthtalk_app.services.clockwork.sweep.sweep",
	],
	"daily": [
		"healthtalk_app.services.organisation.units.close_units_due",
		"healthtalk_app.services.clockwork.sweep.auto_close",
		"healthtalk_app.services.opinion.hot_topics.find_nightly",
		"healthtalk_app.services.notifying.citizen_notice.ask_to_rate",
		"healthtalk_app.services.clockwork.sweep.close_surveys",
		"healthtalk_app.services.campaigns.reminders.remind",
		"healthtalk_app.services.rankings.schedule.publish_due",
		"healthtalk_app.services.clockwork.due_days.remind",
	],
	"monthly": ["healthtalk_app.services.records.access_review.remind"],
	"monthly_long": ["healthtalk_app.services.records.retention.begin"],
	"cron": {
		# before offices open; the job itself knows which days are worked
		"40 7 * * *": ["healthtalk_app.services.notifying.digest.send_digests"],
		"*/5 * * * *": [
			"healthtalk_app.services.runs.resume_stopped",
			"healthtalk_app.services.notifying.notice_delivery.sweep",
		],
	},
}

# --- Desk: assets, apps screen, calendars ---
extend_bootinfo = "healthtalk_app.api.desk.extend_boot"
app_include_js = [
	f"/assets/healthtalk_app/js/{name}.js?v={__version__}"
	for name in (
		"healthtalk",
		"figures",
		"dialog",
		"case_panel",
		"case_steps",
		"case_facilities",
		"case_dialogs",
		"submission",
		"similar",
		"dispute",
		"campaign",
		"incident",
		"accountability",
		"commitment",
		"petition_dialogs",
		"today",
	)
]
app_include_css = [f"/assets/healthtalk_app/css/healthtalk.css?v={__version__}"]
add_to_apps_screen = [
	{
		"name": "healthtalk_app",
		"logo": "/assets/healthtalk_app/images/healthtalk.svg",
		"title": "健康说事",
		"route": "/app/health-talk",
		"has_permission": "healthtalk_app.api.desk.has_app",
	}
]

# --- Public pages (www/healthtalk) ---
page_renderer = [
	"healthtalk_app.www.healthtalk.renderer.PublicPage",
	"healthtalk_app.www.healthtalk.inspecting.InspectingPage",
]

# --- Paper (printing/platform.py) ---
pdf_generator = "healthtalk_app.printing.platform.pdf_generator"
on_print_pdf = "healthtalk_app.printing.platform.forget_generator"
jinja = {
	"methods": [
		"healthtalk_app.printing.platform.healthtalk_form",
		"healthtalk_app.printing.platform.healthtalk_context",
	]
}

# --- Whitelisted methods of the platform that we override ---
override_whitelisted_methods = {
	# paper (printing/platform.py)
	"frappe.utils.print_format.download_pdf": "healthtalk_app.printing.platform.download_pdf",
	"frappe.utils.print_format.download_multi_pdf": "healthtalk_app.printing.platform.download_multi_pdf",
	"frappe.utils.print_format.download_multi_pdf_async": (
		"healthtalk_app.printing.platform.download_multi_pdf_async"
	),
	# permissions (api/overrides.py)
	"frappe.client.get_count": "healthtalk_app.api.overrides.get_count",
	"frappe.core.api.file.unzip_file": "healthtalk_app.api.overrides.unzip_file",
	"frappe.core.doctype.user.user.impersonate": "healthtalk_app.api.overrides.impersonate",
	"frappe.client.validate_link": "healthtalk_app.api.overrides.validate_link",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "healthtalk_app.api.overrides.get_chart",
	"frappe.desk.doctype.tag.tag.add_tag": "healthtalk_app.api.overrides.add_tag",
	"frappe.desk.doctype.tag.tag.add_tags": "healthtalk_app.api.overrides.add_tags",
	"frappe.desk.doctype.tag.tag.get_tagged_docs": "healthtalk_app.api.overrides.get_tagged_docs",
	"frappe.desk.doctype.tag.tag.remove_tag": "healthtalk_app.api.overrides.remove_tag",
	"frappe.desk.form.document_follow.get_follow_users": "healthtalk_app.api.overrides.get_follow_users",
	"frappe.desk.form.load.getdoc": "healthtalk_app.api.overrides.getdoc",
	"frappe.desk.form.load.get_docinfo": "healthtalk_app.api.overrides.get_docinfo",
	"frappe.desk.form.load.get_communications": "healthtalk_app.api.overrides.get_communications",
	"frappe.desk.form.save.savedocs": "healthtalk_app.api.overrides.savedocs",
	"frappe.desk.like.toggle_like": "healthtalk_app.api.overrides.toggle_like",
	"frappe.desk.listview.get_group_by_count": "healthtalk_app.api.overrides.get_group_by_count",
	"frappe.desk.notifications.get_open_count": "healthtalk_app.api.overrides.get_open_count",
	"frappe.desk.reportview.get_count": "healthtalk_app.api.overrides.get_listed_count",
	"frappe.desk.search.get_link_title": "healthtalk_app.api.overrides.get_link_title",
	"frappe.desk.search.search_link": "healthtalk_app.api.overrides.search_link",
	"frappe.desk.search.search_widget": "healthtalk_app.api.overrides.search_widget",
	"frappe.email.relink": "healthtalk_app.api.overrides.relink",
	# version 15 and version 16 (api/viewers.py)
	"frappe.realtime.can_subscribe_doc": "healthtalk_app.api.viewers.can_subscribe_doc",
	"frappe.realtime.has_permission": "healthtalk_app.api.viewers.may_subscribe",
	"frappe.share.get_users": "healthtalk_app.api.overrides.get_users",
	"frappe.utils.global_search.search": "healthtalk_app.api.overrides.search_everything",
	"frappe.utils.file_manager.add_attachments": "healthtalk_app.api.overrides.add_attachments",
	"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": (
		"healthtalk_app.api.overrides.get_state_count"
	),
	# end of permissions
}

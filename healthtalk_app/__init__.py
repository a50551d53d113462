"""HealthTalk (健康说事): public talks, their matters and the oversight around them, for Frappe and ERPNext."""

__version__ = "0.1.0"

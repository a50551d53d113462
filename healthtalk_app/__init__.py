"""HealthTalk (健康说事): public talks, their matters and the oversight around them."""

__version__ = "0.1.0"

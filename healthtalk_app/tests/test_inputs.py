"""What texts may hold: nothing that is fetched from elsewhere (issue 6 of 6, point 6)."""

import frappe

from healthtalk_app.services.inputs import without_loads
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

PICTURE = '<img src="/files/queue.png">'


class TestLoads(HealthTalkTestCase):
	def test_what_would_be_fetched_is_left_out(self) -> None:
		for lure in (
			'<img src="http://evil.example/a.png">',
			"<IMG SRC=//evil.example/a.png>",
			'<img src="/files/../api/method/logout">',
			'<img src="/files/%2e%2e/api/method/logout">',
			'<img src="/files/\\..\\api">',
			'<img src="data:text/html,x">',
			'<img srcset="/files/a.png 1x, http://evil.example/b.png 2x">',
			"<p style=\"background-image:image-set('http://evil.example/x.png' 1x)\">x</p>",
			'<p style="background:url&#40;http://evil.example/x.png)">x</p>',
			'<p style="background:\\75rl(http://evil.example/x.png)">x</p>',
			'<p style="background:ur/**/l(http://evil.example/x.png)">x</p>',
			'<table background="http://evil.example/x.png"></table>',
			'<svg><style>@import "http://evil.example/x.css"</style></svg>',
			'<iframe src="http://evil.example/"><object data="http://evil.example/"></object></iframe>',
			'["<img src=http://evil.example/a.png>"]',
		):
			left = without_loads(f"<p>before</p>{lure}<p>after</p>")
			for word in ("evil.example", "api", "data:text", "import"):
				self.assertNotIn(word, left, lure)
			self.assertIn("before", left)
			self.assertIn("after", left)

	def test_what_is_stored_here_stays_as_it_was_written(self) -> None:
		for text in (
			f'<p style="color: rgb(230, 0, 0); width: calc(100% - 2px)">红<br>&nbsp;</p>{PICTURE}',
			f'<img src="{frappe.utils.get_url()}/private/files/a.png" width="3">',
			'<img src="data:image/png;base64,AAAA">',
			'<img srcset="/files/a.png 1x, /files/b.png 2x" src="/files/a.png">',
			"waiting < 5 minutes, style = short",
			'<a href="https://www.nhc.gov.cn/">卫健委</a>',
		):
			self.assertEqual(without_loads(text), text)

	def test_it_is_said_once_and_only_of_what_was_changed(self) -> None:
		county = factories.county()
		doc = factories.session(unit=county.a1, minutes=f"<p>议</p>{PICTURE}")
		stored = doc.minutes
		frappe.clear_messages()
		doc.title = "Another title"
		doc.save()
		self.assertEqual(doc.minutes, stored)
		self.assertEqual(frappe.get_message_log(), [])
		doc.minutes += '<img src="http://evil.example/a.png">'
		doc.save()
		self.assertIn("/files/queue.png", doc.minutes)
		self.assertNotIn("evil.example", doc.minutes)
		(said,) = frappe.get_message_log()
		self.assertIn("left out", said["message"])

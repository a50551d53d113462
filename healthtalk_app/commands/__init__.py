"""`bench --site S healthtalk …`: what an operator does from the terminal."""

import click

from healthtalk_app.commands.check import check
from healthtalk_app.commands.demo import demo
from healthtalk_app.commands.import_ import import_
from healthtalk_app.commands.real import real
from healthtalk_app.commands.rebuild import rebuild

commands = [
	click.Group("healthtalk", commands=[check, demo, import_, real, rebuild], help="HealthTalk 健康说事.")
]

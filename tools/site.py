"""Sites on a bench: created once, kept, migrated when the app's schema has changed.

The first site of a bench takes a minute or two: Frappe, ERPNext and the answers of the setup wizard. Its
database is kept as a template in the user's cache folder, so that every further site with ERPNext, in
whichever checkout, starts from a copy of it. A second test site of the same command is a copy of the first.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.bench import INSIDE, PLATFORM_APPS, Bench
from tools.paths import APP, ROOT, cache_folder, locked, read_json, run_folder, write_json
from tools.processes import program
from tools.say import Stop, run, say
from tools.services import Services

STATE = "healthtalk.json"
# a suite makes more users in an hour than the platform lets a site make
FOR_TESTS = {"allow_tests": True, "throttle_user_limit": 10_000}
TEMPLATE_SITE = "template.localhost"
SECONDS_KEPT = 30 * 86400
SCHEMA_SUFFIXES = (".json", ".txt", ".csv")
SCHEMA_FOLDERS = ("setup", "patches", "fixtures")


@dataclass(frozen=True)
class Site:
	"""A site with ERPNext and the app, ready for use."""

	bench: Bench
	name: str
	admin_password: str

	@property
	def folder(self) -> Path:
		"""Where the site's settings and files are."""
		return self.bench.sites / self.name


def ready_site(
	bench: Bench, services: Services, name: str, *, tests: bool = False, fresh: bool = False
) -> Site:
	"""The site with this name, created, finished or migrated as needed.

	`tests` allows the platform's test runner on it. `fresh` throws an existing site away first.
	"""
	with locked(f"site-{bench.version}-{name}"):
		folder = bench.sites / name
		state = read_json(folder / STATE)
		wanted = fingerprint(schema_files(ROOT / APP), bench.release)
		if fresh or not state:
			make_site(bench, services, name, tests=tests)
		elif state["fingerprint"] != wanted:
			say(f"{bench.version}: migrating {name}.")
			bench.run(
				name,
				"migrate",
				"--skip-search-index",
				failure=f"{name} could not be migrated: see above, or start anew with FRESH=1.",
			)
		config = read_json(folder / "site_config.json")
		if tests and not FOR_TESTS.items() <= config.items():
			write_json(folder / "site_config.json", {**config, **FOR_TESTS}, secret=True)
		if state.get("fingerprint") != wanted or fresh:
			write_json(folder / STATE, {"fingerprint": wanted})
		return Site(bench, name, config["admin_password"])


# versions whose test site was made by this process: others are copies of it
installed: set[int] = set()


def make_site(bench: Bench, services: Services, name: str, *, tests: bool) -> None:
	"""A site with ERPNext and the app; one for tests is kept as it is now, for others that are asked for."""
	if not tests:
		copy_template(bench, services, name)
		install_app(bench, name)
		return
	kept = run_folder() / f"installed-{bench.version}"
	with locked(kept.name):
		if bench.version in installed:
			copy_site(bench, services, kept, name)
			return
		copy_template(bench, services, name)
		install_app(bench, name)
		shutil.rmtree(kept, ignore_errors=True)
		kept.mkdir()
		dump(services, database_name(bench, name), kept / "database.sql")
		shutil.copytree(bench.sites / name, kept / "site")
		installed.add(bench.version)


def install_app(bench: Bench, name: str) -> None:
	"""Install the app on a site that has ERPNext."""
	say(f"{bench.version}: installing {APP} on {name}.")
	bench.run(
		name, "install-app", APP, failure=f"{APP} could not be installed on {name}: the reason stands above."
	)


def drop_site(bench: Bench, services: Services, name: str) -> None:
	"""Remove a site with its database, without a backup."""
	database = database_name(bench, name)
	sql(services, f"DROP DATABASE IF EXISTS `{database}`; DROP USER IF EXISTS '{database}'@'%';")
	shutil.rmtree(bench.sites / name, ignore_errors=True)


# The template


def copy_template(bench: Bench, services: Services, name: str) -> None:
	"""Make a site with ERPNext, in Chinese and without the app, from the template."""
	template = cache_folder() / f"template-{bench.version}-{recipe_of(bench)[:12]}"
	with locked(template.name, template.parent):
		if not (template / STATE).exists():
			make_template(bench, services, template)
		# written last, and anew at each use
		write_json(template / STATE, {"made_with": bench.release})
		copy_site(bench, services, template, name)


def copy_site(bench: Bench, services: Services, kept: Path, name: str) -> None:
	"""Make a site from a database and a folder that were kept."""
	database = database_name(bench, name)
	password = secrets.token_hex(16)
	sql(
		services,
		f"DROP DATABASE IF EXISTS `{database}`; CREATE DATABASE `{database}` "
		"CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci; "
		f"DROP USER IF EXISTS '{database}'@'%'; CREATE USER '{database}'@'%' IDENTIFIED BY '{password}'; "
		f"GRANT ALL PRIVILEGES ON `{database}`.* TO '{database}'@'%';",
	)
	load(services, database, kept / "database.sql")
	folder = bench.sites / name
	shutil.rmtree(folder, ignore_errors=True)
	shutil.copytree(kept / "site", folder)
	config = read_json(folder / "site_config.json")
	config.update(db_name=database, db_user=database, db_password=password)
	write_json(folder / "site_config.json", config, secret=True)


def remove_unused(folder: Path) -> None:
	"""Remove the templates that nobody has used for a month: those of benches that were updated since."""
	for state in folder.glob(f"template-*/{STATE}"):
		if time.time() - state.stat().st_mtime > SECONDS_KEPT:
			state.unlink()
			shutil.rmtree(state.parent, ignore_errors=True)


def recipe_of(bench: Bench) -> str:
	"""A digest of what a template is made from: the bench, its DocTypes, the answers to the setup wizard."""
	packages = [bench.folder / "apps" / app / app for app in PLATFORM_APPS]
	files = [path for package in packages for path in schema_files(package)]
	return fingerprint([INSIDE / "chinese_site.py", *files], bench.release + str(bench.folder))


def make_template(bench: Bench, services: Services, template: Path) -> None:
	"""Create a site with Frappe and ERPNext, answer the setup wizard, keep its database and files."""
	say(f"{bench.version}: creating a Chinese site with Frappe {bench.release} and ERPNext (two minutes).")
	shutil.rmtree(template, ignore_errors=True)
	remove_unused(template.parent)
	database = database_name(bench, TEMPLATE_SITE)
	password = secrets.token_hex(8)
	shutil.rmtree(bench.sites / TEMPLATE_SITE, ignore_errors=True)
	# what an attempt that was broken off has left: its user has another password
	drop = f"DROP DATABASE IF EXISTS `{database}`; DROP USER IF EXISTS '{database}'@'%';"
	sql(services, drop)
	bench.run(
		None,
		"new-site",
		TEMPLATE_SITE,
		*("--force", "--db-name", database, "--mariadb-user-host-login-scope", "%"),
		*("--db-root-username", "root", "--db-root-password", services.database_password),
		*("--admin-password", password, "--install-app", "erpnext"),
		failure="A site could not be created: the reason stands above.",
	)
	bench.script("chinese_site.py", TEMPLATE_SITE, failure="The new site could not be set up in Chinese.")
	template.mkdir(parents=True)
	dump(services, database, template / "database.sql")
	shutil.move(bench.sites / TEMPLATE_SITE, template / "site")
	config = read_json(template / "site" / "site_config.json")
	write_json(template / "site" / "site_config.json", {**config, "admin_password": password}, secret=True)
	sql(services, drop)


def database_name(bench: Bench, site: str) -> str:
	"""A database name per version and site; the platform's own would be the same for both versions."""
	return f"ht{bench.version}_{hashlib.sha256(site.encode()).hexdigest()[:12]}"


# The database server's own tools


def client(services: Services, name: str, *more: str) -> list[str]:
	"""The words of a MariaDB client program that speaks to the private server as root."""
	return [
		program(name, name.replace("mariadb", "mysql", 1)),
		"--no-defaults",
		"--host=127.0.0.1",
		f"--port={services.database_port}",
		"--user=root",
		"--default-character-set=utf8mb4",
		*more,
	]


def sql(services: Services, statements: str) -> None:
	"""Run statements as root on the private server."""
	run(
		client(services, "mariadb"),
		"The private MariaDB refused a statement.",
		env={"MYSQL_PWD": services.database_password},
		stdin=statements,
	)


def dump(services: Services, database: str, path: Path, *more: str) -> None:
	"""Write a database to a file."""
	command = client(
		services, "mariadb-dump", "--single-transaction", *more, f"--result-file={path}", database
	)
	run(command, f"{database} could not be saved.", env={"MYSQL_PWD": services.database_password})


def load(services: Services, database: str, path: Path) -> None:
	"""Fill an empty database from a file."""
	with path.open("rb") as file:
		done = subprocess.run(
			client(services, "mariadb", database),
			env={"MYSQL_PWD": services.database_password},
			stdin=file,
			capture_output=True,
			text=True,
		)
	if done.returncode:
		raise Stop(f"{path} could not be loaded into {database}.", done.stderr)


# Fingerprints


def schema_files(package: Path) -> list[Path]:
	"""The files of the app that `migrate` acts on: DocTypes and other records, hooks, patches, setup code."""
	files = []
	for path in package.rglob("*"):
		relative = path.relative_to(package)
		if not path.is_file() or relative.parts[0] in ("tests", "public", "translations", "templates"):
			continue
		is_schema = path.suffix in SCHEMA_SUFFIXES or path.name == "hooks.py"
		if is_schema or (path.suffix == ".py" and relative.parts[0] in SCHEMA_FOLDERS):
			files.append(path)
	return files


def fingerprint(files: Iterable[Path], salt: str = "") -> str:
	"""A digest of the names and contents of some files, in whatever order and checkout."""
	digest = hashlib.sha256(salt.encode())
	for path in sorted(files):
		name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
		digest.update(f"\0{name}\0".encode())
		digest.update(path.read_bytes())
	return digest.hexdigest()

"""How many people a unit has, and who they are: its own headcount, else the employees of ERPNext.

An employee belongs to one unit: the one that his department, or the nearest department above it, stands for;
else the one that his company stands for. So a headquarters and its sections do not count the same people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import getdate

from healthtalk_app.rules.periods import Period

UNIT, EMPLOYEE = "Health Unit", "Employee"


@dataclass(frozen=True)
class Places:
	"""Which unit a department or a company stands for; `above` is the department over another one."""

	departments: Mapping[str, str]
	companies: Mapping[str, str]
	above: Mapping[str, str | None]

	def unit_of(self, company: str | None, department: str | None) -> str | None:
		"""The unit of an employee, None where none is linked with his department or company."""
		while department:
			if department in self.departments:
				return self.departments[department]
			department = self.above.get(department)
		return self.companies.get(company or "")

	def sources(self, units: frozenset[str]) -> tuple[list[str], list[str]]:
		"""The companies and the departments whose people may be those of some units."""
		companies = [company for company, unit in self.companies.items() if unit in units]
		known = {*self.departments, *self.above}
		departments = [name for name in known if self.unit_of(None, name) in units]
		return sorted(companies), sorted(departments)


def places() -> Places:
	"""The links of all units; of several with the same company the highest in the tree counts."""
	# get_all: how units are linked is no secret, every form of a unit shows it
	rows = frappe.get_all(UNIT, fields=["name", "company", "department"], order_by="lft desc")
	departments = {row.department: row.name for row in rows if row.department}
	companies = {row.company: row.name for row in rows if row.company and not row.department}
	above = {}
	if departments:
		tree = frappe.get_all("Department", fields=["name", "parent_department"])
		above = {row.name: row.parent_department for row in tree}
	return Places(departments, companies, above)


def headcounts(period: Period) -> dict[str, int]:
	"""Unit → how many people it has at the end of a period; units of which nothing is known are left out."""
	known, employee = places(), frappe.qb.DocType(EMPLOYEE)
	groups = (
		employed(frappe.qb.from_(employee), employee, period)
		.select(employee.company, employee.department, Count("*").as_("people"))
		.groupby(employee.company, employee.department)
		.run(as_dict=True)
	)
	found: dict[str, int] = {}
	for group in groups:
		if unit := known.unit_of(group.company, group.department):
			found[unit] = found.get(unit, 0) + int(group.people)
	# get_all: the number of staff is no secret, every form of a unit shows it
	own = frappe.get_all(UNIT, filters={"headcount": (">", 0)}, fields=["name", "headcount"])
	return found | {row.name: row.headcount for row in own}


def employees(units: frozenset[str] | None, period: Period) -> list[frappe._dict]:
	"""The employees of some units, or of all: name, employee_name, department and unit, by unit and name.

	The caller names only units that the user may see.
	"""
	known, employee = places(), frappe.qb.DocType(EMPLOYEE)
	query = (
		employed(frappe.qb.from_(employee), employee, period)
		.select(employee.name, employee.employee_name, employee.company, employee.department)
		.orderby(employee.employee_name)
	)
	if units is not None:
		companies, departments = known.sources(units)
		if not companies and not departments:
			return []
		query = query.where(
			employee.company.isin(companies or [""]) | employee.department.isin(departments or [""])
		)
	rows = query.run(as_dict=True)
	for row in rows:
		row.unit = known.unit_of(row.company, row.department)
	found = [row for row in rows if row.unit and (units is None or row.unit in units)]
	return sorted(found, key=lambda row: row.unit)


def unit_of(employee: str) -> str | None:
	"""The unit of one employee."""
	return units_of([employee]).get(employee)


def units_of(employees: Iterable[str], on: date | None = None) -> dict[str, str]:
	"""Employee → his unit, of those of whom one is known; `on` leaves out who had left before that day."""
	names = sorted(set(filter(None, employees)))
	if not names:
		return {}
	known = places()
	# get_all: for rules about who may do what, which must not depend on who asks
	fields = ["name", "company", "department", "relieving_date"]
	rows = frappe.get_all(EMPLOYEE, filters={"name": ("in", names)}, fields=fields)
	found = {
		row.name: known.unit_of(row.company, row.department)
		for row in rows
		if not (on and row.relieving_date and row.relieving_date < on)
	}
	return {name: unit for name, unit in found.items() if unit}


def employed(query: Any, employee: Any, period: Period) -> Any:
	"""Who had joined by the end of the period, or today, and had not left before."""
	last = min(period.end, max(getdate(), period.start))
	stays = employee.relieving_date.isnull() | (employee.relieving_date >= last)
	return query.where(
		(employee.date_of_joining.isnull() | (employee.date_of_joining <= last))
		& (
			employee.status.isin(["Active", "Suspended"])
			| ((employee.status == "Left") & employee.relieving_date.isnotnull())
		)
		& stays
	)

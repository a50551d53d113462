"""The five levels of a rating 好差评; the last two are bad ones and called back (国办发〔2019〕51号)."""

from __future__ import annotations

LEVELS = ("Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied")
GOOD, BAD = LEVELS[:3], LEVELS[3:]

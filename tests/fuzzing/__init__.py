"""Fuzzing: random users take random steps in every flow, and what must always hold is looked at after each.

`flows` says what there is (users, how a document of each flow begins, what the desk may call), `values` what
is typed into fields, `machine` draws the steps, `invariants` looks, `figures` counts. The tests are
tests/site/test_fuzz_*.py and tests/analytics/test_fuzz_parsers.py; `make fuzz` runs them for as long as
asked.
"""

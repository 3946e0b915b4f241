"""`manage.py bench`: how fast the product is, always beside what the same machine can do at best in the same minute.

A suite is a module with three functions, see `suites`; the command gives it a ground to stand on (servers of its own,
an invented population, a signed-in browser) and lets the contestants run in rounds. See docs/bench.md.
"""

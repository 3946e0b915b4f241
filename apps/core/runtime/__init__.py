"""Starting, watching and judging what runs: the embedded servers, the web, the worker and beat.

Only `checks` and the management commands know Django; everything else works before the
settings exist, because the settings ask `home` where the embedded servers are.
"""

"""The memory table counts shared pages once."""

import os
import subprocess
import sys

from apps.core.runtime import memory

ROLLUP = """00400000-7fff0000 ---p 00000000 00:00 0                          [rollup]
Rss:               53400 kB
Pss:               21044 kB
Pss_Dirty:          9000 kB
"""


def test_the_proportional_size_is_read_from_its_own_line() -> None:
    assert memory.parse_pss(ROLLUP) == 21044
    assert memory.parse_pss("") == 0


def test_the_table_ends_with_the_sum() -> None:
    rows = [memory.Row(1, "web", 1024), memory.Row(2, "worker", 512)]
    assert memory.table(rows).splitlines()[-1].split() == ["1.5", "total"]


def test_parts_are_named_after_their_command_lines() -> None:
    assert memory.part_of("python -m celery -A config beat -l WARNING") == "beat"
    assert memory.part_of("python -m celery -A config worker -c 1") == "worker"
    assert memory.part_of("/x/bin/postgres -D /x/data") == "postgresql"
    assert memory.part_of("/bin/something --else") == "something"


def test_children_of_children_are_found() -> None:
    inner = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", inner], stdin=subprocess.PIPE) as child:
        while len(memory.descendants([child.pid])) < 2:
            pass
        assert child.pid in memory.descendants([os.getpid()])
        child.stdin.close()

"""Where a change comes from when no page was asked for: a command of the operator, or a task of a worker.

Pages have `middleware`. What is done for a person names that person besides: the verbs' `by=` stands on the rows.
"""

from contextlib import AbstractContextManager
from typing import Any

import pghistory
from celery import Task


def of_command(name: str) -> AbstractContextManager[Any]:
    """While it lasts, every audited change says: by the management command `name`."""
    return pghistory.context(source="command", command=name)


class RecordedTask(Task[Any, Any]):
    """Base of every Celery task: its audited changes say which task made them, in which delivery of it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with pghistory.context(source="task", task=self.name, delivery=self.request.id):
            return super().__call__(*args, **kwargs)

from django.apps import AppConfig
from django.core import checks

from apps.core.runtime import heartbeat
from apps.core.runtime.system_checks import database_sees_hangul


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        """Watch over the database's alphabet, and have workers show that they live."""
        checks.register(database_sees_hangul, checks.Tags.database)
        heartbeat.connect()

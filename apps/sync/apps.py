from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import import_string


class SyncConfig(AppConfig):
    name = "apps.sync"
    label = "sync"

    def ready(self) -> None:
        """Watch over what the feed relies on; what knows the models can only be asked for now."""
        checks.register(import_string("apps.sync.checks.feed_is_sound"), checks.Tags.database)

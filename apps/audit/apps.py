from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


def protect_after_migrate(using: str, **_kwargs: Any) -> None:
    from apps.audit.grants import protect  # needs the loaded models

    protect(using)


class AuditConfig(AppConfig):
    name = "apps.audit"
    label = "audit"

    def ready(self) -> None:
        # Once per migrate, after the last app: Django tells of each app that has models, in this order.
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(protect_after_migrate, sender=last)

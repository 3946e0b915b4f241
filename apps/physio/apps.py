from django.apps import AppConfig


class PhysioConfig(AppConfig):
    name = "apps.physio"
    label = "physio"

from apps.physio.api.plans import PlanViewSet
from apps.physio.api.scores import InstrumentViewSet, ScoreViewSet
from apps.physio.api.sessions import GroupSessionViewSet, SessionViewSet

__all__ = ["GroupSessionViewSet", "InstrumentViewSet", "PlanViewSet", "ScoreViewSet", "SessionViewSet"]

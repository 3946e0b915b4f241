from apps.centres.api.centres import CentreViewSet
from apps.centres.api.scope import CatalogueViewSet, ScopedQuery, ScopedViewSet
from apps.centres.api.writing import Writing

__all__ = ["CatalogueViewSet", "CentreViewSet", "ScopedQuery", "ScopedViewSet", "Writing"]

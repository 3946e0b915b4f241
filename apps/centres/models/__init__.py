from apps.centres.models.answer import StoredAnswer
from apps.centres.models.centre import Centre, SupportPeriod
from apps.centres.models.membership import Membership, Role
from apps.centres.models.month import Month, MonthState

__all__ = ["Centre", "Membership", "Month", "MonthState", "Role", "StoredAnswer", "SupportPeriod"]

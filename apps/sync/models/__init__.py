"""Tablets, what they sent, what changed for them, and what people have to decide."""

from apps.sync.models.conflict import Conflict, ConflictCode, Resolution
from apps.sync.models.feed import Change, Epoch, FeedOp
from apps.sync.models.operation import Operation, OperationStatus
from apps.sync.models.tablet import Enrolment, RevokeAction, Tablet, TabletState
from apps.sync.models.upload import Upload, UploadPart

__all__ = [
    "Change", "Conflict", "ConflictCode", "Enrolment", "Epoch", "FeedOp", "Operation", "OperationStatus", "Resolution",
    "RevokeAction", "Tablet", "TabletState", "Upload", "UploadPart",
]  # fmt: skip

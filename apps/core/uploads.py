"""How much may be sent. What is too large is read to its end and thrown away, so that the page can say so.

Hanging up instead would show the person a broken line, and lose the other fields of the form.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class LimitedUploadHandler(FileUploadHandler):
    """Comes before the handlers that store: passes on what is within the limits of a file and of a request, in bytes
    (settings.UPLOAD_FILE_LIMIT, UPLOAD_REQUEST_LIMIT), and notes on the request how many files were not."""

    chunk_size = 64 * 1024
    passed_on = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on, or skip the rest of its file."""
        self.passed_on += len(raw_data)
        too_long = start + len(raw_data) > settings.UPLOAD_FILE_LIMIT
        if too_long or self.passed_on > settings.UPLOAD_REQUEST_LIMIT:
            self.passed_on -= start + len(raw_data)
            self.request.files_left_out = files_left_out(self.request) + 1  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Leave the making of the file to the handlers that follow."""
        return None


def files_left_out(request: HttpRequest | Any) -> int:
    """How many files of this request were too large to be taken in; known once its form has been read."""
    count: int = getattr(request, "files_left_out", 0)
    return count

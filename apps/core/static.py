"""Static files: named by their content, compressed with gzip."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage without Brotli.

    Brotli at its highest level takes most of a minute on two cores, on every first start, to save some kilobytes
    that a browser then keeps for a year.
    """

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)

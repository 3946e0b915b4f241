"""What a PDF may be made of: bytes that were handed in, and nothing from network or disk."""

from collections.abc import Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse


class MemoryFetcher(URLFetcher):
    """Gives what was handed in under exactly its name; refuses every other address, of whatever kind.

    Nothing is ever opened: the handlers of the base class, which read files and hosts, are out of reach.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes handed in under this name. Raises ValueError, which WeasyPrint takes for a missing resource."""
        if url not in self.files:
            self.refused.append(url)
            raise ValueError("refused: not handed in")
        return URLFetcherResponse(url, self.files[url])

    def open(self, fullurl: object, data: object = None, timeout: object = None) -> URLFetcherResponse:
        """The way round `fetch` is closed too."""
        return self.fetch(str(getattr(fullurl, "full_url", fullurl)))

"""Two answers for machines: does the process live, and can the installation serve?

They say which part is unwell, never why: anybody may ask.
"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core.runtime import checks


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process lives, without asking anything else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations, broker and worker are well, else 503 with the names."""
    findings = checks.readiness()
    well = all(finding.well for finding in findings)
    body = {"status": "ok" if well else "not ready"}
    body |= {finding.name: "ok" if finding.well else "failed" for finding in findings}
    return JsonResponse(body, status=200 if well else 503)

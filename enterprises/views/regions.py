"""The regions below one, for the picker's script. Public data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from enterprises.regions import children_of


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def regions(request: HttpRequest) -> JsonResponse:
    """``{"regions": [{"code", "name"}]}`` below ``?parent=``; the provinces without it. Unknown codes have none."""
    found = children_of(request.GET.get("parent", ""))
    return JsonResponse({"regions": [{"code": code, "name": name} for code, name in found]})

"""System checks of the site: what an operator should know before the first PDF is asked for."""

from django.core import checks

from cultivation.system_packages import missing_packages


@checks.register()
def pdf_libraries(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Warn when PDFs cannot be made, or only slowly or without Chinese characters; everything else works without."""
    packages = missing_packages()
    if not packages:
        return []
    return [
        checks.Warning(
            f"PDFs of declarations need Debian packages that are missing: {' '.join(packages)}",
            hint=f"apt-get install {' '.join(packages)}",
            id="cultivation.W001",
        )
    ]

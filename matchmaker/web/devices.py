"""What a browser says of itself, in words that its owner recognises."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

# The first that fits counts: browsers name the others that they resemble.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def device(user_agent: str) -> str:
    """Return browser and system, or that both are unknown."""
    browser, system = _first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown device")


def _first(user_agent: str, names: Sequence[tuple[str, str]]) -> str:
    return next((name for sign, name in names if sign in user_agent), "")

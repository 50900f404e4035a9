"""Where planning figures come from, in the reader's language; unchanged where somebody put in a source of their own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_ESTIMATE = "estimate of the project, to be overridden: "

SOURCES = (
    gettext_noop(
        "20-40 people for USD 50,000-150,000 a course of one or two weeks (planning range of the field, unsourced)"
    ),
    gettext_noop("about USD 15,000 a marking kit, one or two per handover (press reports on RECSA)"),
    gettext_noop("a day rate with travel share"),
    gettext_noop("a desktop computer with printer share and power back-up"),
    gettext_noop("a four-wheel-drive vehicle, delivered"),
    gettext_noop("a hydraulic shear with its pump"),
    gettext_noop("a mobile shredder for small arms"),
    gettext_noop("a national course of one week with two trainers"),
    gettext_noop("a register's licence for the first year"),
    gettext_noop("a registry and four user posts"),
    gettext_noop("a shipping container fitted as an armoury, delivered"),
    gettext_noop("a steel cabinet with rack and lock, delivered"),
    gettext_noop("a technical course of two weeks"),
    gettext_noop("a tracing desk of three"),
    gettext_noop("a workshop of three days"),
    gettext_noop("an entry-level ballistic identification station"),
    gettext_noop("assessment of border posts"),
    gettext_noop("assessment visit of two experts for two weeks"),
    gettext_noop("between a baggage scanner and a mobile vehicle scanner"),
    gettext_noop("community facilitators, two days"),
    gettext_noop("customs and border officers, one week"),
    gettext_noop("decree that sets up a national commission"),
    gettext_noop("design and set-up of a register"),
    gettext_noop("draft of a firearms law and its regulations"),
    gettext_noop("draft of a law and its regulations on transfers"),
    gettext_noop("draft of rules on brokering"),
    gettext_noop("draft of rules on manufacture"),
    gettext_noop("draft of rules on marking and records"),
    gettext_noop("drafting of a national action plan with its consultations"),
    gettext_noop("enumerators and analysts, one week"),
    gettext_noop("examiners' workstations"),
    gettext_noop("examiners, several weeks"),
    gettext_noop("focal points and data keepers, two days"),
    gettext_noop("hands-on course of one week"),
    gettext_noop("hands-on course of two weeks with equipment"),
    gettext_noop("help with one report or indicator"),
    gettext_noop("inspectors, one week"),
    gettext_noop("investigators and prosecutors, one week"),
    gettext_noop("investigators, one week, INTERPOL tools"),
    gettext_noop("licensing and customs officers, one week"),
    gettext_noop("licensing officers, one week"),
    gettext_noop("members of a national commission, three days"),
    gettext_noop("national needs assessment or survey"),
    gettext_noop("one for the registry and one for each of some nine provinces"),
    gettext_noop("one patrol of a border sector"),
    gettext_noop("operators' course of one week with the machine at hand"),
    gettext_noop("planners of a campaign, three days"),
    gettext_noop("planners, one week"),
    gettext_noop("planning and supervision of one destruction"),
    gettext_noop("review of a plan or programme"),
    gettext_noop("review of one law or set of regulations"),
    gettext_noop("set-up and mentoring of a laboratory"),
    gettext_noop("set-up of a marking procedure"),
    gettext_noop("set-up of a tracing desk"),
    gettext_noop("users of a register, one week"),
    gettext_noop("youth workers, two days"),
)
"""The sources of fixtures/planning.json, without the words that most begin with."""


def worded(source: str) -> str:
    """Return the source of a planning figure in the reader's language."""
    if source.startswith(_ESTIMATE):
        return _("estimate of the project, to be overridden: %(what)s") % {"what": _(source.removeprefix(_ESTIMATE))}
    return _(source) if source else ""

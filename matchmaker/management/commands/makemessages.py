"""Renew the catalogues of translations: also the sentences that refusals carry, wherever in the library they stand."""

from typing import ClassVar

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, which finds a refusal's second argument and every marked word too."""

    xgettext_options: ClassVar[list[str]] = [
        *makemessages.Command.xgettext_options,
        "--keyword=MatchmakerError:2",
        "--keyword=Word:1",
        "--keyword=noted:1",
    ]
    # A guess from a string that looks alike would have to be found and thrown away again.
    msgmerge_options: ClassVar[list[str]] = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

"""Broken contracts of the library. Expected outcomes are values with reasons, never exceptions."""


class MatchmakerError(Exception):
    """A refused input: one sentence for people, one stable code for programs.

    Parameters
    ----------
    code : str
        Stable, lower case, words joined by underscores: ``unknown_state``.
    message : str
        One sentence that says what is wrong, where, and what to do.

    Examples
    --------
    >>> error = MatchmakerError("unknown_state", "Need n1 names the State 'XXX': use an ISO 3166-1 code.")
    >>> error.as_dict()["error"]["code"]
    'unknown_state'
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def as_dict(self) -> dict[str, dict[str, str]]:
        """Return the error object that every command prints."""
        return {"error": {"code": self.code, "message": self.message}}

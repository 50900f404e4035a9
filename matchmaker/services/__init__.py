"""Every write: atomic, audited in the same transaction, with who and when passed in."""

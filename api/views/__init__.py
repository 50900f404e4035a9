"""Views by noun: parse, authorise, one call, render."""

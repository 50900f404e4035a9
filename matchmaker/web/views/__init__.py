"""One module a page: parse, read through a query or call one service, render."""

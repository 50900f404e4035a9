"""Numbers as each language writes them, the same in Django's hands as in Babel's; digits are 0 to 9 in all."""

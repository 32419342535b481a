"""申报体检: ``checks`` evaluates, ``goals`` finds the way, ``shown`` is what the page gets."""

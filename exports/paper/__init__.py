"""Official pages: the grid, the parts of a document, tables, fonts."""

"""One file a schema; revision 0002 leads from schema 1 to schema 2."""

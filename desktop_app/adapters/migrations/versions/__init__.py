"""One file a schema; revision 0004 leads from schema 3 to schema 4."""

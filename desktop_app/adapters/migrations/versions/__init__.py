"""One file a schema; revision 0005 leads from schema 4 to schema 5."""

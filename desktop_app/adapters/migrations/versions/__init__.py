"""One file a schema; revision 0003 leads from schema 2 to schema 3."""

"""Outside technology, one a file, behind the ports of the services."""

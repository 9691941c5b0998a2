"""The parts that views are made of, each shaped by the theme alone."""

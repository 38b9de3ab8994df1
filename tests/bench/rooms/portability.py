"""Nothing here is anybody's: the tables stay empty and exist only while something is measured."""

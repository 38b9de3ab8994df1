"""The circle's own domain: ask for one, see what is missing in its DNS, give it up."""

"""How every page looks and feels: base templates, one stylesheet, colours worked out from a circle's brand, errors.

Nothing here knows what a circle is to the machine; pages read `request.circle` and `request.person` when a middleware
has put them there, and look like the federation's own when it has not.
"""

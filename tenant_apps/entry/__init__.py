"""The door of a circle: who comes in, who is here, and which programs may act for somebody.

Sessions and access tokens are the circle's own tables, so what opens this door is nothing at any other.
"""

"""The rooms that are still to be built, as tables without a purpose: a house of the size it was designed for.

With them a circle has about as many tables and indexes as the prototypes of the design were measured with.
"""

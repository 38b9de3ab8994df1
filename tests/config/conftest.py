"""A house to type commands in."""

from tests.provisioning.conftest import fresh_house

__all__ = ["fresh_house"]

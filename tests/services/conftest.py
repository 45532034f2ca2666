"""What the tests of services share."""

from tests.services.scripted import provider

__all__ = ["provider"]

"""How many examples a property is given whose examples cost more than most."""

from hypothesis import settings

ALL = 100  # what a property without a number of its own gets in a thorough run


def examples(number: int) -> int:
    """Return so many in a thorough run (`make properties`), and a share of them in a quick one."""
    profile = settings.default
    assert profile is not None
    return max(number * profile.max_examples // ALL, 2)

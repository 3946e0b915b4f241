"""The feed under writers at the same time (MUST 11, 13). Each promise is a function of `feed_checks`."""

from tests.sync.feed_checks import CHECKS


def test_the_feed_keeps_each_of_its_promises(people):
    """MUST 11: never skips, even with writers open; MUST 13: what leaves and comes, with everything of it.

    All on one committed cast, which takes longer to make than most of the checks.
    """
    for check in CHECKS:
        check(people)

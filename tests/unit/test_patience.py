"""The time that a document may take."""

import signal

from extract.patience import allow_more, time_limit


def test_a_running_limit_is_lengthened_and_none_is_set_where_none_runs() -> None:
    with time_limit(5):
        allow_more(60)
        assert 60 < signal.alarm(0) <= 65
    allow_more(60)
    assert signal.alarm(0) == 0

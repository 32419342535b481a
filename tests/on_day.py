"""``DAY=2028-02-29 pytest -p tests.on_day``: the tests run as if they ran on that day.

A plugin of its own, so that the clock is set before the first module of the tests asks it.
"""

import datetime as dt
import os

import time_machine

MORNING = dt.time(10, tzinfo=dt.timezone(dt.timedelta(hours=8)))

# The clock goes on from that morning until the process ends.
time_machine.travel(dt.datetime.combine(dt.date.fromisoformat(os.environ["DAY"]), MORNING), tick=True).start()

"""The time as whoever waits for a server sees it. Measurements bring a clock whose waiting takes no time."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kernel.time import now


@dataclass
class Clock:
    """`skipped` is how many seconds were waited without letting them pass; none, with the real one."""

    skipped: float = field(default=0.0)

    def seconds(self) -> float:
        return time.monotonic() + self.skipped

    def now(self) -> datetime:
        return now() + timedelta(seconds=self.skipped)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

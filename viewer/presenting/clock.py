"""How long one has been talking: a watch as a value, so that pausing is arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch. since: when it was last set going, seconds of any steady clock; None: it stands.
    before: seconds that had passed by then."""

    since: float | None = None
    before: float = 0.0

    @property
    def is_running(self) -> bool:
        """Whether it goes."""
        return self.since is not None

    def seconds(self, now: float) -> float:
        """What it shows at a time of the same clock."""
        return self.before + (0.0 if self.since is None else max(0.0, now - self.since))

    def toggled(self, now: float) -> Watch:
        """Going where it stood, standing where it went; nothing is lost."""
        if self.since is None:
            return replace(self, since=now)
        return Watch(None, self.seconds(now))

    def reset(self, now: float) -> Watch:
        """At nought again, going or standing as before."""
        return Watch(None if self.since is None else now)


def clock_words(seconds: float) -> str:
    """Whole seconds as `4:05` or `1:02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"

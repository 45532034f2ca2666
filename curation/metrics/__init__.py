"""Numbers about samples, personas and reviews, each with its interval and its n."""

from curation.metrics.intervals import Interval, bootstrap_mean, wilson_interval

__all__ = ["Interval", "bootstrap_mean", "wilson_interval"]

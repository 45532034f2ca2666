"""The worker: claim a job, run its handler, finish it."""

"""What a benchmark charges: processor time, which a busy machine changes less than time on the clock."""

import resource


def used_s() -> float:
    """Return the processor time of this process and of the children that it has waited for, in seconds."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_memory_mb() -> dict[str, int]:
    """Return the most memory that this process, and the largest of its children, held at once, in MB."""
    peaks = {"process": resource.RUSAGE_SELF, "largest_child": resource.RUSAGE_CHILDREN}
    return {name: resource.getrusage(who).ru_maxrss // 1024 for name, who in peaks.items()}

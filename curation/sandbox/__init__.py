"""Where a model's program runs, and where a computer algebra system compares answers: behind walls."""

from curation.sandbox.compare import same_answer, same_answers
from curation.sandbox.run import ProgramOutcome, ProgramResult, run_program, sandbox_ready

__all__ = ["ProgramOutcome", "ProgramResult", "run_program", "same_answer", "same_answers", "sandbox_ready"]

"""The words that states, roles and kinds are made of."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role includes those before it."""

    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    CURATOR = "curator"
    ADMIN = "admin"


class RaterKind(StrEnum):
    """Who stands behind a name: a person, the program itself, or a model that judges."""

    PERSON = "person"
    PROGRAM = "program"
    JUDGE = "judge"


class ItemKind(StrEnum):
    """The two things that are searched, compared and de-duplicated."""

    PERSONA = "persona"
    SAMPLE = "sample"


class Origin(StrEnum):
    """How a persona came to be."""

    TEXT_TO_PERSONA = "text-to-persona"
    PERSONA_TO_PERSONA = "persona-to-persona"
    IMPORTED = "imported"
    HAND_WRITTEN = "hand-written"


class ItemState(StrEnum):
    """Whether a persona or a sample takes part; nothing is deleted."""

    ACTIVE = "active"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"
    QUARANTINED = "quarantined"


class Outcome(StrEnum):
    """How one requested sample ended; the counts of a job add up to what was requested."""

    OK = "ok"
    CHECK_FAILED = "check_failed"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    UNPARSEABLE = "unparseable"
    EMPTY = "empty"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    NOT_SENT = "not_sent"


class JobKind(StrEnum):
    """The kinds of long work."""

    IMPORT_PERSONAS = "import_personas"
    IMPORT_SAMPLES = "import_samples"
    IMPORT_TEXTS = "import_texts"
    GENERATE = "generate"
    TEXTS_TO_PERSONAS = "texts_to_personas"
    EXPAND_PERSONAS = "expand_personas"
    PERSONA_ATTRIBUTES = "persona_attributes"
    MAP = "map"
    EMBED = "embed"
    DEDUP = "dedup"
    EXPORT = "export"
    PROVIDER_CHECK = "provider_check"
    SOLVE = "solve"
    DERIVE_EXAMPLES = "derive_examples"
    JUDGE = "judge"


class Lane(StrEnum):
    """Provider jobs share one event loop; CPU jobs run one at a time in a child process."""

    PROVIDER = "provider"
    CPU = "cpu"


class JobState(StrEnum):
    """The life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


ENDED_STATES = (JobState.DONE, JobState.FAILED, JobState.REFUSED, JobState.CANCELLED)


class AttemptState(StrEnum):
    """The life of one billed call; `sent` without an answer becomes `unknown`."""

    RESERVED = "reserved"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"


class BatchState(StrEnum):
    """The life of a batch; `unknown` is one whose hand-over got no answer and that cannot be asked for."""

    SUBMITTING = "submitting"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """What a prompt shows beside the task: nothing, outputs, or outputs with the persona of each."""

    ZERO_SHOT = "zero-shot"
    FEW_SHOT = "few-shot"
    PERSONA_FEW_SHOT = "persona-few-shot"


class PersonaHow(StrEnum):
    """Where the persona of an example is from."""

    NONE = "none"
    GIVEN = "given"
    DERIVED = "derived"
    HAND = "hand"


class SolverStyle(StrEnum):
    """How a run solves a problem: in words, or by a program that is run."""

    ASSISTANT = "assistant"
    PROGRAM = "program"


class Verdict(StrEnum):
    """What the runs that solve a problem came to: two agree, they differ, or too few gave an answer."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    UNSOLVED = "unsolved"


class Decision(StrEnum):
    """What an annotator says of a sample as a whole."""

    ACCEPT = "accept"
    REJECT = "reject"
    SKIP = "skip"


class Flag(StrEnum):
    """What can be wrong with a sample."""

    OFF_PERSONA = "off_persona"
    WRONG = "wrong"
    UNSAFE = "unsafe"
    NEAR_DUPLICATE = "near_duplicate"
    OTHER = "other"


class GoldKind(StrEnum):
    """Why the right answers are known: somebody settled them, or the text itself says what to answer."""

    GOLD = "gold"
    ATTENTION = "attention"


class PairSource(StrEnum):
    """What the two samples of a pair differ in."""

    MODELS = "models"
    TEMPLATES = "templates"
    PERSONA_OR_NONE = "persona_or_none"
    EDITED_OR_ORIGINAL = "edited_or_original"
    SAME_PERSONA = "same_persona"


class Choice(StrEnum):
    """What a rater says of two samples side by side; a skip is no vote."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    BOTH_BAD = "both_bad"
    SKIP = "skip"


class PairOrigin(StrEnum):
    """Who says that two items are alike."""

    LEXICAL = "lexical"
    SEMANTIC = "semantic"
    HUMAN = "human"


class GroupDecision(StrEnum):
    """What was decided about a group of near-duplicates."""

    OPEN = "open"
    KEEP_ONE = "keep_one"
    KEEP_ALL = "keep_all"


DEMO_LABEL = "demo generator, not a language model"
HAND_WRITTEN_LABEL = "hand-written example"

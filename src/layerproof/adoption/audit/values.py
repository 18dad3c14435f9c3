"""The audit as a value: every section of the report, judged. ``assess`` makes it, whole.

The field names are the keys of ``report.json`` (``audit.schema.json``): one that goes or changes
its meaning raises ``document.SCHEMA_VERSION``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layerproof.adoption.audit.answers import Answer, Check, Share
from layerproof.adoption.audit.inputs import Origin
from layerproof.adoption.findings import Place


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with all that lies below it; ``folders`` are those directly in it.

    ``tests`` are test functions as written. ``unread`` counts files whose lines are not counted.
    """

    name: str
    path: str
    files: int
    tests: int
    lines: int
    size: int
    unread: int
    folders: tuple[Folder, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A group of tests or files: how many, in how many files, in how many seconds if measured."""

    name: str
    tests: int
    files: int
    seconds: float | None = None
    results: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test ended. ``result`` is pytest's word; ``seconds`` are all phases together."""

    __test__ = False

    nodeid: str
    suite: str
    result: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the tests did: ``origin`` says where it is from, empty where it is not measured.

    ``whole`` says that every test of the estate is among them; ``why`` what is missing.
    """

    origin: str = ""
    tests: tuple[TestResult, ...] = ()
    whole: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Estate:
    """The tests in groups. ``written`` counts functions, ``collected`` what pytest collects.

    ``by_suite_rule`` says what the suites rest on. ``by_duration`` is empty, and
    ``duration_why`` says why, where durations are not measured.
    """

    written: int
    collected: int | None
    files: int
    by_suite: tuple[Row, ...]
    by_suite_rule: str
    by_category: tuple[Row, ...]
    by_size: tuple[Row, ...]
    by_duration: tuple[Row, ...]
    duration_why: str
    slowest: tuple[TestResult, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, judged: ``kept``, ``wrong``, ``redundant`` or ``not judged``, and why."""

    tool: str
    key: str
    value: str
    ruling: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: whether it is registered, in how many files it is used; ``state`` sums it up."""

    name: str
    state: str
    files: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class FixtureUse:
    """A fixture of the project. ``state`` is ``used``, ``unused``, ``overridden`` or ``automatic``.

    ``tests`` count those with it in their closure as pytest knows it; ``None`` where pytest was not
    asked and only the tests' own arguments are known.
    """

    name: str
    state: str
    scope: str
    place: Place
    tests: int | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """A declared dependency; ``installed`` and ``latest`` are empty where there is none known.

    ``state`` is ``installed``, ``missing``, ``unfit`` (another version than asked for),
    ``outdated``, ``elsewhere`` (its marker leaves it out here) or ``not measured``.
    """

    name: str
    asked: str
    scope: str
    installed: str
    latest: str
    state: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that could not be collected: ``kind`` is ``error``, ``hang``, ``unread`` or ``slow``.

    ``frames`` are where a hanging import stood, innermost first.
    """

    kind: str
    path: str
    message: str
    seconds: float | None = None
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A gate held to its counts, or a layer without one (``threshold`` is ``None``).

    ``threshold`` is hundredths of a percent, or a number where ``kind`` is ``max_missing``.
    """

    scope: str
    layer: str
    kind: str
    threshold: int | None
    covered: int
    total: int
    answer: Answer
    files: int = 0


@dataclass(frozen=True, slots=True)
class LayerCoverage:
    """Coverage by layer; ``why`` says why it is not measured, where ``targets`` is empty."""

    targets: tuple[Target, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Twins:
    """Tests that are one too many: ``kind`` is ``name`` (only the last one runs) or ``body``."""

    kind: str
    what: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Tests that prove nothing by their text: ``empty`` ones, and those that assert nothing."""

    twins: tuple[Twins, ...]
    empty: tuple[Place, ...]
    silent: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Convention:
    """A naming convention: how many keep it, and those that do not."""

    name: str
    about: str
    share: Share
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A file of a CI, and what of the tests it calls."""

    system: str
    path: str
    commands: tuple[str, ...]
    prepares: tuple[str, ...]
    uploads_hidden: bool | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """Readiness in one respect: so many of so many checks are kept."""

    name: str
    share: Share
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What to do next. ``rests_on`` is the check, ``answer`` what it came to."""

    priority: int
    do: str
    because: str
    rests_on: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole number then and now; ``then`` is ``None`` where the earlier audit had none."""

    name: str
    then: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A check or a point of the checklist whose answer is another one than before."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the last audit; ``since`` is empty where there was none.

    ``results_since`` is the last audit that measured results. ``broke`` are tests that passed in
    any earlier audit and fail now; ``mended`` failed in that one and pass now; ``gone`` passed in
    that one and are no more.
    """

    since: str = ""
    figures: tuple[Figure, ...] = ()
    turns: tuple[Turn, ...] = ()
    results_since: str = ""
    broke: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """The interpreter of the project, and what of its test tools is installed.

    ``asked`` is what the project asks of Python; ``problem`` why nothing is known. ``index`` says
    why newer versions are not known, empty where the package index was asked.
    """

    python: str
    version: str
    implementation: str
    platform: str
    virtual: bool
    asked: str
    tools: Mapping[str, str]
    problem: str
    index: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole audit. ``answer`` is the worst of the checklist's; ``notes`` are worth reading."""

    project: str
    origin: Origin
    answer: Answer
    checklist: tuple[Check, ...]
    readiness: tuple[Dimension, ...]
    strengths: tuple[str, ...]
    issues: tuple[Check, ...]
    actions: tuple[Action, ...]
    changes: Changes
    tree: Folder
    estate: Estate
    outcomes: Outcomes
    settings: tuple[Setting, ...]
    markers: tuple[Marker, ...]
    fixtures: tuple[FixtureUse, ...]
    dependencies: tuple[Dependency, ...]
    environment: Environment
    collection: tuple[Trouble, ...]
    collection_why: str
    coverage: LayerCoverage
    doubtful: Doubtful
    conventions: tuple[Convention, ...]
    pipelines: tuple[Pipeline, ...]
    figures: Mapping[str, int]
    notes: tuple[str, ...]

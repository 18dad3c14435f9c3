"""Wrong tables: every fault is named with its key, what is wrong and what may be meant."""

from __future__ import annotations

import pytest

from tests.support.configs import MINIMAL, config_of, faults_of

LAYERS = MINIMAL + 'layers.service.paths = ["src/shop/services/**"]\n'


NAME = 'a name has lower-case letters, digits, "_" and "-", and starts with a letter'
SUITES = "slow, performance, concurrency, migrations, security, api, integration, unit"
NEEDED = 'is needed: the folders that are measured; e.g. ["src/shop"]'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", f"source: {NEEDED}"),
        ("source = []", 'source: is empty, so nothing would be measured; e.g. ["src/shop"]'),
        ('source = "src"', 'source: must be an array of strings, not a string; write ["src"]'),
        ("source = [1]", "source: must hold strings only, not a number"),
        ('source = [""]', "source: is empty"),
        ('source = ["../lib"]', 'source: "../lib" leaves the project; ".." is not allowed'),
        (
            'source = ["/lib"]',
            'source: "/lib" is absolute; it must start at the project\'s root',
        ),
        ('source = ["src/*"]', 'source: "src/*" is a glob, but folders are wanted'),
        (MINIMAL + 'tests = ["../t"]', 'tests: "../t" leaves the project; ".." is not allowed'),
        (MINIMAL + "app = 1", "app: must be a string, not a number"),
        (
            MINIMAL + 'app = "shop.main"',
            'app: "shop.main" must be written "package.module:name"',
        ),
        (MINIMAL + "fail_under = 101", "fail_under: is 101, but must be from 0 to 100"),
        (MINIMAL + "fail_under = -0.5", "fail_under: is -0.5, but must be from 0 to 100"),
        (MINIMAL + "fail_under = nan", "fail_under: is nan, but must be from 0 to 100"),
        (MINIMAL + "fail_under = inf", "fail_under: is inf, but must be from 0 to 100"),
        (
            MINIMAL + "fail_under = 85.555",
            "fail_under: is 85.555, but may have two decimals at most",
        ),
        (
            MINIMAL + "fail_under = true",
            "fail_under: must be a number from 0 to 100, not a boolean",
        ),
        (
            MINIMAL + "fail_under_each_file = 1979-05-27",
            "fail_under_each_file: must be a number from 0 to 100, not a date or time",
        ),
        (MINIMAL + "max_missing = -1", "max_missing: is -1, but must be at least 0"),
        (MINIMAL + "max_missing = 1.0", "max_missing: must be a whole number, not a number"),
        (MINIMAL + "max_missing = true", "max_missing: must be a whole number, not a boolean"),
        (MINIMAL + 'branch = "yes"', "branch: must be true or false, not a string"),
        (MINIMAL + "ratchet = true", "ratchet: must be a whole number, not a boolean"),
        (MINIMAL + "ratchet = -1", "ratchet: is -1, but must be at least 0"),
        (MINIMAL + "ratchet = 201", "ratchet: is 201, but no more than 200 runs are kept"),
        (MINIMAL + 'main_branch = " "', "main_branch: is empty"),
        (
            MINIMAL + 'sourse = "x"',
            'sourse: is not a key of this table; did you mean "source"?',
        ),
        (
            MINIMAL + 'default_suite = "unti"',
            'default_suite: there is no "unti"; did you mean "unit"?',
        ),
        (
            MINIMAL + 'deselect = "a b"',
            'deselect: "a b" does not parse: column 3: expected "and", "or" or the end, found "b"',
        ),
        (MINIMAL + 'deselect = " "', "deselect: is empty"),
        (
            MINIMAL + 'env.TMPDIR = "{folders}"',
            'env.TMPDIR: there is no field "{folders}" without a database; did you mean "folder"?',
        ),
        (
            MINIMAL + 'suites.unit.fixtures = ["my db"]',
            'suites.unit.fixtures: "my db" is not the name of a fixture',
        ),
        (
            MINIMAL
            + 'database = { engine = "postgresql", providers = ["url"], server_per_worker = true }',
            'database.server_per_worker: the provider "url" gives one server for all processes',
        ),
        (MINIMAL + 'fast = ["zz"]', f'fast: there is no suite "zz"; there are: {SUITES}'),
        (
            MINIMAL + "pythons = [3.10]",
            'pythons: must hold strings: as a number, 3.10 is 3.1; write "3.12"',
        ),
        (
            MINIMAL + 'pythons = ["py312"]',
            'pythons: "py312" is not a Python version such as "3.12"',
        ),
        (
            MINIMAL + 'pythons = ["3.10"]',
            'pythons: "3.10" is older than 3.11, the oldest that works',
        ),
        (MINIMAL + "layers = []", "layers: must be a table, not an array"),
        (MINIMAL + "layers.service = 85", "layers.service: must be a table, not a number"),
        (
            MINIMAL + "layers.service = {}",
            "layers.service.paths: is needed: the globs of the layer's files",
        ),
        (
            MINIMAL + "layers.service = { paths = [] }",
            "layers.service.paths: is needed: the globs of the layer's files",
        ),
        (
            MINIMAL + 'layers.service = { paths = ["../x/**"] }',
            'layers.service.paths: "../x/**" leaves the project; ".." is not allowed',
        ),
        (
            LAYERS + "layers.service.fail_over = 3",
            'layers.service.fail_over: is not a key of this table; did you mean "fail_under"?',
        ),
        (
            LAYERS + 'layers.core = { paths = ["./src/shop/services/"] }',
            'layers.core.paths: layer "service" has the glob "src/shop/services/**" too',
        ),
        (
            MINIMAL + 'layers.total = { paths = ["x"] }',
            'layers.total: "total" is taken by Layerproof itself; choose another name',
        ),
        (MINIMAL + 'layers."My Layer" = { paths = ["x"] }', f'layers."My Layer": {NAME}'),
        (
            LAYERS + "layers.service.measured = false\nlayers.service.max_missing = 3",
            (
                "layers.service.max_missing: is asked of a layer that is not measured"
                " (measured = false)"
            ),
        ),
        (MINIMAL + "suites.unit = 3", "suites.unit: must be a table, not a number"),
        (
            MINIMAL + "suites.unit = { wrokers = 3 }",
            'suites.unit.wrokers: is not a key of this table; did you mean "workers"?',
        ),
        (
            MINIMAL + 'suites.unit = { workers = "many" }',
            'suites.unit.workers: must be "auto" or a whole number',
        ),
        (
            MINIMAL + "suites.unit = { workers = -1 }",
            "suites.unit.workers: is -1, but must be at least 0",
        ),
        (
            MINIMAL + "suites.unit = { workers = true }",
            "suites.unit.workers: must be a whole number, not a boolean",
        ),
        (
            MINIMAL + "suites.unit = { timeout = inf }",
            "suites.unit.timeout: is inf, but must be 0 (no limit) or more",
        ),
        (
            MINIMAL + "suites.unit = { timeout = nan }",
            "suites.unit.timeout: is nan, but must be 0 (no limit) or more",
        ),
        (
            MINIMAL + "suites.unit = { timeout = false }",
            "suites.unit.timeout: must be a number of seconds, not a boolean",
        ),
        (
            MINIMAL + "suites.unit = { shards = 0 }",
            "suites.unit.shards: is 0, but must be at least 1",
        ),
        (
            MINIMAL + 'suites.unit = { args = "-x" }',
            'suites.unit.args: must be an array of strings, not a string; write ["-x"]',
        ),
        (
            MINIMAL + 'suites.unit = { select = "slow and" }',
            (
                'suites.unit.select: "slow and" does not parse: column 9: '
                'expected a marker name, "not" or "(", found the end'
            ),
        ),
        (
            MINIMAL + 'suites.unit = { folders = ["/tests"] }',
            'suites.unit.folders: "/tests" is absolute; it must start at the project\'s root',
        ),
        (
            MINIMAL + 'suites.unit = { files = ["a/test_*.py"] }',
            'suites.unit.files: "a/test_*.py" has a "/"; it is held to the file\'s name alone',
        ),
        (
            MINIMAL + 'suites.unit = { files = ["test_[.py"] }',
            'suites.unit.files: "test_[.py" has a "[" that no "]" closes',
        ),
        (
            LAYERS + "suites.unit = { gates = { servise = 85 } }",
            'suites.unit.gates.servise: there is no such layer; did you mean "service"?',
        ),
        (
            LAYERS + "suites.unit = { gates = { service = 850 } }",
            "suites.unit.gates.service: is 850, but must be from 0 to 100",
        ),
        (
            LAYERS + "suites.unit = { gates = { service = {} } }",
            (
                "suites.unit.gates.service: asks for nothing; "
                "give one of fail_under, fail_under_each_file, max_missing"
            ),
        ),
        (
            LAYERS + "suites.unit = { gates = { service = { min = 3 } } }",
            (
                "suites.unit.gates.service.min: is not a key of this table; "
                "there are: fail_under, fail_under_each_file, max_missing"
            ),
        ),
        (
            LAYERS + "layers.service.measured = false\nsuites.unit = { gates = { service = 85 } }",
            "suites.unit.gates.service: this layer is not measured (measured = false)",
        ),
        (
            LAYERS + "suites.performance = { gates = { service = 85 } }",
            (
                "suites.performance.gates: "
                "this suite is not traced (coverage = false), so none can be kept"
            ),
        ),
        (
            MINIMAL + 'database = {}\nsuites.api = { isolation = "rolback" }',
            'suites.api.isolation: there is no "rolback"; did you mean "rollback"?',
        ),
        (
            MINIMAL + 'database = {}\nsuites.unit = { isolation = "reset" }',
            "suites.unit.isolation: tests of this suite use no database (database = false)",
        ),
        (
            MINIMAL + 'suites.api = { isolation = "reset" }',
            "suites.api.isolation: there is no database: [tool.layerproof.database] is missing",
        ),
        (MINIMAL + "suites.Smoke = {}", f"suites.Smoke: {NAME}"),
        (MINIMAL + "suites.9lives = {}", f"suites.9lives: {NAME}"),
        (MINIMAL + "suites._x = {}", f"suites._x: {NAME}"),
        *(
            (
                MINIMAL + f"suites.{name} = {{}}",
                f'suites.{name}: "{name}" is taken by Layerproof itself; choose another name',
            )
            for name in ("coverage", "fast", "merged", "total")
        ),
        (
            MINIMAL + 'suites.nightly = { select = "(slow)" }',
            'suites.nightly: selects the same tests as suite "slow"; change its select',
        ),
        (
            MINIMAL + 'suites.smoke = { select = "unit" }',
            'suites.smoke: selects the same tests as suite "unit"; change its select',
        ),
        (
            MINIMAL + 'suites.a = { select = "", folders = [], files = [] }\n'
            'suites.b = { select = "", folders = [], files = [] }',
            'suites.b: selects the same tests as suite "a"; change its select',
        ),
        (MINIMAL + "install.project = 1", "install.project: must be true or false, not a number"),
        (
            MINIMAL + 'install.requirements = ["../r.txt"]',
            'install.requirements: "../r.txt" leaves the project; ".." is not allowed',
        ),
        (
            MINIMAL + "install.extra = []",
            'install.extra: is not a key of this table; did you mean "extras"?',
        ),
    ],
)
def test_fault_is_named(text: str, fault: str) -> None:
    """A table with one fault is answered with exactly that fault."""
    assert faults_of(text) == [fault]


def test_every_fault_is_reported_at_once() -> None:
    """Faults in different tables come together, so that one run shows them all."""
    text = """
        source = ["../x"]
        fail_under = 101
        layers.service = { paths = ["b/**"], fail_under = true }
        suites.unit = { select = "a b", gates = { servise = 1 } }
        database.engine = "oracle"
        """
    assert faults_of(text) == [
        'source: "../x" leaves the project; ".." is not allowed',
        "layers.service.fail_under: must be a number from 0 to 100, not a boolean",
        (
            'suites.unit.select: "a b" does not parse: column 3: expected "and", "or" or the end, '
            'found "b"'
        ),
        'suites.unit.gates.servise: there is no such layer; did you mean "service"?',
        "fail_under: is 101, but must be from 0 to 100",
        'database.engine: there is no "oracle"; there are: postgresql, sqlite',
    ]


def test_suites_with_open_expressions_may_differ_by_their_folders() -> None:
    """Two suites that are told apart by folder alone are not alike."""
    config = config_of(
        MINIMAL + 'suites.a = { select = "", folders = ["a"] }\n'
        'suites.b = { select = "", folders = ["b"] }'
    )
    assert [config.suites[2].name, config.suites[3].name] == ["a", "b"]


def test_repeated_glob_of_one_layer_is_no_fault() -> None:
    """A glob that one layer names twice is kept once."""
    config = config_of(MINIMAL + 'layers.a = { paths = ["x/**", "./x/"] }')
    assert config.layers[0].paths == ("x/**",)

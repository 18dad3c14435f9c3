"""What is in a PostgreSQL database: tables, sequences, and every definition. Only reads.

``postgres_baseline`` compares by it. Left out: what an extension brought, temporary tables, the
system's own.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layerproof.database.isolation.backends import Ask

_OURS = (
    "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
    " AND d.objid = c.oid AND d.deptype = 'e')"
)
_FROM = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"

_TABLES = f"""
SELECT c.oid::int8, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), c.relkind::text,
  c.relispopulated,
  (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''),
  EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal)
{_FROM} WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND {_OURS}
ORDER BY c.relkind DESC, c.oid
"""
_SEQUENCES = f"""
SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname)
{_FROM} WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND {_OURS} ORDER BY 1, 2
"""
_REFERENCES = "SELECT conrelid::int8, confrelid::int8 FROM pg_constraint WHERE contype = 'f'"

#: Whose rows a change of the schema makes, and the column that tells our objects from the
#: system's, which lie below ``FIRST_OID``.
CATALOGS: Mapping[str, str] = {
    "pg_class": "oid",
    "pg_attribute": "attrelid",
    "pg_attrdef": "oid",
    "pg_constraint": "oid",
    "pg_enum": "oid",
    "pg_extension": "oid",
    "pg_namespace": "oid",
    "pg_policy": "oid",
    "pg_proc": "oid",
    "pg_rewrite": "oid",
    "pg_sequence": "seqrelid",
    "pg_trigger": "oid",
    "pg_type": "oid",
}
FIRST_OID = 16_384

#: Each gives: what it is, on which table, how it is defined.
_DEFINITIONS = f"""
SELECT (CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
    WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'type'
    WHEN 'f' THEN 'foreign table'
    ELSE 'table' END) || ' ' || format('%I.%I', n.nspname, c.relname),
  coalesce((SELECT 'table ' || format('%I.%I', tn.nspname, t.relname) FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    WHERE i.indexrelid = c.oid), ''),
  concat_ws('|', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
    c.relacl,
    pg_get_expr(c.relpartbound, c.oid), CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid)
    WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid) END)
{_FROM} WHERE c.relkind <> 't' AND {_OURS}
UNION ALL
SELECT 'column ' || format('%I.%I.%I', n.nspname, c.relname, a.attname),
  'table ' || format('%I.%I', n.nspname, c.relname),
  concat_ws('|', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
    pg_get_expr(f.adbin, f.adrelid), a.attcollation, a.attacl)
{_FROM} JOIN pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS}
UNION ALL
SELECT 'constraint ' || quote_ident(o.conname) || ' of ' || format('%I.%I', n.nspname, c.relname),
  'table ' || format('%I.%I', n.nspname, c.relname), pg_get_constraintdef(o.oid)
{_FROM} JOIN pg_constraint o ON o.conrelid = c.oid WHERE {_OURS}
UNION ALL
SELECT 'trigger ' || quote_ident(t.tgname) || ' of ' || format('%I.%I', n.nspname, c.relname),
  'table ' || format('%I.%I', n.nspname, c.relname),
  concat_ws('|', pg_get_triggerdef(t.oid), t.tgenabled)
{_FROM} JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal AND {_OURS}
UNION ALL
SELECT 'rule ' || quote_ident(r.rulename) || ' of ' || format('%I.%I', n.nspname, c.relname),
  'table ' || format('%I.%I', n.nspname, c.relname), concat_ws('|', pg_get_ruledef(r.oid),
  r.ev_enabled)
{_FROM} JOIN pg_rewrite r ON r.ev_class = c.oid WHERE r.rulename <> '_RETURN' AND {_OURS}
UNION ALL
SELECT 'policy ' || quote_ident(p.polname) || ' of ' || format('%I.%I', n.nspname, c.relname),
  'table ' || format('%I.%I', n.nspname, c.relname),
  concat_ws('|', p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid))
{_FROM} JOIN pg_policy p ON p.polrelid = c.oid WHERE {_OURS}
UNION ALL
SELECT 'sequence ' || format('%I.%I', n.nspname, c.relname), '',
  concat_ws('|', s.seqtypid, s.seqstart,
  s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle)
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS}
UNION ALL
SELECT 'function ' || p.oid::regprocedure::text, '', concat_ws('|', md5(p.prosrc),
  p.prorettype::regtype, p.provolatile, p.proisstrict, p.prosecdef, p.prolang, p.proconfig,
  p.proacl)
FROM pg_proc p WHERE p.oid >= {FIRST_OID}
UNION ALL
SELECT 'type ' || t.oid::regtype::text, '', concat_ws('|', format_type(t.typbasetype, t.typtypmod),
  t.typnotnull, t.typdefault,
  (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
  (SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint
    WHERE contypid = t.oid))
FROM pg_type t WHERE t.oid >= {FIRST_OID} AND t.typtype IN ('d', 'e')
UNION ALL
SELECT 'schema ' || quote_ident(nspname), '', nspacl::text FROM pg_namespace WHERE nspname !~ '^pg_'
UNION ALL
SELECT 'extension ' || quote_ident(extname), '', extversion FROM pg_extension
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a materialized view. ``name`` is for people, ``quoted`` for statements.

    ``columns`` are those that COPY can write, quoted; generated ones cannot be written.
    """

    oid: int
    name: str
    quoted: str
    columns: str
    materialized: bool
    populated: bool
    triggered: bool

    @property
    def listed(self) -> str:
        """The table with its columns, as COPY wants it."""
        return f"{self.quoted} ({self.columns})" if self.columns else self.quoted


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence and where it stands."""

    name: str
    quoted: str
    last: int
    called: bool


def read_tables(ask: Ask) -> tuple[Table, ...]:
    """Return tables, then materialized views, each in the order in which they were made."""
    return tuple(
        Table(oid, _name(schema, name), quoted, columns or "", kind == "m", populated, triggered)
        for oid, schema, name, quoted, kind, populated, columns, triggered in ask(_TABLES)
    )


def read_sequences(ask: Ask) -> tuple[Sequence, ...]:
    """Return every sequence with its position."""
    found = []
    for schema, name, quoted in ask(_SEQUENCES):
        ((last, called),) = ask(f"SELECT last_value, is_called FROM {quoted}")
        found.append(Sequence(_name(schema, name), quoted, last, called))
    return tuple(found)


def read_references(ask: Ask) -> frozenset[tuple[int, int]]:
    """Return every foreign key as the table that refers and the one referred to."""
    return frozenset((one, other) for one, other in ask(_REFERENCES))


def read_definitions(ask: Ask) -> dict[tuple[str, str], str]:
    """Return the definition of every object, by what it is called and the table it is on."""
    return {(name, table): definition for name, table, definition in ask(_DEFINITIONS)}


def compare_definitions(
    before: Mapping[tuple[str, str], str], after: Mapping[tuple[str, str], str]
) -> tuple[str, ...]:
    """Return what was made, changed or dropped; not the parts of a table that came or went."""
    made, dropped = after.keys() - before.keys(), before.keys() - after.keys()
    whole = {name for name, _ in made | dropped}
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    return tuple(
        sorted(
            f"{verb} {name}"
            for verb, keys in (("made", made), ("dropped", dropped), ("changed", changed))
            for name, table in keys
            if table not in whole
        )
    )


def _name(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"

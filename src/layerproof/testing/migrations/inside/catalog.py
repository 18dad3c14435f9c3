"""What PostgreSQL's catalogs are asked to tell a whole schema. ``schema`` compares the answers.

Each query gives the thing and its definition. What belongs to the system or to an extension is
left out.
"""

from __future__ import annotations

_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
_NOT_EXTENSION = (
    "NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = {0}.oid "
    "AND e.classid = '{1}'::regclass AND e.deptype = 'e')"
)

_SCHEMAS = "SELECT 'schema ' || n.nspname, '' FROM pg_namespace n WHERE $OURS"

_EXTENSIONS = "SELECT 'extension ' || extname, '' FROM pg_extension"

_COLUMNS = """
SELECT 'column ' || c.oid::regclass || '.' || a.attname,
    format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
    || CASE a.attidentity WHEN '' THEN '' ELSE ' IDENTITY ' || a.attidentity::text END
    || CASE a.attgenerated WHEN '' THEN '' ELSE ' GENERATED' END
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND $OURS AND $CLASS
"""

_RELATIONS = """
SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view '
        WHEN 'm' THEN 'materialized view ' ELSE 'table ' END || c.oid::regclass,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) ELSE '' END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm') AND $OURS AND $CLASS
"""

# Not-null constraints, which PostgreSQL 18 keeps here, are read with their columns.
_CONSTRAINTS = """
SELECT 'constraint ' || k.conname || ' on ' || k.conrelid::regclass, pg_get_constraintdef(k.oid)
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
WHERE k.contype <> 'n' AND k.conrelid <> 0 AND $OURS
"""

# The index of a constraint is told by the constraint.
_INDEXES = """
SELECT 'index ' || c.relname || ' on ' || i.indrelid::regclass, pg_get_indexdef(i.indexrelid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) AND $OURS
"""

_TYPES = """
SELECT CASE t.typtype WHEN 'e' THEN 'enum ' WHEN 'd' THEN 'domain ' ELSE 'type ' END
        || t.oid::regtype,
    coalesce(
        (SELECT string_agg(l.enumlabel, ', ' ORDER BY l.enumsortorder)
            FROM pg_enum l WHERE l.enumtypid = t.oid),
        format_type(t.typbasetype, t.typtypmod), '')
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND $OURS AND $TYPE
"""

_FUNCTIONS = """
SELECT 'function ' || p.oid::regprocedure, md5(p.prosrc)
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE $OURS AND $PROC
"""

_TRIGGERS = """
SELECT 'trigger ' || g.tgname || ' on ' || g.tgrelid::regclass, pg_get_triggerdef(g.oid)
FROM pg_trigger g
WHERE NOT g.tgisinternal
"""


def _complete(query: str) -> str:
    parts = {
        "$OURS": _OURS,
        "$CLASS": _NOT_EXTENSION.format("c", "pg_class"),
        "$TYPE": _NOT_EXTENSION.format("t", "pg_type"),
        "$PROC": _NOT_EXTENSION.format("p", "pg_proc"),
    }
    for word, text in parts.items():
        query = query.replace(word, text)
    return query


QUERIES = tuple(
    _complete(query)
    for query in (
        _SCHEMAS,
        _EXTENSIONS,
        _COLUMNS,
        _RELATIONS,
        _CONSTRAINTS,
        _INDEXES,
        _TYPES,
        _FUNCTIONS,
        _TRIGGERS,
    )
)

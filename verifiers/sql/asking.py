"""The program that asks one query of one database. It runs in the sandbox; the query may be hostile.

SQLite's authorizer lets a query read and compute, and nothing else: no writing, attaching, pragmas or extensions,
and no random numbers, whose results would differ from run to run.
"""

PROGRAM = """
import sqlite3

READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
REFUSED = {"load_extension", "random", "randomblob", "zeroblob", "readfile", "writefile", "edit", "fts3_tokenizer"}
MOST_ROWS, MOST_CELL = 20_000, 10_000


def allowed(action, first, second, database, trigger):
    if action in READS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in REFUSED:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def plain(cell):
    if isinstance(cell, bytes):
        return ["blob", cell[:MOST_CELL].hex()]
    if isinstance(cell, float):
        return ["real", repr(cell)]
    if isinstance(cell, int):
        return ["integer", str(cell)]
    return ["null", ""] if cell is None else ["text", cell[:MOST_CELL]]


def ask(script, query):
    database = sqlite3.connect(":memory:")
    database.executescript(script)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
    database.set_authorizer(allowed)
    try:
        found = database.execute(query)
        rows = found.fetchmany(MOST_ROWS + 1)
    except sqlite3.DatabaseError as error:
        denied = "not authorized" in str(error) or "prohibited" in str(error)
        return {"error": "forbidden" if denied else "syntax", "message": str(error)[:200]}
    except (sqlite3.Warning, sqlite3.ProgrammingError, ValueError) as error:
        return {"error": "syntax", "message": str(error)[:200]}
    if found.description is None:
        return {"error": "syntax", "message": "the query selects nothing"}
    if len(rows) > MOST_ROWS:
        return {"error": "output_limit", "message": "too many rows"}
    return {"columns": len(found.description), "rows": [[plain(cell) for cell in row] for row in rows]}
"""

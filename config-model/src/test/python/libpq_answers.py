"""What the real libpq makes of connection strings: JSON strings in, one a line, answers out."""

import json
import sys

import psycopg2
import psycopg2.extensions

print(psycopg2.extensions.libpq_version())
for line in sys.stdin:
    try:
        print(json.dumps(psycopg2.extensions.parse_dsn(json.loads(line))))
    except psycopg2.ProgrammingError:
        print("null")
    except UnicodeDecodeError:
        print('"no text"')

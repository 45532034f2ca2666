"""The database: engines, schema and one query per function; nothing here commits."""

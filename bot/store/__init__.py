"""The database: tables, migrations, units of work, and one module for each kind of row."""

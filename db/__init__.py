"""What Alba remembers: tables, migrations, stores, encryption and the directory's first data."""

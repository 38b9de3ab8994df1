from django.db.backends.postgresql.features import DatabaseFeatures as PostgreSQLFeatures


class DatabaseFeatures(PostgreSQLFeatures):
    # Django finds out by making a table, which the application's login may not do. PostgreSQL always has them.
    supports_transactions = True

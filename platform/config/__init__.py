"""The top of the house: settings, addresses, commands, and the Celery app of every process that asks for tasks."""

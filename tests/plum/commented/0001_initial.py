from importlib import import_module

Migration = import_module("tests.plum.migrations.0001_initial").Migration

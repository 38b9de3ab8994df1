"""The counting behind matching: plain numbers in, plain numbers out, with no database and no clock on the wall."""

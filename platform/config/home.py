"""Where the embedded default keeps its things. Known before Django is."""

import os
from pathlib import Path


def coopbox_home() -> Path:
    """COOPBOX_HOME, else `.coopbox` beside the code."""
    return Path(os.environ.get("COOPBOX_HOME") or Path(__file__).resolve().parents[2] / ".coopbox").absolute()

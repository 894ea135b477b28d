"""Every setting: one table, read from the command line, the environment or a TOML file; nothing else configures the software.

Callers import from here, whichever module defines the name.
"""

from graph.settings.loading import SettingValue, explain_settings, read_settings
from graph.settings.schema import HIDDEN, MetricsReaders, RealTime, Setting, Settings
from graph.settings.table import TABLE

__all__ = [
    "HIDDEN", "TABLE", "MetricsReaders", "RealTime", "Setting", "SettingValue", "Settings", "explain_settings",
    "read_settings",
]  # fmt: skip

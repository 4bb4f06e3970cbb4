"""How long does a test wait for what must come? Long: a slow machine is no defect."""

from typing import Final

PATIENCE_SECONDS: Final = 60.0

"""How does a command speak to programs? One JSON object a line, in UTF-8, flushed line by line."""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

ENDS_A_LINE: Final = str.maketrans({end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"})
"""What JSON lets stand, and some readers of lines take for the end of one."""


def write(answer: Mapping[str, Any]) -> None:
    """Write one line and let it go at once; half a surrogate pair becomes a question mark."""
    line = json.dumps(answer, ensure_ascii=False).translate(ENDS_A_LINE)
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()

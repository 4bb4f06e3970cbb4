"""Which words of a flow file are said to somebody? Babel asks this to fill the catalogues."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, Final

import yaml

# The keys whose values a woman, a relative or a caseworker reads; all else in a file is ours.
SPOKEN: Final = frozenset({"text", "again", "title", "expired", "template"})

# What makes an entry of facts/*.yaml: its value fills the holes of texts. (The `remember` of a flow
# has a value too, and nobody reads that one.)
FACT: Final = "says"

Extracted = tuple[int, None, str, list[str]]


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """Each spoken text with its line (from 1) and the translators' comments that stand above it.

    The signature is Babel's; `keywords` are names of Python functions and mean nothing here.
    Raises yaml.YAMLError for what is not YAML: `alba flows check` says it better.
    """
    content = fileobj.read().decode(options.get("encoding", "utf-8"))
    lines = content.splitlines()
    for document in yaml.compose_all(content, Loader=yaml.SafeLoader):
        for line, text in _spoken(document):
            yield line, None, text, _comments_above(lines, line, tuple(comment_tags))


def _spoken(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _spoken(item)
    elif isinstance(node, yaml.MappingNode):
        spoken = SPOKEN | {"value"} if FACT in _keys(node) else SPOKEN
        for key, value in node.value:
            if key.value not in spoken or not isinstance(value, yaml.ScalarNode):
                yield from _spoken(value)
            elif has_words(text := value.value.strip()):
                yield key.start_mark.line + 1, text


def _keys(node: yaml.MappingNode) -> set[str]:
    return {key.value for key, _ in node.value}


def has_words(text: str) -> bool:
    """Whether there is anything to translate: "2020" and "$11" are the same everywhere."""
    return any(sign.isalpha() for sign in text)


def _comments_above(lines: list[str], line: int, tags: tuple[str, ...]) -> list[str]:
    """The comment right above a line, from its first tagged line on; [] when none is tagged."""
    comments: list[str] = []
    for above in reversed(lines[: line - 1]):
        stripped = above.strip()
        if not stripped.startswith("#"):
            break
        comments.insert(0, stripped.lstrip("# "))
    for first, comment in enumerate(comments):
        if tags and comment.startswith(tags):
            return comments[first:]
    return []

"""Where in a file that people write is what is wrong? YAML with its lines, every problem kept.

Scalars are taken as they are written: no `18:00` becomes 1080 here, and no `no` becomes False.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

T = TypeVar("T")
Code = TypeVar("Code", bound=StrEnum)
NOTHING = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True, order=True)
class FileProblem:
    """What is wrong in a file: its line (from 1), the key, and a sentence with the remedy."""

    file: str
    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        """One line for the terminal."""
        where = f"{self.key}: " if self.key else ""
        return f"{self.file}:{self.line}: {where}{self.sentence}"


class WrongFile(Exception):
    """The file can't be used as it is: mend every line named, then start again."""

    def __init__(self, problems: list[FileProblem]) -> None:
        """Keep all problems, from the top of the file down."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Section:
    """A mapping of the file: keys are taken one by one; `finish` tells of those nobody took."""

    def __init__(self, node: yaml.Node, path: str, file: str, problems: list[FileProblem]) -> None:
        """`path` is the way from the top, with dots; problems go to the list that all share."""
        self._path = path
        self._file = file
        self._problems = problems
        self._known: set[str] = set()
        self._pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        self._line = node.start_mark.line + 1 if node.start_mark else 1
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    self._tell(key, "", "una clave es una sola palabra.")
                    continue
                if key.value in self._pairs:
                    self._tell(key, key.value, "está dos veces. Deja una.")
                self._pairs[key.value] = (key, value)
        elif not _is_nothing(node):
            self._tell(node, "", "aquí van claves con sus valores, como «name: …».")

    def read(self, key: str, reader: Callable[[str], T], default: T) -> T:
        """One value, as `reader` makes it; its ValueError is a problem. Absent: the default."""
        node = self._take(key)
        if node is None:
            return default
        return self._made(node, key, reader, default)

    def need(self, key: str, reader: Callable[[str], T], default: T) -> T:
        """One value that must be there; `default` stands in for it when it is not, or is wrong."""
        if self._take(key) is None:
            self._tell_absence(key)
            return default
        return self.read(key, reader, default)

    def need_list(self, key: str, reader: Callable[[str], T]) -> tuple[T, ...]:
        """A list of at least one value."""
        if self._take(key) is None or not self._list(key):
            self._tell_absence(key)
        return self.read_list(key, reader)

    def read_list(self, key: str, reader: Callable[[str], T]) -> tuple[T, ...]:
        """A list of values; what can't be read is a problem and is left out."""
        made = (self._made(item, key, reader, None) for item in self._list(key))
        return tuple(one for one in made if one is not None)

    def section(self, key: str) -> "Section":
        """The mapping under a key; an empty one when it is absent."""
        node = self._take(key) or yaml.ScalarNode("", "")
        return Section(node, self._full(key), self._file, self._problems)

    def sections(self, key: str) -> list["Section"]:
        """The mappings of a list."""
        full = self._full(key)
        return [Section(item, full, self._file, self._problems) for item in self._list(key)]

    def has(self, key: str) -> bool:
        """Whether a key is there with something under it."""
        return self._take(key) is not None

    def finish(self) -> None:
        """Tell of every key that was not read: most likely a slip of the pen."""
        for key in self._pairs.keys() - self._known:
            near = difflib.get_close_matches(key, sorted(self._known), n=1, cutoff=0.0)
            hint = f" ¿Quisiste decir «{near[0]}»?" if near else ""
            self._tell(self._pairs[key][0], key, f"Alba no conoce esta clave.{hint}")

    def _take(self, key: str) -> yaml.Node | None:
        """The node under a key, None when it is absent or empty."""
        self._known.add(key)
        _, node = self._pairs.get(key, (None, None))
        return None if node is None or _is_nothing(node) else node

    def _list(self, key: str) -> list[yaml.Node]:
        node = self._take(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._tell(node, key, "debe ser una lista, como [lunes, martes].")
            return []
        return list(node.value)

    def _made(self, node: yaml.Node, key: str, reader: Callable[[str], T], default: T) -> T:
        if not isinstance(node, yaml.ScalarNode):
            self._tell(node, key, "debe ser un solo valor, no una lista ni varias claves.")
            return default
        try:
            return reader(node.value.strip())
        except ValueError as error:
            self._tell(node, key, str(error))
            return default

    def _tell_absence(self, key: str) -> None:
        sentence = "falta. Mira organisation.example.yaml."
        self._problems.append(FileProblem(self._file, self._line, self._full(key), sentence))

    def _tell(self, node: yaml.Node, key: str, sentence: str) -> None:
        line = node.start_mark.line + 1
        self._problems.append(FileProblem(self._file, line, self._full(key), sentence))

    def _full(self, key: str) -> str:
        return ".".join(part for part in (self._path, key) if part)


def _is_nothing(node: yaml.Node) -> bool:
    """Whether it was left empty; what stands in quotes was not."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in NOTHING


def read_marked(path: Path, problems: list[FileProblem]) -> Section:
    """The whole file as one section. Raises WrongFile when there is nothing to go on with."""
    try:
        content = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(content, Loader=yaml.SafeLoader)
    except OSError as error:
        sentence = f"no se puede leer ({error.strerror}). Revisa la ruta y los permisos."
    except UnicodeDecodeError:
        sentence = "no es texto UTF-8. Guárdalo de nuevo con esa codificación."
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        sentence = "esto no es YAML. Revisa la sangría, los dos puntos y las comillas."
        raise WrongFile([FileProblem(path.name, line, "", sentence)]) from None
    except yaml.YAMLError:  # a character that YAML forbids, which has no mark
        sentence = "tiene caracteres que no se ven. Bórralos."
    else:
        return Section(node or yaml.ScalarNode("", ""), "", path.name, problems)
    raise WrongFile([FileProblem(path.name, 1, "", sentence)])


def one_of(kind: type[Code]) -> Callable[[str], Code]:
    """A reader of one of the words of an enumeration."""

    def read(written: str) -> Code:
        try:
            return kind(written)
        except ValueError:
            raise ValueError(f"debe ser una de: {', '.join(kind)}.") from None

    return read

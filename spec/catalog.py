"""All lifecycles there are: built in, from folders a user names, from packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from .errors import SpecError, UnknownLifecycle, did_you_mean
from .lifecycle import Lifecycle
from .loader import load_file
from .packages import package_folders
from .schemas import check_compiles


class Catalog:
    """Lifecycles by id.

    Args:
        lifecycles: what it holds.

    Raises:
        SpecError: two lifecycles have the same id.
    """

    def __init__(self, lifecycles: Iterable[Lifecycle]) -> None:
        self._by_id: dict[str, Lifecycle] = {}
        for lifecycle in lifecycles:
            twin = self._by_id.setdefault(lifecycle.id, lifecycle)
            if twin is not lifecycle:
                already = f"the id {lifecycle.id!r} is taken by {twin.file}"
                raise SpecError(lifecycle.file, "name", already)

    def __iter__(self) -> Iterator[Lifecycle]:
        return iter(self._by_id.values())

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, in order."""
        return tuple(self._by_id)

    def get(self, lifecycle_id: str) -> Lifecycle:
        """Return one lifecycle.

        Raises:
            UnknownLifecycle: none has that id.
        """
        try:
            return self._by_id[lifecycle_id]
        except KeyError:
            raise UnknownLifecycle(lifecycle_id, self.ids) from None

    def select(self, name: str) -> tuple[Lifecycle, ...]:
        """Return the lifecycle called `name`, or all of the family or provider called so.

        Args:
            name: ``provider/name``, ``provider/family`` or ``provider``; ``provider/*`` is
                the provider, too.

        Raises:
            UnknownLifecycle: there is neither.
        """
        if name in self._by_id:
            return (self._by_id[name],)
        found = tuple(
            lifecycle
            for lifecycle in self
            if name in (lifecycle.family, lifecycle.provider, f"{lifecycle.provider}/*")
        )
        if not found:
            providers = dict.fromkeys(lifecycle.provider for lifecycle in self)
            raise UnknownLifecycle(name, (*self.ids, *providers))
        return found


def load_folder(folder: Path) -> tuple[Lifecycle, ...]:
    """Load every lifecycle file (``*.toml``) in a folder and the folders in it.

    Raises:
        SpecError: a file is broken, or there is none.
    """
    if not folder.is_dir():
        raise SpecError(str(folder), "", "expected a folder of lifecycle files (*.toml)")
    paths = sorted(folder.rglob("*.toml"))
    if not paths:
        raise SpecError(str(folder), "", "holds no lifecycle file (*.toml)")
    return tuple(lifecycle for path in paths for lifecycle in load_file(path))


@cache
def _builtin() -> tuple[Lifecycle, ...]:
    """The built-in lifecycles: every catalog holds the same, so that each is compiled once."""
    return load_folder(builtin_folder())


@lru_cache(maxsize=16)
def catalog(folders: Sequence[Path] = ()) -> Catalog:
    """Return the built-in lifecycles, those of installed packages, and those of `folders`.

    Args:
        folders: a tuple of folders of lifecycle files.

    Raises:
        SpecError: a file is broken, an id stands twice, or a relation's parent is unknown.
    """
    found = list(_builtin())
    for folder in (*package_folders(), *folders):
        found += _compiled(load_folder(folder))
    check_parents(found, found)
    return Catalog(found)


def check_parents(lifecycles: Iterable[Lifecycle], known: Iterable[Lifecycle]) -> None:
    """Check what relations say of parents: these are of other files.

    Args:
        lifecycles: their relations are checked.
        known: where the parents are looked for.

    Raises:
        SpecError: a relation names a parent, or a state of its parent, that there is not.
    """
    families = {each.family: set(each.vocabulary.values()) for each in known}
    for lifecycle in lifecycles:
        for relation in lifecycle.relations:
            if not relation.parent:
                continue
            place = f"relations: {relation.id}"
            if relation.parent not in families:
                hint = did_you_mean(relation.parent, families)
                words = f"there is no lifecycle {relation.parent!r}{hint}"
                raise SpecError(lifecycle.file, f"{place}.parent", words)
            states = families[relation.parent]
            for name, told in (
                ("parent_states", relation.parent_states),
                ("closed_by", relation.closed_by),
            ):
                for state in told:
                    if state not in states:
                        hint = did_you_mean(state, sorted(states))
                        words = f"{relation.parent} has no state {state!r}{hint}"
                        raise SpecError(lifecycle.file, f"{place}.{name}", words)


def _compiled(lifecycles: Iterable[Lifecycle]) -> Iterator[Lifecycle]:
    """Lifecycles of others: their schemas are compiled once, to see that they can be."""
    for lifecycle in lifecycles:
        for form in lifecycle.forms:
            check_compiles(form.select, lifecycle.file, f"select of the form {form.name}")
            check_compiles(form.schema, lifecycle.file, f"schema of the form {form.name}")
        for rule in lifecycle.rules:
            if rule.schema is not None:
                check_compiles(rule.schema, lifecycle.file, f"schema of the rule {rule.id}")
        for edge in lifecycle.edges:
            if edge.guard is not None:
                place = f"guard from {edge.source} to {edge.target}"
                check_compiles(edge.guard.schema, lifecycle.file, place)
        yield lifecycle


def builtin_folder() -> Path:
    """Return the folder of the lifecycles that come with this package."""
    return Path(__file__).with_name("providers")

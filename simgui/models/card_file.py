"""Model cards as YAML files."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.core.located_yaml import Node, load_yaml
from simgui.models.card import CARD_SCHEMA, ModelCard

_ADAPTER = TypeAdapter(ModelCard)
_KEY_ORDER = (
    *("name", "summary", "task", "file", "sha256", "labels", "positive_labels", "input"),
    *("test", "metrics", "training", "intended_use", "limits", "licence"),
)


def read_card(path: Path) -> ModelCard:
    """Read a model card; see `simgui.models.card.load_card`.

    Parameters
    ----------
    path : Path
        The ``.yaml`` file.

    Returns
    -------
    ModelCard
        Its content.

    Raises
    ------
    InputError
        If the file cannot be read or is no valid card.
    """
    node = load_yaml(path)
    content: dict[str, Any] = node.plain()
    schema = content.pop("schema", None)
    if schema != CARD_SCHEMA:
        place = node.at(["schema"])
        raise InputError([Diagnostic(place, "schema", f"expected {CARD_SCHEMA!r}, not {schema!r}")])
    try:
        return _ADAPTER.validate_python(content)
    except ValidationError as error:
        raise InputError([_diagnostic(node, problem) for problem in error.errors()]) from None


def write_card(card: ModelCard, path: Path) -> None:
    """Write a model card.

    Parameters
    ----------
    card : ModelCard
        What to write; empty parts are left out.
    path : Path
        The ``.yaml`` file.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - only the zoo's build writes cards

    plain = _plain(asdict(card))
    content: dict[str, Any] = {"schema": CARD_SCHEMA}
    content |= {key: plain[key] for key in _KEY_ORDER if plain[key] not in ("", None, {})}
    yaml: Any = YAML(typ="safe", pure=True)  # its stubs lack the third flow style, None
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 110
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)


def _plain(value: Any) -> Any:  # noqa: ANN401 - anything that YAML can hold
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _diagnostic(node: Node, problem: Any) -> Diagnostic:  # noqa: ANN401 - pydantic's ErrorDetails
    steps: tuple[str | int, ...] = problem["loc"]
    place: Location = node.at(steps)
    message = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "unexpected_keyword_argument":
        message = "unknown key"
    return Diagnostic(place, ".".join(map(str, steps)), message)

"""YAML is read with places, as YAML 1.2, and refused where it is not what it should be."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.core.diagnostics import Location
from simgui.core.errors import InputError
from simgui.core.located_yaml import load_yaml, parse_yaml
from simgui.core.yaml_scalar import resolve
from simgui.core.yaml_tree import TreeBuilder

FARM = """\
# a comment
name: Farm
fleet:
  motors:
    count: 500
    route:
      - {link: ble-2m, to: gateway}
      - link: ethernet
  "868": [1, 2.5, true, ~]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "f.yaml")
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_that_plain_objects_come_out() -> None:
    assert parse_yaml(FARM, "farm.yaml").plain() == {
        "name": "Farm",
        "fleet": {
            "motors": {"count": 500, "route": [{"link": "ble-2m", "to": "gateway"}, {"link": "ethernet"}]},
            "868": [1, 2.5, True, None],
        },
    }


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("name",), 2, 1),
        (("fleet", "motors", "count"), 5, 5),
        (("fleet", "motors", "route"), 6, 5),
        (("fleet", "motors", "route", 0), 7, 9),
        (("fleet", "motors", "route", 0, "to"), 7, 24),
        (("fleet", "motors", "route", 1, "link"), 8, 9),
        (("fleet", "868", 1), 9, 14),
        (("fleet", "motors", "missing"), 4, 3),
        (("fleet", "motors", "missing", "deeper"), 4, 3),
        (("fleet", "motors", "route", 2), 6, 5),
        (("fleet", "motors", "route", -1), 6, 5),
        (("fleet", "motors", "count", "x"), 5, 5),
        (("fleet", 868), 3, 1),
        (("nothing",), 2, 1),
    ],
)
def test_that_a_path_leads_to_its_key_or_to_what_is_nearest(
    path: tuple[str | int, ...], line: int, column: int
) -> None:
    assert parse_yaml(FARM, "farm.yaml").at(path) == Location("farm.yaml", line, column)


def test_that_nodes_are_found_by_path() -> None:
    root = parse_yaml(FARM, "farm.yaml")
    count = root.get("fleet", "motors", "count")
    assert count is not None
    assert (count.value, count.location) == (500, Location("farm.yaml", 5, 12))
    assert root.get() is root
    assert root.get("fleet", "gateways", "x") is None
    assert root.get("fleet", "motors", "route", 5) is None
    assert root.get("name", "x") is None


def test_that_an_alias_repeats_its_anchor_and_points_there() -> None:
    root = parse_yaml("a: &x {count: 1}\nb: *x\nc: &y 5\nd: [*y, *x]\n", "f.yaml")
    assert root.plain() == {"a": {"count": 1}, "b": {"count": 1}, "c": 5, "d": [5, {"count": 1}]}
    assert root.at(("b",)) == Location("f.yaml", 2, 1)
    assert root.at(("b", "count")) == Location("f.yaml", 1, 8)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2020-01-01", "2020-01-01"),
        ("1_000", "1_000"),
        ("true", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("null", None),
        ("~", None),
        ("", None),
        ("42", 42),
        ("-7", -7),
        ("007", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("5.", 5.0),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("50 ms", "50 ms"),
        ("<= 50 ms", "<= 50 ms"),
        ("-", "-"),
        ("++1", "++1"),
    ],
)
def test_that_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".NaN", "1e999", "-1e999", "9" * 5000, "0x" + "F" * 5000])
def test_that_numbers_no_one_can_compute_with_are_refused(text: str) -> None:
    assert problems(f"a:\n  b: {text}")[0].startswith("f.yaml:2:6: a.b: ")


def test_that_quotes_and_blocks_keep_text() -> None:
    text = "a: '5'\nb: \"true\"\nc: |\n  5\nd: >-\n  one\n  two\n"
    assert parse_yaml(text, "f").plain() == {"a": "5", "b": "true", "c": "5\n", "d": "one two"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "f.yaml:1:1: the file is empty"),
        ("# only a comment\n", "f.yaml:1:1: the file is empty"),
        ("---\n", "f.yaml:1:1: the file is empty"),
        ("~", "f.yaml:1:1: the file is empty"),
        ("\n- 1", "f.yaml:2:1: the file holds a list; a map (key: value) is needed"),
        ("hello", "f.yaml:1:1: the file holds a single value; a map (key: value) is needed"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: a: the key is given twice (first on line 1)"),
        ("a: {b: 1,\n b: 2}", "f.yaml:2:2: a.b: the key is given twice (first on line 1)"),
        ("a:\n  868: x", "f.yaml:2:3: a.868: the key '868' is not text (write it in quotes: \"868\")"),
        ("true: x", "f.yaml:1:1: true: the key 'true' is not text (write it in quotes: \"true\")"),
        ("? [a]\n: 1", "f.yaml:1:3: a key must be text, not a map or a list"),
        ("a: &x b\n*x : 1", "f.yaml:2:1: a key must be text, not an alias"),
        ("<<: {a: 1}", "f.yaml:1:1: <<: merge keys (<<) are not supported (repeat the keys, or alias the whole value)"),
        (
            "a: !!python/object:os.system x",
            "f.yaml:1:4: a: the tag '!!python/object:os.system' is not allowed (remove it; quote what must stay text)",
        ),
        ("a: [1, !!set {}]", "f.yaml:1:8: a.1: the tag '!!set' is not allowed (remove it; quote what must stay text)"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: a second document starts here (one file holds one document)"),
        ("a: *x", "f.yaml:1:4: a: the alias *x has no anchor &x before it"),
        ("a: &x [*x]", "f.yaml:1:8: a.0: the alias *x stands inside the very value it repeats"),
        ("a: b\nc: d\0", "f.yaml:2:5: the control character U+0000 is not allowed"),
        ("a: b\r\nc: \x1b", "f.yaml:2:4: the control character U+001B is not allowed"),
        ("a: \ud800", "f.yaml:1:4: the control character U+D800 is not allowed"),
        ('a: "\\0"', "f.yaml:1:4: a: the text contains the control character U+0000"),
        ('"\\e": 1', "f.yaml:1:1: \x1b: the key contains a control character"),
    ],
)
def test_that_a_refusal_names_the_place_and_the_rule(text: str, expected: str) -> None:
    assert problems(text) == [expected]


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a: b: c", "1:5", "quote a text that contains ': '"),
        ("a:\n\t- 1", "2:1", "indent with spaces"),
        ("a: @x", "1:4", "put the text in quotes"),
        ("a: [1", "1:6", ""),
        ("a: 'x", "1:6", ""),
        ("a: 1\n b: 2", "2:3", "check the indentation"),
        ("%YAML 3.9\n---\na: 1", "1:1", ""),
        ('a: 1\nb: "\\U00110000"', "2:1", "stands for no character"),
        ('a: 1\nb: "\\UFFFFFFFF"', "2:1", "stands for no character"),
    ],
)
def test_that_a_syntax_error_names_the_place(text: str, place: str, hint: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(f"f.yaml:{place}: ")
    assert hint in problem


def test_that_all_problems_are_reported_at_once() -> None:
    assert [problem.split()[0] for problem in problems("a: 1\na: !x 2\n3: 4\nb: *c")] == [
        "f.yaml:2:1:",
        "f.yaml:2:4:",
        "f.yaml:3:1:",
        "f.yaml:4:4:",
    ]


def test_that_the_number_of_problems_is_bounded() -> None:
    assert len(problems("a: 1\n" * 1000)) == 100


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1000,
        "{a: " * 1000,
        "- " * 1000,
        "".join(" " * depth + "a:\n" for depth in range(1000)),
        "[" * 100_000,
    ],
)
def test_that_deep_nesting_is_refused_without_recursion(text: str) -> None:
    assert problems(text)[0].endswith("the document is nested more than 50 levels deep")


def test_that_fifty_levels_are_fine_and_the_next_is_named() -> None:
    parse_yaml("a: " + "[" * 49 + "]" * 49, "f.yaml")
    assert problems("a: " + "[" * 50 + "]" * 50)[0].startswith("f.yaml:1:53: ")


def test_that_aliases_do_not_hide_depth() -> None:
    anchored = "x: &x " + "[" * 30 + "]" * 30 + "\n"
    parse_yaml(anchored + "y: " + "[" * 19 + "*x" + "]" * 19, "f.yaml")
    assert problems(anchored + "y: " + "[" * 20 + "*x" + "]" * 20)[0].startswith("f.yaml:2:24: y: ")


def test_that_a_yaml_bomb_is_refused_where_it_goes_off() -> None:
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + last] * 10)}]" for last, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    (problem,) = problems("\n".join(lines))
    assert problem.startswith("f.yaml:5:")
    assert problem.endswith("the document has more than 100000 values once its aliases are expanded")


def test_that_a_file_is_named_as_given_and_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "farm.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\r\nb: 1\r\n")
    root = load_yaml(file)
    assert root.plain() == {"a": "é", "b": 1}
    assert root.at(("b",)) == Location(str(file), 2, 1)


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"a: 1\nb: \xc3\xa9\xff", "2:5", "the byte 0xff is not valid UTF-8 (save the file as UTF-8)"),
        (b"\xef\xbb\xbf\xff", "1:1", "the byte 0xff is not valid UTF-8 (save the file as UTF-8)"),
        ("a: 1".encode("utf-16"), "1:1", "the byte 0xff is not valid UTF-8 (save the file as UTF-8)"),
        (b"a: \x00", "1:4", "the control character U+0000 is not allowed"),
        (b"a: " + b"x" * 999_998, "1:1", "the file is larger than the limit of 1 MB"),
    ],
)
def test_that_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes, place: str, message: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_yaml(file)
    assert str(caught.value) == f"{file}:{place}: {message}"


def test_that_an_unreadable_file_is_an_input_error(tmp_path: Path) -> None:
    for file, reason in ((tmp_path / "missing.yaml", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(InputError, match=reason) as caught:
            load_yaml(file)
        assert caught.value.diagnostics[0].location == Location(str(file), 1, 1)
    with pytest.raises(InputError, match="cannot be read"):
        load_yaml(Path("nul\0byte"))


def test_that_long_text_is_refused_without_a_file_too() -> None:
    assert problems("a: " + "é" * 500_000) == ["f.yaml:1:1: the text is larger than the limit of 1 MB"]


YAML_PIECES = st.sampled_from(
    ["a", "b", ": ", "- ", "\n", "  ", "\n  ", "{", "}", "[", "]", ", ", "&a ", "*a", "!!str ", "!", "'", '"', "|\n",
     ">\n", "? ", "#", "%", "---\n", "...", "1", "~", "\\", "\\U", "\t", "@", "<<", "\ufeff", "é", "%TAG ! ", "\r"]
)  # fmt: skip


@given(text=st.lists(YAML_PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_that_any_text_is_read_or_refused_with_places(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        root = parse_yaml(text, "f.yaml")
    except InputError as error:
        places = [diagnostic.location for diagnostic in error.diagnostics]
    else:
        places = [root.location, *root.key_locations.values()]
    assert places
    assert all(1 <= place.line <= len(lines) + 1 and place.column >= 1 for place in places)


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(-1e300, 1e300) | TEXTS
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@settings(max_examples=40)
@given(tree=st.dictionaries(TEXTS, TREES, min_size=1, max_size=3))
def test_that_json_is_read_as_json_reads_it(tree: dict[str, object]) -> None:
    text = json.dumps(tree, ensure_ascii=False)
    assert parse_yaml(text, "f.json").plain() == json.loads(text)


def test_that_the_c_parser_gives_the_same_tree() -> None:
    pytest.importorskip("_ruamel_yaml", reason="ruamel.yaml.clib is not installed")
    from ruamel.yaml import YAML

    trees = []
    for pure in (True, False):
        builder = TreeBuilder("farm.yaml")
        for event in YAML(typ="safe", pure=pure).parse(FARM):
            builder.take(event)
        trees.append(builder.root)
    assert trees[0] == trees[1] is not None

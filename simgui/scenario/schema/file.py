"""The form of a whole scenario file."""

from simgui.core.units import Dimension
from simgui.profiles.schema import Kind as Part
from simgui.scenario.schema.claim import CLAIM
from simgui.scenario.schema.faults import MAX_DURATION_S
from simgui.scenario.schema.fleet import GROUP, TEMPERATURE
from simgui.scenario.schema.kinds import Choice, Profile, Quantity, Text, Whole
from simgui.scenario.schema.placement import PLACEMENT
from simgui.scenario.schema.presentation import PRESENTATION
from simgui.scenario.schema.supply import Varying
from simgui.scenario.schema.table import Field, ListOf, Named, Nested, Table, Variant
from simgui.scenario.site import Assign, Dispatch

SCHEMA = "simgui/1"
_LARGEST_SEED = 2**63 - 1

GATEWAYS = Table(
    "gateways",
    "Like gateways of a site.",
    (
        Field("profile", Profile(Part.GATEWAY), "The gateway computer."),
        Field("count", Whole(1, 1_000_000), "Gateways at each instance of the site.", 1),
        Field("backhaul", Profile(Part.LINK), "Link from the gateway to the cloud."),
        Field(
            "temperature",
            Varying(TEMPERATURE),
            "Of the air around them: a gateway that gets too hot slows its processor down.",
            "20 degC",
        ),
    ),
)

SITE = Table(
    "site",
    "A place with gateways.",
    (
        Field("count", Whole(1, 1_000_000), "How many such places there are.", 1),
        Field("gateways", Named(Nested(GATEWAYS), "gateway group", is_empty_allowed=False), "Its gateways."),
        Field("assign", Choice(Assign), "How devices are dealt to the gateways.", "block"),
    ),
)

CLOUD = Table(
    "cloud",
    "Rented servers.",
    (
        Field("profile", Profile(Part.CLOUD), "The server type."),
        Field("servers", Whole(1, 1_000_000), "How many are rented.", 1),
        Field("dispatch", Choice(Dispatch), "How jobs are handed to the servers.", "fifo"),
        Field("rtt", Quantity(Dimension.TIME, maximum=3600.0), "Round-trip time from the gateway or base station."),
    ),
)

OUTAGE = Table(
    "event: outage",
    "Something is out of service for a while.",
    (
        Field("kind", Choice(("outage",)), "What happens."),
        Field("at", Quantity(Dimension.TIME, maximum=MAX_DURATION_S), "When it begins."),
        Field("for", Quantity(Dimension.TIME, maximum=MAX_DURATION_S, above=0.0), "How long it lasts."),
        Field(
            "target",
            Text(about="path"),
            "What is out: plant.cell (gateways), plant.cell.channel (their radio), plant.cell.backhaul, region "
            "(a cloud) or fleet.motors.link (where devices share a channel, it is out for all on it); "
            "plant.cell[3].backhaul is one gateway's.",
        ),
    ),
)

POWER_RESTORED = "power_restored"
"""Kind of the event of a blackout."""

BLACKOUT = Table(
    "event: power_restored",
    "Devices are without power for a while, and then all join their network again.",
    (
        Field("kind", Choice((POWER_RESTORED,)), "What happens."),
        Field("at", Quantity(Dimension.TIME, maximum=MAX_DURATION_S), "When power is back."),
        Field(
            "after",
            Quantity(Dimension.TIME, maximum=MAX_DURATION_S),
            "How long there was none; without it, everyone joins again and nothing else happens.",
            "0 s",
        ),
        Field(
            "target",
            Text(about="path"),
            "Whose power: plant (a site: its gateways are out, its devices without batteries do nothing, all join "
            "again) or fleet.motors (a group without batteries).",
        ),
        Field(
            "within",
            Quantity(Dimension.TIME, maximum=MAX_DURATION_S),
            "Every device joins at a random instant so long after that, at most; its messages wait until then.",
            "1 min",
        ),
        Field(
            "join",
            Quantity(Dimension.SIZE, maximum=1e6),
            "Application bytes of the message a device joins with, and of the answer; the default is a guess.",
            "100 B",
        ),
    ),
)

EVENTS = Variant(
    "event",
    {"outage": OUTAGE, POWER_RESTORED: BLACKOUT},
    planned=frozenset({"power_cut", "ota", "interference", "move", "set", "attack", "join"}),
)

SCENARIO = Table(
    "scenario",
    "A fleet, its models and links, the placements to compare, and the budgets to meet.",
    (
        Field("schema", Choice((SCHEMA,)), "Version of this form."),
        Field("name", Text(), "Title."),
        Field("story", Text(longest=5000), "What it is about.", None),
        Field("seed", Whole(-_LARGEST_SEED - 1, _LARGEST_SEED), "Seed of every random number.", 1),
        Field("duration", Quantity(Dimension.TIME, maximum=MAX_DURATION_S, above=0.0), "Simulated time."),
        Field(
            "models",
            Named(Text(about="model"), "model", is_empty_allowed=False),
            "Models by a key of your choice: a shipped model's name, or a .tflite file relative to the scenario.",
        ),
        Field("sites", Named(Nested(SITE), "site"), "Places with gateways.", None),
        Field("clouds", Named(Nested(CLOUD), "cloud"), "Clouds.", None),
        Field("fleet", Named(Nested(GROUP), "device group", is_empty_allowed=False), "The devices, by group."),
        Field(
            "placements",
            Named(PLACEMENT, "placement", is_empty_allowed=False),
            "Where inference may run: each is simulated.",
        ),
        Field(
            "budgets",
            Named(Text(about="limit such as '<= 50 ms'"), "KPI", check_names=False),
            "Limits on KPIs, of the whole fleet or of one group (motors/battery_life).",
            None,
        ),
        Field("claims", ListOf(Nested(CLAIM)), "What is promised, to be checked; changes no verdict.", None),
        Field("events", ListOf(EVENTS), "What happens during the run.", None),
        Field(
            "gate",
            ListOf(Text(about="placement"), has_shorthand=True),
            "Placements whose budgets decide the exit code; left out, the recommended one.",
            None,
        ),
        Field("presentation", Nested(PRESENTATION), "How it is told to an audience.", None),
    ),
)
"""The top level of a scenario file."""

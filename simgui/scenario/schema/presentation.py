"""The form of a presentation."""

from simgui.scenario.presentation import PresentedView
from simgui.scenario.schema.kinds import Choice, Plain, Text
from simgui.scenario.schema.table import Field, ListOf, Named, Nested, Table

SLIDER = Table(
    "slider",
    "A value that is changed in front of the audience.",
    (
        Field("path", Text(about="path"), "What it moves, e.g. fleet.motors.tasks.wear.every; or placement."),
        Field("label", Text(), "What it is called; left out, its path.", None),
        Field("values", ListOf(Plain()), "Where it can stand, as one would write them at the path."),
    ),
)

STEP = Table(
    "step",
    "One thing to say.",
    (
        Field("title", Text(), "The headline."),
        Field("notes", Text(longest=2000), "What the presenter says; shown small.", None),
        Field("show", Choice(PresentedView), "What is shown large.", "story"),
        Field("placement", Text(about="placement"), "What it is about; left out, the one before.", None),
        Field("kpis", ListOf(Text(about="KPI"), has_shorthand=True), "KPIs written large, as budgets name them.", None),
        Field("set", Named(Plain(), "path", check_names=False), "Values that hold from this step on, by path.", None),
        Field("sliders", ListOf(Text(about="path"), has_shorthand=True), "Paths of the sliders that are live.", None),
        Field("button", Text(), "What the button that leads here says, e.g. Break it; left out, Next.", None),
    ),
)

PRESENTATION = Table(
    "presentation",
    "How the scenario is told to an audience (simgui present).",
    (
        Field("sliders", ListOf(Nested(SLIDER)), "Values that steps make live.", None),
        Field("steps", ListOf(Nested(STEP)), "What is told, in order."),
    ),
)

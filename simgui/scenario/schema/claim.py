"""The form of a claim."""

from simgui.scenario.schema.kinds import Text
from simgui.scenario.schema.table import Field, Table

CLAIM = Table(
    "claim",
    "Something that is promised; it is judged like a budget, but decides nothing.",
    (
        Field("says", Text(), "The promise in the words of whoever makes it, e.g. 50 µW."),
        Field("kpi", Text(about="KPI"), "The KPI it is about, as budgets name it: device_power, motors/battery_life."),
        Field("limit", Text(about="limit such as '<= 50 ms'"), "What the KPI must be for it to be true."),
    ),
)

"""What a latency is made of beside its stages' own times: waiting and retries, by where the run saw them."""

from simgui.core.units import Dimension
from simgui.plan.plan import NS_PER_S, Plan, StagePlan, TaskPlan
from simgui.profiles.part import LinkProfile
from simgui.results.kpi_names import segment_label
from simgui.results.why.air import wake_node
from simgui.results.why.node import Node, counted
from simgui.results.why.observation import TaskSeen, service_s

_TIME = Dimension.TIME


def waiting_nodes(
    plan: Plan, task: TaskPlan, last: int, seen: TaskSeen, link: LinkProfile, left_s: float
) -> list[Node]:
    """Take the rest of a latency apart.

    Parameters
    ----------
    plan : Plan
        As run.
    task : TaskPlan
        Whose way.
    last : int
        Its last stage.
    seen : TaskSeen
        How long decided jobs spent in each stage.
    link : LinkProfile
        The first hop.
    left_s : float
        What the times of the stages leave. [s]

    Returns
    -------
    list[Node]
        They sum up to what is left. The run counted it as a whole for this job, and where jobs wait as a mean: it is
        shared out like that.
    """
    found: list[Node] = []
    waits: list[tuple[StagePlan, float]] = []
    for index in task.way_to(last):
        stage = task.stages[index]
        waited_s = seen.stage_s.get(stage.stage, 0.0) - service_s(stage) - stage.delay_ns / NS_PER_S
        wake = wake_node(link, stage)
        if wake is not None and 0 < wake.value <= min(left_s, 2 * waited_s):
            found.append(wake)
            left_s, waited_s = left_s - wake.value, waited_s - wake.value
        if waited_s > 0:
            waits.append((stage, waited_s))
    if left_s < 0 or not waits:
        return [*found, counted("against the mean device and message", left_s, _TIME)] if left_s else found
    whole_s = sum(waited_s for _, waited_s in waits)
    return [*found, *(counted(_words(plan, stage), left_s * each / whole_s, _TIME) for stage, each in waits)]


def _words(plan: Plan, stage: StagePlan) -> str:
    """Say what one waits for at a stage."""
    causes = []
    if stage.preemption is not None:
        causes.append("control tasks")
    if stage.slot is not None:
        causes.append("its slot")
    if plan.stations[stage.station_set].outages and stage.collision is None:
        causes.append("the end of outages")
    if stage.jitter is not None:
        causes.append("random delays")
    if stage.max_attempts > 1:
        causes.append("retries")
    if not causes or stage.slot is None:
        causes.append("its turn")
    return f"{segment_label(stage.stage.label)}: waiting for {', '.join(causes)}"

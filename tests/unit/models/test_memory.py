"""Arena plans: invariants of the planner and the arenas TensorFlow Lite Micro's own tests pin."""

from pathlib import Path

import pytest
from builders.models import dense, network, tensor
from hypothesis import given
from hypothesis import strategies as st

from simgui.models.memory import Graph, _lifetimes, bookkeeping_byte, plan_arena
from simgui.models.tflite_file import read_model


@st.composite
def branching(draw: st.DrawFn) -> Graph:
    """Draw a graph of additions, each of two tensors made before."""
    widths = draw(st.lists(st.integers(1, 200), min_size=2, max_size=12))
    tensors = [tensor(1, width) for width in widths]
    steps = []
    for made in range(1, len(widths)):
        pair = (draw(st.integers(0, made - 1)), draw(st.integers(0, made - 1)))
        steps.append(("ADD", pair, (made,)))
    return Graph(tensors, network(tensors, steps).operators, (0,), (len(widths) - 1,))


@given(branching())
def test_that_tensors_alive_together_never_overlap(graph: Graph) -> None:
    plan, lives = plan_arena(graph), _lifetimes(graph)
    for a, first in lives.items():
        for b, second in lives.items():
            together = first.first <= second.last and second.first <= first.last
            if a < b and together:
                apart = (
                    plan.offsets[a] + first.byte <= plan.offsets[b] or plan.offsets[b] + second.byte <= plan.offsets[a]
                )
                assert apart, (a, b)


@given(branching())
def test_that_the_arena_lies_between_the_live_peak_and_all_tensors(graph: Graph) -> None:
    plan = plan_arena(graph)
    assert plan.live_peak_byte <= plan.arena_byte
    assert plan.arena_byte <= sum(-(-t.byte // 16) * 16 for t in graph.tensors)
    assert all(offset % 16 == 0 for offset in plan.offsets.values())


@given(branching())
def test_that_writing_in_place_holds_at_least_the_largest_tensor(graph: Graph) -> None:
    used = _lifetimes(graph)
    assert plan_arena(graph, in_place=True).arena_byte >= max(graph.tensors[i].byte for i in used)


def test_that_an_activation_written_in_place_takes_no_memory_of_its_own() -> None:
    tensors = [tensor(1, 160), tensor(1, 160), tensor(1, 160)]
    chain = network(tensors, [("RELU", (0,), (1,)), ("RELU", (1,), (2,))])
    assert plan_arena(chain).arena_byte == 320
    assert plan_arena(chain, in_place=True).arena_byte == 160


def test_that_an_input_still_needed_is_not_written_over() -> None:
    tensors = [tensor(1, 160), tensor(1, 160), tensor(1, 160)]
    skip = network(tensors, [("RELU", (0,), (1,)), ("ADD", (1, 0), (2,))])
    assert plan_arena(skip, in_place=True).arena_byte == 320


def test_that_variables_lie_apart_from_activations() -> None:
    tensors = [tensor(1, 16), tensor(1, 100, variable=True), tensor(1, 16)]
    plan = plan_arena(network(tensors, [("ADD", (0, 1), (2,))]))
    assert (plan.planned_byte, plan.variable_byte) == (32, 112)


def test_that_the_peak_is_at_the_operator_with_the_largest_live_sum() -> None:
    tensors = [tensor(1, 10), tensor(1, 500), tensor(1, 20)]
    plan = plan_arena(network(tensors, [("RELU", (0,), (1,)), ("RELU", (1,), (2,))]))
    assert (plan.live_peak_byte, plan.peak_operator) == (520, 1)


def test_that_a_wider_network_needs_more() -> None:
    assert plan_arena(dense(64)).arena_byte > plan_arena(dense(32)).arena_byte


def test_that_the_planned_part_is_what_tflite_micro_measured(truth: Path) -> None:
    """Pinned by TFLM's memory_arena_threshold_test.cc: head 672, tail 13800 of which variables 10240."""
    model = read_model(truth / "models" / "tflm_keyword_scrambled.tflite")
    plan = plan_arena(model)
    assert (plan.planned_byte, plan.variable_byte) == (672, 10_240)
    whole = plan.arena_byte + bookkeeping_byte(len(model.tensors), len(model.operators))
    assert whole == pytest.approx(14_472, rel=0.08)


@pytest.mark.parametrize(
    ("name", "shipped_byte"),
    [
        ("tflm_person_detect", 138_240),
        ("tflm_micro_speech_quantized", 28_584),
        ("tflm_hello_world_int8", 3_000),
        ("tflm_dtln_noise_suppression", 16_384),
        ("tflm_keyword_scrambled", 21_504),
        ("mlperf_ad01_int8", 10_240),
        ("mlperf_pretrainedResnet_quant", 102_400),
        ("mlperf_kws_ref_model", 204_800),
        ("mlperf_vww_96_int8", 204_800),
    ],
)
def test_that_arenas_stay_below_what_the_examples_reserve(truth: Path, name: str, shipped_byte: int) -> None:
    model = read_model(truth / "models" / f"{name}.tflite")
    assert model.arena_byte + bookkeeping_byte(len(model.tensors), len(model.operators)) <= shipped_byte


@pytest.mark.parametrize("name", ["1stacks", "2stacks"])
@pytest.mark.parametrize("family", ["miniresnet", "miniresnetv2"])
def test_that_the_in_place_plan_is_near_x_cube_ai(truth: Path, family: str, name: str) -> None:
    """ST model zoo, X-CUBE-AI 8.1 and 10.0: 59.89 KiB of activations for all four."""
    model = read_model(truth / "models" / f"stzoo_{family}_{name}_64x50_tl_int8_esc10.tflite")
    assert model.arena_inplace_byte == pytest.approx(59.89 * 1024, rel=0.05)

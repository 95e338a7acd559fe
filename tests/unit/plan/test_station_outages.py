"""Which outages are an instance's own."""

from simgui.plan.stations import StationKind, StationOutage, StationSet


def test_that_an_instance_has_its_own_outages_and_everybodys() -> None:
    outages = (StationOutage(None, 0, 5), StationOutage(1, 10, 15), StationOutage(0, 20, 25), StationOutage(1, 30, 35))
    stations = StationSet("gateways", StationKind.GATEWAY_CPU, 3, outages=outages)
    assert [o.start_ns for o in stations.outages_of(0)] == [0, 20]
    assert [o.start_ns for o in stations.outages_of(1)] == [0, 10, 30]
    assert [o.start_ns for o in stations.outages_of(2)] == [0]


def test_that_there_may_be_none() -> None:
    assert StationSet("gateways", StationKind.GATEWAY_CPU, 3).outages_of(0) == ()

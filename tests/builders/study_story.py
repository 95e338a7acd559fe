"""A scenario that runs in milliseconds."""

STUDY_STORY = """\
schema: simgui/1
name: Small
story: Four valves.
seed: 5
duration: 10 s
models: {detector: valve-mlp-int8}
fleet:
  valves:
    count: 4
    profile: b-u585i-iot02a
    sensor: ms5837-30ba
    battery: er34615
    site: field
    link: ble-2m
    stream: {source: valve_pressure, rate: 100 Hz, distinct: 2, windows: 8, events_per_device_hour: 60, \
event_duration: 2 s}
    tasks:
      burst:
        {model: detector, window: 200 ms, every: 1 s, needed_at: device, report: on_detection, alarm_within: 10 s}
sites:
  field: {count: 1, gateways: {hut: {profile: raspberry-pi-5, count: 1, backhaul: ethernet-100m}}}
placements: {edge: {}, threshold: {feature: variance, above: 1}}
budgets: {latency_p99: "<= 100 ms"}
"""

"""What a new scenario begins as: the smallest that runs and compares the three places, and says what to change."""

from __future__ import annotations

NEW_SCENARIO = """\
schema: simgui/1
name: A new scenario
seed: 1
duration: 10 min

models:
  network: bearing-cnn-int8      # a shipped model, or your .tflite file

sites:
  site:
    gateways:
      gateway: {profile: raspberry-pi-5, backhaul: ethernet-100m}
clouds:
  cloud: {profile: cloud-2vcpu, rtt: 40 ms}

fleet:
  devices:
    count: 10
    site: site
    profile: nrf5340-dk
    sensor: adxl1002
    battery: er14505
    link: ble-2m
    stream:
      source: bearing_vibration
      rate: 10 kHz
      distinct: 4
      windows: 64
      events_per_device_hour: 2
      event_duration: 5 min
    tasks:
      watch: {model: network, window: 102.4 ms, every: 10 s, needed_at: fog, confirm: 3 of 4, report: on_detection}

placements:
  edge: {}
  fog: {}
  cloud: {}

budgets:
  battery_life: ">= 1 y"
  latency_p99: "<= 1 s"
"""
"""Text of a scenario that was never saved."""

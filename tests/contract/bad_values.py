"""Scenario texts with one mistake each.

In the changed texts ``§`` marks where the problem must be reported; it is taken out before the file is written.
"""
# ruff: noqa: E501 - a table reads best with one case a line

from dataclasses import dataclass

BASE = """\
schema: simgui/1
name: Test
seed: 7
duration: 1 h
models: {detector: model.tflite}
sites:
  plant:
    gateways:
      cell: {profile: raspberry-pi-5, count: 2, backhaul: ethernet-100m}
clouds:
  region: {profile: cloud-8vcpu, rtt: 80 ms}
fleet:
  motors:
    count: 4
    site: plant
    profile: b-u585i-iot02a
    sensor: adxl1002
    battery: er14505
    link: ble-2m
    stream:
      source: bearing_vibration
      rate: 10 kHz
      distinct: 32
      windows: 256
      events_per_device_year: 2
      faults: [{kind: noise, snr: 10 dB}]
    tasks:
      wear:
        model: detector
        window: 102.4 ms
        every: 10 s
        deadline: 100 ms
placements:
  edge: {}
  fog: {}
budgets:
  latency_p99: "<= 100 ms"
events:
  - {at: 10 min, kind: outage, target: plant.cell.backhaul, for: 1 min}
"""


@dataclass(frozen=True)
class Case:
    """A piece of the valid text, what replaces it, and what the message must say."""

    old: str
    new: str
    message: str


CASES = {
    # keys
    "unknown key": Case("    site: plant", "    §sites: plant", "unknown key (did you mean 'site'?)"),
    "unknown key at the top": Case("name: Test", "name: Test\n§flet: {}", "unknown key (did you mean 'fleet'?)"),
    "key of another table": Case("rate: 10 kHz", "rate: 10 kHz\n      §deadline: 1 s", "unknown key (known keys: source,"),
    "duplicate key": Case("    count: 4", "    count: 4\n    §count: 5", "the key is given twice (first on line 14)"),
    "key that is a number": Case("  motors:", "  §7:", "the key '7' is not text"),
    "name with a dot": Case("  motors:", "  §mo.tors:", "'mo.tors' is no name"),
    "missing key": Case("  motors:\n    count: 4\n", "  §motors:\n", "fleet.motors.count: this key is missing"),
    "missing duration": Case("schema: simgui/1\nname: Test\nseed: 7\nduration: 1 h", "§schema: simgui/1\nname: Test",
                             "duration: this key is missing (needed: time)"),
    "empty group": Case("  edge: {}\n  fog: {}", "  edge: {}\n  fog: {§motors: 1}", "placements.fog.motors: unknown key"),
    # kinds of values
    "wrong unit": Case("duration: 1 h", "duration: §10 kHz", "'10 kHz' is a frequency; a time such as '50 ms' is needed"),
    "unknown unit": Case("every: 10 s", "every: §10 sex", "has an unknown unit 'sex'"),
    "no unit": Case("every: 10 s", "every: §10", "'10' has no unit"),
    "a map for a quantity": Case("every: 10 s", "every: §{a: 1}", "must be a quantity (time), not a map"),
    "a bool for a quantity": Case("every: 10 s", "every: §true", "must be a quantity (time), not true"),
    "nothing for a quantity": Case("every: 10 s", "every:§", "must be a quantity (time), not nothing"),
    "a time series": Case("every: 10 s", "every: §{series: a.csv}", "no time series is taken here in this version"),
    "a number for a text": Case("name: Test", "name: §42", "must be a text, not 42 (put it in quotes)"),
    "a text for a number": Case("count: 4", "count: §four", "must be a whole number, not 'four'"),
    "half a device": Case("count: 4", "count: §4.5", "must be a whole number, not 4.5"),
    "a list for a map": Case("      wear:\n        model: detector\n        window: 102.4 ms\n        every: 10 s\n"
                             "        deadline: 100 ms", "      wear: §[]", "must be a map (key: value), not a list"),
    "a map for a list": Case("faults: [{kind: noise, snr: 10 dB}]", "faults: §{kind: noise}", "must be a list of fault"),
    "a list for the fleet's site": Case("site: plant", "site: §[plant]", "must be a text, not a list"),
    "an empty text": Case("name: Test", 'name: §" "', "must not be empty"),
    "a wrong choice": Case("deadline: 100 ms", "report: §on_detect", "did you mean 'on_detection'?"),
    "edge where device is meant": Case("deadline: 100 ms", "needed_at: §edge", "did you mean 'device'?"),
    "a confirmation that is no pair": Case("deadline: 100 ms", "confirm: §twice", "must be 'k of n', not 'twice' (e.g. 2 of 3)"),
    "a confirmation as a map": Case("deadline: 100 ms", "confirm: §{of: 3, at_least: 2}", "must be 'k of n', not a map"),
    "a confirmation of nothing": Case("deadline: 100 ms", "confirm: §0 of 3", "must ask for 1 window or more"),
    "a confirmation that can never be": Case("deadline: 100 ms", "confirm: §3 of 2", "did you mean '2 of 3'?"),
    "a confirmation of too many": Case("deadline: 100 ms", "confirm: §2 of 33", "must look at 32 windows at most, not 33"),
    "another schema": Case("schema: simgui/1", "schema: §simgui/9", "must be one of simgui/1, not 'simgui/9'"),
    # impossible values
    "negative count": Case("count: 4", "count: §-4", "must be 1 or more, not -4"),
    "no devices": Case("count: 4", "count: §0", "must be 1 or more, not 0"),
    "too many devices": Case("count: 4", "count: §10000001", "must be at most 10,000,000 devices"),
    "too many devices in all": Case("fleet:\n  motors:\n    count: 4", "§fleet:\n  motors: &m\n    count: 9000000",
                                    "holds 18,000,000 devices"),
    "endless count": Case("count: 4", f"count: §{'9' * 250}", "must be at most 10,000,000 devices"),
    "zero period": Case("every: 10 s", "every: §0 s", "must be more than 0 s"),
    "negative period": Case("every: 10 s", "every: §-1 s", "must be more than 0 s, not '-1 s'"),
    "zero duration": Case("duration: 1 h", "duration: §0 h", "must be more than 0 s"),
    "over a century": Case("duration: 1 h", "duration: §101 y", "must be at most 100 y"),
    "negative deadline": Case("deadline: 100 ms", "deadline: §-5 ms", "must be more than 0 s, not '-5 ms'"),
    "not a number": Case("every: 10 s", "every: §.nan", "a number must be finite"),
    "not a number with unit": Case("every: 10 s", "every: §nan s", "is not a finite number"),
    "infinite": Case("seed: 7", "seed: §.inf", "a number must be finite"),
    "1e308 seconds": Case("every: 10 s", "every: §1e308 s", "too large to compute with"),
    "1e400": Case("events_per_device_year: 2", "events_per_device_year: §1e400", "the number is too large"),
    "1e308 events": Case("events_per_device_year: 2", "events_per_device_year: §1e308", "too large to compute with"),
    "share above one": Case("{kind: noise, snr: 10 dB}", "{kind: dropout, share: §120 %}", "must be at most 100 %"),
    "share below zero": Case("{kind: noise, snr: 10 dB}", "{kind: dropout, share: §-0.1}", "must be 0 % or more"),
    "too many distinct streams": Case("distinct: 32", "distinct: §100001", "must be at most 100,000"),
    "a word for distinct": Case("distinct: 32", "distinct: §each", "must be a whole number, not 'each'"),
    "seed beyond 64 bits": Case("seed: 7", "seed: §9223372036854775808", "must be at most 9,223,372,036,854,775,807"),
    "below absolute zero": Case("link: ble-2m", "link: ble-2m\n    temperature: §-300 degC", "below absolute zero"),
    "half a byte": Case("deadline: 100 ms", "result: §4 bit", "must be whole bytes"),
    "half a sample": Case("window: 102.4 ms", "window: §102.45 ms", "holds 1024.5 samples at 10 kHz"),
    "one sample": Case("window: 102.4 ms", "window: §100 us", "holds 1 samples at 10 kHz; 2 or more are needed"),
    "events given twice": Case("events_per_device_year: 2", "events_per_device_year: 2\n      events_per_device_day: §1",
                               "the rate of events is given twice"),
    # references
    "unknown model key": Case("model: detector", "model: §detektor", "did you mean 'detector'?"),
    "unknown site": Case("site: plant", "site: §plnt", "there is no site 'plnt' (did you mean 'plant'?)"),
    "unknown cloud": Case("site: plant", "site: plant\n    cloud: §regoin", "there is no cloud 'regoin' (did you mean 'region'?)"),
    "unknown device": Case("profile: b-u585i-iot02a", "profile: §b-u585-iot02a", "did you mean 'b-u585i-iot02a'?"),
    "unknown link": Case("link: ble-2m", "link: §zigbee", "there is no link profile 'zigbee' (there are "),
    "unknown battery": Case("battery: er14505", "battery: {profile: §er14500}", "did you mean 'er14505'?"),
    "unknown sensor": Case("sensor: adxl1002", "sensor: §adxl1003", "did you mean 'adxl1002'?"),
    "a profile that is a path": Case("link: ble-2m", "link: §../links/ble-2m", "there is no link profile"),
    "unknown gateway": Case("{profile: raspberry-pi-5,", "{profile: §raspberry-pi-55,", "did you mean 'raspberry-pi-5'?"),
    "link and route": Case("link: ble-2m", "link: ble-2m\n    route: §[{link: ble-2m, to: gateway}]", "either a link or a route"),
    "two hops": Case("link: ble-2m", "route: §[{link: ble-2m, to: gateway}, {link: lte-m, to: cloud}]", "one hop in this version"),
    "gateway without a site": Case("    site: plant\n", "", "there is no gateway"),
    "unknown gate": Case("seed: 7", "gate: [edge, §fogg]", "there is no placement 'fogg' (did you mean 'fog'?)"),
    # models
    "missing model": Case("model.tflite}", "§modle.tflite}", "there is no file 'modle.tflite' (did you mean 'model.tflite'?)"),
    "unknown shipped model": Case("model.tflite}", "§bearing-cnn-int9}", "did you mean 'bearing-cnn-int8'?"),
    "a model out of the folder": Case("model.tflite}", "§../../etc/passwd}", "lies outside the scenario's folder"),
    "a model by absolute path": Case("model.tflite}", "§/etc/passwd}", "lies outside the scenario's folder"),
    "a recording out of the folder": Case("source: bearing_vibration", "source: {replay: §../../secret.csv}",
                                          "lies outside the scenario's folder"),
    "a recording of another kind": Case("source: bearing_vibration", "source: {replay: §song.mp3}", "neither a .csv nor a .wav"),
    "columns without a replay": Case("source: bearing_vibration", "source: {synthetic: bearing_vibration, columns: §[x]}",
                                     "goes with a replay only"),
    # placements, budgets, events, faults
    "strategy of a later version": Case("fog: {}", "h: {strategy: §cascade, escalate_to: fog}",
                                        "strategy 'cascade' is not available in this version; available: edge, fog, cloud"),
    "later strategy by name": Case("  fog: {}", "  §split: {}", "strategy 'split' is not available in this version"),
    "unknown strategy": Case("fog: {}", "h: {strategy: §egde}", "unknown strategy 'egde'; available: edge"),
    "name without a strategy": Case("  fog: {}", "  §mine: {}", "needs a strategy: the name implies none"),
    "option of another strategy": Case("fog: {}", "fog: {feature: §rms}", "strategy 'fog' has no option 'feature'"),
    "unknown feature": Case("fog: {}", "threshold: {feature: §rmss}", "did you mean 'rms'?"),
    "exception for nobody": Case("fog: {}", "fog: {by_group: {§motor: edge}}", "there is no device group 'motor'"),
    "exception for no task": Case("fog: {}", "fog: {by_task: {§ware: edge}}", "there is no task 'ware' (did you mean 'wear'?)"),
    "unknown kpi": Case("  latency_p99:", "  §latency_99:", "there is no KPI 'latency_99' (did you mean 'latency_p99'?)"),
    "kpi with its unit": Case("  latency_p99:", "  §latency_p99_s:", "did you mean 'latency_p99'?"),
    "kpi of no group": Case("  latency_p99:", "  §pumps/latency_p99:", "there is no device group 'pumps'"),
    "kpi that is a table": Case("  latency_p99:", "  §latency_by_stage_s:", "no budget can limit it"),
    "limit without a sign": Case('"<= 100 ms"', "§100 ms", "starts with none of <=, >=, ==, <, >"),
    "limit of another kind": Case('"<= 100 ms"', '§"<= 100 mW"', "'100 mW' is a power"),
    "event of a later version": Case("kind: outage", "kind: §ota", "the event 'ota' is not available in this version"),
    "unknown event": Case("kind: outage", "kind: §outtage", "unknown event 'outtage' (did you mean 'outage'?)"),
    "unknown target": Case("target: plant.cell.backhaul", "target: §plant.cel.backhaul", "did you mean 'plant.cell.backhaul'?"),
    "target that is not there": Case("target: plant.cell.backhaul", 'target: §"plant.cell[2].backhaul"', "there are 2, counted from 0"),
    "index where there is none": Case("target: plant.cell.backhaul", 'target: §"region[0]"', "'region' takes no index"),
    "unknown fault": Case("{kind: noise,", "{kind: §noisy,", "unknown fault 'noisy' (did you mean 'noise'?)"),
    "fault without a kind": Case("[{kind: noise, snr: 10 dB}]", "[§{snr: 10 dB}]", "faults[0].kind: this key is missing"),
    "fault's own key": Case("{kind: noise, snr: 10 dB}", "{kind: noise, §srn: 10 dB, snr: 1 dB}", "did you mean 'snr'?"),
}  # fmt: skip
ELSEWHERE = {"gateway without a site", "too many devices in all"}

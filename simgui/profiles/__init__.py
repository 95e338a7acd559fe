"""Parts one can buy: devices, links, batteries, sensors, gateways, clouds, each number with its source."""

"""Prints of each topology named how many devices it has, of what platform and kind, or why there is none."""

import sys

from patentgpt_jax.errors import InputError
from patentgpt_jax.planning.topology import topology_devices

for name in sys.argv[1:]:
    try:
        devices = topology_devices(name)
    except InputError as error:
        print(f"refused: {error}")
    else:
        print(len(devices), devices[0].platform, devices[0].device_kind)

"""`config.corpus.beam_options`: Beam's own flags, in one string.

Without `--runner` the pipeline runs on this machine, in as many threads as there are cores. (Beam's own
default, the DirectRunner, first tries to fetch a program of another runner from the network. With
`--direct_running_mode=multi_processing` Beam waits for ever for a worker that was killed.)
"""

import contextlib
import io
import logging
import shlex

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

from patentgpt_jax.errors import InputError, nearest

logging.getLogger("apache_beam.options").setLevel(logging.ERROR)  # what it warns of is refused here

_FIELD = "config.corpus.beam_options"
_HERE = ("--runner=FnApiRunner", "--direct_running_mode=multi_threading", "--direct_num_workers=0")
_LOCAL = ("FnApiRunner", "DirectRunner", "BundleBasedDirectRunner", "SwitchingDirectRunner")
_WITH_OPTIONS_OF_THEIR_OWN = ("FlinkRunner", "PortableRunner", "PrismRunner", "SparkRunner")


def parse_options(text: str) -> PipelineOptions:
    """The options that `text` gives, `--name=value --name=value`.

    Raises:
      InputError: Beam does not know one, or takes no such value.
    """
    try:
        flags = shlex.split(text)
    except ValueError as error:
        raise InputError(f"{_FIELD}={text!r}: {error}") from None
    for flag in flags:
        if not flag.startswith("--"):
            raise InputError(f"{_FIELD}: {flag!r}; expected flags such as --runner=FlinkRunner")
    given = {flag.split("=")[0] for flag in flags}
    if "--runner" not in given:
        flags = [each for each in _HERE if each.split("=")[0] not in given] + flags
    told = io.StringIO()
    try:
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
            options = PipelineOptions(flags)
            known = options.get_all_options()
            all_given = options.get_all_options(retain_unknown_options=True)
    except SystemExit:  # as argparse does
        lines = told.getvalue().strip().splitlines() or [""]
        raise InputError(f"{_FIELD}={text!r}: {lines[-1].split('error: ')[-1]}") from None
    unknown = sorted(set(all_given) - set(known))
    if unknown and runner_of(options) not in _WITH_OPTIONS_OF_THEIR_OWN:
        raise InputError(
            f"{_FIELD}: Beam has no option --{unknown[0]} for {runner_of(options)}; "
            f"{nearest(unknown[0], known)}"
        )
    return options


def runner_of(options: PipelineOptions) -> str:
    """The name of the runner."""
    return str(options.view_as(StandardOptions).runner)


def is_local(options: PipelineOptions) -> bool:
    """Whether all runs on this machine."""
    return runner_of(options) in _LOCAL

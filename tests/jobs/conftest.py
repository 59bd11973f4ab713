"""One tiny training run, which the tests of the jobs look at from all sides."""

import pytest
from shell import ROOT, SMALL, Shell, Trained


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("shell")
    return Shell(folder / "cache", folder / "compiled")


@pytest.fixture(scope="session")
def trained(shell: Shell) -> Trained:
    directory = shell.cache.parent / "run"
    flags = [f"--config={ROOT / 'configs/smoe.py'}:tiny", f"--workdir={directory}", *SMALL]
    return Trained(directory, [*flags, f"--config.data.cache={shell.cache}"], shell.run(*flags))

"""A file or directory is whole or absent, whatever fails on the way."""

import subprocess
import sys
from pathlib import Path

import pytest

from patentgpt_jax import files
from patentgpt_jax.errors import InputError


def test_text_and_json_come_back(tmp_path: Path) -> None:
    files.write_text(tmp_path / "new" / "a.txt", "阀门\n")
    assert (tmp_path / "new" / "a.txt").read_text(encoding="utf-8") == "阀门\n"
    files.write_json(tmp_path / "a.json", {"claim": "阀门", "parts": [1, None]})
    assert files.read_json(tmp_path / "a.json") == {"claim": "阀门", "parts": [1, None]}
    assert "阀门" in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_json(path, {"old": True})
    with pytest.raises(ValueError):
        files.write_json(path, {"new": float("nan")})
    assert files.read_json(path) == {"old": True}
    assert list(tmp_path.iterdir()) == [path]


def test_a_replacement_that_fails_leaves_no_temporary_file(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(OSError):
        files.write_bytes(taken, b"a directory stands there")
    assert list(tmp_path.iterdir()) == [taken]


def test_a_directory_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "tokens"

    def build(temporary: Path) -> None:
        (temporary / "a").write_text("1")
        assert not path.exists()

    files.build_once(path, build)
    assert [each.name for each in path.iterdir()] == ["a"]


def test_a_directory_that_stands_is_not_built_again(tmp_path: Path) -> None:
    for name in ("first", "second"):
        files.build_once(tmp_path / "tokens", lambda temporary, name=name: (temporary / name).touch())
    assert [each.name for each in (tmp_path / "tokens").iterdir()] == ["first"]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def build(temporary: Path) -> None:
        (temporary / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.build_once(tmp_path / "tokens", build)
    assert [each.name for each in tmp_path.iterdir()] == [".tokens.lock"]


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".tokens.tmp-killed").mkdir()
    (tmp_path / ".tokens-other.tmp-living").mkdir()
    files.build_once(tmp_path / "tokens", lambda temporary: (temporary / "a").touch())
    assert {each.name for each in tmp_path.iterdir()} == {
        "tokens",
        ".tokens.lock",
        ".tokens-other.tmp-living",
    }


def test_two_processes_build_a_directory_once(tmp_path: Path) -> None:
    """Both begin together; each writes its number only if it is the one that builds."""
    code = """if True:
        import sys, time
        from pathlib import Path
        from patentgpt_jax import files
        def build(temporary):
            (temporary / sys.argv[2]).touch()
            time.sleep(1)
        files.build_once(Path(sys.argv[1]) / "tokens", build)
        assert len(list((Path(sys.argv[1]) / "tokens").iterdir())) == 1
    """
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), number]) for number in "12"]
    assert [each.wait() for each in both] == [0, 0]
    assert len(list((tmp_path / "tokens").iterdir())) == 1


def test_a_directory_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    files.check_writable(tmp_path / "new" / "run")
    with pytest.raises(InputError, match=r"run: expected a directory, but .*file is a file"):
        files.check_writable(tmp_path / "file" / "run")


def test_a_directory_is_held_by_one_process(tmp_path: Path) -> None:
    lock = tmp_path / "run" / ".lock"
    program = (
        "import sys, pathlib\n"
        "from patentgpt_jax.errors import InputError\nfrom patentgpt_jax.files import hold\n"
        "try: hold(pathlib.Path(sys.argv[1]), patience=0.1)\n"
        "except InputError as error: sys.exit(str(error))"
    )
    command = [sys.executable, "-c", program, str(lock)]
    assert subprocess.run(command).returncode == 0  # and lets go of it at its end
    files.hold(lock)
    files.hold(lock)
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 1 and "another process is at work in it" in refused.stderr

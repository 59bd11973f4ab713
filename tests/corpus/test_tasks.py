"""Raw files grouped into tasks."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.tasks import RawFile, Task, _groups

sizes = st.lists(st.sampled_from([0, 10, 1 << 19, 1 << 20, 5 << 20, 70 << 20]), max_size=300)


def raw_files(sizes):
    return [RawFile(f"d/{n:04}.xml", f"/d/{n:04}.xml", size, n) for n, size in enumerate(sizes)]


@given(sizes)
def test_groups_are_the_files_in_order_and_large_files_stand_alone(sizes):
    files = raw_files(sizes)
    groups = _groups(files)
    assert [file for group in groups for file in group] == files
    assert all(groups)
    for group in groups:
        assert len(group) == 1 or (
            sum(file.bytes for file in group) <= 64 << 20 and all(file.bytes < 1 << 20 for file in group)
        )


@given(st.integers(200, 900), st.integers(0, 199))
def test_a_file_that_goes_changes_the_group_that_it_was_in_and_no_other(count, gone):
    files = raw_files([10] * count)
    before = set(_groups(files))
    after = set(_groups([file for place, file in enumerate(files) if place != gone]))
    assert len(before - after) <= 2  # two, where it ended its group
    assert all(files[gone] in group or files[gone + 1] in group for group in before - after)


def test_a_task_is_the_same_again_from_json_and_its_key_says_what_it_depends_on():
    file = RawFile("a.xml", str(Path("a.xml").resolve()), 3, 4)
    task = Task("us", (file,), "us=bigpatent", ("utility",))
    assert Task.from_json(task.to_json()) == task
    others = [
        Task("eu", (file,), "us=bigpatent", ("utility",)),
        Task("us", (file, file), "us=bigpatent", ("utility",)),
        Task("us", (file,), "", ("utility",)),
        Task("us", (file,), "us=bigpatent", ("utility", "text")),
    ]
    assert len({each.key for each in [task, *others]}) == 5

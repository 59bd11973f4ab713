"""The clock of the training loop, on a time that the tests turn by hand."""

import time

import pytest

from patentgpt_jax.training.clock import Clock


class Time:
    """What `time.monotonic` says, in seconds."""

    now = 100.0

    def passes(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Time:
    by_hand = Time()
    monkeypatch.setattr(time, "monotonic", lambda: by_hand.now)
    return by_hand


def test_steps_a_second(now: Time) -> None:
    clock = Clock()
    for _ in range(3):
        now.passes(0.25)
        assert clock.step() == pytest.approx((4.0, 0.0))


def test_a_slow_step_counts_for_a_tenth(now: Time) -> None:
    clock = Clock()
    now.passes(1.0)
    clock.step()
    now.passes(11.0)
    assert clock.step()[0] == pytest.approx(1 / (0.9 * 1 + 0.1 * 11))


def test_waiting_for_data_is_part_of_its_own_step(now: Time) -> None:
    clock = Clock()
    for _ in range(2):  # both spans count
        with clock.waiting():
            now.passes(0.25)
    now.passes(1.5)
    assert clock.step() == pytest.approx((1 / 2, 1 / 4))
    now.passes(2.0)
    assert clock.step() == pytest.approx((1 / 2, 0.0))


def test_a_pause_does_not_count(now: Time) -> None:
    """An evaluation or a checkpoint between two steps."""
    clock = Clock()
    now.passes(0.5)
    with clock.paused():
        now.passes(60.0)
    with clock.waiting():
        now.passes(0.5)
    assert clock.step() == pytest.approx((1.0, 0.5))


def test_a_pause_that_fails_does_not_count_either(now: Time) -> None:
    clock = Clock()
    with pytest.raises(OSError), clock.paused():
        now.passes(60.0)
        raise OSError
    now.passes(2.0)
    assert clock.step()[0] == pytest.approx(1 / 2)


def test_a_restart_forgets_the_compilation(now: Time) -> None:
    clock = Clock()
    with clock.waiting():
        now.passes(30.0)
    clock.step()
    with clock.waiting():
        now.passes(30.0)
    clock.restart()
    now.passes(0.5)
    assert clock.step() == pytest.approx((2.0, 0.0))


def test_a_step_in_no_time_is_no_division_by_zero(now: Time) -> None:
    speed, waited = Clock().step()
    assert speed > 0 and waited == 0

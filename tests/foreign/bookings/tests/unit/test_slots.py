from datetime import timedelta

import pytest

from bookings.services.slots import SlotError, check_slot, free_slots


def test_good_slot(at):
    check_slot(at(9), at(10))


@pytest.mark.parametrize(
    'starts, ends, message',
    [
        ((10,), (9,), 'ends before'),
        ((10,), (10,), 'ends before'),
        ((10,), (11, 0, 5), 'one day'),
        ((7, 59), (9,), 'closed'),
        ((19,), (20, 1), 'closed'),
        ((19,), (19, 14), 'too short'),
    ],
)
def test_bad_slot(at, starts, ends, message):
    with pytest.raises(SlotError, match=message):
        check_slot(at(*starts), at(*ends))


def test_naive_times(at):
    with pytest.raises(SlotError, match='time zone'):
        check_slot(at(9).replace(tzinfo=None), at(10))


def test_free_day(at):
    assert free_slots(at(0), []) == [(at(8), at(20))]


def test_gaps(at):
    taken = [(at(12), at(13)), (at(8), at(9)), (at(12, 30), at(20))]
    assert free_slots(at(0), taken) == [(at(9), at(12))]


@pytest.mark.slow
def test_many_bookings(at):
    taken = [(at(8) + timedelta(minutes=n), at(8) + timedelta(minutes=n + 1)) for n in range(700)]
    for _ in range(2000):
        assert free_slots(at(0), taken) == [(at(19, 40), at(20))]

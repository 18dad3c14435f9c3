from datetime import datetime, timedelta

OPENS, CLOSES = 8, 20


class SlotError(ValueError):
    pass


def check_slot(starts: datetime, ends: datetime) -> None:
    if starts.tzinfo is None or ends.tzinfo is None:
        raise SlotError('times need a time zone')
    if ends <= starts:
        raise SlotError('ends before it starts')
    if starts.date() != ends.date():
        raise SlotError('one day only')
    if starts.hour < OPENS or ends > ends.replace(hour=CLOSES, minute=0, second=0, microsecond=0):
        raise SlotError('closed at that time')
    if ends - starts < timedelta(minutes=15):
        raise SlotError('too short')


def free_slots(day: datetime, taken: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    now = day.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    end = day.replace(hour=CLOSES, minute=0, second=0, microsecond=0)
    free = []
    for starts, ends in sorted(taken):
        if starts > now:
            free.append((now, starts))
        now = max(now, ends)
    if now < end:
        free.append((now, end))
    return free

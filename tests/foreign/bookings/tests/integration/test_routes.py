import pytest


async def test_rooms(client, key):
    added = await client.post('/rooms', json={'name': 'Aula', 'seats': 200}, headers=key)
    assert added.status_code == 201
    listed = await client.get('/rooms', params={'seats': 100})
    assert listed.json() == [added.json()]


async def test_room_twice(client, key):
    for status in (201, 409):
        added = await client.post('/rooms', json={'name': 'Aula', 'seats': 2}, headers=key)
        assert added.status_code == status


@pytest.mark.parametrize('method, path', [('POST', '/rooms'), ('DELETE', '/rooms/1')])
async def test_key_is_needed(client, method, path):
    answer = await client.request(method, path, json={'name': 'x', 'seats': 1})
    assert answer.status_code == 401


async def test_delete_room(client, key, room):
    assert (await client.delete(f'/rooms/{room.id}', headers=key)).status_code == 204
    assert (await client.delete(f'/rooms/{room.id}', headers=key)).status_code == 404


async def test_book_and_cancel(client, room, at):
    body = {
        'room_id': room.id,
        'guest': 'ada',
        'starts': at(9).isoformat(),
        'ends': at(10).isoformat(),
    }
    booked = await client.post('/bookings', json=body)
    assert booked.status_code == 201
    assert (await client.post('/bookings', json=body)).status_code == 409
    free = await client.get(f'/rooms/{room.id}/free', params={'day': '2030-03-04'})
    assert [start[11:16] for start, _ in free.json()] == ['08:00', '10:00']
    assert (await client.delete(f'/bookings/{booked.json()["id"]}')).status_code == 204
    assert (await client.delete(f'/bookings/{booked.json()["id"]}')).status_code == 404


@pytest.mark.parametrize(
    'change, status',
    [({'room_id': 0}, 404), ({'ends': '2030-03-04T08:00:00Z'}, 422), ({'guest': None}, 422)],
    ids=['no room', 'ends/before', 'nobody'],
)
async def test_refused(client, room, at, change, status):
    body = {
        'room_id': room.id,
        'guest': 'ada',
        'starts': at(9).isoformat(),
        'ends': at(10).isoformat(),
    }
    assert (await client.post('/bookings', json=body | change)).status_code == status

def test_register_and_show(http):
    answer = http.post('/patients', json={'name': 'Erika M', 'born': '1964-08-12'})
    assert answer.status_code == 201
    assert http.get(f'/patients/{answer.json()["id"]}').json()['initials'] == 'EM'


def test_bad_date(http):
    answer = http.post('/patients', json={'name': 'Erika', 'born': 'yesterday'})
    assert answer.status_code == 400


def test_name_missing(http):
    assert http.post('/patients', json={}).status_code == 400


def test_index(http, patient):
    assert [one['name'] for one in http.get('/patients?name=rika').json()] == ['Erika Mustermann']
    assert http.get('/patients?name=otto').json() == []


def test_forget(http, patient):
    url = f'/patients/{patient.id}'
    assert http.delete(url).status_code == 204
    assert http.delete(url).status_code == 404
    assert http.get(url).status_code == 404

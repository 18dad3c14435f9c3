def test_unpaid(http, invoice):
    answer = http.get('/invoices/unpaid').json()
    assert answer == {'invoices': [{'id': invoice.id, 'total': 6010}], 'sum': 6010}


def test_pay(http, invoice):
    url = f'/invoices/{invoice.id}/pay'
    assert http.post(url).json()['paid'] is True
    assert http.post(url).status_code == 409


def test_pay_nothing(http):
    assert http.post('/invoices/99/pay').status_code == 404

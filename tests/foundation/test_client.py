"""The tests' own client: each request stands by itself, and sees what the test wrote."""


def test_nobody_is_signed_in_at_first(client):
    response = client.get("/notices")
    assert response.status_code == 303
    assert "/sign-in" in response.location


def test_who_signed_in_stays_in_their_own_browser(app, client, sign_in, make_person):
    ada, ben = make_person("Ada Okoro"), make_person("Ben Achterberg")
    other = app.test_client()
    sign_in(client, ada)
    sign_in(other, ben)
    assert "Ada Okoro" in client.get("/account").text
    assert "Ben Achterberg" in other.get("/account").text


def test_a_post_without_a_token_is_refused(client):
    assert client.post("/sign-out", csrf=False).status_code == 400

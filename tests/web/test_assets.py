"""Holds how scripts and styles are served."""

from flask.testing import FlaskClient

from assistant.web.assets import static_folder


def test_a_style_is_served_with_its_type_and_may_be_kept_a_while(client: FlaskClient) -> None:
    response = client.get("/pages/static/pages.css")
    assert response.content_type == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/pages/static/pages.css", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_sign_that_browsers_ask_for_by_themselves_is_there(client: FlaskClient) -> None:
    assert client.get("/favicon.ico").content_type.startswith("image/svg+xml")


def test_nothing_beside_the_folder_is_served(client: FlaskClient) -> None:
    assert (static_folder() / "pages" / "pages.css").is_file()
    for path in (
        "/pages/static/../widget/x.js",
        "/pages/static/%2e%2e/%2e%2e/pyproject.toml",
        "/pages/static/",
    ):
        assert client.get(path).status_code == 404


def test_the_widget_is_open_to_every_site_and_our_pages_are_not(client: FlaskClient) -> None:
    response = client.get("/pages/static/pages.css")
    assert "Access-Control-Allow-Origin" not in response.headers

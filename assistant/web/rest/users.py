"""People: staff by name, and requestors of visible tickets by address."""

from flask import Response, jsonify

from assistant.service import accounts
from assistant.service.accounts import Account
from assistant.web.rest.door import body, bp, reading, writing
from assistant.web.rest.shapes import Fields, asked, entity, listing, pick, sliced, url


@bp.get("/users")
@bp.post("/users")
def list_users() -> Response:
    """List the staff to those who manage them, and to everybody else only themselves."""
    with reading() as hand:
        found = accounts.all_accounts(hand)
        items = [
            {**pick(hand, _user_fields(one), asked() or []), **entity("user", one.name)}
            for one in sliced(found)
        ]
        return jsonify(listing(items, len(found)))


@bp.get("/user/<name>")
def show_user(name: str) -> Response:
    """Show somebody whom the member may know of."""
    with reading() as hand:
        found = _user_fields(accounts.account(hand, name))
        return jsonify({"id": name, **pick(hand, found, asked() or list(found))})


def _user_fields(account: Account) -> Fields:
    here = url("user", account.name)
    told = accounts.told(account)
    own = {name: (lambda value=value: value) for name, value in told.items()}
    return {**own, "_hyperlinks": lambda: [{"ref": "self", "type": "user", "id": account.name, "_url": here}]}


@bp.post("/user")
def add_user() -> tuple[Response, int]:
    """Add an account without any role."""
    wanted = body()
    with writing() as hand:
        return jsonify(entity("user", accounts.create(hand, wanted).name)), 201


@bp.put("/user/<name>")
def change_user(name: str) -> Response:
    """Change what is told of somebody, their password, or whether they may come in."""
    wanted = body()
    with writing() as hand:
        return jsonify(accounts.change(hand, name, wanted))


@bp.delete("/user/<name>")
def disable_user(name: str) -> tuple[str, int]:
    """Let somebody in no longer."""
    with writing() as hand:
        accounts.disable(hand, name)
    return "", 204

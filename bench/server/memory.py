"""Answers in memory: our socket, our schema and our engine, and no database. Prints its port."""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - after the patch
import sys  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402

import flask_sock  # noqa: E402
from flask import Flask  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402

from assistant.answers.knowledge import Knowledge  # noqa: E402
from assistant.answers.load import load_knowledge  # noqa: E402
from assistant.dialogue.engine import advance  # noqa: E402
from assistant.dialogue.events import Said  # noqa: E402
from assistant.dialogue.state import State  # noqa: E402
from assistant.dialogue.turn import Scene  # noqa: E402
from assistant.service.limits import Limits  # noqa: E402
from assistant.service.rendering import body  # noqa: E402
from assistant.terms import Locale  # noqa: E402
from assistant.web import wire  # noqa: E402
from assistant.web.schema import client_validator  # noqa: E402


def answering(knowledge: Knowledge) -> Flask:
    """Return an application that answers every message of its socket."""
    app = Flask(__name__)
    wire.install(Limits())

    def chat(ws: wire.HardenedServer) -> None:
        state, seq = State("secapp", Locale.EN), 0
        validator = client_validator("send")
        while True:
            frame = json.loads(ws.receive() or "{}")
            if validator is None or not validator.is_valid(frame):
                continue
            shown: list[dict[str, object]] = [{"t": "ack", "cid": frame["cid"], "seq": seq, "dup": False}]
            text = frame["body"]["text"]
            turn = advance(state, Said(text), Scene(knowledge, datetime.now(UTC)))
            state = turn.state
            for reply in turn.replies:
                seq += 1
                said = body(reply, state.locale)
                shown.append({"t": "entry", "seq": seq, "from": {"role": "bot"}, "body": said})
            ws.send(*(json.dumps(each, ensure_ascii=False) for each in shown))

    flask_sock.Sock(app).route("/api/v1/chat")(chat)
    return app


if __name__ == "__main__":
    server = WSGIServer(("127.0.0.1", 0), answering(load_knowledge(Path(sys.argv[1]))), log=None)
    server.start()
    print(server.server_port, flush=True)  # noqa: T201 - whoever started it reads this
    server.serve_forever()

"""What must hold whatever broke, asked of the database and of our own commands from outside."""

from collections import Counter
from collections.abc import Sequence

from tests.cli.command import SECRET, Site
from tests.faults.conftest import rows
from tests.faults.persistent import Visitor


def hold(site: Site, database: str, visitors: Sequence[Visitor], *, secret: str = SECRET) -> None:
    """Hold that nothing that was accepted is lost or doubled, and that every history verifies."""
    assert [visitor.failures for visitor in visitors] == [[] for _ in visitors]
    taken = rows(database, "SELECT conversation_id, seq, cid FROM entry ORDER BY conversation_id, seq")
    numbers: dict[object, list[object]] = {}
    for conversation, seq, _ in taken:
        numbers.setdefault(conversation, []).append(seq)
    for conversation, seqs in numbers.items():
        assert seqs == list(range(1, len(seqs) + 1)), f"a gap in {conversation}"
    by_cid = Counter((conversation, cid) for conversation, _, cid in taken if cid)
    assert not [key for key, count in by_cid.items() if count > 1], "taken twice"
    where = {(conversation, cid): seq for conversation, seq, cid in taken if cid}
    for visitor in visitors:
        conversation = visitor.caller.opened["conversation"]
        for cid, seq in visitor.caller.acked.items():
            assert where.get((conversation, cid)) == seq, "acknowledged, and not there"
    filed = rows(database, "SELECT conversation_id, count(*) FROM request GROUP BY conversation_id")
    asked = [visitor for visitor in visitors if visitor.is_filing]
    assert [count for _, count in filed] == [1] * len(asked), "each request once"
    verified = site.run("audit", "verify", secret=secret, database_url=database)
    assert verified.returncode == 0, verified.stdout + verified.stderr

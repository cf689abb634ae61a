"""Shows how a passage is handed out."""

from assistant.answers.citation import address, citation
from assistant.policy.model import Policy
from assistant.text import fold_space


def test_a_citation_is_verbatim_and_names_its_version(policy: Policy) -> None:
    for passage in policy.passages:
        said = citation(passage)
        assert fold_space(said["text"]) in fold_space(policy.text)
        assert (said["policy"], said["version"]) == (policy.id, policy.version)


def test_the_address_leads_to_the_segment_and_its_first_words(policy: Policy) -> None:
    passage = policy.passages[0]
    assert address(passage) == (
        f"/policy/nord/en/{policy.version}#{passage.segment}"
        ":~:text=We%20keep%20your%20data%20for%20two%20years%20after"
    )

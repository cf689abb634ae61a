"""Shows a controller's policy, each citable segment under its own address."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from assistant.errors import NotFoundError
from assistant.policy.load import NOTICE_FOLDER
from assistant.policy.model import Policy, Section
from assistant.terms import Locale, Segment, SegmentKind
from assistant.web.errors import Fault, answer
from assistant.web.pages import link, say, speak, wants_json
from assistant.web.runtime import runtime

bp = Blueprint("policies", __name__)

_FRESH_SECONDS = 300
_TOP_LEVEL, _LOWEST_LEVEL = 2, 6


@bp.get("/policy/<controller>/<language>", defaults={"version": None})
@bp.get("/policy/<controller>/<language>/<version>")
def show(controller: str, language: str, version: str | None) -> Response:
    """Show the policy as it is today; an address with another version says where today's is."""
    policy = _policy(controller, language)
    speak(policy.locale)
    if version not in {None, policy.version}:
        return _gone(controller, policy)
    response = make_response(jsonify(_as_json(policy)) if wants_json() else _page(controller, policy))
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _policy(controller: str, language: str) -> Policy:
    if language not in set(Locale):
        raise NotFoundError("There is no policy in this language.")
    return runtime().knowledge().policy(controller, Locale(language))


def _gone(controller: str, policy: Policy) -> Response:
    today = link("policies.show", controller=controller, language=policy.locale.value)
    message = "This version of the policy is not kept here; the address without a version shows today's."
    follow = (say("Read the policy as it is today"), today)
    return answer(
        Fault(404, "not_found", message, say("This version of the policy is not kept here."), follow)
    )


def _page(controller: str, policy: Policy) -> str:
    return render_template(
        "policy.html",
        policy=policy,
        name=_name(controller),
        controller=controller,
        others=_locales(controller),
        groups=_groups,
        rank=lambda section: _rank(policy, section),
    )


def _name(controller: str) -> str:
    if controller == NOTICE_FOLDER:
        return say("Privacy assistant")
    return runtime().knowledge().controller(controller).name


def _locales(controller: str) -> tuple[Locale, ...]:
    knowledge = runtime().knowledge()
    known = knowledge.notices if controller == NOTICE_FOLDER else knowledge.policies_of(controller)
    return tuple(locale for locale in Locale if locale in known)


def _rank(policy: Policy, section: Section) -> int:
    """Return the level of a heading on the page, whose title has level 1."""
    highest = min(other.level for other in policy.sections)
    return min(section.level - highest + _TOP_LEVEL, _LOWEST_LEVEL)


def _groups(section: Section) -> Iterator[tuple[SegmentKind, tuple[Segment, ...]]]:
    """Return the section's segments, those of a list together."""
    for kind, segments in groupby(section.segments, key=lambda segment: segment.kind):
        yield kind, tuple(segments)


def _as_json(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.id,
        "lang": policy.locale,
        "version": policy.version,
        "title": policy.title,
        "note": policy.note,
        "sections": [
            {
                "id": section.id,
                "heading": section.heading,
                "level": section.level,
                "segments": [{"id": s.id, "text": s.text, "kind": s.kind} for s in section.segments],
            }
            for section in policy.sections
        ],
    }

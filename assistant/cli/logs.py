"""How a server and a worker log: one JSON object a line on standard error, without personal data."""

import logging
import os
import sys
from typing import Any

import structlog

_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def log_as_json() -> None:
    """Let everything that is logged in this process and its children be one JSON object a line."""
    structlog.configure(
        processors=[*_SHARED, _process, structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, _process],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    ours = logging.getLogger("assistant")
    ours.handlers, ours.propagate = [handler], False


def _process(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    event["pid"] = os.getpid()
    return event

"""Keeps a company's colour and makes it readable: WCAG 2.2 contrast of at least 4.5 to 1."""

import re

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LIGHT_PAPER, DARK_PAPER = (244, 245, 243), (26, 32, 39)
"""The tinted grounds of a page, on which text is least readable."""
READABLE = 4.5
NEUTRAL = "#2f4a7d"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 40
_STRAIGHT = 0.04045
"""Below this an sRGB channel follows a straight line (IEC 61966-2-1)."""
Colour = tuple[int, int, int]


def read_colour(text: str) -> Colour:
    """Return the colour of a text such as #0b5d4e; a neutral blue for any other text."""
    value = text if _HEX.fullmatch(text) else NEUTRAL
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def write_colour(colour: Colour) -> str:
    """Return the colour as CSS writes it."""
    return "#" + "".join(f"{channel:02x}" for channel in colour)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21, whichever is the lighter.

    Source: WCAG 2.2, definition of contrast ratio.
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: Colour, *, on: Colour) -> Colour:
    """Return the colour moved towards black or white just as far as makes it readable on another."""
    target = BLACK if contrast(BLACK, on) > contrast(WHITE, on) else WHITE
    shades = (_mix(colour, target, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if contrast(shade, on) >= READABLE)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _STRAIGHT else float(((channel + 0.055) / 1.055) ** 2.4)

"""Style sheets without what would fetch something. The policy of the answer forbids that anyway.

It is taken out all the same, so that no browser is asked to and no console complains.
Source: CSS Syntax Level 3 (escapes), CSS Values 4 (urls), CSS Images 4 (image-set).
"""

import re

_SPACE = r"[ \t\r\n\f]"


def _spelt(word: str) -> str:
    """Return a pattern for a word in any case and with any of its letters escaped."""
    letters = []
    for letter in word:
        codes = "|".join(f"{ord(each):x}" for each in {letter.lower(), letter.upper()})
        # A backslash before a hex digit begins a code; before any other letter it is that letter.
        plain = f"{letter}" if letter in "abcdef" else rf"\\?{re.escape(letter)}"
        letters.append(rf"(?:{plain}|\\0{{0,4}}(?:{codes}){_SPACE}?)")
    return "".join(letters)


_IMPORT = re.compile(rf"@{_spelt('import')}[^;]*;?", re.IGNORECASE)
_FONT_FACE = re.compile(rf"@{_spelt('font-face')}[^{{}}]*\{{[^{{}}]*\}}?", re.IGNORECASE)
_STRING = r'"(?:[^"\\\n]|\\[\s\S])*"?' + r"|'(?:[^'\\\n]|\\[\s\S])*'?"
_URL = re.compile(
    rf"{_spelt('url')}\({_SPACE}*({_STRING}|(?:[^)\\]|\\[\s\S])*){_SPACE}*\)?", re.IGNORECASE
)
# What takes an address as a bare string, or will.
_OTHERS = re.compile(
    rf"(?:{_spelt('image-set')}|{_spelt('image')}|{_spelt('src')})\(", re.IGNORECASE
)
_NOTHING = "url(data:,)"


def inert_css(text: str) -> str:
    """Return a style sheet, or the declarations of one element, that fetches nothing.

    What is in the sheet itself (`data:`) stays. It can stand in a `style` element as it is.
    """
    text = _IMPORT.sub("", text)
    text = _FONT_FACE.sub(_font_face, text)
    text = _URL.sub(_url, text)
    text = _OTHERS.sub("none(", text)
    return text.replace("</", "<\\/")


def _url(found: re.Match[str]) -> str:
    address = found[1].strip("\"' \t\r\n\f")
    return found[0] if address[:5].lower() == "data:" else _NOTHING


def _font_face(found: re.Match[str]) -> str:
    """Return a font that is in the sheet; of one that is elsewhere a browser would complain."""
    addresses = _URL.findall(found[0])
    is_inside = all(each.strip("\"' \t\r\n\f")[:5].lower() == "data:" for each in addresses)
    return found[0] if is_inside else ""

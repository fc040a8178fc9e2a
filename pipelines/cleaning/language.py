"""Language of a text, by Compact Language Detector 2."""

import re

import pycld2

UNDETERMINED = "und"
# Languages whose texts are corrected and read. An undetermined text is most often a short English one.
READ_LANGUAGES = ("en", UNDETERMINED)
# The detector takes markup out by itself, and refuses a text that holds a code point which is no character.
_DISTURBING = re.compile(
    r"[<>&\ufdd0-\ufdef]|[" + "".join(chr((p << 16) | c) for p in range(17) for c in (0xFFFE, 0xFFFF)) + "]"
)


def detect_language(text: str) -> str:
    """ISO 639-1 code of the text's main language, `und` where it cannot be told."""
    letters = _DISTURBING.sub(" ", text)
    try:
        is_reliable, _, details = pycld2.detect(letters, bestEffort=False)
    except pycld2.error:
        return UNDETERMINED
    code = str(details[0][1])
    return code.split("-")[0] if is_reliable and code != "un" else UNDETERMINED

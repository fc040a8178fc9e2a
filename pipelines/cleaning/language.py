"""Language of a text, by Compact Language Detector 2."""

import re

import pycld2

UNDETERMINED = "und"
# Languages whose texts are corrected and read. An undetermined text is most often a short English one.
READ_LANGUAGES = ("en", UNDETERMINED)
_MARKUP = re.compile(r"[<>&]")


def detect_language(text: str) -> str:
    """ISO 639-1 code of the text's main language, `und` where it cannot be told."""
    letters = _MARKUP.sub(" ", text)
    try:
        is_reliable, _, details = pycld2.detect(letters, bestEffort=False)
    except pycld2.error:
        return UNDETERMINED
    code = str(details[0][1])
    return code.split("-")[0] if is_reliable and code != "un" else UNDETERMINED

"""Details that identify only together: two kinds within 200 characters."""

import re
from collections.abc import Iterable, Iterator

from lhs_community.safety.findings import Finding, Tier

WINDOW = 200
_AGE = re.compile(
    r"(?<![\w.£$€])(?:(?:aged?|age of)[ :]{1,2}(?P<a>9[0-9]|1[01][0-9])(?![\w%]|\.[0-9])"
    r"|(?P<b>9[0-9]|1[01][0-9])[ \-]?(?:years?|yrs?|y)?[ \-]?(?:olds?|o|/o)(?!\w)"
    r"|(?P<c>9[0-9]|1[01][0-9]) ?(?:yo|y/o|yr old|yrs old)(?!\w)"
    r"|(?P<d>9[0-9]|1[01][0-9]) ?[FM](?=[,;. )]|$))",
    re.IGNORECASE,
)
_BED = re.compile(
    r"(?<![\w\-])(?:bed|side ?room|cubicle|bedspace) ?(?:no\.? ?)?[A-Z]?[0-9]{1,3}[A-Z]?(?![\w%])"
    r"(?:[, ]{1,3}(?:on |of |in )?(?:bay [A-Z0-9]{1,3}[, ]{1,3})?ward [A-Z]?[0-9]{1,3}[A-Z]?(?!\w))?",
    re.IGNORECASE,
)
_WARD = re.compile(r"(?<![\w\-])ward [A-Z]?[0-9]{1,3}[A-Z]?(?![\w%])", re.IGNORECASE)
# A date, a ward or a postcode also describes a meeting or a test; beside one of these it describes a person.
# "She", "admitted" and "the patient" alone are no sign: stories of improvement tell of nurses and of groups.
_ONE_PERSON = re.compile(
    r"\b(?:(?:this|that|one|our|my|elderly|male|female) (?:patient|pt)|pt|year[- ]old|y/o|gentleman|"
    r"elderly (?:man|woman|lady)|"
    r"(?:the patient|he|she|who) (?:was|had|is|has|fell|died|came|said|told us|collapsed|went|lives|"
    r"lived|presented)|"
    r"(?:his|her) (?:wife|husband|son|daughter|mother|father|bed|room|wound|fall|admission|operation|"
    r"discharge|address)|"
    r"(?:lives|lived|living|resides) (?:at|in|with|alone)|was (?:re)?admitted|patient (?:from|of|aged|"
    r"living|admitted|seen|discharged|transferred|brought)|"
    r"(?<!patients )(?<!people )(?<!those )(?:admitted|seen)(?= (?:on )?[0-9])|passed away|deceased|"
    r"was found|had a fall|"
    r"next of kin|nok|home address|(?-i:Fell|Seen|Admitted|Lives|Pt))\b",
    re.IGNORECASE,
)
_POINTS_AT_A_PERSON = frozenset({"name", "age_over_89", "bed"})


def find_combinations(text: str, dates: list[tuple[int, int]], found: Iterable[Finding]) -> list[Finding]:
    """What becomes serious because of what stands near it; an age over 89 or a bed alone is only noted."""
    beds = [match.span() for match in _BED.finditer(text)]
    clues = [(start, end, "full_date") for start, end in dates]
    clues += [(f.start, f.end, f.kind) for f in found if f.kind in ("name", "postcode")]
    clues += [(m.start(), m.end(), "age_over_89") for m in _AGE.finditer(text)]
    clues += [(start, end, "bed") for start, end in beds]
    clues += [(m.start(), m.end(), "ward") for m in _WARD.finditer(text) if not _is_within(m.start(), beds)]
    clues.sort()
    result: dict[tuple[int, int, str], Tier] = {clue: Tier.INFO for clue in clues if clue[2] in ("age_over_89", "bed")}
    for here, near in _neighbours(clues):
        tier = _together(text, here, near)
        for clue in (here, near):
            if tier and result.get(clue) is not Tier.BLOCK:
                result[clue] = tier
    return [Finding(start, end, kind, tier) for (start, end, kind), tier in result.items()]


def _is_within(position: int, places: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in places[:200])


def _neighbours(
    clues: list[tuple[int, int, str]],
) -> Iterator[tuple[tuple[int, int, str], tuple[int, int, str]]]:
    """Each clue with the nearest later one of every other kind in the window: enough, and linear."""
    following: dict[str, tuple[int, int, str]] = {}
    for clue in reversed(clues):
        for kind, other in following.items():
            if kind != clue[2] and other[0] >= clue[1] and other[0] - clue[1] <= WINDOW:
                yield clue, other
        following[clue[2]] = clue


def _together(text: str, here: tuple[int, int, str], near: tuple[int, int, str]) -> Tier | None:
    kinds = {here[2], near[2]}
    if "bed" in kinds and "ward" in kinds:
        # One place, said twice.
        return None
    if kinds & _POINTS_AT_A_PERSON:
        return Tier.BLOCK
    around = text[max(0, here[0] - 60) : near[1] + 60]
    if _ONE_PERSON.search(around):
        return Tier.BLOCK
    return Tier.INFO if kinds == {"full_date", "ward"} else None

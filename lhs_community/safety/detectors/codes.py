"""Identifiers with a shape: National Insurance, postcode, hospital number, e-mail, staff numbers."""

import re
from collections.abc import Iterator

from lhs_community.safety.findings import Finding, Tier

# QQ is the prefix of the official example; it counts, so that tests and demos can show the guard at work.
_NI_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)"
    r"[ \-]?[0-9]{2}[ \-.]?[0-9]{2}[ \-.]?[0-9]{2}[ \-]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Case matters: "vitamin B12 5th dose" and "ward B3 4th bed" are no postcodes.
_POSTCODE_AREAS_WORDS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX
FK FY G GIR GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML
N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF
TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
_POSTCODE_AREAS = frozenset(_POSTCODE_AREAS_WORDS.split())
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:GIR[ ]{0,2}0AA|(?:"
    r"[A-PR-UWYZ][0-9]{1,2}"
    r"|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}"
    r"|[A-PR-UWYZ][0-9][ABCDEFGHJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY]"
    r")[ ]{0,2}[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9/])"
)
_HOSPITAL_NUMBER = re.compile(
    r"\b(?:hosp(?:ital)?\.? ?(?:no|num|number|id|ref)|m\.?r\.?n|unit (?:no|num|number)|pas (?:no|num|"
    r"number|id)|"
    r"patient (?:id|no|num|number)|case ?note(?:s)? (?:no|num|number)|district (?:no|num|number)|"
    r"pas(?=[ :#]{0,2}[A-Za-z]{0,3}[0-9]{5}))"
    r"\b[ .:#=\-]{0,4}(?:is )?(?P<number>[A-Za-z]{0,4}[\-/ ]?[0-9]{4,10}[A-Za-z]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+%\-])[\w.+%\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w\-])")
_STAFF_DOMAIN = re.compile(
    r"(?:^|\.)(?:nhs\.uk|nhs\.net|nhs\.scot|hscni\.net|ac\.uk|gov\.uk|gov\.scot|gov\.wales|"
    r"doctors\.org\.uk|nice\.org\.uk|"
    r"health\.org\.uk)$",
    re.IGNORECASE,
)
_GMC = re.compile(
    r"\bGMC\b[ .:#]{0,3}(?:(?:no|num|number|ref|reg)\b)?[ .:#]{0,3}(?P<number>[0-9]{7})(?![0-9])",
    re.IGNORECASE,
)
_NMC = re.compile(
    r"\bNMC\b[ .:#]{0,3}(?:PIN|no|number)?[ .:#]{0,3}(?P<number>[0-9]{2}[A-Z][0-9]{4}[A-Z])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DRIVING_LICENCE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Z9]{4}[0-9](?:[05][1-9]|[16][0-2])(?:0[1-9]|[12][0-9]|"
    r"3[01])[0-9][A-Z][A-Z9][0-9A-Z][A-Z]{2}"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"\bpassports?\b[^0-9\n]{0,24}?\b(?P<number>[A-Z]{2}[0-9]{7}|[0-9]{9})(?![A-Za-z0-9])", re.IGNORECASE
)


def find_codes(text: str) -> Iterator[Finding]:
    """Everything of this file, in no order."""
    for pattern, kind, tier in (
        (_NI_NUMBER, "ni_number", Tier.BLOCK),
        (_DRIVING_LICENCE, "driving_licence", Tier.WARN),
    ):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), kind, tier)
    for match in _POSTCODE.finditer(text):
        # Written without the space, only a real area is taken: IL36RN is a gene.
        if " " in match.group() or re.split("[0-9]", match.group(), maxsplit=1)[0] in _POSTCODE_AREAS:
            yield Finding(match.start(), match.end(), "postcode", Tier.WARN)
    for pattern, kind, tier in (
        (_HOSPITAL_NUMBER, "hospital_number", Tier.BLOCK),
        (_PASSPORT, "passport", Tier.WARN),
        (_GMC, "gmc_number", Tier.INFO),
        (_NMC, "nmc_pin", Tier.INFO),
    ):
        for match in pattern.finditer(text):
            yield Finding(match.start("number"), match.end("number"), kind, tier)
    for match in _EMAIL.finditer(text):
        is_staff = _STAFF_DOMAIN.search(match.group().rpartition("@")[2])
        yield Finding(match.start(), match.end(), "email", Tier.INFO if is_staff else Tier.WARN)

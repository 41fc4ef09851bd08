"""Names that follow a patient's title or the word patient. Dr, Prof and Sister are staff and pass."""

import re
from collections.abc import Iterator

from lhs_community.safety.findings import Finding, Tier

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪĮİŁŃŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽ"
_SURNAME = rf"(?:O['’]|Mc|Mac|D['’])?[{_UPPER}][\w'’]{{1,30}}(?:-[{_UPPER}][\w'’]{{1,30}})?"
_PARTICLE = r"(?:(?:de|van|von|der|den|del|della|di|da|al|el|bin|ibn|St\.?)[ \-]){0,2}"
_FORENAMES = rf"(?:(?:[{_UPPER}]\.?|[{_UPPER}][\w'’\-]{{1,30}})[ ]{{1,2}}){{0,2}}"
_TITLED = re.compile(
    rf"(?<!\w)(?:Mr|Mrs|Miss|Ms|Mx|Master|MRS|"
    rf"MISS)\b\.?[ \n]{{1,3}}"
    rf"(?P<name>{_FORENAMES}{_PARTICLE}{_SURNAME})"
)
_TITLED_SMALL = re.compile(r"(?<!\w)(?:mrs|mr)\b\.?[ ]{1,2}(?P<name>[a-z][a-z'’\-]{2,30})(?!\w)")
_NOT_SURNAMES_WORDS = """
plan planning class classes degree degrees file files index list copy copies document documents trainer
trainers data patient version key student students programme program of and or the is scan scans scanner
imaging angiography spectroscopy enterography elastography guided teams word excel office project access
sql windows universe muffet out any this that it opportunity opportunities
"""
_NOT_SURNAMES = frozenset(_NOT_SURNAMES_WORDS.split())
_PATIENT = re.compile(
    rf"(?<!\w)(?P<word>pt|Pt|PT|patient|"
    rf"Patient)[ ]{{1,2}}(?P<name>{_SURNAME})"
    rf"(?P<next>[ ]{{0,2}}[\w,.;:]?[a-z]{{0,12}})"
)
_INITIALS = re.compile(r"(?<!\w)(?:pt|Pt|patient|Patient)[ ]{1,2}(?P<name>[A-Z]\.[ ]?[A-Z]\.?)(?!\w)")
_NOT_PATIENTS_WORDS = """
safety experience reported care flow group groups panel leader leaders participation public involvement
engagement access record records information feedback leaflet leaflets story stories voice advocate
advocates partner partners representative representatives choice education journey pathway outcome
outcomes outcomed satisfaction survey surveys centred centered activation online administration transport
identification handling advice liaison deterioration health health's portal app activity level knows best
and or the in on at for with of from to is was has had not association council charter forum network
programme project group's monday tuesday wednesday thursday friday saturday sunday january february march
april may june july august september october november december dr prof professor sister nurse english
welsh scottish irish european british american nhs england scotland wales covid day days hub initiated
specific level data dignity discharge falls first demographics summary held contact letters letter
passport
"""
_NOT_PATIENTS = frozenset(_NOT_PATIENTS_WORDS.split())
_VERBS_WORDS = """
was is has had came fell died said lives lived seen admitted presented attended and who told went s
"""
_VERBS = frozenset(_VERBS_WORDS.split())


def find_names(text: str) -> Iterator[Finding]:
    """Titles with a surname, and the word patient with a name."""
    for match in _TITLED.finditer(text):
        if match["name"].split()[0].rstrip(".").lower() not in _NOT_SURNAMES:
            yield Finding(match.start(), match.end(), "name", Tier.WARN)
    for match in _TITLED_SMALL.finditer(text):
        if match["name"] not in _NOT_SURNAMES:
            yield Finding(match.start(), match.end(), "name", Tier.WARN)
    for match in _PATIENT.finditer(text):
        if _is_a_patients_name(match):
            yield Finding(match.start("name"), match.end("name"), "name", Tier.WARN)
    for match in _INITIALS.finditer(text):
        yield Finding(match.start("name"), match.end("name"), "name", Tier.WARN)


def _is_a_patients_name(match: re.Match[str]) -> bool:
    name = match["name"]
    if name.lower() in _NOT_PATIENTS or name.isupper() or any(c.isdigit() for c in name):
        return False
    # "Patient" with a capital opens many headings; only what follows tells a name from a title.
    return match["word"] != "Patient" or match["next"].strip(" ,.;:").lower() in _VERBS

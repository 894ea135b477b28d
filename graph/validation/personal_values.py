"""Recognise in a text what is private about a person: an e-mail address, a telephone number, an address, a personal number.

Nothing here knows RDF: `private_data` decides whose text it is. A number counts only where its form leaves little doubt, and its
check digits fit where it has some.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_AT = re.compile(
    r"\s*[\[({<]\s*(?:at|arobase|arrobase|chez)\s*[\])}>]\s*|\s+(?:arobase|arrobase)\s+", re.IGNORECASE
)
_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|point)\s*[\])}>]\s*", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?<!\w)([\w.+-]{1,64}) at ([\w-]{1,63}) (?:dot|point) ([a-z]{2,24})(?!\w)", re.IGNORECASE
)
_SUSPECT = re.compile(
    r"[@\N{FULLWIDTH COMMERCIAL AT}\N{SMALL COMMERCIAL AT}&\d]|arr?obase|[\[({<]\s*(?:at|chez)| at \S+ (?:dot|point) ",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w@.+-])([\w%'+.-]{1,64})@((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})(?![\w@])")
_FILE_ENDINGS = ("html", "htm", "php", "pdf", "jpg", "jpeg", "png", "gif", "svg", "webp", "aspx", "js", "css")
_FRENCH_PHONE = re.compile(
    r"(?<![\w.,+/-])(?:(?:\+|00)[ .-]?(?:33|262|508|590|594|596|681|687|689)[ .-]?(?:\(0\)[ .-]?)?|0)"
    r"(?P<kind>[1-9])(?:(?P<gap>[ ./-]?)\d\d)(?:(?P=gap)\d\d){3}(?![\w@]|[.,-]\d)"
)
_OTHER_GROUPS = re.compile(  # 0692 12 34 56, 0612 345 678
    r"(?<![\w.,+/-])0[1-9]\d\d(?P<gap>[ .-])(?:\d\d(?P=gap)\d\d(?P=gap)\d\d|\d{3}(?P=gap)\d{3})(?![\w@]|[.,-]\d)"
)
_FOREIGN_PHONE = re.compile(r"(?<![\w.,+-])(?:\+|00[1-9])\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?![\w@])")
_NIR = re.compile(
    r"(?<!\w)([1-478][ .-]?\d\d[ .-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .-]?(?:\d\d|2[AB])[ .-]?\d{3}[ .-]?\d{3})(?:[ ./-]?(\d\d))?(?!\w)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)")
_STREET = re.compile(
    r"(?<!\w)\d{1,4} ?(?:bis|ter|quater|[a-d])?,? (?:rue|avenue|av\.|bd|bld|boulevard|place|chemin|allée|allee|impasse|route"
    r"|quai|cours|square|lotissement|résidence|hameau|passage|venelle|sentier)(?!\w)|(?<!\w)\d{1,4} [\w ]{2,30} (?:street|road)(?!\w)",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"(?<!\w)(?:née?|born)(?: on| le)? (?:the )?(?:\d{1,2}(?:er|st|nd|rd|th)?[ ./-]\w+[ ./-]\d{4})",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?<!\w)POINT ?Z? ?\( ?-?\d+(?:\.\d+)? -?\d+|^geo:-?\d", re.IGNORECASE)
_PHONE_SCHEMES = ("tel:", "sms:", "smsto:", "callto:", "facetime:", "facetime-audio:")
_MAIL_SCHEMES = ("mailto:", "xmpp:", "sip:", "sips:", "acct:", "im:")
_CHAT = re.compile(
    r"https?://(?:wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?phone=|signal\.me/#p/)\+?(\d{8,15})",
    re.IGNORECASE,
)
_LAST_WORDS = ("contact", "info", "accueil", "secretariat")  # ville.contact@…; but “bureau” may be a surname
_FRENCH_DIGITS, _MOBILE = 10, "67"
_LEAST_PHONE, _MOST_PHONE = 9, 15
_NIR_WHOLE = 13


@dataclass(frozen=True, slots=True)
class PersonalValue:
    """What was recognised.

    Attributes:
        kind: "email", "telephone", "address", "birth", "coordinates" or "identity".
        text: The value as read.
        is_personal: Whether its form alone says that it is a person's: a mobile number, an address that names somebody.
    """

    kind: str
    text: str
    is_personal: bool


def find_in_text(text: str, mailboxes: frozenset[str]) -> Iterator[PersonalValue]:
    """Yield what is private in a text, however it is spelt: entities, wide letters, “[at]” for @.

    Args:
        mailboxes: Words of mailboxes that belong to a function rather than to a person: contact, accueil.
    """
    if not _SUSPECT.search(text):
        return  # most texts: neither a sign of an address nor a digit
    plain = _plain(text)
    yield from _emails(plain, mailboxes)
    if not any(each.isdigit() for each in plain):
        return
    yield from _numbers(plain)
    for kind, pattern in (("address", _STREET), ("birth", _BIRTH), ("coordinates", _POINT)):
        if match := pattern.search(plain):
            yield PersonalValue(kind, match[0], is_personal=False)


def find_in_iri(iri: str, mailboxes: frozenset[str]) -> Iterator[PersonalValue]:
    """Yield what is private in an IRI: that of a mailbox or of a telephone, or one with an e-mail address in it."""
    scheme = iri.partition(":")[0].lower() + ":"
    plain = _plain(unquote(iri))
    if scheme in _PHONE_SCHEMES:
        number = plain[len(scheme) :].lstrip("/").partition(";")[0]
        yield PersonalValue("telephone", number, is_mobile(number))
    elif scheme in _MAIL_SCHEMES:
        found = list(_emails(plain[len(scheme) :], mailboxes))
        yield from found or [PersonalValue("email", plain[len(scheme) :], is_personal=True)]
    elif scheme == "geo:":
        yield PersonalValue("coordinates", plain, is_personal=False)
    elif chat := _CHAT.match(plain):
        yield PersonalValue("telephone", "+" + chat[1], is_personal=True)
    elif "@" in plain:
        yield from (each for each in _emails(plain, mailboxes) if not each.text.endswith(_FILE_ENDINGS))


def masked(value: PersonalValue) -> str:
    """Return a value so that its author recognises it and nobody else learns it."""
    if value.kind == "email" and "@" in value.text:
        local, _, domain = value.text.partition("@")
        return f"{local[:1]}…@{domain}"
    return f"{value.text[:2]}…" if len(value.text) > len("123456") else "…"


def _plain(text: str) -> str:
    """Undo what hides a value: entities, compatibility letters, invisible characters, “[at]”."""
    if "&" in text:
        text = html.unescape(text)
    plain = text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = " ".join(plain.split())
    if _AT.search(plain):
        plain = _DOT.sub(".", _AT.sub("@", plain))
    return _IN_WORDS.sub(r"\1@\2.\3", plain) if " at " in plain.lower() else plain


def _emails(plain: str, mailboxes: frozenset[str]) -> Iterator[PersonalValue]:
    for match in _EMAIL.finditer(plain) if "@" in plain else ():
        yield PersonalValue("email", match[0], not _is_function(match[1], match[2], mailboxes))


def _is_function(local: str, domain: str, mailboxes: frozenset[str]) -> bool:
    """Return whether a mailbox is that of a function or of the body itself: contact@…, mairie.lyon@…, cnfpt@cnfpt.fr."""
    folded = unicodedata.normalize("NFKD", local.lower()).encode("ascii", "ignore").decode()
    words = [each for each in re.split(r"[^a-z]+", folded) if each]
    if not words:
        return False
    of_body = "".join(words) in {each.replace("-", "") for each in domain.lower().split(".")[:-1]}
    return of_body or words[0] in mailboxes or words[-1] in _LAST_WORDS


def _numbers(plain: str) -> Iterator[PersonalValue]:
    for match in _NIR.finditer(plain):
        body = re.sub(r"[ .-]", "", match[1]).upper()
        fits = _nir_key(body) == int(match[2]) if match[2] else body != match[1].upper()
        yield PersonalValue("identity", match[0], is_personal=fits)
    for match in _IBAN.finditer(plain):
        if _fits_iban(match[0].replace(" ", "")):
            yield PersonalValue("identity", match[0], is_personal=True)
    french = [*_FRENCH_PHONE.finditer(plain), *_OTHER_GROUPS.finditer(plain)]
    yield from (PersonalValue("telephone", each[0], is_mobile(each[0])) for each in french)
    for match in _FOREIGN_PHONE.finditer(plain) if not french else ():
        if _LEAST_PHONE <= sum(each.isdigit() for each in match[0]) <= _MOST_PHONE:
            yield PersonalValue("telephone", match[0], is_mobile(match[0]))


def is_mobile(number: str) -> bool:
    """Return whether a number is a French mobile one, overseas included: they begin with 06 or 07, or lost the 0 as a number."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    national = re.sub(r"^(?:00)?(?:33|262|508|590|594|596)0?(?=\d{9}$)", "0", digits)
    national = "0" + national if len(national) == _FRENCH_DIGITS - 1 else national
    return len(national) == _FRENCH_DIGITS and national[1] in _MOBILE


def _nir_key(body: str) -> int:
    """Compute the key of a social security number of 13 characters; Corsica’s 2A counts as 19, 2B as 18."""
    number = body.replace("2A", "19").replace("2B", "18")
    return 97 - int(number) % 97 if len(body) == _NIR_WHOLE else -1


def _fits_iban(iban: str) -> bool:
    digits = "".join(str(int(each, 36)) for each in iban[4:] + iban[:4])
    return int(digits) % 97 == 1

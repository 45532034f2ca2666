"""Where a person is reached on the net: e-mail, addresses of machines, pages about one person."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

Span = tuple[int, int]

_LOCAL: Final = re.compile(r"[0-9A-Za-zÀ-ɏ_.!#$%&'*+/=?^`{|}~-]")
_MAX_LOCAL_CHARS: Final = 64
"""Of the part before the @ (RFC 5321, 4.5.3.1.1)."""
_DOMAIN: Final = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}(?![\w@])")

_IPV4: Final = re.compile(r"(?<![0-9A-Za-z_.:/-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z_-]|\.[0-9])")
_IPV6: Final = re.compile(r"(?<![\w.:])[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){3,7}(?![\w:])")
_VERSION_CUE: Final = re.compile(
    r"(?i:\b(?:version|release|build|firmware|driver|update|kernel|patch|chapter|section|clause|figure|v|ver|"
    r"versión|versione|versão|kapitel|abschnitt|chapitre|§)[ :.#]{0,3})$"
)

_HOST: Final = (
    r"(?i:(?<![\w.@-])(?:https?://)?(?:[a-z]{2,3}\.|www\.|m\.|mobile\.|old\.)?"
    r"(linkedin\.com/(?:in|pub)|facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com|threads\.net|tiktok\.com|"
    r"github\.com|gitlab\.com|t\.me|telegram\.me|vk\.com|ok\.ru/profile|youtube\.com|reddit\.com/(?:u|user)|medium\.com|"
    r"pinterest\.com|weibo\.com/u|xing\.com/profile|snapchat\.com/add|orcid\.org|last\.fm/user|strava\.com/athletes|"
    r"researchgate\.net/profile|quora\.com/profile|bsky\.app/profile|steamcommunity\.com/id|stackoverflow\.com/users))"
)
_PROFILE: Final = re.compile(rf"{_HOST}/(@?[\w.%-]{{2,60}})(?![\w@])(/?)([\w?#-]?)")
_NEEDS_AT: Final = frozenset({"tiktok.com", "youtube.com", "medium.com", "threads.net"})
_NO_PERSON: Final = (
    "about accounts ads articles blog business careers channel contact dialog docs download enterprise events explore"
    " features gaming groups hashtag help home i intent jobs joinchat legal library login marketplace messages"
    " news notifications orgs p pages photo photos pin pricing privacy profile.php public reel reels search security"
    " settings share sharer sharer.php shop sponsors stories terms tos topics trending tv video videos watch"
)
_ON_ANY_HOST: Final = re.compile(r"https?://[\w.-]{3,80}/(?:@|~|users?/|people/|profiles?/)[\w.-]{2,60}(?![\w@/])")


def find_emails(text: str) -> Iterator[Span]:
    """Yield where e-mail addresses stand."""
    at = text.find("@")
    while at >= 0:
        start = at
        while start > max(0, at - _MAX_LOCAL_CHARS) and _LOCAL.match(text, start - 1):
            start -= 1
        while start < at and not text[start].isalnum() and text[start] != "_":
            start += 1
        domain = _DOMAIN.match(text, at + 1)
        if start < at and text[at - 1] != "." and domain:
            yield start, domain.end()
        at = text.find("@", at + 1)


def find_ip_addresses(text: str) -> Iterator[Span]:
    """Yield where public addresses of machines stand; those of one's own network, and versions, are none."""
    if text.count(".") >= 3:
        for match in _IPV4.finditer(text):
            before = text[max(0, match.start() - 20) : match.start()]
            if _is_public(match.group()) and not _VERSION_CUE.search(before):
                yield match.span()
    if text.count(":") >= 3:
        yield from (match.span() for match in _IPV6.finditer(text) if _is_public(match.group()))


def find_profiles(text: str) -> Iterator[Span]:
    """Yield where links to one person's page stand; a project, a post or a group is none."""
    if "/" not in text:
        return
    for match in _PROFILE.finditer(text):
        host, name = match.group(1).lower(), match.group(2).lower().rstrip(".")
        is_deeper = match.group(3) and match.group(4) and "/" not in host and match.group(4) not in "?#"
        if name not in _NO_PERSON.split() and not is_deeper and (host not in _NEEDS_AT or name[0] == "@"):
            yield match.start(), match.start(2) + len(match.group(2).rstrip("."))
    for match in _ON_ANY_HOST.finditer(text):
        yield match.start(), match.start() + len(match.group().rstrip("."))


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False

"""Words by what they are a sign of, as data: of class and id names, and of short lines."""

# Words in the class or id of an element, by the kind of element they name. Whole words.
_NAMES = {
    "related": "related recommended recommendations recirc recirculation popular trending latest"
    " more teaser teasers card cards outbrain taboola next prev previous upnext read suggested",
    "caption": "caption captions credit credits figcaption image img photo picture gallery media"
    " slideshow video player embed",
    "hidden": "hidden hide invisible modal popup overlay cookie consent print tooltip",
    "list": "list items",
    "table": "table",
    "around": "comment comments commentlist respond reply disqus discussion share sharing social"
    " sharedaddy addtoany follow facebook twitter whatsapp ad ads adv advert adverts advertisement"
    " sponsor sponsored banner promo promotion promoted newsletter subscribe subscription signup"
    " paywall mailchimp cta optin donate membership login register nav navigation menu breadcrumb"
    " breadcrumbs pagination pager toolbar skip toc tabs links footer foot bottom copyright"
    " disclaimer after sidebar aside widget widgets rail secondary box infobox inset callout"
    " tag tags taglist category categories topics keywords",
    "about": "byline author authors bio biography contributor writer profile meta date time"
    " dateline published timestamp info details metadata form input button btn",
}
GROUPS: tuple[str, ...] = tuple(_NAMES)
_NUMBERS = {group: number for number, group in enumerate(GROUPS)}
WORD_GROUPS = {word: _NUMBERS[group] for group, words in _NAMES.items() for word in words.split()}
TAG_GROUPS: dict[str, tuple[int, ...]] = {
    tag: (_NUMBERS[group],)
    for tag, group in {
        "figure": "caption",
        "figcaption": "caption",
        "ul": "list",
        "ol": "list",
        "table": "table",
        "aside": "around",
        "nav": "around",
        "footer": "around",
        "form": "about",
    }.items()
}

_SHORT = 160  # characters up to which a line is searched for words
# Words of short lines around a text, by what the line does; the first kind that is found counts.
_LINES = {
    1: "comment comments reply kommentar kommentare kommentieren reacties commentaires comentarios",
    2: "share tweet facebook twitter whatsapp linkedin pinterest instagram youtube follow teilen"
    " partager delen compartir email print telegram",
    3: "newsletter subscribe subscription sign subscriber subscribers inbox abonnieren anmelden"
    " nieuwsbrief abonnez inscrivez login register donate support membership app download",
    4: "related recommended trending popular also more next previous latest lees meer mehr lesen"
    " lire suite gerelateerd",
    5: "photo photos photograph image images getty reuters afp ap foto fotos picture credit"
    " photographer illustration video watch listen caption source bild beeld",
    6: "copyright © reserved rights terms privacy cookies cookie policy disclaimer",
    7: "author writer editor reporter correspondent contributor by written posted published updated"
    " biography von par door",
    8: "tags tag topics filed categories category under",
    9: "advertisement anzeige advertentie publicité ad sponsored",
    10: "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec am pm gmt est edt utc monday tuesday"
    " wednesday thursday friday saturday sunday ago hours minutes",
}
_LINE_WORDS = {word: kind for kind, words in _LINES.items() for word in words.split()}
_ALL_WORDS = frozenset(_LINE_WORDS)


def text_sign(text: str) -> int:
    """Return the kind of words a short line has, 0 for none and for every longer text."""
    if len(text) > _SHORT:
        return 0
    words = text.lower().replace(":", " ").split()
    if _ALL_WORDS.isdisjoint(words):
        return 0
    return min([_LINE_WORDS[word] for word in words if word in _LINE_WORDS])

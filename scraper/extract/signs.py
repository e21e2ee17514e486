"""Words in class and id names by what they are a sign of, as data."""

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

"""The link that says in words that a list goes on: "Older posts", "Ouder", "Ältere Beiträge"."""

import re
from collections.abc import Iterable
from functools import cache

from selectolax.lexbor import LexborNode

_MOST_CHARACTERS = 40
# Only an address that says which part it leads to goes on: it has a number or a query.
_GOES_ON = re.compile(r"\d|=")
_ARROWS = re.compile(r"^[\s«»‹›<>←→⟵⟶➔➜▸▶…·.|]+|[\s«»‹›<>←→⟵⟶➔➜▸▶…·.|]+$")
_FORWARD = re.compile(r"\s*(?:[»›>→⟶➔➜▸▶]+)\s*")
_THINGS = (
    r"(?:posts?|entries|articles?|news|items?|stories|results?|publications?|page"
    r"|berichten|artikelen|nieuws|resultaten|publicaties|pagina"
    r"|beiträge|artikel|einträge|meldungen|ergebnisse|seite|nachrichten"
    r"|publications|résultats|actualités|entradas|artículos|noticias|resultados|página"
    r"|articoli|notizie|risultati|artigos|wpisy|inlägg|innlegg|indlæg|artiklar|nyheter)"
)
_WORDS = (
    rf"(?:(?:go to )?(?:the )?next(?: \d+)?(?: {_THINGS})?|older(?: {_THINGS})?|more {_THINGS}"
    rf"|(?:load|show|view|get|see) (?:more|older)(?: {_THINGS})?"
    rf"|(?:oudere?|volgende|meer) {_THINGS}|ouder|volgende"
    rf"|(?:laad|toon|bekijk) meer(?: {_THINGS})?|meer (?:{_THINGS} )?(?:laden|tonen|weergeven)"
    rf"|(?:ältere|nächste|weitere)(?: {_THINGS})?|älter|weiter|mehr {_THINGS}"
    rf"|mehr (?:laden|anzeigen)|(?:weitere|ältere|mehr) {_THINGS} (?:laden|anzeigen)"
    rf"|(?:page )?suivante?|(?:{_THINGS} )?plus ancien(?:ne)?s?"
    rf"|(?:charger|voir|afficher) plus(?: d[e'’] ?{_THINGS})?"
    rf"|(?:página )?siguiente|(?:{_THINGS} )?(?:más )?antigu[ao]s"
    rf"|(?:cargar|ver|mostrar) más(?: {_THINGS})?"
    rf"|(?:pagina )?successiv[ao]|avanti|{_THINGS} (?:meno recenti|più vecchi)"
    rf"|(?:carica|mostra|vedi) altr[eio](?: {_THINGS})?"
    rf"|(?:página )?próxim[ao]|(?:{_THINGS} )?mais antig[ao]s"
    rf"|(?:carregar|ver|mostrar) mais(?: {_THINGS})?"
    rf"|następn[ay](?: strona)?|dalej|starsze(?: {_THINGS})?|(?:pokaż|wczytaj|załaduj) więcej"
    rf"|nästa(?: sida)?|næste(?: side)?|neste(?: side)?|(?:visa|ladda|hämta) fler"
    rf"|(?:vis|se|hent|indlæs|last inn) flere"
    rf"|äldre {_THINGS}|ældre {_THINGS}|eldre {_THINGS}"
    rf"|seuraava(?: sivu)?|(?:näytä|lataa) lisää|další(?: stránka)?|starší|načíst další"
    rf"|следующая(?: страница)?|далее|вперед|вперёд|(?:показать|загрузить) ещ[её]"
    rf"|наступна(?: сторінка)?|далі|(?:показати|завантажити) (?:ще|більше)"
    rf"|επόμεν[ηο](?: σελίδα)?|sonraki(?: sayfa)?|daha fazla(?: göster| yükle)?"
    rf"|következő(?: oldal)?|tovább)"
)  # fmt: skip


def find_older(anchors: Iterable[LexborNode]) -> str | None:
    """Return the address as written of the link that leads to the next part of a list, or None.

    A link in words counts before one that is an arrow alone.
    """
    by_arrow = None
    for anchor in anchors:
        attributes = anchor.attributes
        href = attributes.get("href")
        if not href or not _GOES_ON.search(href) or href[:1] == "#":
            continue
        if "nofollow" in (attributes.get("rel") or "").lower():
            continue
        texts = (anchor.text(), attributes.get("aria-label"), attributes.get("title"))
        if any(says_older(text) for text in texts if text):
            return href
        if by_arrow is None and _FORWARD.fullmatch(texts[0] or ""):
            by_arrow = href
    return by_arrow


def says_older(text: str) -> bool:
    """Say whether the words of a link or a button lead to the next part of a list."""
    if len(text) > 4 * _MOST_CHARACTERS:
        return False
    words = _ARROWS.sub("", " ".join(text.split()))
    return len(words) <= _MOST_CHARACTERS and bool(_words().fullmatch(words))


@cache
def _words() -> re.Pattern[str]:
    """Return the words compiled: that takes 25 ms, and many a site has no such link."""
    return re.compile(_WORDS, re.IGNORECASE)

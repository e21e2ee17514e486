"""Attributions in other languages than English and Dutch, and lines that are none."""

import pytest

from scraper.extract import extract
from scraper.records import Source

PAGE = """<html lang="xx"><head><title>Tugs and tides - INST</title></head><body><main><article>
<h1>Tugs and tides</h1><time datetime="2024-03-04">4 March 2024</time><div class="text">
<p>The harbour counts its tugs every spring, and every spring there are fewer of them. Nobody on the
quay minds that until the first gale of autumn comes in over the bar and the ships ask for help.</p>
<p>That gale came early this year, and it found three tugs where the plan had seven of them, two of
which were being painted. The harbour master, who had asked for ten, wrote nothing down then.</p>
<p>A council that met the week after found that the plan was sound, the weather had been wrong, and
the next count would tell whether more was to be done about it before the winter storms.</p>
{lines}</div></article></main></body></html>"""


def source_of(lines: str) -> Source | None:
    text = lines if lines.startswith("<") else f"<p>{lines}</p>"
    return extract(PAGE.format(lines=text), "https://tides-inst.example/en/tugs-and-tides/").source


AWAY = '<a href="https://r.example/1">{}</a>'


@pytest.mark.parametrize(
    ("line", "name", "date"),
    [
        ("Quelle: Hafenkurier, 3. März 2024", "Hafenkurier", "2024-03-03"),
        ("Dieser Artikel erschien zuerst in der Neuen Hafenzeitung.", "Neuen Hafenzeitung", None),
        (
            "Der Beitrag ist zuerst am 12. März 2021 im „Hafenkurier“ erschienen.",
            "Hafenkurier",
            "2021-03-12",
        ),
        ("Dieses Interview von Ada Ebb wurde im Hafenfunk ausgestrahlt.", "Hafenfunk", None),
        ("Zuerst erschienen in: Hafenkurier vom 12.03.2021", "Hafenkurier", "2021-03-12"),
        ("Erstveröffentlichung: Hafenkurier", "Hafenkurier", None),
        ("Gastbeitrag, erschienen im Hafenkurier am 3. März 2024", "Hafenkurier", "2024-03-03"),
        ("Lesen Sie den vollständigen Artikel im Hafenkurier.", "Hafenkurier", None),
        ("Das ganze Interview lesen Sie hier bei der Hafenpost.", "Hafenpost", None),
        (f"Veröffentlicht in {AWAY.format('Hafenkurier')}", "Hafenkurier", None),
        (f"Den ganzen Beitrag lesen Sie {AWAY.format('hier')}.", None, None),
        ("Source : Le Quai, 3 mars 2024", "Le Quai", "2024-03-03"),
        ("Cet article est paru dans Le Quai.", "Le Quai", None),
        (
            "Cette tribune a été initialement publiée le 3 mars 2024 dans le journal Le Quai.",
            "Le Quai",
            "2024-03-03",
        ),
        ("L’entretien a été publié d’abord sur le Quai.fr", "le Quai.fr", None),
        ("Tribune parue dans l’Écluse, le 3 mars 2024", "l’Écluse", "2024-03-03"),
        ("Lire la suite sur Le Quai", "Le Quai", None),
        ("Retrouvez l’intégralité de l’entretien dans « Le Quai »", "Le Quai", None),
        ("Fuente: El Muelle", "El Muelle", None),
        (
            "Este artículo se publicó originalmente en El Muelle el 3 de marzo de 2024.",
            "El Muelle",
            "2024-03-03",
        ),
        ("La entrevista fue publicada en el diario El Muelle.", "El Muelle", None),
        ("Publicado originalmente en El Muelle", "El Muelle", None),
        ("Lea el artículo completo en El Muelle.", "El Muelle", None),
        (
            "Questo articolo è stato pubblicato originariamente su La Banchina il 3 marzo 2024.",
            "La Banchina",
            "2024-03-03",
        ),
        ("L’intervista è apparsa sulla rivista Molo.", "Molo", None),
        ("Leggi l’articolo completo su La Banchina", "La Banchina", None),
        ("Fonte: La Banchina", "La Banchina", None),
        (
            "Este artigo foi publicado originalmente no jornal O Cais em 3 de março de 2024.",
            "O Cais",
            "2024-03-03",
        ),
        ("Leia o artigo completo no O Cais", "O Cais", None),
        ("Publicado originalmente em O Cais.", "O Cais", None),
        ("Källa: Hamnbladet", "Hamnbladet", None),
    ],
)
def test_an_attribution_is_read(line: str, name: str | None, date: str | None) -> None:
    source = source_of(line)

    assert source is not None
    assert (source.name, source.date) == (name, date)


@pytest.mark.parametrize(
    "line",
    [
        # the names of a theme's categories, and its bylines
        "Veröffentlicht in Häfen, Schlepper",
        "Publié dans Ports",
        "Publicado en Puertos el 3 de marzo de 2024",
        "Pubblicato in Porti",
        'Posted in <a href="/category/ports/">Ports</a>',
        "Posted by Ada Ebb on 3 March 2024",
        "Written by Ada Ebb",
        "Published by Ada Ebb",
        # what carries everything
        'Listen on <a href="https://open.spotify.com/x">Spotify</a> or wherever you like.',
        "View this photo on Instagram",
        # a picture's, a chart's, the page's own
        '<figure><img src="a.png"></figure><p>Quelle: Hafenamt</p>',
        '<p><img src="a.png"></p><p>Source : Ministère des ports</p>',
        "<table><tr><td>Schlepper</td><td>3</td></tr></table><p>Quelle: Hafenamt</p>",
        "<aside><p>Fuente: Ministerio de Puertos</p></aside>",
        "Quelle: Eigene Darstellung",
        "Fuente: elaboración propia",
        "Quelle: tides-inst.example, aeb/dpa",
        "Cet article est paru dans notre lettre « Le Quai ».",
        # the author's own sentences
        "Der Bericht erschien in einer Woche, in der niemand hinsah.",
        "Dieser Text erschien ihm zu lang.",
        "Quelle: die Zählung des Verfassers, die gesunkene Schiffe auslässt.",
        "Le texte a été publié dans une revue que personne ne lit.",
        "El artículo fue publicado por primera vez en una época en que nadie leía.",
        "Source: Ebb A, Floed B, Springtij C et al.",
        # languages, clocks and people are no media
        "This video is also available in Spanish.",
        "First published on Nov 20, 2019 01:38 pm",
        "Watch a discussion with two experts about tugs and tides.",
    ],
)
def test_a_line_is_none(line: str) -> None:
    assert source_of(line) is None


def test_the_line_leaves_the_body_and_a_sentence_stays() -> None:
    alone = extract(
        PAGE.format(lines="<p>Cet article est paru dans Le Quai.</p>"), "https://i.example/a"
    )
    inside = extract(
        PAGE.format(
            lines="<p>Niemand zählte mit, und das war gut so für alle, die an diesem Tag am Kai"
            " standen. Dieser Beitrag erschien zuerst im Hafenkurier.</p>"
        ),
        "https://i.example/a",
    )

    assert alone.body[-1].startswith("A council")
    assert inside.source is not None
    assert inside.source.name == "Hafenkurier"
    assert inside.body[-1].endswith("im Hafenkurier.")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("This article first appeared in The Quay and is republished here.", "The Quay"),
        ("This piece was originally published on The Quay and can be read here.", "The Quay"),
        ("This article is republished from The Quay under a Creative Commons license.", "The Quay"),
        ("Quelle: F.A.Z.", "F.A.Z."),
    ],
)
def test_a_name_ends_where_the_page_speaks_of_itself(line: str, name: str) -> None:
    source = source_of(line)

    assert source is not None
    assert source.name == name

"""What is an attribution to another medium, and what only begins like one."""

import pytest

from scraper.extract import extract

PAGE = """<html lang="en"><head><title>Tugs and tides - INST</title></head><body>
<div id="wrap_all"><main class="content"><article class="post-entry"><h1 class="entry-title">Tugs
and tides</h1><time class="date-container" datetime="2024-03-04">4 March 2024</time>
<div class="entry-content" itemprop="text"><p>The harbour counts its tugs every spring, and every
spring there are fewer. Nobody minds until the first gale.</p><p>That gale came early this year, and
it found three tugs where the plan had seven of them.</p><p>{line}</p></div></article></main></div>
</body></html>"""


def source_of(line: str) -> tuple[str | None, str | None] | None:
    article = extract(PAGE.format(line=line), "https://hcss.nl/news/tugs-and-tides/")
    return (article.source.name, article.source.date) if article.source else None


@pytest.mark.parametrize(
    ("line", "name", "date"),
    [
        ("Listen to Noor el Amrani at Sky News", "Sky News", None),
        ("Watch on Al Jazeera", "Al Jazeera", None),
        ("Watch Dr. Casper Lindhout on EenVandaag", "EenVandaag", None),
        ("Luister naar Maud ten Have bij NPO Radio 1", "NPO Radio 1", None),
        ("Kijk terug bij Nieuwsuur", "Nieuwsuur", None),
        ('Luister het fragment <a href="https://r.example/1">hier</a> terug', None, None),
        ('Read more:</p><p><a href="https://r.example/1">https://r.example/1</a>', None, None),
        ("Bron: NRC, 3 januari 2019", "NRC", "2019-01-03"),
        ("De uitzending is terug te kijken bij Nieuwsuur.", "Nieuwsuur", None),
        ('De uitzending is <a href="https://r.example/1">hier</a> terug te kijken.', None, None),
        ("Read the full piece at Foreign Affairs (paywall).", "Foreign Affairs", None),
        ("Read the full interview (in Dutch) in de Volkskrant.", "de Volkskrant", None),
        ("Read the full article in Dutch on NRC", "NRC", None),
        ("Lees het interview in NRC (Engelstalig)", "NRC", None),
        ("Bron: Financieele Dagblad (FD), 9 mei 2017", "Financieele Dagblad (FD)", "2017-05-09"),
        ("Listen here to the full episode on BBC World Service.", "BBC World Service", None),
        (
            'Lees het artikel <a href="https://r.example/1">hier</a> (achter betaalmuur).',
            None,
            None,
        ),
        (
            "First published in The Tidewater Review on 3 May 2020.",
            "The Tidewater Review",
            "2020-05-03",
        ),
    ],
)
def test_an_attribution_is_read(line: str, name: str | None, date: str | None) -> None:
    assert source_of(line) == (name, date)


@pytest.mark.parametrize(
    "line",
    [
        "Het rapport verscheen in 1912 in kleine oplage en is nooit herdrukt.",
        "Een bron binnen het ministerie bevestigt dat de plannen al langer bestaan.",
        "Source: the author’s own count, which leaves out the ships that were lost.",
        "Read more history, then, and fewer forecasts.",
        "Watch this space.",
        "Listen to the people who work at the quay.",
        "Luister naar de mensen op de kade.",
        "The report appeared in a week in which nobody was looking.",
        "Wie de bron zoekt, leest verder dan de kop.",
    ],
)
def test_a_sentence_of_the_author_is_none(line: str) -> None:
    assert source_of(line) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ada Vos’ full essay was originally published by Trouw.", "Trouw"),
        ("The whole column can be read in De Dageraad.", "De Dageraad"),
        ("(Op-ed first published in The Tidewater Review)", "The Tidewater Review"),
        ("– Rewatch the interview on EenVandaag", "EenVandaag"),
        ("Een opiniestuk van Ada Vos verscheen eerder in NRC.", "NRC"),
        ("Dat was druk. Dit artikel verscheen eerder in Trouw.", "Trouw"),
        ("It was a busy day. This article first appeared in The Herald.", "The Herald"),
    ],
)
def test_an_attribution_is_known_by_its_first_words(line: str, name: str) -> None:
    found = source_of(line)

    assert found is not None
    assert found[0] == name

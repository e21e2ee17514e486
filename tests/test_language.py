"""The language of a text: by its words and signs, whatever the page declares."""

import pytest

from scraper.extract.language import read_language

TEXTS = {
    "nl": "De haven werd gebouwd voor schepen die niet meer komen, en wie er woont kan zonder.",
    "en": "The harbour was built for ships that no longer come, and they have learnt of it by now.",
    "de": "Der Hafen wurde für Schiffe gebaut, die nicht mehr kommen, und das ist auch gut so.",
    "fr": "Le port a été construit pour des navires qui ne viennent plus, et les gens sont partis.",
    "es": "El puerto fue construido para los barcos que ya no vienen, y la gente no los espera.",
    "it": "Il porto fu costruito per le navi che non vengono più, e la gente non le aspetta.",
    "pt": "O porto foi construído para os navios que não vêm mais, e as pessoas não os esperam.",
    "pl": "Port był dla statków, które już nie przypływają, a ludzie się od nich odzwyczaili.",
    "sv": "Hamnen byggdes för fartyg som inte längre kommer, och de som bor där har det bra.",
    "da": "Havnen blev bygget til skibe, som ikke længere kommer, og de er ikke kede af det.",
    "no": "Havnen ble bygget for skip som ikke lenger kommer, og de er ikke lei av det nå.",
    "tr": "Bu liman artık gelmeyen gemiler için yapıldı ve bir daha da olduğu gibi kalacak.",
    "uk": "Це була гавань для кораблів, які вже не приходять, і люди з цього не сумують.",
    "ru": "Это была гавань для кораблей, которые больше не приходят, и они об этом как бы забыли.",
    "cs": "Přístav byl postaven pro lodě, které už nepřijíždějí, a je to tak podle všech.",
    "ja": "港は、もう来ない船のために造られた。人々は船なしで暮らすことを学んだ。",
    "ko": "항구는 더 이상 오지 않는 배를 위해 지어졌다.",
    "zh": "港口是为不再来的船只建造的，人们早已习惯。",
    "el": "Το λιμάνι χτίστηκε για πλοία που δεν έρχονται πια.",
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("declared", ["en-US", None, "same"])
def test_a_text_is_in_the_language_of_its_words(language: str, declared: str | None) -> None:
    said = language if declared == "same" else declared

    assert read_language([TEXTS[language]] * 2, said) == language


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("nb", TEXTS["no"]),
        (
            "ca",
            "El port es va construir per als vaixells que ja no vénen, i la gent no els espera.",
        ),
        (
            "af",
            "Die hawe is gebou vir skepe wat nie meer kom nie, en die mense wag nie daarop nie.",
        ),
        ("bg", "Пристанището е построено за кораби, които вече не идват, и хората не ги чакат."),
        ("sk", "Prístav bol postavený pre lode, ktoré už neprichádzajú, a ľudia na ne nečakajú."),
    ],
)
def test_a_declared_language_without_a_list_is_not_taken_for_a_relative(
    declared: str, text: str
) -> None:
    assert read_language([text] * 3, declared) == declared


def test_a_text_of_no_words_has_the_declared_language_or_none() -> None:
    assert read_language(["1913 – 1918", ""], "de-AT") == "de"
    assert read_language(["1913 – 1918", ""], None) is None

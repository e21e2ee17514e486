"""Days as sites write them, in many languages, and what must not be read as one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.dates import (
    Order,
    find_days,
    first_day,
    local_day,
    machine_day,
    order_of,
    slug_day,
)
from scraper.extract.labels import is_day_line

_WRITTEN = {
    "3 mei 2020": "2020-05-03",
    "May 3rd, 2020": "2020-05-03",
    "Sept. 24, 2013": "2013-09-24",
    "3. Jänner 2022": "2022-01-03",
    "Donnerstag, 04. Februar 2022, 10:15 Uhr": "2022-02-04",
    "le 1er août 2021 à 09h00": "2021-08-01",
    "29 de enero de 2024": "2024-01-29",
    "14 set 2023": "2023-09-14",
    "venerdì 14 aprile 2023": "2023-04-14",
    "5 października 2021": "2021-10-05",
    "12 maj 2019": "2019-05-12",
    "7. desember 2020": "2020-12-07",
    "21 Ağustos 2022": "2022-08-21",
    "21 HAZİRAN 2022": "2022-06-21",
    "8 сентября 2020 г.": "2020-09-08",
    "24 лютого 2022": "2022-02-24",
    "2020年07月12日": "2020-07-12",
    "2024년 3월 5일": "2024-03-05",
    "12-Mar-2021": "2021-03-12",
    "Tue, 07 Apr 2020 07:36:07 +0530": "2020-04-07",
    "28.01.2022 06:00": "2022-01-28",
    "05/23/2017": "2017-05-23",
    "3 Μαΐου 2020": "2020-05-03",
    "2024. január 5.": "2024-01-05",
    "2024 m. sausio 5 d.": "2024-01-05",
    "2024. 1. 5.": "2024-01-05",
    "12.3. 2024": "2024-03-12",
}


@pytest.mark.parametrize(("text", "day"), _WRITTEN.items())
def test_a_written_day_is_read_in_its_language(text: str, day: str) -> None:
    assert first_day(text) == day


_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra"
    " decembra",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna",
    "sr": "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra"
    " decembra",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie"
    " decembrie",
    "hu": "január február március április május június július augusztus szeptember október november"
    " december",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta"
    " syyskuuta lokakuuta marraskuuta joulukuuta",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november"
    " detsember",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio"
    " gruodžio",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαϊου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου"
    " Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "he": "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
}
_SHORT_MONTHS = {
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "de": "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "sv": "jan feb mars apr maj juni juli aug sep okt nov dec",
    "da": "jan feb mar apr maj jun jul aug sep okt nov dec",
    "tr": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "it-long": "genn febbr mar apr magg giu lug ago sett ott nov dic",
    "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "ru-long": "янв февр марта апр мая июня июля авг сент окт нояб дек",
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
    "uk-long": "січ лют бер квіт трав черв лип серп вер жовт лист груд",
}


@pytest.mark.parametrize("language", sorted({*_MONTHS, *_SHORT_MONTHS}))
def test_the_months_of_a_language_are_known(language: str) -> None:
    for number, month in [
        *enumerate(_MONTHS.get(language, "").split(), start=1),
        *enumerate(_SHORT_MONTHS.get(language, "").split(), start=1),
    ]:
        day = f"2021-{number:02}-17"
        assert first_day(f"17 {month} 2021") == day
        assert first_day(f"17. {month.upper()}. 2021") == day


@pytest.mark.parametrize(
    "text",
    [
        "Sunday, 7 March 2021",
        "7th of March, 2021",
        "zondag 7 maart 2021 om 10:15 uur",
        "Sonntag, den 7. März 2021",
        "le dimanche 7 mars 2021 à 10h15",
        "domingo, 7 de marzo del 2021",
        "domenica 7 marzo 2021 alle 10:15",
        "7 de Março de 2021 às 10h15",
        "niedziela, 7 marca 2021 r., 10:15",
        "söndag den 7 mars 2021 kl. 10.15",
        "d. 7. marts 2021 kl. 10:15",
        "7 Mart 2021, Pazar 10:15",
        "неділя, 7 березня 2021 р., 10:15",
        "воскресенье, 7 марта 2021 г., 10:15",
        "neděle 7. března 2021, 10:15",
        "2021. március 7. 10:15",
        "2021 m. kovo 7 d.",
        "7.März 2021",
        "07/mar/2021",
        "07/03/2021",
        "7-3-2021",
        "7. 3. 2021",
        "2021.03.07 10:15",
        "2021. 3. 7.",
        "07.03.2021, 10:15 Uhr",
        "2021-03-07T23:30:00-05:00",
    ],
)
def test_a_day_is_read_as_a_page_of_its_language_writes_it(text: str) -> None:
    assert first_day(text) == "2021-03-07"


@pytest.mark.parametrize(
    "text",
    [
        *("31 February 2020", "version 1.2.2020.4", "12 people 2020", "2020-13-40", "5 May", ""),
        *("version 2021.3.7", "version 2021.10.7", "2021.10.07.2"),
    ],
)
def test_what_names_no_day_gives_none(text: str) -> None:
    assert first_day(text) is None


@pytest.mark.parametrize(
    ("order", "day"),
    [
        (Order.DAY_FIRST, "2021-05-04"),
        (Order.MONTH_FIRST, "2021-04-05"),
        (Order.UNKNOWN, None),
    ],
)
def test_a_numeric_day_follows_the_order_of_the_country(order: Order, day: str | None) -> None:
    assert first_day("04/05/2021", order=order) == day


@pytest.mark.parametrize(
    ("locale", "host", "order"),
    [
        ("en-US", "a.example", Order.MONTH_FIRST),
        ("en_GB", "a.com", Order.DAY_FIRST),
        ("en-US", "a.nl", Order.DAY_FIRST),
        ("en-US", "a.co.uk", Order.DAY_FIRST),
        ("en-GB", "a.gov", Order.MONTH_FIRST),
        ("nl", "a.com", Order.DAY_FIRST),
        ("en", "a.co.uk", Order.DAY_FIRST),
        ("en", "a.gov", Order.MONTH_FIRST),
        ("en", "a.com", Order.UNKNOWN),
        ("en", "a.io", Order.UNKNOWN),
        (None, "a.com", Order.UNKNOWN),
    ],
)
def test_the_order_comes_from_language_and_country(locale: str, host: str, order: Order) -> None:
    assert order_of(locale, host) is order


def test_a_short_year_is_read_only_on_request() -> None:
    assert find_days("Do 25.04.24 | 14:07 Uhr") == []
    assert find_days("Do 25.04.24 | 14:07 Uhr", short_years=True)[0][0] == "2024-04-25"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/news/brought-under-control-20200113", "2020-01-13"),
        ("https://a.example/meldungen/29-10-2021", "2021-10-29"),
        ("https://a.example/detail/~29-10-2021-wind", "2021-10-29"),
        ("https://a.example/story/26034451/spring", None),
        ("https://a.example/img20210230.jpg", None),
    ],
)
def test_a_name_in_an_address_can_carry_the_day(url: str, day: str | None) -> None:
    assert slug_day(url) == day


@given(st.text())
def test_any_text_gives_none_or_a_real_day(text: str) -> None:
    utc = "2021-03-12T00:46:23Z"
    local = (local_day(utc, text), local_day(text, utc))
    for day in (first_day(text), machine_day(text), slug_day(text), *local):
        assert day is None or date.fromisoformat(day)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1)), st.text(max_size=20))
def test_a_day_among_other_text_is_read_or_left_but_never_raises(day: date, text: str) -> None:
    for found, start, end in find_days(f"{text} {day:%d.%m.%Y} {text}", short_years=True):
        assert date.fromisoformat(found)
        assert start < end


@pytest.mark.parametrize(
    ("line", "is_day"),
    [
        ("Veröffentlicht am 12. Februar 2022, 18:45 Uhr", True),
        ("Publié le 12 février 2022", True),
        ("Stand: 12. Februar 2022", False),
        ("Am 12. Februar 2022 lief das Schiff aus dem Hafen aus.", False),
    ],
)
def test_a_line_with_the_day_alone_is_told_from_an_update_and_a_sentence(
    line: str, is_day: bool
) -> None:
    assert is_day_line(line) is is_day

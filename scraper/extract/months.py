"""Names of months, as data: full, in the case a date is written with, and short forms.

A short form stands here only where no other of the languages reads it as another month.
"""

_NAMES = (
    "january jan januari januar jänner janvier janv enero ene gennaio gen janeiro ocak oca"
    " stycznia sty styczeń января январь янв січня січень січ",
    "february feb febr februari februar feber février févr fév febrero febbraio fevereiro fev"
    " şubat subat fevrier şub lutego luty февраля февраль фев лютого лютий лют lut",
    "march mar maart mrt märz maerz mär mrz mars marzo março mart marca marzec marts марта март"
    " мар березня березень бер",
    "april apr avril avr abril abr aprile aprilie nisan nis kwietnia kwiecień kwi апреля апрель"
    " апр квітня квітень кві",
    "may mei mai mayo maggio mag maio maj maja mayıs mayis мая май травня травень тра",
    "june jun juni juin junio giugno giu junho haziran haz czerwca czerwiec cze июня июнь июн"
    " червня червень чер",
    "july jul juli juillet juil julio luglio lug julho temmuz tem lipca lipiec lip июля июль июл"
    " липня липень лип",
    "august aug augustus août aout agosto ago augusti ağustos agustos ağu sierpnia sierpień sie"
    " августа август авг серпня серпень сер",
    "september sept sep septembre septiembre setiembre settembre set setembro eylül eylul eyl"
    " września wrzesień wrz сентября сентябрь сен сент вересня вересень вер",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim eki października"
    " październik paź октября октябрь окт жовтня жовтень жов",
    "november nov novembre noviembre novembro kasım kasim kas listopada lis listopad ноября"
    " ноябрь ноя листопада листопад лис",
    "december dec desember dezember dez décembre déc diciembre dic dicembre dezembro aralık"
    " aralik decembre ara grudnia grudzień gru декабря декабрь дек грудня грудень гру",
)

MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}

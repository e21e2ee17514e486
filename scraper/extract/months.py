"""Names of months, as data: full, in the case a date is written with, and short forms.

A short form stands here only where no other of the languages reads it as another month.
"""

_NAMES = (
    "january jan januari januar jänner janvier janv enero ene gennaio genn gen janeiro ocak oca"
    " stycznia sty styczeń января январь янв січня січень січ januára januara januarja január"
    " ianuarie ledna leden siječnja tammikuuta janúar jaanuar gener sausio ιανουαρίου януари"
    " يناير ינואר בינואר",
    "february feb febr februari februar feber février févr fév febrero febbraio febbr fevereiro fev"
    " şubat subat fevrier şub lutego luty февраля февраль февр фев лютого лютий лют lut februára"
    " februara februarja február februarie února únor veljače helmikuuta febrúar veebruar"
    " febrer vasario φεβρουαρίου февруари فبراير פברואר בפברואר",
    "march mar maart mrt märz maerz mär mrz mars marzo março mart marca marzec marts марта"
    " март мар березня березень бер marta március martie března březen ožujka maaliskuuta"
    " märts març maret kovo μαρτίου مارس מרץ במרץ",
    "april apr avril avr abril abr aprile aprilie nisan nis kwietnia kwiecień kwi апреля"
    " апрель апр квітня квітень квіт кві apríla aprila április dubna duben travnja huhtikuuta apríl"
    " aprill balandžio απριλίου април أبريل ابريل אפריל באפריל",
    "may mei mai mayo maggio magg mag maio maj maja mayıs mayis мая май травня травень трав тра"
    " mája"
    " május května květen svibnja toukokuuta maí maig gegužės μαΐου μαϊου مايو מאי במאי",
    "june jun juni juin junio giugno giu junho haziran haz czerwca czerwiec cze июня июнь июн"
    " червня червень черв чер júna juna junija június iunie června červen lipnja kesäkuuta júní"
    " juuni juny birželio ιουνίου юни يونيو יוני ביוני",
    "july jul juli juillet juil julio luglio lug julho temmuz tem lipca lipiec lip июля июль"
    " июл липня липень лип júla jula julija július iulie července červenec srpnja heinäkuuta"
    " júlí juuli juliol liepos ιουλίου юли يوليو יולי ביולי",
    "august aug augustus août aoû aout agosto ago augusti ağustos agustos ağu sierpnia sierpień"
    " sie августа август авг серпня серпень серп сер augusta avgusta augusztus srpna srpen kolovoza"
    " elokuuta ágúst agost agustus rugpjūčio αυγούστου أغسطس אוגוסט באוגוסט",
    "september sept sep septembre septiembre setiembre settembre sett set setembro eylül eylul eyl"
    " września wrzesień wrz сентября сентябрь сен сент вересня вересень вер septembra"
    " szeptember septembrie září rujna syyskuuta rugsėjo setembre σεπτεμβρίου септември سبتمبر"
    " ספטמבר בספטמבר",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim eki października"
    " październik paź октября октябрь окт жовтня жовтень жовт жов októbra oktobra október octombrie"
    " října říjen lokakuuta oktoober spalio οκτωβρίου октомври أكتوبر אוקטובר באוקטובר",
    "november nov novembre noviembre novembro kasım kasim kas listopada lis listopad ноября"
    " ноябрь нояб ноя листопада листопад лист лис novembra noiembrie listopadu studenoga studenog"
    " marraskuuta nóvember lapkričio νοεμβρίου ноември نوفمبر נובמבר בנובמבר",
    "december dec desember dezember dez décembre déc diciembre dic dicembre dezembro aralık"
    " aralik decembre ara grudnia grudzień gru декабря декабрь дек грудня грудень груд гру decembra"
    " decembrie prosince prosinec prosinca joulukuuta desembre detsember gruodžio δεκεμβρίου"
    " декември ديسمبر דצמבר בדצמבר",
)

MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}

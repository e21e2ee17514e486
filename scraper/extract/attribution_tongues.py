"""How an attribution is worded in German, French, Spanish, Italian and Portuguese, as data.

`attribution_phrases` has English and Dutch, and what these patterns share with those. A theme
writes "Veröffentlicht in", "Publié dans" or "Publicado en" before the names of its categories: such
a line needs an adverb of origin, the work, or a link to another site.
"""

from scraper.extract.attribution_phrases import CHAR, Wording, lines_of

_DAY = (
    r"\s+(?:(?:am|vom|le|du|el|il|em|no\s+dia|del|de)\s+)?(?:\w+,?\s+)?(?:den\s+)?"
    r"\d{1,2}[^\d.]?.{1,18}?\d{4}"
)
# "le journal Le Monde", "la revista Nexos": what the medium is, before its name.
_GENUS = (
    r"(?:(?:(?:der|die|das|dem|den|le|la|el|il|lo|o|a)\s+|l[’'])?(?:site\s+(?:de\s+|du\s+)?"
    r"|(?:journal|quotidien|magazine|revue|hebdomadaire|diario|periódico|revista|portal|semanario"
    r"|quotidiano|rivista|settimanale|sito|jornal|zeitschrift|tageszeitung|wochenzeitung|magazin)"
    r"\s+)(?=[«\"“„‘'](?-i:\w)|(?-i:[A-ZÀ-Þ])))?"
)
_OUTLET = rf"{_GENUS}(?P<outlet>\S.*?)"

# German: zuerst erschienen in der, im, bei, auf
_WORK_DE = (
    r"(?:\w*(?:artikel|beitrag|kommentar|interview|essay|kolumne|gespräch|analyse|rezension|text"
    r"|aufsatz|podcast|op-?ed|reportage|leitartikel|meinungsstück)s?)"
)
_FIRST_DE = r"(?:zuerst|zunächst|ursprünglich|erstmals|erstmalig|bereits|vorab|auch|original)"
_DONE_DE = r"(?:erschienen|veröffentlicht|publiziert|abgedruckt|gesendet|ausgestrahlt)"
_IN_DE = rf"\s+(?:in|im|bei|beim|auf|von)\b:?\s+(?:(?:der|dem|den|die|das)\s+)?{_OUTLET}"
_BY_DE = rf"(?:\s+(?:von|mit)\s+{CHAR}{{1,60}}?)?"
_AROUND_DE = rf"(?:\s+(?:{_FIRST_DE}|{_DONE_DE})|{_DAY})*"
_FULL_DE = r"(?:(?:ganze|vollständige|komplette|gesamte|original)[nsr]?[-\s]*)?"

GERMAN = Wording(
    any=lines_of(
        # Dieser Artikel erschien (am DATUM) in der X. Der Beitrag ist zuerst in X erschienen.
        rf"(?:dies(?:er|es|e)\s+{_WORK_DE}|(?:(?:der|das|die)\s+)?{_WORK_DE}(?=.*\b{_FIRST_DE}\b))"
        rf"{_BY_DE}\s+(?:erschien|(?:ist|wurde)(?=.*\b{_DONE_DE}\b)){_AROUND_DE}{_IN_DE}"
        rf"(?:\s+{_DONE_DE})?",
        # Zuerst erschienen in der X am DATUM. Gastbeitrag, erschienen in X. Erschienen in: X.
        rf"(?:{_WORK_DE},?\s+)?(?:{_FIRST_DE}\s+)?erschienen(?:\s+{_FIRST_DE})?(?:{_DAY})?{_IN_DE}",
        rf"(?:{_WORK_DE},?\s+)?{_FIRST_DE}\s+{_DONE_DE}(?:{_DAY})?{_IN_DE}",
        rf"(?:erst|original)(?:veröffentlichung|publikation|abdruck)(?:\s+(?:in|im|bei|auf)\s+"
        rf"(?:(?:der|dem)\s+)?|:\s+){_OUTLET}",
        # Lesen Sie (hier) den ganzen Artikel in der X. Das ganze Interview lesen Sie bei X.
        rf"(?:lesen|hören|sehen)\s+sie(?:\s+hier)?\s+(?:den|das|die)\s+{_FULL_DE}{_WORK_DE}{_BY_DE}"
        rf"(?:\s+hier)?{_IN_DE}",
        rf"(?:den|das|die)\s+{_FULL_DE}{_WORK_DE}{_BY_DE}\s+(?:können\s+sie\s+)?"
        rf"(?:(?:lesen|hören|sehen|finden|gibt)\s+(?:sie|es))?(?:\s+hier)?{_IN_DE}"
        r"(?:\s+(?:lesen|nachlesen|hören|nachhören|sehen))?",
        rf"(?:hier\s+)?weiterlesen{_IN_DE}",
    ),
    linked=lines_of(
        rf"{_DONE_DE}(?:{_DAY})?{_IN_DE}",
        rf"zum\s+{_FULL_DE}{_WORK_DE}{_IN_DE}",
        rf"(?:den|das|die)\s+{_FULL_DE}{_WORK_DE}{_BY_DE}\s+(?:lesen|hören|sehen|finden)\s+sie\s+hier",
        rf"hier\s+geht\s+es\s+zum\s+{_FULL_DE}{_WORK_DE}",
    ),
)

# French: paru dans, sur, chez
_WORK_FR = (
    r"(?:article|tribune|entretien|interview|texte|chronique|billet|analyse|éditorial|commentaire"
    r"|podcast|émission|point\s+de\s+vue|carte\s+blanche|opinion|op-?ed|reportage)"
)
_THE_FR = r"(?:(?:cet(?:te)?|ce|la|le|son|sa)\s+|l[’']\s?)"
_FIRST_FR = (
    r"(?:initialement|d[’']abord|originellement|originalement|précédemment|auparavant|également"
    r"|à\s+l[’']origine|pour\s+la\s+première\s+fois|préalablement)"
)
_DONE_FR = r"(?:(?:re)?publié|paru|diffusé|repris)e?"
_IN_FR = rf",?\s+(?:dans|sur|par|chez|en\s+une\s+de)\s*:?\s+{_OUTLET}"
_BY_FR = rf"(?:\s+(?:de|par|avec|d[’'])\s*{CHAR}{{1,60}}?)?"
_AROUND_FR = rf"(?:,?\s+{_FIRST_FR}|{_DAY})*"
_FULL_FR = (
    r"(?:\s+(?:complet|complète|intégrale?|original|originale|en\s+entier|en\s+intégralité))?"
)

FRENCH = Wording(
    any=lines_of(
        # Cet article est paru (le DATE) dans X. L'entretien a été publié initialement sur X.
        rf"{_THE_FR}{_WORK_FR}{_BY_FR}\s+(?:est|a\s+été|était|avait\s+été){_AROUND_FR}\s+{_DONE_FR}"
        rf"{_AROUND_FR}{_IN_FR}",
        # Tribune parue dans X. Paru dans X. Initialement publié sur X.
        rf"{_WORK_FR}{_BY_FR},?{_AROUND_FR}\s+{_DONE_FR}{_AROUND_FR}{_IN_FR}",
        rf"(?:{_FIRST_FR}\s+)?parue?{_AROUND_FR}{_IN_FR}",
        rf"(?:{_FIRST_FR}\s+{_DONE_FR}|{_DONE_FR}\s+{_FIRST_FR}){_AROUND_FR}{_IN_FR}",
        # Lire la suite sur X. Retrouvez l'intégralité de l'article dans X. Écoutez ... sur X.
        rf"(?:(?:à\s+)?(?:lire|écouter|voir)|lisez|retrouvez|écoutez|regarde[rz])(?:\s+ici)?"
        rf"\s+(?:la\s+suite|(?:l[’']intégralité\s+(?:de\s+)?)?{_THE_FR}{_WORK_FR}){_FULL_FR}{_BY_FR}"
        rf"(?:\s+ici)?{_IN_FR}",
    ),
    linked=lines_of(
        rf"publiée?{_AROUND_FR}{_IN_FR}",
        rf"(?:lire|lisez|retrouvez|écoute[rz])\s+(?:l[’']intégralité\s+de\s+)?{_THE_FR}{_WORK_FR}"
        rf"{_FULL_FR}(?:\s+ici)?",
    ),
)

# Spanish: publicado originalmente en
_WORK_ES = (
    r"(?:artículo|articulo|columna|entrevista|texto|análisis|tribuna|comentario|ensayo|op-?ed"
    r"|editorial|reportaje|podcast|versión)"
)
_FIRST_ES = (
    r"(?:originalmente|originariamente|inicialmente|primero|por\s+primera\s+vez|previamente"
    r"|anteriormente|también)"
)
_DONE_ES = r"(?:publicad|aparecid|difundid|emitid|reproducid)[oa]"
_IN_ES = rf",?\s+(?:en|por)\s*:?\s+{_OUTLET}"
_BY_ES = rf"(?:\s+(?:de|por|con)\s+{CHAR}{{1,60}}?)?"
_AROUND_ES = rf"(?:,?\s+{_FIRST_ES}|{_DAY})*"
_FULL_ES = r"(?:\s+(?:complet[oa]|íntegr[oa]|original))?"

SPANISH = Wording(
    any=lines_of(
        # Este artículo se publicó originalmente en X. La entrevista fue publicada (el DATE) en X.
        rf"(?:est[ea]|el|la|su)\s+{_WORK_ES}{_BY_ES}{_AROUND_ES}\s+(?:(?:se\s+)?(?:publicó|apareció)"
        rf"|(?:fue|ha\s+sido){_AROUND_ES}\s+{_DONE_ES}){_AROUND_ES}{_IN_ES}",
        # Artículo publicado en X. Publicado originalmente en X.
        rf"{_WORK_ES}{_BY_ES},?{_AROUND_ES}\s+{_DONE_ES}{_AROUND_ES}{_IN_ES}",
        rf"(?:{_FIRST_ES}\s+{_DONE_ES}|{_DONE_ES}\s+{_FIRST_ES}){_AROUND_ES}{_IN_ES}",
        # Lea el artículo completo en X. Seguir leyendo en X.
        rf"(?:lea|leer|lee|escuche|escuchar|escucha|vea|ver)(?:\s+aquí)?\s+(?:el|la)\s+{_WORK_ES}"
        rf"{_FULL_ES}{_BY_ES}(?:\s+aquí)?{_IN_ES}",
        rf"(?:leer\s+más|(?:seguir|siga|sigue|continuar|continúe)\s+leyendo){_IN_ES}",
    ),
    linked=lines_of(
        rf"publicad[oa]{_AROUND_ES}{_IN_ES}",
        rf"(?:lea|leer|lee)\s+(?:aquí\s+)?(?:el|la)\s+{_WORK_ES}{_FULL_ES}(?:\s+aquí)?",
    ),
)

# Italian: pubblicato originariamente su
_WORK_IT = (
    r"(?:articolo|intervista|testo|commento|editoriale|analisi|intervento|pezzo|contributo|podcast"
    r"|saggio|op-?ed)"
)
_THE_IT = r"(?:(?:quest[oa]|il|lo|la)\s+|(?:quest|l)[’']\s?)"
_FIRST_IT = r"(?:originariamente|originalmente|inizialmente|in\s+origine|prima|già|anche)"
_DONE_IT = r"(?:pubblicat|appars|uscit)[oa]"
_IN_IT = (
    r",?\s+(?:(?:su|sul|sulla|sullo|in|nel|nella|da|dal|dalla|per)\s*:?\s+|(?:sull|nell|dall)[’']\s?)"
    rf"{_OUTLET}"
)
_BY_IT = rf"(?:\s+(?:di|con|a)\s+{CHAR}{{1,60}}?)?"
_AROUND_IT = rf"(?:,?\s+{_FIRST_IT}|{_DAY})*"
_FULL_IT = r"(?:\s+(?:complet[oa]|integrale|originale))?"

ITALIAN = Wording(
    any=lines_of(
        rf"{_THE_IT}{_WORK_IT}{_BY_IT}\s+è\s?(?:stat[oa])?{_AROUND_IT}\s+{_DONE_IT}{_AROUND_IT}{_IN_IT}",
        rf"{_WORK_IT}{_BY_IT},?{_AROUND_IT}\s+{_DONE_IT}{_AROUND_IT}{_IN_IT}",
        rf"(?:{_FIRST_IT}\s+{_DONE_IT}|{_DONE_IT}\s+{_FIRST_IT}|appars[oa]){_AROUND_IT}{_IN_IT}",
        # Leggi l'articolo completo su X. Continua a leggere su X.
        rf"(?:leggi|leggete|ascolta|ascoltate|guarda)(?:\s+qui)?\s+{_THE_IT}{_WORK_IT}{_FULL_IT}"
        rf"{_BY_IT}(?:\s+qui)?{_IN_IT}",
        rf"(?:leggi\s+(?:di\s+più|tutto)|continua\s+a\s+leggere){_IN_IT}",
    ),
    linked=lines_of(
        rf"pubblicat[oa]{_AROUND_IT}{_IN_IT}",
        rf"(?:leggi|leggete)\s+(?:qui\s+)?{_THE_IT}{_WORK_IT}{_FULL_IT}(?:\s+qui)?",
    ),
)

# Portuguese: publicado originalmente em, no, na
_WORK_PT = (
    r"(?:artigo|coluna|entrevista|texto|análise|comentário|ensaio|reportagem|podcast|op-?ed"
    r"|editorial)"
)
_FIRST_PT = (
    r"(?:originalmente|inicialmente|primeiramente|primeiro|pela\s+primeira\s+vez|anteriormente"
    r"|previamente|também)"
)
_DONE_PT = r"(?:publicad|veiculad|divulgad|reproduzid)[oa]"
_IN_PT = rf",?\s+(?:em|no|na|pelo|pela|por)\s*:?\s+{_OUTLET}"
_BY_PT = rf"(?:\s+(?:de|do|da|por|com)\s+{CHAR}{{1,60}}?)?"
_AROUND_PT = rf"(?:,?\s+{_FIRST_PT}|{_DAY})*"
_FULL_PT = r"(?:\s+(?:complet[oa]|original|na\s+íntegra))?"

PORTUGUESE = Wording(
    any=lines_of(
        rf"(?:est[ea]|[oa])\s+{_WORK_PT}{_BY_PT}\s+(?:foi{_AROUND_PT}\s+{_DONE_PT}|apareceu|saiu)"
        rf"{_AROUND_PT}{_IN_PT}",
        rf"{_WORK_PT}{_BY_PT},?{_AROUND_PT}\s+{_DONE_PT}{_AROUND_PT}{_IN_PT}",
        rf"(?:{_FIRST_PT}\s+{_DONE_PT}|{_DONE_PT}\s+{_FIRST_PT}){_AROUND_PT}{_IN_PT}",
        rf"(?:leia|ler|ouça|assista|veja)(?:\s+aqui)?\s+(?:à\s+|[oa]\s+)?{_WORK_PT}{_FULL_PT}{_BY_PT}"
        rf"(?:\s+aqui)?{_IN_PT}",
        rf"(?:leia\s+mais|continue\s+(?:lendo|a\s+ler)){_IN_PT}",
    ),
    linked=lines_of(
        rf"publicad[oa]{_AROUND_PT}{_IN_PT}",
        rf"(?:leia|ler)\s+(?:aqui\s+)?[oa]\s+{_WORK_PT}{_FULL_PT}(?:\s+aqui)?",
    ),
)

# A word of each that every line of it has, which tells the patterns to try: the first is cheap.
_SIGNS = {
    GERMAN: (
        *("erschien", "erschienen", "veröffentlicht", "publiziert", "abgedruckt", "gesendet"),
        *("ausgestrahlt", "weiterlesen", "lesen", "nachlesen", "hören", "nachhören", "sehen"),
        *("erstveröffentlichung", "originalveröffentlichung", "erstpublikation", "erstabdruck"),
        *("zum", "finden"),
    ),
    FRENCH: (
        *("publié", "publiée", "republié", "republiée", "paru", "parue", "diffusé", "diffusée"),
        *("repris", "reprise", "lire", "lisez", "écouter", "écoutez", "retrouvez", "voir"),
        *("regarder", "regardez"),
    ),
    SPANISH: (
        *("publicado", "publicada", "publicó", "apareció", "aparecido", "aparecida", "difundido"),
        *("difundida", "emitido", "emitida", "reproducido", "reproducida", "lea", "leer", "lee"),
        *("leyendo", "escuche", "escuchar", "escucha", "vea", "ver"),
    ),
    ITALIAN: (
        *("pubblicato", "pubblicata", "apparso", "apparsa", "uscito", "uscita", "leggi"),
        *("leggete", "leggere", "ascolta", "ascoltate", "guarda"),
    ),
    PORTUGUESE: (
        *("publicado", "publicada", "veiculado", "veiculada", "divulgado", "divulgada", "apareceu"),
        *("reproduzido", "reproduzida", "saiu", "leia", "ler", "ouça", "assista", "veja", "lendo"),
    ),
}
TONGUES = {
    sign: tuple(wording for wording, signs in _SIGNS.items() if sign in signs)
    for signs in _SIGNS.values()
    for sign in signs
}

# The first words of all lines above that are neither signs nor of one of the works.
FIRST_WORDS = frozenset(
    (
        *("dieser", "dieses", "diese", "der", "das", "die", "den", "hier", "zuerst", "zunächst"),
        *("ursprünglich", "erstmals", "erstmalig", "bereits", "vorab", "original"),
        *("cet", "cette", "ce", "l", "la", "le", "son", "sa", "à", "initialement", "d"),
        *("originellement", "originalement", "précédemment", "auparavant", "pour"),
        *("este", "esta", "el", "su", "seguir", "siga", "sigue", "continuar", "continúe"),
        *("originalmente", "originariamente", "inicialmente", "por", "previamente"),
        *("questo", "questa", "quest", "il", "lo", "inizialmente", "continua", "continue", "o"),
        *("a", "primeiramente", "anteriormente"),
    )
)
# And the works, which may stand first too.
WORKS_ABROAD = frozenset(
    (
        *("artikel", "beitrag", "gastbeitrag", "meinungsbeitrag", "kommentar", "gastkommentar"),
        *("kolumne", "gespräch", "rezension", "text", "aufsatz", "reportage", "leitartikel"),
        *("tribune", "entretien", "texte", "chronique", "billet", "analyse", "éditorial"),
        *(
            "commentaire",
            "émission",
            "point",
            "carte",
            "opinion",
            "artículo",
            "articulo",
            "columna",
        ),
        *("entrevista", "texto", "análisis", "tribuna", "comentario", "ensayo", "reportaje"),
        *("versión", "articolo", "intervista", "testo", "commento", "editoriale", "analisi"),
        *("intervento", "pezzo", "contributo", "saggio", "artigo", "coluna", "análise"),
        *("comentário", "ensaio", "reportagem"),
    )
)

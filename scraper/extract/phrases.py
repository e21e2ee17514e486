"""The words pages of this kind use, as data: headings, labels, phrases. No rules live here."""

RELATED_NEWS = frozenset(("related news", "gerelateerd nieuws", "related articles and news"))
RELATED_CONTENT = frozenset(
    (
        "related content",
        "gerelateerde inhoud",
        "gerelateerde content",
        "you might also like",
        "you may also like",
        "you may also be interested in",
        "dit vindt u misschien ook interessant",
        "dit vind je misschien ook interessant",
        "misschien vind je dit ook leuk",
        "misschien ook interessant",
        "dit zou je ook leuk kunnen vinden",
        "related",
        "gerelateerd",
        "related posts",
        "related articles",
        "related publications",
        "related reading",
        "related stories",
        "related analysis",
        "related research",
        "gerelateerde berichten",
        "gerelateerde artikelen",
        "gerelateerde publicaties",
        "see also",
        "zie ook",
        "lees ook",
        "read also",
        "read next",
        "more on this topic",
        "more on this",
        "meer over dit onderwerp",
        "recommended",
        "further reading",
        "more from this author",
        "more like this",
    )
)
PEOPLE = frozenset(
    (
        "expert",
        "experts",
        "expert(s)",
        "onze experts",
        "our experts",
        "hcss experts",
        "betrokken experts",
        "author",
        "authors",
        "author(s)",
        "auteur",
        "auteurs",
        "auteur(s)",
        "the author",
        "the authors",
        "about the author",
        "about the authors",
        "about the author(s)",
        "over de auteur",
        "over de auteurs",
        "written by",
        "geschreven door",
        "contributors",
        "contributor",
        "people",
    )
)
TAGS = frozenset(
    (
        "topics",
        "topic",
        "tags",
        "themes",
        "thema’s",
        "thema's",
        "themas",
        "onderwerpen",
        "keywords",
        "trefwoorden",
        "filed under",
    )
)
# What a line begins with that says how an article was altered since.
CORRECTIONS = (
    *("correction", "corrections", "corrected", "clarification", "update", "updated"),
    *("editor's note", "editors' note", "editor’s note", "editors’ note", "note from the editor"),
    *("correctie", "rectificatie", "aanvulling", "noot van de redactie"),
    *("korrektur", "berichtigung", "richtigstellung", "anmerkung der redaktion"),
    *("hinweis der redaktion", "rectificatif", "rectification", "mise à jour"),
    *("note de la rédaction", "corrección", "fe de errores", "fe de erratas", "actualización"),
    *("nota del editor", "nota de la redacción", "correzione", "rettifica", "aggiornamento"),
    *("nota della redazione", "correção", "errata", "atualização", "nota da redação"),
    *("sprostowanie", "rättelse", "rettelse", "düzeltme", "виправлення", "исправление"),
)
# What a line begins with that leads to another article, before a colon or a dash and its link.
POINTERS = (
    *("read also", "also read", "see also", "related", "read more", "recommended", "read next"),
    *(
        "lees ook",
        "zie ook",
        "bekijk ook",
        "lesen sie auch",
        "lies auch",
        "siehe auch",
        "mehr dazu",
    ),
    *("mehr zum thema", "lire aussi", "à lire aussi", "à lire également", "voir aussi"),
    *("lea también", "lee también", "leer también", "ver también", "te puede interesar"),
    *("leggi anche", "vedi anche", "leia também", "veja também", "leia mais", "czytaj także"),
    *("czytaj też", "zobacz także", "läs också", "läs även", "les også", "læs også"),
    *("читайте также", "читайте також"),
)
BOXES = frozenset(
    (
        "newsletter",
        "nieuwsbrief",
        "hcss newsletter",
        "hcss nieuwsbrief",
        "stay informed",
        "stay up to date",
        "blijf op de hoogte",
        "subscribe",
        "subscribe to our newsletter",
        "sign up for our newsletter",
        "schrijf je in voor onze nieuwsbrief",
        "schrijf u in voor onze nieuwsbrief",
        "aanmelden nieuwsbrief",
        "inschrijven nieuwsbrief",
        "disclaimer",
        "share",
        "share this",
        "share this entry",
        "share this article",
        "share this page",
        "share this post",
        "deel dit bericht",
        "deel dit artikel",
        "deel deze pagina",
        "delen",
        "deel",
        "gdpr consent",
        "gdpr consent settings",
        "comments",
        "leave a reply",
        "leave a comment",
        "reacties",
        "geef een reactie",
        "laat een reactie achter",
    )
)

# A work, as an attribution names it.
WORKS_EN = (
    r"article|articles?|story|interview|piece|column|op-?ed|opinion piece|opinion article|opinion"
    r"|commentary|essay|analysis|blog ?post|blog|post|report|review|editorial|episode|podcast"
    r"|broadcast|fragment|clip|video|segment|item|conversation|debate|programme|program|show|text"
    r"|letter|feature|coverage|recording|webinar|discussion|contribution|news|background story"
)
WORKS_NL = (
    r"artikel|stuk|verhaal|interview|gesprek|column|opinie|opiniestuk|opinieartikel|commentaar"
    r"|essay|analyse|blog|bericht|aflevering|podcast|uitzending|fragment|video|item|reportage"
    r"|debat|programma|bijdrage|radiofragment|nieuwsbericht|achtergrondverhaal|recensie|brief"
    r"|nieuwsitem|filmpje|tekst|rapport|publicatie|webinar|opname"
)

# What a person at an institute is, so that "HCSS strategic advisor NAME" is read as a role; with
# the ends of longer words for it.
ROLE_WORDS = (
    *("analyst", "analist", "analiste", "advisor", "adviser", "adviseur", "adviseuse", "expert"),
    *("deskundige", "specialist", "director", "directeur", "fellow", "researcher", "onderzoeker"),
    *("onderzoekster", "strategist", "strateeg", "scientist", "scholar", "lecturer", "docent"),
    *("professor", "hoogleraar", "economist", "econoom", "chair", "chairman", "chairwoman"),
    *("voorzitter", "founder", "oprichter", "president", "head", "hoofd", "manager"),
    *("coordinator", "coördinator", "officer", "columnist", "consultant", "associate"),
    *("assistant", "assistent", "intern", "stagiair", "partner", "lead", "leader", "leider"),
    *("journalist", "editor", "redacteur", "engineer"),
)
ROLE_ENDS = (
    *("kenner", "watcher", "analist", "expert", "deskundige", "onderzoeker", "directeur"),
    *("adviseur", "specialist"),
)

# What stands right before a day that is not that of publication: patterns, in many languages.
OTHER_DAYS = (
    # from or up to
    r"since|until|starts?|begins?|ends?|seit|bis|beginn|sinds|tot|depuis|jusqu[’']au|desde|hasta",
    r"dal|fino al|siden|sedan|as of|data as of|datenstand|stichtag|peildatum",
    # an event
    r"when|wann|wanneer|quand|cuándo|quando|kiedy|när|hvornår|når|когда|коли|termin|veranstaltung",
    r"(?:event|meeting) date|date of (?:the )?(?:event|meeting|decision|hearing)",
    r"(?:meeting|session|judgment|judgement|decision) of|(?:urteil|beschluss|sitzung) vom",
    r"(?:vergadering|uitspraak|arrest|besluit) van|datum evenement|evenementdatum|\w+termin",
    r"date de l[’']événement|(?:séance|arrêt) du|fecha del evento|sesión del|etkinlik tarihi",
    r"data (?:dell[’']evento|do evento|wydarzenia)|дата (?:события|проведения|події|проведення)",
    # a term
    r"deadline|due|closing date|closes|apply (?:by|before)|uiterlijk|sluit|sluitingsdatum",
    r"aanmelden (?:voor|tot)|\w*frist|\w+schluss|date limite(?: \w+){0,3}|clôture|fecha límite",
    r"plazo|scadenza|prazo|срок|термін|son başvuru(?: tarihi)?|sista \w+dag",
    r"valid (?:from|until|through|to)|effective(?: date| from)?|geldig (?:tot|vanaf)|ingangsdatum",
    r"gültig (?:bis|ab)|valable|válid[oa]|valid[oa] (?:fino|dal)|ważn\w+ (?:do|od)|gælder|gäller",
    r"действует (?:до|с)|дійсн\w+ (?:до|з)",
    # a look at a page
    r"retrieved|access date|last checked|archived|geraadpleegd|abgerufen|consulté\w*",
    r"consult[ao][dt]o|aces+ado|acesso|dostęp|hämtad|hentet|дата (?:обращения|звернення)",
    # a life, an institution
    r"born|died|founded|established|date of birth|geboren|gestorben|gegründet|geburtsdatum",
    r"overleden|opgericht|geboortedatum|née?|décédée?|fondée?|date de naissance|nacid[oa]",
    r"fundad[oa]|fecha de nacimiento|nat[oa]|fondat[oa]|data di nascita|nascid[oa]",
    r"data de nascimento|urodzon[ya]|zmarł[ay]?|født|född|doğum tarihi|родил\w*|народи\w*",
    r"дата (?:рождения|народження)",
)

"""What tells languages apart, as data: their commonest words, and scripts that only one writes.

A word may stand in several lists. What Catalan, Bulgarian or Afrikaans share with a language here
is left out where that language has enough words of its own.
"""

LANGUAGE_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "nl": (
            "de het een en van is dat niet zijn voor met op te ook maar bij aan naar om door uit"
            " wordt worden hij zij wij er nog geen als dan deze dit die over tot werd heeft hebben"
            " wie wat hoe onder moet kan meer tegen"
        ),
        "en": (
            "the of and to in is that for it with as are on be by this not but from at have has was"
            " were an or which who what how their its will more than they would can into about when"
            " he she we our"
        ),
        "de": (
            "der die das und ist nicht mit dem den des ein eine einen einem einer auf für sich von"
            " zu im werden wird wurde auch sind als aus bei nach wie es dass sie er ich wir über um"
            " noch durch nur zum zur oder aber vor"
        ),
        "fr": (
            "le la les des du et est une un dans pour que qui sur pas par plus avec au aux ce"
            " cette ces il elle ils nous vous sont ont été mais ou où se sa son ses leur leurs"
            " comme aussi"
        ),
        "es": (
            "el la los las del y que un una por con para como más pero su sus este esta está fue ha"
            " han son al lo se es no también entre sobre desde cuando"
        ),
        "it": (
            "il la di che e è un una per con del della dei delle non sono si da al alla nel nella"
            " le gli i lo più come anche ma ha o questo questa"
        ),
        "pt": (
            "o a os as do da dos das e que um uma para por com não em no na se mais como é ao à foi"
            " são pelo pela sua seu também mas nos nas"
        ),
        "pl": (
            "i w z na do nie się że jest to o jak po za od przez dla są oraz ale był była było"
            " który która które ich jego już tylko może też tym tego"
        ),
        "sv": (
            "och att det i som en är på av för med den till inte har om ett de var från han hon vi"
            " men kan så ska nu efter under vid också"
        ),
        "da": (
            "og at det i som en er på af for med den til ikke har om et de var fra han hun vi men"
            " kan så skal nu efter ved også blev"
        ),
        "no": (
            "og å det i som en er på av for med den til ikke har om et de var fra han hun vi men"
            " kan så skal nå etter ved også ble"
        ),
        "tr": (
            "ve bir bu için ile da de olarak olan daha çok en gibi ne kadar sonra ama ya her o var"
            " olduğu ise değil"
        ),
        "uk": (
            "і та що з у від про це як або був була було були який яка яке які але також й його із"
            " її їх вони ми ви він вона є щоб ще вже під після через"
        ),
        "ru": (
            "что это как его из к был была было были для они он она мы вы или при также после"
            " который которая которые чтобы еще ещё только когда же бы все всё этого"
        ),
        "cs": (
            "a je v na se že to do o s z pro za jsou by ale jako který které jeho také už nebo"
            " podle byl byla bylo při po od jsem jen ve až"
        ),
        "hu": (
            "a az és hogy nem is egy ez meg csak már volt de el mint vagy után lesz még ezt azt"
            " ki itt ha van"
        ),
        "ro": (
            "și de la în a cu pe nu din că este pentru un o au fi să mai care prin sau fost"
            " lui ale iar"
        ),
        "fi": (
            "ja on ei se että oli hän mutta kun myös ovat sen joka niin mukaan kuin hänen ole"
            " olla jos"
        ),
    }.items()
}
# Declared names of what is listed under another.
SAME_LANGUAGE = {"nb": "no", "nn": "no"}
# A character of each, the first that fits: Japanese is written with those of Chinese too.
SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af",
    "zh": "\u4e00-\u9fff",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "th": "\u0e00-\u0e7f",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
}

"""What headings of boxes are called, lower case, by language: what stands under them is no text."""


def _names(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split(", "))


RELATED_NEWS = _names("related news, gerelateerd nieuws, related articles and news")
RELATED_CONTENT = _names(
    "related, related content, related posts, related articles, related publications",
    "related reading, related stories, related analysis, related research, see also, read also",
    "also read, read next, read more, up next, further reading, recommended",
    "recommended for you, recommended reading, more like this, more on this, more on this topic",
    "more from this author, more stories, you might also like, you may also like",
    "you may also be interested in, you might also be interested in, you might be interested in",
    "gerelateerd, gerelateerde inhoud, gerelateerde content, gerelateerde berichten",
    "gerelateerde artikelen, gerelateerde publicaties, lees ook, zie ook, bekijk ook",
    "meer over dit onderwerp, misschien ook interessant, misschien vind je dit ook leuk",
    "dit vindt u misschien ook interessant, dit vind je misschien ook interessant",
    "dit zou je ook leuk kunnen vinden",
    "mehr zum thema, zum thema, das könnte sie auch interessieren, auch interessant",
    "das könnte dich auch interessieren, das könnte ihnen auch gefallen, ähnliche artikel",
    "ähnliche beiträge, verwandte artikel, verwandte beiträge, verwandte themen, weitere artikel",
    "weitere beiträge, lesen sie auch, lesen sie mehr zum thema, lies auch, siehe auch",
    "passend zum thema, das könnte ihnen gefallen, das könnte sie interessieren",
    "das könnte dich interessieren",
    "à lire aussi, lire aussi, à lire également, articles similaires, articles liés",
    "articles connexes, sur le même sujet, sur le même thème, dans la même rubrique",
    "vous aimerez aussi, voir aussi, pour aller plus loin, vous pourriez aimer",
    "vous pourriez aussi aimer, cela pourrait vous intéresser",
    "noticias relacionadas, artículos relacionados, contenido relacionado, te puede interesar",
    "también te puede interesar, te puede gustar, le puede interesar, puede interesarte",
    "podría interesarte, quizás te interese, lea también, lee también, ver también",
    "articoli correlati, notizie correlate, contenuti correlati, leggi anche, vedi anche",
    "ti potrebbe interessare, potrebbe interessarti, potrebbe interessarti anche",
    "notícias relacionadas, artigos relacionados, conteúdo relacionado, leia também, leia mais",
    "veja também, ler também, você também pode gostar, você pode gostar, talvez você goste",
    "zobacz także, zobacz też, zobacz również, czytaj także, czytaj też, czytaj również",
    "przeczytaj także, może cię zainteresować, podobne artykuły, powiązane artykuły, polecane",
    "läs också, läs även, relaterade artiklar, relaterat, liknande artiklar",
    "læs også, relaterede artikler, relateret, les også, relaterte artikler, relatert, les mer",
    "ilgili haberler, benzer haberler, benzer yazılar, ilgili yazılar",
    "читайте также, похожие статьи, похожие материалы, похожие новости",
    "читайте також, схожі статті, схожі новини, схожі матеріали",
    "související články, související, čtěte také, kapcsolódó cikkek, lue myös, aiheeseen liittyvää",
    "関連記事, おすすめ記事, 相关文章, 相关新闻, 相關文章, 相關新聞, 관련 기사, 관련기사",
)
# How such a heading begins that ends in the name of a person, a section or the site.
MORE_FROM = (
    *("more from ", "more by ", "more in ", "recommended from ", "latest from ", "mehr von "),
    *("mehr aus ", "weitere artikel von ", "meer van ", "meer uit ", "altro da ", "mer från "),
)
TAGS = _names(
    "topics, topic, tags, themes, keywords, filed under",
    "thema’s, thema's, themas, onderwerpen, trefwoorden",
    "schlagwörter, stichwörter, schlagworte, mots-clés, mots clés, etiquetas, palabras clave",
    "palavras-chave, parole chiave, tagi, słowa kluczowe, nyckelord, stikord, etiketter, emneord",
    "etiketler, теги, метки, ключевые слова, ключові слова",
)
# Two languages alone: what stands under them is read as people.
PEOPLE = _names(
    "expert, experts, expert(s), our experts, hcss experts, author, authors, author(s), the author",
    "the authors, about the author, about the authors, about the author(s), written by",
    "contributors, contributor, people",
    "onze experts, betrokken experts, auteur, auteurs, auteur(s), over de auteur, over de auteurs",
    "geschreven door",
)
BOXES = _names(
    "gdpr consent, gdpr consent settings, disclaimer, newsletter, hcss newsletter, stay informed",
    "stay up to date, subscribe, subscribe to our newsletter, sign up for our newsletter, share",
    "share this, share this entry, share this article, share this page, share this post",
    "share this story, comments, all comments, top comments, top rated comments, latest comments",
    "recent comments, reader comments, leave a reply, leave a comment, post a comment",
    "add a comment, join the conversation, join the discussion, most read, most popular, trending",
    "trending now",
    "nieuwsbrief, hcss nieuwsbrief, blijf op de hoogte, schrijf je in voor onze nieuwsbrief",
    "schrijf u in voor onze nieuwsbrief, aanmelden nieuwsbrief, inschrijven nieuwsbrief, delen",
    "deel, deel dit bericht, deel dit artikel, deel deze pagina, reacties, geef een reactie",
    "laat een reactie achter, meest gelezen",
    "teilen, artikel teilen, diesen artikel teilen, diesen beitrag teilen, newsletter abonnieren",
    "kommentare, alle kommentare, leserkommentare, kommentar schreiben, kommentar verfassen",
    "schreibe einen kommentar, schreiben sie einen kommentar, meistgelesen",
    "meistgelesene artikel, meistgelesene beiträge",
    "partager, partager cet article, commentaires, laisser un commentaire, les plus lus",
    "les plus lues, inscrivez-vous à notre newsletter, abonnez-vous à notre newsletter",
    "compartir, comparte esta noticia, comentarios, deja un comentario, deja una respuesta",
    "lo más leído, lo más visto, suscríbete a nuestra newsletter",
    "condividi, condividi questo articolo, commenti, lascia un commento, i più letti",
    "compartilhe, compartilhar, partilhar, comentários, deixe um comentário, deixe uma resposta",
    "mais lidas, mais lidos",
    "udostępnij, komentarze, dodaj komentarz, najczęściej czytane, najpopularniejsze",
    "dela, dela artikeln, kommentarer, lämna en kommentar, mest läst, mest lästa",
    "del artiklen, del artikkelen, skriv en kommentar, mest læste, mest lest",
    "paylaş, yorumlar, yorum yap, en çok okunanlar",
    "поделиться, комментарии, самое читаемое, поділитися, коментарі, найпопулярніше",
    "sdílet, komentáře, hozzászólások, jaa, kommentit, コメント, 评论, 評論, 댓글",
)

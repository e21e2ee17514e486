"""A page with something that runs, or asks somebody for something, in every place there is."""


def hostile_page(home: str) -> bytes:
    """Return it; all that it asks for is at `home`, and what runs marks the title or asks too."""
    run = f"document.title='ran';(new Image).src='{home}/ran'"
    return f"""<!DOCTYPE html>
<html lang="en" onclick="{run}" style="background:url({home}/html.png)">
<head>
<title>Quiet page</title>
<base href="{home}/base/">
<meta http-equiv="refresh" content="0; url={home}/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *; script-src * 'unsafe-inline'">
<link rel="stylesheet" href="{home}/sheet.css">
<link rel="preload" as="image" href="{home}/preload.png">
<link rel="prefetch" href="{home}/prefetch">
<link rel="prerender" href="{home}/prerender">
<link rel="preconnect" href="{home}">
<link rel="dns-prefetch" href="{home}">
<link rel="modulepreload" href="{home}/module.js">
<link rel="icon" href="{home}/icon.png">
<link rel="manifest" href="{home}/manifest.json">
<script>{run}</script>
<script src="{home}/script.js"></script>
<script type="module">import "{home}/module.js"</script>
<script type="speculationrules">
{{"prerender":[{{"source":"list","urls":["{home}/spec"]}}]}}</script>
<style>@import "{home}/import.css"; @import url({home}/import2.css);
@font-face {{ font-family: far; src: url({home}/font.woff2) }}
body {{ background: url("{home}/css.png"); font-family: far; color: rgb(1, 2, 3) }}
h1 {{ background: u\\72l({home}/escaped.png) }}
h2 {{ background-image: image-set("{home}/set.png" 1x) }}
p::before {{ content: url({home}/content.png) }}
p {{ cursor: url({home}/cursor.png), auto; behavior: url({home}/x.htc); width: expression({run}) }}
</style>
<style media="print">a {{ color: red }} </style>
</head>
<body onload="{run}" background="{home}/body.png" onpageshow="{run}">
<h1 style="background:url({home}/style.png); color: green">Harbours under pressure</h1>
<p onmouseover="{run}" onanimationstart="{run}">The first paragraph, <b>kept</b>.</p>
<a id="script-link" href="javascript:{run}">a script</a>
<a id="tab-link" href="java&#9;script:{run}">a hidden script</a>
<a id="data-link" href="data:text/html,<script>{run}</script>">data</a>
<a id="far-link" href="{home}/far" ping="{home}/ping" target="_blank">far away</a>
<a id="kept-link" href="https://institute.example/news/canals/">kept here</a>
<img src="{home}/img.png" srcset="{home}/img2.png 2x" onerror="{run}" alt="a harbour">
<img src=x onerror="{run}">
<picture><source srcset="{home}/source.webp"><img src="{home}/pic.png" alt="a crane"></picture>
<svg onload="{run}"><image href="{home}/svg.png"/><use href="{home}/use.svg#a"/>
<script>{run}</script><a href="javascript:{run}"><text>x</text></a>
<foreignObject><img src=x onerror="{run}"></foreignObject>
<animate onbegin="{run}" attributeName="x" dur="1s"/></svg>
<math><maction actiontype="statusline" xlink:href="javascript:{run}">m</maction>
<mtext><table><mglyph><style><!--</style><img src=x onerror="{run}">--></mglyph></table></mtext>
</math><iframe src="{home}/frame"></iframe>
<iframe srcdoc="<script>parent.document.title='ran'</script>"></iframe>
<object data="{home}/object"><embed src="{home}/embed"></object><embed src="{home}/embed2">
<applet code="{home}/applet"></applet>
<video src="{home}/video" poster="{home}/poster.png" autoplay onloadstart="{run}"></video>
<audio src="{home}/audio" autoplay></audio><track src="{home}/track">
<form id="f" action="{home}/form" method="post"><input name="a" value="1" autofocus onfocus="{run}">
<input type="image" src="{home}/input.png"><button formaction="javascript:{run}">send</button>
<input id="submit" type="submit" value="send too"></form>
<script>document.getElementById("f").submit()</script>
<details open ontoggle="{run}"><summary>more</summary>inside</details>
<noscript><p title="</noscript><img src=x onerror='{run}'>"></noscript>
<template><script>{run}</script></template>
<textarea autofocus onfocus="{run}"></textarea><select autofocus onfocus="{run}"></select>
<marquee onstart="{run}">moving</marquee><isindex action="{home}/i">
<custom-element onclick="{run}">custom <script>{run}</script></custom-element>
<xmp><script>{run}</script></xmp>
<div style="background-image:url('{home}/div.png')" contenteditable onbeforeinput="{run}">div</div>
<p id="last">The last paragraph.</p>
<!--[if IE]><script>{run}</script><![endif]-->
</body></html>""".encode()

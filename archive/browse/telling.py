"""How a site does, in the reader's language; what `health` and `drift` tell in English."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta
from babel.units import format_unit

from archive.browse.field_words import field_name, say_fields
from archive.browse.words import Words
from archive.drift import Drift
from archive.health import SiteHealth
from archive.silence import Silence

# A word of `archive.health`, as a class of `room-people.css`.
MARKS = {"not reached": "not-reached"}
# The same and others, as they stand in a page.
HEALTH = {
    "down": "Down",
    "failing": "Fails in part",
    "drifting": "Drifts",
    "silent": "Silent",
    "not reached": "Not reached",
    "well": "Well",
}
_OTHERWISE = {
    "silent": "Nothing new came for longer than ever before, or the site moved away.",
    "not reached": "Known from a link or a seed, and never asked for.",
}
WAYS = {"sitemap": "Sitemaps", "feed": "Feeds", "listing": "Lists", "rest": "The site's API"}
KINDS = {
    "article": "Articles",
    "listing": "Lists",
    "sitemap": "Sitemaps",
    "feed": "Feeds",
    "api": "The site's API",
    "profile": "Profiles",
    "other": "Other pages",
    "unknown": "Not read yet",
}
# What a run brought, as its columns have it.
RUN_COUNTS = (
    ("New articles", "articles_new"),
    ("Changed articles", "articles_changed"),
    ("Failures", "failed"),
)
# Reasons of `pages` and `events`; the rest stand as they are.
_REASONS = {
    "dns": "no such host",
    "tls": "no secure connection",
    "timeout": "no answer in time",
    "too-slow": "too slow",
    "connect": "no connection",
    "protocol": "a broken answer",
    "encoding": "cannot be unpacked",
    "cut": "the answer broke off",
    "redirect-loop": "redirects in a circle",
    "status": "an error of the server",
    "server-error": "an error of the server",
    "forbidden": "refused",
    "not-found": "not found",
    "not-public": "not public",
    "malformed": "not well-formed",
    "robots": "forbidden by robots.txt",
    "type": "another kind of file",
    "unknown": "no reason kept",
}
# What became of a document that is not read: `coverage.Trouble.kind`.
TROUBLES = {"failed": "failed", "skipped": "left out", "broken": "read in part"}


def reason_name(words: Words, reason: str) -> str:
    """Return why something failed."""
    return words(_REASONS.get(reason, reason))


def run_names(words: Words, runs: Iterable[Any]) -> dict[str, str]:
    """Return what each run is called, by its number as text."""
    return {
        str(run["run_id"]): words(
            "run {n}, {day}", n=run["run_id"], day=words.day(run["started_at"])
        )
        for run in runs
    }


def health_says(
    words: Words, site: SiteHealth, drift: Iterable[Drift], silence: Silence | None = None
) -> str:
    """Return one sentence on how a site does; `drift` may be other sites' too."""
    if site.word == "down":
        if site.last_answer_at is None:
            return words("Every request failed, and no page ever came.")
        moment = words.moment(site.last_answer_at)
        return words(
            "Every request failed in the last run; a page last came {moment}.", moment=moment
        )
    if site.word == "failing":
        return words(
            "{n} of {m} pages fail.",
            n=words.number(site.pages_failing),
            m=words.number(site.pages),
        )
    if site.word == "drifting":
        fields = say_fields(words, (each.field for each in drift if each.host == site.host))
        return words("Went missing on new articles: {fields}.", fields=fields)
    if site.word == "silent" and silence:
        return words(
            "Nothing was published after {day}; the longest pause before was {days}.",
            day=words.day(silence.last),
            days=format_unit(silence.longest_pause, "duration-day", locale=words.locale),
        )
    if site.word == "silent" and not site.articles:
        return words("No article was found on it.")
    return words(_OTHERWISE.get(site.word, "All is as usual."))


def drift_says(words: Words, drift: Drift) -> str:
    """Return one sentence on a field that went missing."""
    name, run = field_name(words, drift.field), words.number(drift.since_run)
    if drift.field == "words":
        return words(
            "Texts have {now} words where {before} were usual, since run {run}.",
            now=words.number(round(drift.now)),
            before=words.number(round(drift.before)),
            run=run,
        )
    return words(
        "The {field} is on {now} of articles where {before} had it, since run {run}.",
        field=name,
        now=f"{drift.now:.0%}",
        before=f"{drift.before:.0%}",
        run=run,
    )


def interval(words: Words, seconds: float) -> str:
    """Return a length of time in its largest unit."""
    return format_timedelta(timedelta(seconds=max(1, seconds)), locale=words.locale)


def pause(words: Words, seconds: float) -> str:
    """Return a pause between requests, to the tenth of a second."""
    return format_unit(round(seconds, 1), "duration-second", locale=words.locale)


def language_name(words: Words, code: str) -> str:
    """Return what a language is called, by its code."""
    name = words.locale.languages.get(code.partition("-")[0].lower())
    return name or code

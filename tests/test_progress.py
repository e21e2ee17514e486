from datetime import UTC, datetime

import pytest

from scraper.progress import Progress
from scraper.records import Failed, Page, Skipped

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(host: str) -> Page:
    return Page(id=1, url=f"https://{host}/a", host=host)


def test_the_line_tells_pages_failures_and_hosts(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(shown=True) as progress:
        progress.add((Failed(page=page("a.example"), at=NOW, reason="dns"),) * 40)
        progress.add((Skipped(page=page("b.example"), at=NOW, reason="robots"),) * 40)

    shown = capsys.readouterr().err
    assert "0 articles, 40 failed, 2 hosts" in shown


def test_the_first_trouble_is_remembered_and_nothing_drawn_off_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Progress(shown=False) as progress:
        progress.add((Failed(page=page("a.example"), at=NOW, reason="dns", detail="no name"),))
        progress.add((Failed(page=page("b.example"), at=NOW, reason="connect"),))

    assert progress.trouble == "https://a.example/a: dns: no name"
    assert capsys.readouterr().err == ""

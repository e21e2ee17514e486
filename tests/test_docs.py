"""What the documents say is what the program does."""

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from scrape import cli
from scraper.reader import explain_article
from scraper.render import render

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^(?:    |\$ )(scrape [^\n]*)$", re.MULTILINE)


def help_of(command: click.Command, path: str) -> list[str]:
    """Return the help texts of a command and all below it, as the reference prints them."""
    settings = {**cli.context_settings, "terminal_width": 100}
    context = click.Context(command, info_name=path, **settings)
    texts = [f"## {path}\n\n```text\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            texts += help_of(command.commands[name], f"{path} {name}")
    return texts


def test_the_reference_of_commands_is_the_help() -> None:
    """To write it anew: `python -m tests.test_docs`."""
    assert (ROOT / "docs/cli.md").read_text() == reference()


def test_the_explanation_read_out_is_the_real_one() -> None:
    """To write it anew: `python -m tests.test_docs`."""
    assert (ROOT / "docs/explain.md").read_text() == explained_page()


def explained_page() -> str:
    text = (ROOT / "docs/explain.md").read_text()
    page = text.split("```html\n", 1)[1].split("```", 1)[0]
    url = re.findall(r"--url (\S+)", text)[0]
    extraction, explained = explain_article(page, url, None, None)
    before, _, rest = text.partition("```text\n")
    told = render(extraction, "text", explained=explained)
    return f"{before}```text\n{told}```{rest.split('```', 1)[1]}"


def reference() -> str:
    return "# Commands\n\nExit codes: see the [README](../README.md).\n\n" + "\n".join(
        help_of(cli, "scrape")
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_can_be_parsed(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sites.toml", "sites.txt"):  # what the reader has by then
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    for line in COMMAND.findall(page.read_text()):
        words = shlex.split(line, comments=True)[1:]
        words = words[
            : next((i for i, word in enumerate(words) if word in ("|", "<", ">")), len(words))
        ]
        command: click.Command = cli
        while isinstance(command, click.Group) and words:
            if words[0].startswith("-"):
                break
            command = command.commands[words.pop(0)]
        if not isinstance(command, click.Group):
            command.make_context("scrape", words, resilient_parsing=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_documents_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_page_is_in_the_index_and_every_picture_on_a_page() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    }

    documents = {*(ROOT / "docs").glob("*.md"), *(ROOT / "docs").rglob("*.png")}
    assert {file.name for file in documents - linked} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_and_module_shown_is_there(page: Path) -> None:
    text = page.read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    # As code, alone or with variables behind it: "make it" in a sentence is no target.
    for target in re.findall(r"(?:^    |^\$ |`)make ([a-z-]+)", text, re.MULTILINE):
        assert target in targets, target
    for module in re.findall(r"python -m ([a-z_.]+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module


def test_what_the_readme_says_of_unseen_hosts_is_what_training_measured() -> None:
    measured = json.loads((ROOT / "scraper/extract/model.json").read_text())["cross_validated"]
    folds = measured["folds"]

    said = f"it is {measured['f1']:.3f} ({min(folds):.3f} to {max(folds):.3f})"
    assert said in " ".join((ROOT / "README.md").read_text().split())


if __name__ == "__main__":
    (ROOT / "docs/cli.md").write_text(reference())
    (ROOT / "docs/explain.md").write_text(explained_page())

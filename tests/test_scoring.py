"""The measures of the benchmark, by cases counted by hand."""

import pytest

from benchmarks.scoring import (
    Score,
    body_shares,
    day_of,
    f1_of,
    find_leaks,
    fold,
    names_of,
    score_page,
)


def test_body_is_compared_by_runs_of_four_words() -> None:
    precision, recall = body_shares("a b c d e", "a b c d x y")

    assert precision == pytest.approx(1 / 3)
    assert recall == pytest.approx(1 / 2)


def test_nothing_given_has_no_precision_and_no_recall() -> None:
    assert body_shares("a b c d", "") == (None, 0.0)


def test_runs_given_twice_count_once() -> None:
    precision, recall = body_shares("a b c d", "a b c d. a b c d")

    assert precision == pytest.approx(1 / 5)
    assert recall == 1.0


def test_characters_of_a_script_without_spaces_are_words() -> None:
    precision, recall = body_shares("日本語の記事", "日本語の")

    assert precision == 1.0
    assert recall == pytest.approx(1 / 3)


def test_f1_is_the_harmonic_mean_of_the_means() -> None:
    def score(precision: float | None, recall: float) -> Score:
        return Score(precision, recall, None, None, None, None)

    f1, precision, recall = f1_of([score(1.0, 1.0), score(0.5, 1.0), score(None, 0.0)])

    assert precision == pytest.approx(0.75)
    assert recall == pytest.approx(2 / 3)
    assert f1 == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))


def test_a_failed_page_is_wrong_in_every_field_its_label_has() -> None:
    truth = {"title": "T", "date": "2024-01-02", "authors": ["A B"], "body": "one two three four"}

    assert score_page(truth, {}) == Score(None, 0.0, False, False, False, ())


def test_a_suspect_day_is_not_counted() -> None:
    assert score_page({"date": "2024-01-02", "date_suspect": "absent"}, {}).day is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A story.\nShare\nMore of it.", ("share",)),
        ("They share the view that it is over.", ()),
        ("We use cookies to improve.", ("consent",)),
        ("Read more: the other story", ("related",)),
        ("You can read more in the report.", ()),
        ("Subscribe to our newsletter", ("subscribe",)),
        ("© 2024 The Herald. All rights reserved", ("frame",)),
    ],
)
def test_chrome_in_the_body_is_a_leak(text: str, kinds: tuple[str, ...]) -> None:
    assert find_leaks(text, "A story.") == kinds


def test_what_the_label_holds_is_no_leak() -> None:
    assert find_leaks("We use cookies.", "Here, we use cookies.") == ()


def test_names_and_titles_are_compared_without_case_accents_and_signs() -> None:
    assert names_of("By José Pérez and Ann Lee") == names_of(["ann lee", "Jose Perez"])
    assert fold("“Über  Kabel”") == fold("uber kabel")
    assert str(day_of("2024/3/5")) == "2024-03-05"
    assert day_of("2024-13-45") is None

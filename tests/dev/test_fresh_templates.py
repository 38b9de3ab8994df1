"""A template edited while the website runs is seen on the next page; one that was not is compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Engine, TemplateDoesNotExist

DISK = ["django.template.loaders.filesystem.Loader"]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(dirs=[str(tmp_path)], loaders=[("dev.fresh_templates.Loader", DISK)])


def shown(engine: Engine) -> str:
    return engine.get_template("page.html").render(Context())


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "base.html").write_text("<main>{% block main %}{% endblock %}</main>{% include 'foot.html' %}")
    (tmp_path / "foot.html").write_text("foot")
    page = tmp_path / "page.html"
    page.write_text("{% extends 'base.html' %}{% block main %}Iris{% endblock %}")
    return page


def test_what_was_edited_is_shown_wherever_it_stands(engine: Engine, page: Path) -> None:
    assert shown(engine) == "<main>Iris</main>foot"
    page.write_text(page.read_text().replace("Iris", "Sol"))
    assert shown(engine) == "<main>Sol</main>foot"
    page.with_name("foot.html").write_text("toes")
    assert shown(engine) == "<main>Sol</main>toes"
    base = page.with_name("base.html")
    base.write_text(base.read_text().replace("main>", "article>"))
    assert shown(engine) == "<article>Sol</article>toes"


def test_what_was_not_edited_is_compiled_once(engine: Engine, page: Path) -> None:
    assert engine.get_template("page.html") is engine.get_template("page.html")


def test_one_that_goes_is_missed_and_one_that_comes_is_found(engine: Engine, page: Path) -> None:
    text = page.read_text()
    shown(engine)
    page.unlink()
    for _ in range(2):
        with pytest.raises(TemplateDoesNotExist):
            shown(engine)
    page.write_text(text)
    assert shown(engine) == "<main>Iris</main>foot"

"""Stewards write public pages: drafts, versions, pictures. Nobody types HTML, and nothing of it gets through."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kernel.actors import SYSTEM
from kernel.errors import NotAllowed, RuleBroken
from tenant_apps.journal.models import Entry
from tenant_apps.people.services import give_hat
from tenant_apps.site.models import Page, Picture
from tenant_apps.site.pages import services, text
from tenant_apps.site.pages.blocks import HEADING, PICTURE, TEXT, new_block
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


def a_photo(**more) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (80, 40), "green").save(out, "JPEG", exif=b"Exif\x00\x00at-home-at-8", **more)
    return SimpleUploadedFile("hill.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def about(calderdale, cast):
    with in_circle(calderdale):
        return services.first_page("about", by=cast.cora)


def form_of(page: Page, **changes) -> dict:
    said = {"title": page.title, "seen": page.number, "order": " ".join(f"{b['key']}:{b['kind']}" for b in page.blocks)}
    said |= {f"words-{b['key']}": b["words"] for b in page.blocks if "words" in b}
    return {**said, **changes}


def test_cora_writes_about_us_and_everybody_reads_it_only_once_it_is_published(browser_of, calderdale, cast, about):
    cora, stranger = browser_of(calderdale, cast.cora), browser_of(calderdale)
    key = next(block["key"] for block in about.blocks if block["kind"] == TEXT)
    words = "We meet on [Mondays](https://example.org/m).\n\n- Bread\n- Soup\n\n<script>alert(1)</script>"
    saved = cora.post(f"/circle/site/pages/{about.pk}/", form_of(about, **{f"words-{key}": words, "do": "save"}))
    assert saved.status_code == 302
    assert "Soup" not in stranger.get("/about/").text
    assert "Soup" in cora.get(f"/circle/site/pages/{about.pk}/preview/").text
    with in_circle(calderdale):
        about.refresh_from_db()
    assert "published=1" in cora.post(f"/circle/site/pages/{about.pk}/", form_of(about, do="publish"))["Location"]
    page = stranger.get("/about/").text
    assert '<a href="https://example.org/m" rel="noopener nofollow">Mondays</a>' in page
    assert "<li>Soup</li>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    with in_circle(calderdale):
        assert Entry.objects.filter(event="pages.PagePublished", payload__page_id=str(about.pk)).exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/relative",
        "//evil.example",
        "https:",
        "ftp://a",
    ],
)
def test_a_link_leads_only_where_links_may_lead(address):
    with pytest.raises(ValidationError, match="cannot be a link"):
        text.check(f"Look [here]({address})")
    assert not any(piece.href for part in text.read(f"Look [here]({address})") for line in part.lines for piece in line)


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d&e", "http://a.example", "mailto:a@b.example", "tel:01632960142"]
)
def test_the_four_kinds_of_links_are_links(address):
    text.check(f"[here]({address})")
    assert text.read(f"[here]({address})")[0].lines[0][0] == text.Piece("here", address)


def test_plain_text_becomes_paragraphs_and_lists():
    parts = text.read("One\nline\n\nTwo\n- a\n- b\n1. c\n2. d\n\nSee https://a.example/x. Yes")
    assert [part.kind for part in parts] == ["p", "p", "ul", "ol", "p"]
    assert [len(part.lines) for part in parts] == [2, 1, 2, 2, 1]
    assert parts[-1].lines[0] == (
        text.Piece("See "), text.Piece("https://a.example/x", "https://a.example/x"), text.Piece(". Yes")
    )  # fmt: skip


def test_a_megabyte_of_brackets_is_read_in_no_time():
    text.read("[" * 500_000 + "](" * 200_000)


def test_a_picture_needs_words_loses_its_secrets_and_is_public_only_with_its_page(
    browser_of, calderdale, clapton, cast, about
):
    cora, stranger = browser_of(calderdale, cast.cora), browser_of(calderdale)
    with in_circle(calderdale):
        blocks = [new_block(TEXT, words="Hello."), new_block(PICTURE)]
        page = services.keep_draft(about, "About us", blocks, seen=about.number, in_menu=True, by=cast.cora)
    key = blocks[1]["key"]
    sent = {**form_of(page), f"file-{key}": a_photo(), "do": "publish"}
    assert cora.post(f"/circle/site/pages/{about.pk}/", sent)["Location"].endswith("?check=1")
    assert "for people who cannot see it" in cora.get(f"/circle/site/pages/{about.pk}/?check=1").text
    with in_circle(calderdale):
        page.refresh_from_db()
        picture = Picture.objects.get(pk=page.blocks[1]["picture"])
    address = f"/pictures/{picture.pk}.webp"
    assert stranger.get(address).status_code == 404
    assert b"at-home-at-8" not in b"".join(cora.get(address).streaming_content)
    again = form_of(page, **{f"picture-{key}": str(picture.pk), f"alt-{key}": "A green hill", "do": "publish"})
    assert "published" in cora.post(f"/circle/site/pages/{about.pk}/", again)["Location"]
    assert 'alt="A green hill"' in stranger.get("/about/").text
    assert stranger.get(address).status_code == 200
    assert browser_of(clapton).get(address).status_code == 404
    with in_circle(calderdale):
        services.withdraw(page, by=cast.cora)
    assert stranger.get(address).status_code == 404


def test_a_file_that_is_no_picture_is_refused_and_what_was_typed_is_kept(browser_of, calderdale, cast, about):
    cora = browser_of(calderdale, cast.cora)
    sent = form_of(about, order=f"{form_of(about)['order']} abcd:picture", title="Us, anew")
    lie = SimpleUploadedFile("x.jpg", b"GIF89a<script>", "image/jpeg")
    answer = cora.post(f"/circle/site/pages/{about.pk}/", {**sent, "file-abcd": lie, "alt-abcd": "A cat"})
    assert answer.status_code == 422
    assert "not a picture that we can open" in answer.text
    assert 'value="Us, anew"' in answer.text
    assert 'value="A cat"' in answer.text


def test_of_two_stewards_writing_one_page_the_second_sees_both(browser_of, calderdale, cast, about):
    with in_circle(calderdale):
        give_hat(cast.otto, "steward", by=SYSTEM)
    key = about.blocks[0]["key"]
    browser_of(calderdale, cast.cora).post(
        f"/circle/site/pages/{about.pk}/", form_of(about, **{f"words-{key}": "By Cora."})
    )
    otto = browser_of(calderdale, cast.otto)
    second = otto.post(f"/circle/site/pages/{about.pk}/", form_of(about, **{f"words-{key}": "By Otto."}))
    assert second.status_code == 409
    assert "By Cora." in second.text
    assert "By Otto." in second.text
    third = form_of(about, seen=second.context["typed"].seen, **{f"words-{key}": "By Otto."})
    assert otto.post(f"/circle/site/pages/{about.pk}/", third).status_code == 302


def test_versions_are_kept_and_any_of_them_is_put_back(browser_of, calderdale, cast):
    with in_circle(calderdale):
        page = services.add_page("Bread", by=cast.cora)
        for words in ("One.", "Two."):
            blocks = [new_block(TEXT, words=words)]
            page = services.keep_draft(page, "Bread", blocks, seen=page.number, in_menu=True, by=cast.cora)
            services.publish(page, seen=page.number, by=cast.cora)
        first = page.versions.get(number=1)
    stranger = browser_of(calderdale)
    assert "Two." in stranger.get("/pages/bread/").text
    assert "/pages/bread/" in stranger.get("/").text
    cora = browser_of(calderdale, cast.cora)
    assert "Everybody reads this one" in cora.get(f"/circle/site/pages/{page.pk}/versions/").text
    cora.post(f"/circle/site/pages/{page.pk}/change/", {"do": f"put-back:{first.pk}", "seen": page.number})
    assert "One." in stranger.get("/pages/bread/").text
    with in_circle(calderdale):
        assert page.versions.count() == 3
    cora.post(f"/circle/site/pages/{page.pk}/change/", {"do": "withdraw"})
    assert stranger.get("/pages/bread/").status_code == 404


@pytest.fixture
def bread(calderdale, cast):
    """A page of the circle's own, published, and written on since. Otto is a steward as Cora is."""
    with in_circle(calderdale):
        give_hat(cast.otto, "steward", by=SYSTEM)
        page = services.add_page("Bread", by=cast.cora)
        page = written(page, "We bake.", by=cast.cora)
        services.publish(page, seen=page.number, by=cast.cora)
        return written(page, "We bake cakes.", by=cast.cora)


def written(page: Page, words: str, *, by) -> Page:
    return services.keep_draft(page, page.title, [new_block(TEXT, words=words)], seen=page.number, in_menu=True, by=by)


def test_a_draft_that_otto_saved_meanwhile_is_shown_to_cora_and_not_forgotten(browser_of, calderdale, cast, bread):
    cora, here = browser_of(calderdale, cast.cora), f"/circle/site/pages/{bread.pk}/"
    forgetting = {"do": "drop", "seen": cora.get(here).context["page"].number}
    with in_circle(calderdale):
        written(bread, "We bake scones, says Otto.", by=cast.otto)
    second = cora.post(f"{here}change/", forgetting)
    assert second.status_code == 409
    assert "Otto saved this page while yours was open." in second.text
    assert "We bake scones, says Otto." in second.text
    forgetting["seen"] = second.context["page"].number
    assert cora.post(f"{here}change/", forgetting).status_code == 302
    with in_circle(calderdale):
        bread.refresh_from_db()
    assert bread.blocks[0]["words"] == "We bake."


def test_putting_a_version_back_says_whose_draft_goes_and_takes_none_unseen(browser_of, calderdale, cast, bread):
    cora, here = browser_of(calderdale, cast.cora), f"/circle/site/pages/{bread.pk}/"
    shown = cora.get(f"{here}versions/")
    assert "The draft holds something new, saved by Cora" in shown.text
    with in_circle(calderdale):
        services.publish(bread, seen=bread.number, by=cast.cora)
        assert "The draft holds" not in cora.get(f"{here}versions/").text
        written(bread, "We bake scones, says Otto.", by=cast.otto)
        first = bread.versions.get(number=1)
    back = {"do": f"put-back:{first.pk}", "seen": shown.context["page"].number}
    second = cora.post(f"{here}change/", back)
    assert second.status_code == 409
    assert "Otto saved this page while yours was open." in second.text
    assert "The draft holds something new, saved by Otto" in second.text
    assert "We bake cakes." in browser_of(calderdale).get("/pages/bread/").text
    back["seen"] = second.context["page"].number
    assert cora.post(f"{here}change/", back)["Location"].endswith("versions/?saved=1")
    assert "We bake." in browser_of(calderdale).get("/pages/bread/").text


def test_a_page_is_removed_on_a_page_that_asks_once_nobody_reads_it(browser_of, calderdale, cast, bread):
    cora, here = browser_of(calderdale, cast.cora), f"/circle/site/pages/{bread.pk}/"
    assert f"{here}remove/" not in cora.get(here).text
    assert cora.get(f"{here}remove/")["Location"] == here
    assert cora.post(f"{here}remove/", {"seen": bread.number}).status_code == 409, "everybody reads it"
    cora.post(f"{here}change/", {"do": "withdraw"})
    assert f'href="{here}remove/"' in cora.get(here).text
    asked = cora.get(f"{here}remove/")
    assert "its draft and 1 version that was published" in asked.text
    assert "We bake cakes." in asked.text
    with in_circle(calderdale):
        written(bread, "We bake scones, says Otto.", by=cast.otto)
    second = cora.post(f"{here}remove/", {"seen": asked.context["page"].number})
    assert second.status_code == 409
    assert "We bake scones, says Otto." in second.text
    assert cora.post(f"{here}remove/", {"seen": second.context["page"].number})["Location"].endswith("?removed=1")
    assert cora.get(here).status_code == 404
    with in_circle(calderdale):
        assert Entry.objects.filter(event="pages.PageRemoved", payload__page_id=str(bread.pk)).exists()


def test_a_page_every_circle_has_is_not_removed_and_nobody_else_removes_any(browser_of, calderdale, cast, about, bread):
    assert browser_of(calderdale, cast.cora).post(f"/circle/site/pages/{about.pk}/remove/").status_code == 404
    assert browser_of(calderdale, cast.sol).get(f"/circle/site/pages/{bread.pk}/remove/").status_code == 404


def test_pieces_are_added_moved_and_removed_and_nothing_typed_is_lost(browser_of, calderdale, cast, about):
    cora = browser_of(calderdale, cast.cora)
    first, second = (block["key"] for block in about.blocks[:2])
    cora.post(f"/circle/site/pages/{about.pk}/", form_of(about, title="Moved", do=f"down:{first}"))
    with in_circle(calderdale):
        about.refresh_from_db()
    assert (about.title, about.blocks[1]["key"]) == ("Moved", first)
    cora.post(f"/circle/site/pages/{about.pk}/", form_of(about, do=f"remove:{second}"))
    with in_circle(calderdale):
        about.refresh_from_db()
    assert second not in {block["key"] for block in about.blocks}


def test_what_is_unfinished_is_not_published(calderdale, cast, about):
    with in_circle(calderdale):
        for blocks in ([], [new_block(HEADING)], [new_block(PICTURE)], [new_block(TEXT, words="[x](javascript:1)")]):
            page = services.keep_draft(about, "Us", blocks, seen=about.number, in_menu=True, by=cast.cora)
            about.number = page.number
            with pytest.raises(RuleBroken):
                services.publish(page, seen=page.number, by=cast.cora)


def test_a_circle_has_twenty_pages_of_its_own_at_most_and_only_stewards_write(calderdale, cast):
    with in_circle(calderdale):
        own = Page.objects.filter(is_own=True).count()
        for number in range(services.MOST_PAGES - own):
            services.add_page(f"Page {number}", by=cast.cora)
        with pytest.raises(RuleBroken):
            services.add_page("One more", by=cast.cora)
        with pytest.raises(NotAllowed):
            services.first_page("support", by=cast.sol)


def test_two_pages_of_one_title_have_two_addresses(calderdale, cast):
    with in_circle(calderdale):
        slugs = [services.add_page("About", by=cast.cora).slug, services.add_page("About!", by=cast.cora).slug]
        assert len({*slugs, "about"}) == 3
        assert services.add_page("Привет", by=cast.cora).slug.startswith("page")


def test_a_page_asks_the_same_number_of_questions_however_long_it_is(
    browser_of, calderdale, cast, about, django_assert_max_num_queries
):
    with in_circle(calderdale):
        blocks = [new_block(TEXT, words="Words."), *(new_block(PICTURE, alt="x") for _ in range(20))]
        for block in blocks[1:]:
            row = Picture.objects.create(file="site/pictures/none.webp", width=9, height=9, kept_at=about.changed_at)
            block["picture"] = str(row.pk)
        page = services.keep_draft(about, "Us", blocks, seen=about.number, in_menu=True, by=cast.cora)
        services.publish(page, seen=page.number, by=cast.cora)
    stranger = browser_of(calderdale)
    with django_assert_max_num_queries(6):
        assert stranger.get("/about/").status_code == 200

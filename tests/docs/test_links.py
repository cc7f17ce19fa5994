"""Every link within the documents leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, name, prose

_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
LINKS = [
    (page, first or second)
    for page in PAGES
    for first, second in _LINK.findall(prose(page))
    if not (first or second).startswith(("http://", "https://"))
]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{name(page)}:{link}" for page, link in LINKS])
def test_a_link_leads_to_a_file_and_its_heading(page: Path, link: str) -> None:
    """A page that is moved, or a heading that is renamed, takes its links along."""
    path, _, heading = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.is_file(), f"{name(page)} links to {link}, which is not there"
    assert not heading or heading in anchors(target), f"{link}: no such heading"


def test_every_page_is_reached_from_the_readme() -> None:
    """No document lies where nobody finds it."""
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        ahead += [(page.parent / link.partition("#")[0]).resolve() for at, link in LINKS if at == page]
    assert {name(page) for page in PAGES} == {name(page) for page in reached}


def test_decisions_are_numbered_without_gaps_and_titled_by_their_number() -> None:
    """A decision is found by its number, in the folder and in its heading."""
    files = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        assert file.read_text("utf-8").startswith(f"# {file.name[:4]}: ")

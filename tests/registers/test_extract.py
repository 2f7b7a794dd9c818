"""Files to text: what is read, and what is said of what is not."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Tier
from ecluse.registers import Register, RegisterError
from ecluse.registers import extract as extract_module
from ecluse.registers.extract import SUFFIXES, extract
from ecluse.text.views import view_of

KEY = b"0123456789abcdef0123456789abcdef"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SENTENCE = "Les quarante salariés du premier atelier recevront une proposition avant janvier."


def archive(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as stream:
        for name, text in members.items():
            stream.writestr(name.replace("__", "/") + ".xml", text)
    return made.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


DOCX = archive(
    word__document=f"<w:document {W}>{paragraph('Un corps')}<w:tbl><w:tr><w:tc>{paragraph('une case')}"
    f"</w:tc></w:tr></w:tbl><w:p><w:r><w:t>cou</w:t></w:r><w:r><w:t>pé</w:t></w:r>"
    f"<w:del><w:r><w:delText> retiré</w:delText></w:r></w:del></w:p></w:document>",
    word__header1=f"<w:hdr {W}>{paragraph('un en-tête')}</w:hdr>",
    word__footer1=f"<w:ftr {W}>{paragraph('un pied')}</w:ftr>",
    word__footnotes=f"<w:footnotes {W}>{paragraph('une note')}</w:footnotes>",
    word__comments=f"<w:comments {W}>{paragraph('un commentaire')}</w:comments>",
    word__styles=f"<w:styles {W}>{paragraph('un style')}</w:styles>",
)
PPTX = archive(
    ppt__slides__slide1=f"<s {A}><a:p><a:r><a:t>une diapositive</a:t></a:r></a:p></s>",
    ppt__notesSlides__notesSlide1=f"<s {A}><a:p><a:r><a:t>à dire</a:t></a:r></a:p></s>",
    ppt__slideMasters__slideMaster1=f"<s {A}><a:p><a:r><a:t>Titre</a:t></a:r></a:p></s>",
)
XLSX = archive(
    xl__sharedStrings="<sst><si><t>Vannes</t></si></sst>",
    xl__worksheets__sheet1='<w><row><c t="s"><v>0</v></c><c><v>12500</v></c></row></w>',
)


def pdf(*pages: str) -> bytes:
    """A PDF file with one line of text on each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at, text in enumerate(pages):
        drawn = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET" if text else "q Q"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * at} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    made += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(made)


def encrypted() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf("secret words"))))
    writer.encrypt("a password", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def read(folder: Path, name: str, data: bytes | str) -> extract_module.Extracted:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return extract(path)


class TestRead:
    """What a document says is read, wherever it stands."""

    @pytest.mark.parametrize(
        ("name", "data", "texts"),
        [
            pytest.param("a.txt", "Bonjour", ["Bonjour"], id="text"),
            pytest.param("a.TXT", "Été".encode("utf-16"), ["Été"], id="UTF-16"),
            pytest.param("a.txt", "Été".encode("cp1252"), ["Été"], id="Windows"),
            pytest.param("a.md", "---\nid: m\n---\n# Un *titre*", ["# Un *titre*"], id="Markdown"),
            pytest.param("a.csv", 'vanne;"12,5";oui', ["vanne 12,5 oui"], id="table"),
            pytest.param(
                "a.html",
                '<p>Un <b>gras</b> &eacute;t&eacute;</p><script>x("<p>")</script><!-- caché -->'
                '<img alt="une image"><p>fin',
                ["Un gras été", " caché ", "une image", "fin"],
                id="HTML",
            ),
            pytest.param(
                "a.docx",
                DOCX,
                ["Un corps", "une case", "coupé retiré", "un en-tête", "un pied", "une note"]
                + ["un commentaire"],
                id="Word",
            ),
            pytest.param("a.pptx", PPTX, ["une diapositive", "à dire"], id="slides and notes"),
            pytest.param("a.xlsx", XLSX, ["Vannes", "12500"], id="sheet"),
            pytest.param(
                "a.pdf", pdf("Hello there", "Page two"), ["Hello there", "Page two"], id="PDF"
            ),
        ],
    )
    def test_every_piece(
        self, tmp_path: Path, name: str, data: bytes | str, texts: list[str]
    ) -> None:
        found = read(tmp_path, name, data)
        assert not found.problems
        assert sorted(map(str.strip, found.text_blocks)) == sorted(map(str.strip, texts))

    def test_front_matter_is_apart(self, tmp_path: Path) -> None:
        text = '---\nid: memo-7\ntier: "extended"\ntitle: Une note\nkey: other\n---\nBonjour'
        found = read(tmp_path, "a.md", text)
        assert found.front_matter == {"id": "memo-7", "tier": "extended", "title": "Une note"}
        assert found.text_blocks == ("Une note", "Bonjour")


class TestNotRead:
    """What cannot be read is named, never skipped."""

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            pytest.param("a.xyz", "x", ".xyz: not a format", id="unknown suffix"),
            pytest.param("a", "x", "no suffix", id="no suffix"),
            pytest.param("a.txt", b"", "no text", id="empty"),
            pytest.param("a.txt", b"a\0\xff", "not a text", id="bytes"),
            pytest.param("a.docx", b"PK\x03\x04broken", "not an archive", id="broken archive"),
            pytest.param(
                "a.docx", archive(word__styles="<w/>"), "nothing of its format", id="no part"
            ),
            pytest.param("a.docx", archive(word__document="<w><p>"), "broken XML", id="broken XML"),
            pytest.param(
                "a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "encrypted", id="encrypted Word"
            ),
            pytest.param("a.pdf", b"%PDF-1.4 nothing", "broken", id="broken PDF"),
            pytest.param("a.pdf", pdf("Hello", ""), "page 2: no text", id="page without text"),
            pytest.param(
                "a.docx",
                archive(
                    word__document='<!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><d>&c;</d>'
                ),
                "document type",
                id="entities",
            ),
        ],
    )
    def test_is_a_problem(self, tmp_path: Path, name: str, data: bytes | str, says: str) -> None:
        found = read(tmp_path, name, data)
        assert len(found.problems) == 1
        assert found.problems[0].startswith(f"{name}: ")
        assert says in found.problems[0]

    def test_an_encrypted_pdf(self, tmp_path: Path) -> None:
        assert read(tmp_path, "a.pdf", encrypted()).problems == ("a.pdf: encrypted",)

    def test_a_bomb(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extract_module, "LIMIT", 1 << 20)
        found = read(tmp_path, "a.docx", archive(word__document=" " * (4 << 20)))
        assert found.problems == ("a.docx: unpacks to more than 1 MB",)

    def test_a_file_above_the_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extract_module, "LIMIT", 1 << 20)
        found = read(tmp_path, "a.txt", b"x" * ((1 << 20) + 1))
        assert found.problems == ("a.txt: more than 1 MB",)

    def test_a_missing_file(self, tmp_path: Path) -> None:
        assert extract(tmp_path / "none.txt").problems == (
            "none.txt: cannot be read: no such file or directory",
        )

    @given(st.sampled_from(SUFFIXES), st.binary(max_size=400) | st.sampled_from([DOCX, PPTX, XLSX]))
    @settings(max_examples=100, deadline=None)
    def test_whatever_is_in_a_file_there_is_text_or_a_problem(
        self, suffix: str, data: bytes
    ) -> None:
        path = Path(os.environ.get("TMPDIR", "/tmp"), f"ecluse-test-{os.getpid()}{suffix}")
        try:
            path.write_bytes(data)
            found = extract(path)
        finally:
            path.unlink(missing_ok=True)
        assert found.text_blocks or found.problems

    @pytest.mark.parametrize("text", ["<", "<!--", "<a ", '<a title="', "<script>", "<a><"])
    def test_a_hostile_page_takes_no_longer(self, tmp_path: Path, text: str) -> None:
        read(tmp_path, "a.html", text * 100_000)


class TestFolders:
    """A folder is read whole, and what is not is named."""

    def folder(self, place: Path) -> Path:
        folder = place / "documents"
        (folder / "board").mkdir(parents=True)
        (folder / "board" / "memo.docx").write_bytes(
            archive(word__document=f"<w:d {W}>{paragraph(SENTENCE)}</w:d>")
        )
        (folder / "board" / "memo.txt").write_text("The other memo speaks of something else.")
        (folder / "note.md").write_text(
            "---\nid: note-7\ntier: extended\n---\nUne note sans secret."
        )
        (folder / "scan.png").write_bytes(b"\x89PNG")
        (folder / ".hidden.txt").write_text("x")
        return folder

    def test_documents_are_named_and_tiered(self, tmp_path: Path) -> None:
        register = Register.create(tmp_path / "register", KEY)
        register, problems = register.add_folder(self.folder(tmp_path))
        assert {entry.id: entry.tier for entry in register.entries()} == {
            "board/memo.docx": Tier.PRIVATE,
            "board/memo.txt": Tier.PRIVATE,
            "note-7": Tier.PRIVATE,
        }
        assert [problem.split(":")[0] for problem in problems] == [".hidden.txt", "scan.png"]
        (hit,) = register.classify(view_of(f"Alors : {SENTENCE}"))
        assert hit.name == "board/memo.docx"

    def test_a_stricter_tier_of_a_file_holds(self, tmp_path: Path) -> None:
        folder = tmp_path / "d"
        folder.mkdir()
        (folder / "a.md").write_text("---\ntier: private\n---\n" + SENTENCE)
        register = Register.create(tmp_path / "register", KEY)
        register, _ = register.add_folder(folder, tier=Tier.EXTENDED)
        assert [entry.tier for entry in register.entries()] == [Tier.PRIVATE]
        register, problems = register.add_folder(folder, published=True)
        assert problems == ["a.md: says that it is private; not taken as published"]

    def test_an_unknown_tier_is_private_and_named(self, tmp_path: Path) -> None:
        folder = tmp_path / "d"
        folder.mkdir()
        (folder / "a.md").write_text("---\ntier: internal\n---\n" + SENTENCE)
        register = Register.create(tmp_path / "register", KEY)
        register, problems = register.add_folder(folder, tier=Tier.EXTENDED)
        assert [entry.tier for entry in register.entries()] == [Tier.PRIVATE]
        assert problems == ["a.md: has an unknown tier; read as private"]

    def test_the_same_folder_again_changes_nothing(self, tmp_path: Path) -> None:
        register = Register.create(tmp_path / "register", KEY)
        register, _ = register.add_folder(self.folder(tmp_path))
        name = register.name
        register, _ = register.add_folder(tmp_path / "documents")
        assert register.name == name

    def test_a_missing_folder_is_an_error(self, tmp_path: Path) -> None:
        register = Register.create(tmp_path / "register", KEY)
        with pytest.raises(RegisterError, match="cannot be listed"):
            register.add_folder(tmp_path / "none")

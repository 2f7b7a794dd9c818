"""Words and pieces of a view, with their places."""

from hypothesis import given
from hypothesis import strategies as st

from ecluse.registers.analysis import Analysed
from ecluse.text.views import view_of
from ecluse.text.words import words


def pieces(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in Analysed(view_of(text)).pieces]


def test_case_cuts_words_into_pieces() -> None:
    assert pieces("#ProjetFalcon RHFalcon falcon2Go iPhone") == [
        "Projet", "Falcon", "RH", "Falcon", "falcon2", "Go", "i", "Phone",
    ]  # fmt: skip
    assert pieces("FALCON Falcon falcon l’Été") == ["FALCON", "Falcon", "falcon", "l", "Été"]


def test_without_inner_capitals_pieces_are_the_words() -> None:
    text = Analysed(view_of("L’été à Rennes"))
    assert text.pieces is text.words


@given(st.text(max_size=60))
def test_words_are_those_of_the_folded_text(text: str) -> None:
    analysed = Analysed(view_of(text))
    assert [word.data for word in analysed.words] == words(analysed.view.folded.data)
    assert all(0 <= w.start <= w.end <= len(text) for w in (*analysed.words, *analysed.pieces))


@given(st.text("aAéÉb2 -œŒ", max_size=40))
def test_pieces_make_up_the_words(text: str) -> None:
    analysed = Analysed(view_of(text))
    joined = b"".join(piece.data for piece in analysed.pieces)
    assert joined == b"".join(word.data for word in analysed.words)

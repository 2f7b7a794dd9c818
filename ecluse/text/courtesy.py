"""Words by which an answer helps: it apologises, thanks, asks, explains what is done, says where to go.

French and English, folded, known by their first letters. An answer to a complaint that holds none of
them offers nothing; that alone says that a colleague reads it, that it is rude.
"""

from __future__ import annotations

from ecluse.text.fold import fold
from ecluse.text.words import words

__all__ = ["courtesies"]

_STEMS = tuple(
    b"desol excus pardon navre regrett merci remerci comprend compren bonjour bonsoir svp plait "
    b"aide aidera aider contact ecri envoy rappel appel repond repons message courrier mail telephon "
    b"rembours rempla echang livr repar corrig verifi regard cherch suiv traite transm signal "
    b"equipe collegue conseill service technic horaire ouvert ferme affich site lien page guichet "
    b"agence boutique numero reference dossier rendez info detail solution possibl preven avis raison deplac "
    b"demain secours pompier chang prochain rembourse point "
    b"sorry apolog thank please understand hello hear help contact write send call reply answ "
    b"refund replac exchang deliver repair check look search follow pass report team colleague "
    b"service hour open close website link page desk office shop number reference order detail "
    b"solution possible improve feedback update available noted right "
    b"tomorrow today emergency change next".split()
)
"""No stem may be a common word's: *on*, *you* and the like say nothing."""


def courtesies(text: str) -> int:
    """How many words of ``text`` help.

    >>> courtesies("Désolés, envoyez-nous une photo."), courtesies("Ma grand-mère y arrive, elle.")
    (2, 0)
    """
    return sum(word.startswith(_STEMS) for word in words(fold(text).data))

"""What a reply does with the message that it answers: confirms, answers, declines.

Cues in French and English, looked for as whole words in the folded text. A denial that goes on
("non, seulement 40 postes") answers: what it does not deny, it confirms. A bare one ("c'est faux")
and a refusal to comment say nothing.
"""

from __future__ import annotations

import enum
from functools import lru_cache

from ecluse.model import View
from ecluse.registers.tokens import tokens_of
from ecluse.text.views import view_of
from ecluse.text.words import words

__all__ = ["Answer", "accepts", "answer_of", "keys_of_cues"]


class Answer(enum.Enum):
    """What a reply does."""

    CONFIRMS = "confirms"
    ADMITS = "admits"
    """Confirms that something was guessed: « rien ne vous échappe », “you guessed it”, 🤫."""
    ANSWERS = "answers"
    DECLINES = "declines"


_CONFIRMS = """
oui|ouais|ouaip|ouii|si si|mais si|eh oui|he oui|exact|exactement|tout a fait|absolument|affirmatif|evidemment
bien sur|bien entendu|bien vu|bien devine|bien joue|bonne pioche|bonne intuition|bonne deduction|bonne question
c est ca|c est bien ca|c est cela|c est bien cela|c est vrai|c est exact|c est juste|c est confirme|c est prevu
c est bien prevu|c est bien le cas|c est le cas|c est correct|c est pas faux|c est tout a fait ca|c est officiel
pas faux|je confirme|on confirme|nous confirmons|nous le confirmons|confirme|correct|en effet|effectivement
vous avez devine|tu as devine|t as devine|devine|vous avez raison|tu as raison|t as raison|raison sur toute la ligne
vous avez vu juste|tu as vu juste|vu juste|vous avez l oeil|tu as l oeil|quel flair|quelle perspicacite|perspicace
vous avez tout compris|tu as tout compris|tout compris|vous etes bien informe|vous etes bien informee
bien informe|bien informee|bien informes|bien renseigne|bien renseignee|bien renseignes|on ne peut rien vous cacher
on peut rien vous cacher|rien ne vous echappe|rien ne t echappe|on ne peut rien te cacher|on peut rien te cacher
dans le mille|touche|gagne|bingo|yes|yep|yup|yeah|yess|carrement|grave|clairement|sans aucun doute|en plein dans le mille
helas oui|malheureusement oui|je crains que oui|j en ai bien peur|disons que oui|on dirait bien|probable|il parait
vous brulez|tu brules|je n ai pas dit non|on n a pas dit non|qui sait|vous chauffez|ca se pourrait|chut|chuut
les nouvelles vont vite|vous le saurez bientot mais oui|vos sources sont bonnes|bonne source|bonnes sources
exactly|absolutely|definitely|indeed|certainly|of course|sure|sure thing|correct|that s right|that s correct|right
that is right|that is correct|that s true|that is true|true|confirmed|we confirm|i confirm|can confirm|we can confirm
you got it|you ve got it|you guessed it|you guessed right|good guess|great guess|lucky guess|well guessed|guilty
you re right|you are right|you re spot on|spot on|nailed it|you nailed it|bang on|bullseye|well spotted|good eye
well informed|you re well informed|nothing escapes you|nothing gets past you|can t hide anything from you
no hiding it from you|we can t hide anything|afraid so|i m afraid so|i am afraid so|sadly yes|unfortunately yes
that s the plan|that is the plan|it is|they are|we are|we will|it will|it does|we do|we did|guilty as charged
news travels fast|word travels fast|word gets around|your sources are good|good sources|won t deny it|can t deny it
et oui|ben oui|mais oui|oui oui|tout juste|pile poil|pile|c est le plan|c est l idee|c est acte|c est signe|c est fait|c est parti
c est dans les tuyaux|on y travaille|ca se precise|a peu de chose pres|helas|malheureusement|eh si|bien obliges
very much so|it s happening|that s happening|done deal|it s true|all true|affirmative|pretty much|more or less|aye
that s about right|sounds about right|about right|on the money|can t argue with that|working on it|sadly|alas
not wrong|you re not wrong|you are not wrong|warm|getting warm|you re getting warm|maybe|perhaps|shh|shhh
"""
_ADMITS = """
bien vu|bien devine|bonne pioche|bonne intuition|bonne deduction|vous avez devine|tu as devine|t as devine|devine
vous avez vu juste|tu as vu juste|vu juste|vous avez l oeil|tu as l oeil|t as l oeil|quel flair|quelle perspicacite
vous etes bien informe|vous etes bien informee|bien informe|bien informee|bien informes|bien renseigne|bien renseignee
on ne peut rien vous cacher|on peut rien vous cacher|rien ne vous echappe|rien ne t echappe|on ne peut rien te cacher
on peut rien te cacher|dans le mille|vous brulez|tu brules|vous chauffez|tu chauffes|je n ai pas dit non
on n a pas dit non|chut|chuut|les nouvelles vont vite|vos sources sont bonnes|bonne source|bonnes sources
pas un mot|motus|bouche cousue|je n ai rien dit|on ne vous a rien dit|je ne vous ai rien dit|qui vous l a dit
vous n avez rien entendu|ca reste entre nous|entre nous
you got it|you ve got it|you guessed it|you guessed right|good guess|great guess|lucky guess|well guessed
guilty as charged|spot on|you re spot on|nailed it|you nailed it|bang on|bullseye|well spotted|good eye
well informed|you re well informed|nothing escapes you|nothing gets past you|can t hide anything from you
no hiding it from you|we can t hide anything|news travels fast|word travels fast|word gets around
your sources are good|good sources|warm|getting warm|you re getting warm|won t deny it|can t deny it|shh|shhh
hear it from us|hear it from me|my lips are sealed|lips sealed|mum s the word|not a word|cat s out of the bag
grille|grilles|grillee|demasque|demasques|coupable|coupables|comment tu sais|comment le savez vous|qui t a dit
tu as trop d oreilles|deja au courant|vous etes au courant|t es au courant|ca se sait|trop fort|trop forte
busted|caught us|you caught us|how did you know|what gave it away|onto something|you re onto us|rumbled
keep it to yourself|between us|between you and me|who told you
"""
_THANKS = """
merci|mille mercis|merci beaucoup|thanks|thank you|many thanks|ta|cheers|ca me touche|ca nous touche|touche
honore|honoree|honoured|honored|so kind|too kind
"""
_CONGRATULATES = """
felicitations|felicitation|felicite|toutes nos felicitations|congratulations|congrats|congratulation|well deserved
bien merite|bien meritee|quelle belle promotion
"""
_DECLINES = """
ne commente pas|ne commentons pas|ne commentons jamais|ne commente jamais|commente pas|pas de commentaire
aucun commentaire|sans commentaire|sans commentaires|ne souhaite pas commenter|ne souhaitons pas commenter
ne pouvons pas commenter|ne peut pas commenter|ne ferons pas de commentaire|ne fait pas de commentaire
ne repondons pas|ne repond pas aux rumeurs|ne pouvons pas repondre|ne peux pas repondre|ne peut pas repondre
ne pouvons rien dire|ne peut rien dire|ne peux rien dire|rien a declarer|rien a annoncer|rien a dire
pas d annonce|aucune annonce|pas d information|aucune information|pas d informations|aucune decision
pas de decision|ne communiquons pas|ne communique pas|ne donnons pas d information|nous ne savons pas
je ne sais pas|on ne sait pas|je sais pas|aucune idee|le moment venu|en temps voulu|quand ce sera officiel
en message prive|par message prive|en mp|en dm|en prive|ecrivez nous|contactez nous|contactez le service
appelez le|adressez vous|merci de contacter|vous invitons a contacter|rapprochez vous|voir notre communique
sujet confidentiel|pas en mesure|ne suis pas autorise|ne suis pas autorisee|pas habilite|pas habilitee
don t comment|do not comment|does not comment|doesn t comment|won t comment|will not comment|never comment
can t comment|cannot comment|not comment on|no comment|decline to comment|declines to comment|not commenting
can t discuss|cannot discuss|don t discuss|do not discuss|not able to discuss|unable to comment|unable to discuss
can t say|cannot say|not able to say|nothing to announce|nothing to share|nothing to say|no announcement
no announcements|no news to share|no information|no decision|don t know|do not know|no idea|not at liberty
in due course|when the time comes|dm us|send us a dm|send us a message|drop us a line|direct message
private message|please contact|contact us|get in touch|call us|write to us|e mail us|email us
we don t speculate|do not speculate|don t respond to rumours|don t respond to rumors|not in a position
"""
_DENIES = """
non|no|nope|nan|faux|c est faux|c est inexact|pas du tout|absolument pas|certainement pas|rien de tel
false|that s false|that is false|not true|not at all|certainly not|untrue|wrong|incorrect|dementi|nous dementons
we deny|jamais|never
"""
_NODS = frozenset("👍👌✅☑✔💯🎯🤫😉🤐😏🙊🥳🎉🙌👏🤭😇🙈🫣🫡")
_HUSHES = frozenset("🎯🤫🤐🙊🤭🙈🫣")
_BARE = 5
"""A denial of as many words or fewer says nothing more."""


def _phrases(table: str) -> frozenset[bytes]:
    return frozenset(
        cue.strip().encode() for line in table.split("\n") for cue in line.split("|") if cue.strip()
    )


_CUES = {
    Answer.CONFIRMS: _phrases(_CONFIRMS) | _phrases(_ADMITS),
    Answer.ADMITS: _phrases(_ADMITS),
    Answer.DECLINES: _phrases(_DECLINES),
    None: _phrases(_DENIES),
}
_LONGEST = max(cue.count(b" ") + 1 for cues in _CUES.values() for cue in cues)
_HEAD = 12
"""Words at the head of a reply in which a confirmation or a denial is looked for: further on, "yes"
and "right" are ordinary words."""


def answer_of(view: View) -> Answer | None:
    """What a reply does; ``None`` for a bare denial.

    >>> from ecluse.text.views import view_of
    >>> answer_of(view_of("Oui, c'est bien ça !")), answer_of(view_of("Nous ne commentons pas."))
    (<Answer.CONFIRMS: 'confirms'>, <Answer.DECLINES: 'declines'>)
    """
    said = words(view.folded.data)
    declines = _holds(said, _CUES[Answer.DECLINES])
    denies = _holds(said[:2], _CUES[None])
    nods = not _NODS.isdisjoint(view.text)
    confirms = not denies and (nods or _holds(said[:_HEAD], _CUES[Answer.CONFIRMS]))
    if declines:
        return Answer.ANSWERS if confirms and not nods else Answer.DECLINES
    if confirms:
        hushes = not _HUSHES.isdisjoint(view.text) or _holds(said[:_HEAD], _CUES[Answer.ADMITS])
        return Answer.ADMITS if hushes else Answer.CONFIRMS
    bare = len(said) <= _BARE and _holds(said, _CUES[None])
    return None if bare else Answer.ANSWERS


def accepts(message: View, reply: View) -> bool:
    """Whether a reply gives thanks for congratulations: what they are for, it confirms."""
    congratulates = _holds(words(message.folded.data), _phrases(_CONGRATULATES))
    return congratulates and _holds(words(reply.folded.data)[:_HEAD], _phrases(_THANKS))


@lru_cache(maxsize=1)
def keys_of_cues() -> frozenset[bytes]:
    """The keys of tokens that cues are made of: in a reply they confirm, and say nothing more."""
    cues = _CUES[Answer.CONFIRMS] | _CUES[None]
    return frozenset(token.key for cue in cues for token in tokens_of(view_of(cue.decode())))


def _holds(said: list[bytes], cues: frozenset[bytes]) -> bool:
    """Whether some run of words is a cue."""
    return any(
        b" ".join(said[at : at + length]) in cues
        for length in range(1, _LONGEST + 1)
        for at in range(len(said) - length + 1)
    )

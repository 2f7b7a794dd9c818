"""Words that say nothing by themselves, French and English, folded.

The list is short on purpose: articles, pronouns, prepositions, conjunctions, auxiliaries.
"""

from __future__ import annotations

__all__ = ["COMMON"]

COMMON = frozenset(
    b"""
    le la les un une des du de au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos
    votre vos leur leurs je tu il elle on nous vous ils elles me te se lui eux moi toi soi en y qui
    que quoi dont ou lequel laquelle lesquels lesquelles et mais donc or ni car si comme quand lorsque
    puisque quoique pour par avec sans sous sur dans chez vers entre depuis pendant avant apres contre
    selon jusque jusqu des lors afin ainsi alors aussi autre autres bien cela ceci ca chaque encore
    deja ici meme memes moins plus pas peu tres tout toute tous toutes trop rien personne jamais
    toujours souvent ne non oui est es suis sommes etes sont ete etre etait etaient sera seront serait
    ai as avons avez ont avait avaient aura auront aurait avoir eu fait faire faut peut peuvent pouvoir
    doit doivent va vont tant cependant puis quel quelle quels quelles qu aujourd hui
    the an of and or but nor so yet if then than that this these those there here he she it we you
    they him her us them my your his its our their mine yours who whom whose which what when where why
    how is am are was were be been being has have had having do does did doing done will would shall
    should can could may might must not no yes to from in into on onto at by for with without within
    about over under between among through during before after against out off up down again further
    once all any both each few more most other others some such only own same too very just also as
    because until while since though although however upon per via via one ones get got let make made
    am im ve re ll don didn doesn isn aren wasn won
    """.split()
)

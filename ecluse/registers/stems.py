"""Stems of French and English words, by one light stemmer for both.

No language is guessed: the endings of both are taken off in one order, so that the forms of one word
meet (``fermer fermera fermés fermeture``, ``close closed closing closure``). A stem is a key, not a
word. In the manner of Savoy's light French stemmer (CLEF 2001) and Porter's (1980), with irregular
forms in a table; two words that fall together by accident are kept apart there as well.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["lemma", "stem"]

_VOWELS = frozenset(b"aeiouy")

# form:stem, for irregular verbs and for words that the endings would confuse.
_TABLE = """
bought:buy won:win paid:pay said:say gone:go went:go
grew:grow grown:grow cut:cut cuts:cut cutting:cut met:meet
meeting:meeting meetings:meeting held:hold kept:keep built:build building:building buildings:building
spent:spend sent:send known:know knew:know began:begin
begun:begin broke:break broken:break drove:driv driven:driv driving:driv
driver:driver drivers:driver stolen:steal stole:steal froze:freez
frozen:freez freezes:freez shut:shut shutting:shut led:lead found:find bid:bid bids:bid
bidding:bid bidder:bid bidders:bid ran:run running:run shown:show spoke:speak spoken:speak
training:training trainings:training trainer:training trained:training news:news series:series
staff:staff business:business businesses:business family:famil families:famil
women:woman men:man children:child people:person persons:person personnes:person personne:person
vendu:vend vendus:vend vendue:vend vendues:vend vente:vent ventes:vent
ouvert:ouvr ouverts:ouvr ouverte:ouvr ouvertes:ouvr ouverture:ouvr ouvertures:ouvr ouvrir:ouvr
ouvrira:ouvr ouvriront:ouvr ouvre:ouvr ouvrons:ouvr
offert:offr offerte:offr offerts:offr offertes:offr offrir:offr couvert:couvr couverture:couvr
reduit:redui reduits:redui reduite:redui reduites:redui reduire:redui reduisons:redui reduira:redui
produit:produit produits:produit produire:produir produisent:produir production:produir
parti:partir partie:parti parties:parti partis:partir partir:partir part:part parts:part
mort:mort morts:mort mois:mois fois:fois bus:bus gaz:gaz prix:prix voix:voix choix:choix noix:noix
temps:temps corps:corps repas:repas pays:pays avis:avis colis:colis devis:devis permis:permis
acces:acces succes:succes proces:proces process:process progres:progres tapis:tapis bois:bois
cours:cours course:course courses:course discours:discours parcours:parcours secours:secours
concours:concours recours:recours colle:colle colles:colle ecole:ecole ecoles:ecole
poste:poste postes:poste post:post posts:post porte:porte portes:porte port:port ports:port
ligne:ligne lignes:ligne line:line lines:line liner:liner gare:gare gares:gare gage:gage
compte:compte comptes:compte compter:compter conte:conte contes:conte
mine:mine mines:mine minute:minute minutes:minute minuit:minuit
marche:marche marches:marche marcher:marcher marchand:marchand marchands:marchand
conductrice:conduct conductrices:conduct sale:sale sales:sale sel:sel selle:selle salon:salon salons:salon salle:salle salles:salle
retraite:retraite retraites:retraite retraiter:retraite perdus:perd perdues:perd vendus:vend freeze:freez freezing:freez
annee:annee annees:annee anne:anne agreement:agreement agreements:agreement fee:fee fees:fee employee:employe employees:employe freed:fre frees:fre
sort:sort sortir:sorti sortie:sorti sorties:sorti sortira:sorti sortiront:sorti sortent:sorti
car:car cars:car care:care carte:carte cartes:carte cart:cart carton:carton
rate:rate rates:rate rater:rater ratee:rater rat:rat rats:rat
plan:plan plans:plan plane:plane planes:plane planner:plan planned:plan planning:planning
rame:rame rames:rame ram:ram base:base bases:base bas:bas
restaurant:restaurant restaurants:restaurant important:important importants:important
importante:important client:client clients:client cliente:client clientele:client
agent:agent agents:agent argent:argent accident:accident accidents:accident
president:president presidente:president presidents:president content:content
different:different differents:different differente:different urgent:urgent urgente:urgent
patient:patient patients:patient patiente:patient patience:patience student:student
event:event events:event present:present presents:present presente:present
moment:moment moments:moment parent:parent parents:parent talent:talent talents:talent
paiement:pay payment:pay payments:pay payer:pay payant:pay
element:element elements:element document:document documents:document
batiment:batiment batiments:batiment aliment:aliment aliments:aliment
departement:departement departements:departement department:department departments:department
appartement:appartement logement:logement moyen:moyen moyens:moyen
station:station stations:station nation:nation nations:nation notion:notion mission:mission
missions:mission pension:pension pensions:pension session:session sessions:session
region:region regions:region avion:avion avions:avion camion:camion camions:camion
million:million millions:million union:union unions:union
hiver:hiver hivers:hiver river:river rivers:river water:water paper:paper papers:paper
papier:papier papiers:papier premier:premier premiers:premier premiere:premier
dernier:dernier derniers:dernier derniere:dernier dernieres:dernier
number:number numbers:number member:member members:member order:order orders:order
offer:offer offers:offer offre:offre offres:offre
summer:summer winter:winter centre:centre centres:centre center:centre centers:centre
power:power tower:tower flower:flower flowers:flower letter:letter letters:letter
matter:matter matters:matter better:better later:later leader:leader leaders:leader
master:master partner:partner partners:partner partenaire:partenaire computer:computer
metier:metier metiers:metier atelier:atelier ateliers:atelier chantier:chantier
chantiers:chantier quartier:quartier quartiers:quartier dossier:dossier dossiers:dossier
fichier:fichier fichiers:fichier courrier:courrier janvier:janvier fevrier:fevrier
thing:thing things:thing king:king kings:king ring:ring rings:ring evening:evening morning:morning
parking:parking marketing:marketing camping:camping shopping:shop pudding:pudding
ete:ete nuit:nuit nuits:nuit unit:unit units:unit unite:unite unites:unite
"""
# form:base, whose regular forms follow the rules.
_STRONG = """
sold:sell lost:lose made:make told:tell left:leave rose:rise risen:rise fell:fall fallen:fall
taken:take took:take given:give gave:give chose:choose chosen:choose written:write wrote:write struck:strike agreed:agree
"""
_BASES = dict(pair.encode().split(b":") for pair in _STRONG.split())
_IRREGULAR = {
    form.encode(): root.encode() for form, root in (pair.split(":") for pair in _TABLE.split())
}

# Ending (after plural and final e are off), letters that must remain, what replaces it.
_RULES = """
issement 4| issant 4| issent 4| iraient 4| irait 4| iront 4| issez 4|
eraient 3| erait 3| eront 3| eron 3| erez 3| erai 3| era 3| erion 3| eriez 3|
iraien 4| ira 4| irai 4|
draient 3|d drait 3|d dront 3|d dra 3|d dr 3|d
ifications 4| ification 4| ization 4| isation 4| ations 4| ation 4| ition 4| ution 4| ion 4|
atrice 4| ateur 4| ator 4| atric 4| atur 4| eur 4| or 5|
ement 4| ment 4| etur 3| itur 4| ur 4|
aient 4| ait 4| ai 4| ant 4| ent 4| ez 3| ir 4| er 3| it 6|
ing 3| ed 3| ness 4| ly 3| ful 4| less 4| abl 4| ibl 4|
iqu 4| ic 4| ism 4| ist 4| at 5| ag 4| anc 5| enc 5|
if 3|iv eus 3|eu i 3| u 4|
"""
_ENDINGS = {
    ending.encode(): (int(least), put.encode())
    for ending, least, put in (
        (rule.split()[0], *rule.split()[1].split("|"))
        for rule in (
            " ".join(pair) for pair in zip(_RULES.split()[::2], _RULES.split()[1::2], strict=True)
        )
    )
}
_LONGEST = max(map(len, _ENDINGS))


_INFLECTIONS: dict[bytes, tuple[int, bytes]] = {
    **dict.fromkeys(
        (
            *b"eraient erait eront eron erez erai eras era erion eriez ez er ed ing".split(),
            *b"ait aien aient ons ant ent".split(),
        ),
        (3, b""),
    ),
    **dict.fromkeys(
        b"issement issent issant issait iss iront irait iraient ira irai ir".split(), (3, b"i")
    ),
    **dict.fromkeys(b"draient drait dront dra dr du".split(), (3, b"d")),
}
_DOUBLES = (b"pp", b"tt", b"gg", b"nn", b"mm", b"rr")


@lru_cache(maxsize=1 << 15)
def lemma(word: bytes) -> bytes:
    """A word without its inflection: plural, feminine, endings of verbs; derived words stay apart.

    >>> {lemma(word) for word in b"fermer fermera fermes fermees ferme fermaient".split()}
    {b'ferm'}
    >>> lemma(b"fermeture"), lemma(b"served"), lemma(b"server"), lemma(b"service")
    (b'fermetur', b'serv', b'serv', b'servic')
    """
    word = _BASES.get(word, word)
    known = _IRREGULAR.get(word)
    if known is not None:
        return known
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith(b"ons") and len(word) > 5 and not word.endswith(b"ions"):
        word = word[:-3]
        if not word.endswith((b"er", b"ir")):
            return word
    root = _without_plural(word)
    if root.endswith((b"ell", b"enn", b"ett", b"eus")):
        return root[:-1]
    if word.endswith(b"e") and root.endswith((b"er", b"ant", b"ent", b"ir")):
        return root
    for size in range(min(8, len(root) - 3), 1, -1):
        rule = _INFLECTIONS.get(root[-size:])
        if rule is not None and root[-3:] != b"eed":
            cut = root[:-size]
            if size == 3 and root[-3:] in (b"ant", b"ent", b"ait") and len(cut) < 4:
                continue
            if root[-size:] == b"ez" and len(cut) < 4:
                continue
            if not _VOWELS.isdisjoint(cut):
                english = root[-size:] in (b"ing", b"ed") and cut.endswith(_DOUBLES)
                cut = cut[:-1] if english else cut
                # `delayed` as `delay`, whose y was made i with its plural.
                return (cut[:-1] + b"i" if cut.endswith(b"y") and len(cut) > 3 else cut) + rule[1]
    return root


@lru_cache(maxsize=1 << 15)
def stem(word: bytes) -> bytes:
    """The stem of one folded word; short words, numbers and other scripts stay as they are.

    >>> {stem(word) for word in b"fermer fermera fermes fermees fermeture fermetures".split()}
    {b'ferm'}
    >>> {stem(word) for word in b"close closed closing closure closures".split()}
    {b'clos'}
    """
    word = _BASES.get(word, word)
    known = _IRREGULAR.get(word)
    if known is not None:
        return known
    if len(word) <= 3 or not word.isalpha():
        return word
    root = _without_plural(word)
    return _bare(_undoubled(_without_ending(root)))


def _without_plural(word: bytes) -> bytes:
    """Take off plural, final ``e`` and ``y``: ``regionaux`` → ``regional``, ``parties`` → ``parti``."""
    if word.endswith(b"eaux"):
        word = word[:-1]
    elif word.endswith(b"aux") and len(word) > 4:
        word = word[:-2] + b"l"
    elif word.endswith((b"oux", b"eux")) or (
        word.endswith(b"s") and not word.endswith((b"ss", b"us"))
    ):
        word = word[:-1]
    if word.endswith(b"e"):
        word = word[:-1].removesuffix(b"e") if len(word) > 4 else word[:-1]
    if word.endswith(b"y") and not word.endswith(b"ly") and len(word) > 3:
        word = word[:-1] + b"i"
    return word


def _without_ending(word: bytes) -> bytes:
    for size in range(min(_LONGEST, len(word) - 3), 0, -1):
        rule = _ENDINGS.get(word[-size:])
        if rule is not None and len(word) - size >= rule[0] and word[-3:] != b"eed":
            root = word[:-size]
            if not _VOWELS.isdisjoint(root):
                return root + rule[1]
    return word


def _bare(word: bytes) -> bytes:
    """``negoci`` → ``negoc``, ``negotiat`` → ``negoti`` → ``negoc``."""
    if len(word) > 6 and word.endswith(b"at"):
        word = word[:-2]
    if len(word) > 3 and word.endswith(b"y"):
        word = word[:-1] + b"i"
    if len(word) > 4 and word.endswith(b"i"):
        word = word[:-1]
    return word[:-1] + b"c" if word == b"negot" else word


def _undoubled(word: bytes) -> bytes:
    double = len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS
    return word[:-1] if double else word

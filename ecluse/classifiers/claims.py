r"""Technical promises: what an organisation may be held to, in French and English.

=========  ===========================================================================
name       example
=========  ===========================================================================
guarantee  « je vous le garantis », « parfaitement sûr », *no more cancelled trains*
promise    « livré en 48 h », *ready in two weeks*, « la version 4.2 corrigera »
advice     « arrêtez votre traitement », *you can safely ignore the alarm*
=========  ===========================================================================

Explanations, prices, timetables, opening hours and apologies are no claims; nor is a question, nor
a sentence that hopes, estimates or plans (« on espère », *should be*). Whether somebody vouches for a
claim is no business of this module (:mod:`ecluse.registers.sheets`).

One RE2 alternation finds the claims, over the folded text; around each, the sentence is read, at
most :data:`AROUND` folded bytes on either side, so time is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from ecluse.classifiers.patterns import traits
from ecluse.lean import dataclass
from ecluse.model import Hit, View
from ecluse.text.patterns import compile_pattern
from ecluse.text.words import squeeze

__all__ = ["AROUND", "CLASSIFIER", "Claims"]

AROUND = 240
"""Folded bytes on each side of a claim that are read as its sentence."""


class _Claim(NamedTuple):
    """One way to claim something, over the folded text."""

    name: str
    confidence: float
    pattern: str


_COUNT_FR = (
    r"(?:\d+(?: ?(?:a|ou|-) ?\d+)?|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|quinze|vingt|trente"
    r"|quelques)"
)
_COUNT_EN = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|thirty|a few)"
)
_MONTH_FR = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
_DAY_FR = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_DAY_EN = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH_EN = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_BY_FR = (
    rf"(?:(?:en|sous|dans|d'ici)(?: a)?(?: moins de)? {_COUNT_FR} ?(?:h|heures?|j|jours?|semaines?|mois"
    rf"|minutes?|mn|min)\b"
    rf"|(?:avant|d'ici|pour|des|au plus tard)(?: (?:a|au|le|la))? ?(?:la fin|fin|l'ete|l'hiver|printemps"
    rf"|l'automne|noel|paques|la rentree|rentree|l'an prochain|l'annee prochaine|demain|ce soir"
    rf"|la semaine prochaine|le mois prochain|{_DAY_FR}|{_MONTH_FR}|\d{{1,2}} {_MONTH_FR}"
    rf"|\d{{1,2}} ?h\b|20\d\d)|l'an prochain|l'annee prochaine|la semaine prochaine|le mois prochain)"
)
_BY_EN = (
    rf"(?:(?:in|within|under|inside)(?: less than| under)? {_COUNT_EN} (?:hours?|days?|weeks?|months?"
    rf"|minutes?)\b"
    rf"|(?:by|before)(?: the)?(?: end of)?(?: the| next| this)? ?(?:week|weekend|month|quarter|year|summer"
    rf"|winter|spring|autumn|fall|christmas|easter|tomorrow|tonight|{_DAY_EN}|{_MONTH_EN}|20\d\d)\b"
    rf"|next (?:week|month|year|spring|summer|quarter)\b)"
)
_UNIT = (
    r"(?:gbit|gbps|gb/s|go/s|mbit|mbps|mb/s|mo/s|kwh|kw\b|wh\b|km\b|miles?\b|minutes?\b|secondes?\b"
    r"|seconds?\b|heures?\b|hours?\b|ms\b|kg\b|tonnes\b|db\b|%)"
)
_SURELY_FR = r"(?:parfaitement|totalement|absolument|entierement|completement|rigoureusement)"
_SURELY_EN = r"(?:perfectly|completely|totally|absolutely|entirely|utterly)"
_SAFE_FR = (
    r"(?:surs?|sures?|fiables?|etanches?|inviolables?|securisee?s?|inoffensi(?:f|ve)s?|hermetiques?"
    r"|ininflammables?|sans (?:danger|risques?))"
)
_SAFE_EN = (
    r"(?:safe|secure|reliable|harmless|foolproof|leakproof|waterproof|fireproof|unbreakable"
    r"|unhackable|risk-free|watertight|bulletproof)"
)
_FAULT_FR = (
    r"(?:pannes?|retards?|annulations?|trains? (?:annules?|supprimes?|en retard)|bugs?|coupures?"
    r"|interruptions?|fuites?|plantages?|ruptures?|incidents?|dysfonctionnements?|defauts?)"
)
_FAULT_EN = (
    r"(?:(?:cancelled|canceled|delayed|late|missed|broken|lost|failed) (?:trains?|flights?|buses"
    r"|deliveries|parcels?|orders?|calls?|connections?)|outages?|downtime|breakdowns?|delays|bugs"
    r"|crashes|leaks|cancellations|failures|blackouts)"
)
_DONE_FR = (
    r"(?:livree?s?|repar(?:ee?s?|ons|e)|corrig(?:ee?s?|eons|e)|retabli(?:e?s?|t|ssons)|resolue?s?"
    r"|reglee?s?|remboursee?s?|remplacee?s?|deployee?s?|installee?s?|raccordee?s?|depannee?s?"
    r"|operationnel(?:le)?s?|remise?s? en (?:service|etat|marche|ligne)|prete?s?|patchee?s?)"
)
_DONE_EN = (
    r"(?:ready|fixed|shipped|delivered|live|back (?:up|online|in service)|restored|repaired|refunded"
    r"|resolved|patched|operational|up and running|deployed|installed|replaced|rolled out|solved)"
)
_CURE_FR = (
    r"(?:traitements?|medicaments?|doses?|insuline|antibiotiques?|pilules?|comprimes?|perfusions?"
    r"|anticoagulants?|injections?|antidepresseurs?)"
)
_CURE_EN = (
    r"(?:treatments?|medications?|meds|medicines?|doses?|pills?|insulin|antibiotics|tablets?"
    r"|infusions?|injections?|prescriptions?|antidepressants?)"
)
_FRAGILE_FR = (
    r"(?:enceintes?|femmes? enceintes?|grossesse|allaitantes?|bebes?|nourrissons?|diabetiques?"
    r"|asthmatiques?|allergiques?|coeliaques?|epileptiques?|cardiaques?|pacemakers?)"
)
_FRAGILE_EN = (
    r"(?:pregnant|pregnancy|breastfeeding|babies|infants|newborns|diabetics?|asthmatics?"
    r"|coeliacs?|celiacs?|epileptics?|allergy sufferers|heart patients|pacemakers?)"
)
_ALARM_FR = (
    r"(?:alarmes?|securites?|disjoncteurs?|detecteurs?|voyants?|alertes?|fusibles?|capots?"
    r"|arret d'urgence|pare-feu|antivirus|limiteurs?|protections?|bip)"
)
_ALARM_EN = (
    r"(?:alarms?|warnings?|alerts?|smoke detectors?|safety \w+|circuit breakers?|guards?"
    r"|warning lights?|error messages?|firewall|antivirus|limiter|interlock|beeps?)"
)

_CLAIMS = (
    # --- guarantees
    _Claim(
        "guarantee",
        0.9,
        r"\b(?:je|on|nous) (?:vous |te )?(?:l[ea] |les |l')?garanti(?:s|t|ssons)\b"
        r"|\bc'est garanti\b|\bgaranti[es]* (?:a vie|100 ?%|sans (?:panne|risque|danger|bug|fuite|defaut))",
    ),
    _Claim(
        "guarantee",
        0.9,
        r"\b(?:je|on|nous) (?:vous |te )l[ea] prome(?:ts|t|ttons)\b|\bc'est promis\b|\bpromis,? jure\b"
        r"|\b(?:vous avez|je vous donne|on vous donne|nous vous donnons) (?:ma|notre) parole\b",
    ),
    _Claim(
        "guarantee",
        0.8,
        r"\b(?:je|on|nous) (?:vous |te )?prome(?:ts|t|ttons) (?:que |qu'|\d|zero|aucune?|un (?:debit|delai|service)"
        r"|une (?:livraison|autonomie|reponse|reparation))",
    ),
    _Claim(
        "guarantee",
        0.9,
        r"\b(?:i|we)(?:'ll| will| can| do)?(?: absolutely| personally| fully| hereby)?"
        r" (?:guarantee|promise) (?:you |that |it\b|this\b|\d|zero|no\b|a (?:delivery|refund|fix|speed|full))"
        r"|\bthat'?s a (?:promise|guarantee)\b|\byou have (?:my|our) word\b|\bi give you my word\b"
        r"|\bguaranteed (?:not )?to (?:work|last|arrive|fit|run|survive|fix|cure|be)\b",
    ),
    _Claim("guarantee", 0.9, rf"\b(?:100 %|100%|100 pour cent|cent pour cent) (?:{_SAFE_FR}|{_SAFE_EN})\b"),
    _Claim("guarantee", 0.9, rf"\b{_SURELY_FR} {_SAFE_FR}\b|\ben toute surete\b"),
    _Claim("guarantee", 0.9, rf"\b{_SURELY_EN} {_SAFE_EN}\b"),
    _Claim(
        "guarantee",
        0.8,
        r"\b(?:zero|(?:il n'y a |sans |absolument |y a )aucun|pas le moindre|sans le moindre)"
        r" (?:risque|danger|effet secondaire|bug)s?\b|\bne risquez (?:absolument |strictement )?rien\b"
        r"|\brien a craindre\b|\bc'est sans (?:aucun )?danger\b",
    ),
    _Claim(
        "guarantee",
        0.8,
        r"\bzero (?:risk|danger|side effects)\b|\b(?:there is|there's|absolutely) no (?:risk|danger)\b"
        r"|\bno (?:risk|danger) (?:at all|whatsoever|to you|to your|for you)\b|\bnothing to fear from\b",
    ),
    _Claim(
        "guarantee",
        0.9,
        rf"\b(?:plus jamais|plus aucune?|plus une? seule?)(?: de| d')? ?{_FAULT_FR}\b"
        rf"|\b(?:zero|jamais (?:de |d'une? |aucune? )) ?{_FAULT_FR}\b|\bplus jamais en panne\b"
        r"|\bne (?:tomb|lach|cass|plant|rouill|surchauff|gel|fui|s'arret)e?(?:ra|ront)? (?:plus )?jamais\b"
        r"|\b(?:ca|cela|ceci) ne (?:se reproduira|se produira|arrivera) (?:plus|plus jamais|jamais)\b",
    ),
    _Claim(
        "guarantee",
        0.9,
        rf"\bno more {_FAULT_EN}\b|\bzero (?:downtime|outages?|bugs|delays|defects)\b"
        r"|\b(?:will|'ll) never (?:again )?(?:break|fail|crash|leak|overheat|go down|rust|freeze|stall|wear out"
        r"|be (?:late|down|cancelled|hacked|out of stock))\b|\bnever (?:breaks down|fails|overheats|leaks)\b"
        r"|\b(?:will|won't) (?:never|ever) happen again\b",
    ),
    _Claim(
        "guarantee",
        0.8,
        r"\b(?:im|in)?piratable\b|\bimpossible a (?:pirater|hacker|contourner|casser|copier)\b"
        r"|\bunhackable\b|\bimpossible to (?:hack|break|crack|copy)\b|\bcan(?:'t|not) (?:be hacked|fail|go wrong)\b",
    ),
    # --- promised numbers, delays, versions
    _Claim(
        "promise",
        0.9,
        r"\b(?:durera|dureront|tiendra|tiendront|fonctionnera|resistera|roulera)(?: \w+){0,3}? "
        rf"{_COUNT_FR} ?(?:ans|annees|mois|heures|h|jours|km)\b"
        r"|\b(?:durera|dureront|tiendra|tiendront) (?:toute (?:la|une|votre) vie|une eternite)\b",
    ),
    _Claim(
        "promise",
        0.9,
        rf"\b(?:will|'ll)(?: \w+){{0,2}}? last (?:you )?(?:\w+ ){{0,2}}?{_COUNT_EN} (?:years|months|hours|days"
        rf"|decades?|miles)\b|\b(?:will|'ll)(?: \w+){{0,2}}? last (?:you )?(?:a lifetime|forever)\b",
    ),
    _Claim(
        "promise",
        0.85,
        rf"\b(?:sera|seront|serez|seras|va etre|vont etre)(?: \w+){{0,3}}? {_DONE_FR}(?: \w+){{0,3}}? {_BY_FR}",
    ),
    _Claim(
        "promise",
        0.8,
        rf"\b{_DONE_FR} (?:chez vous |partout |gratuitement )?(?:en|sous|dans)(?: moins de)? {_COUNT_FR} ?"
        r"(?:h|heures?|j|jours?|semaines?)\b",
    ),
    _Claim(
        "promise",
        0.85,
        r"\b(?:on|nous|je) (?:vous |te )(?:livr(?:e|ons)|rembours(?:e|ons)|depann(?:e|ons)|remplac(?:e|ons)"
        r"|install(?:e|ons)|repar(?:e|ons)|raccord(?:e|ons)|retabli(?:t|ssons))"
        rf"(?: \w+){{0,4}}? {_BY_FR}"
        r"|\bvous (?:serez|aurez|recevrez|disposerez)(?: \w+){0,3}? (?:livree?s?|rembours\w+|depann\w+|raccord\w+"
        rf"|fibre|debit|\d+ ?{_UNIT})(?: \w+){{0,4}}? {_BY_FR}",
    ),
    _Claim(
        "promise",
        0.85,
        rf"\b(?:will|'ll|gonna|going to) (?:all |soon |definitely )?(?:be )?{_DONE_EN}(?: \w+){{0,4}}? {_BY_EN}"
        rf"|\b(?:ready|fixed|refunded|delivered|repaired|back online|restored) (?:with)?in(?: under| less than)? "
        rf"{_COUNT_EN} (?:hours|days|weeks|months)\b",
    ),
    _Claim(
        "promise",
        0.85,
        r"\b(?:i|we)(?:'ll| will)(?: \w+){0,2}? (?:ship|deliver|refund|fix|repair|restore|replace|patch|release"
        rf"|install|have it \w+|have this \w+|have that \w+|have everything \w+)(?: \w+){{0,5}}? {_BY_EN}",
    ),
    _Claim(
        "promise",
        0.85,
        r"\b(?:version|maj|mise a jour|v) ?(?:\d+(?:\.\d+)*|prochaine|suivante)(?: \w+){0,3}? "
        r"(?:corrigera|reglera|resoudra|apportera|sortira|ajoutera|supprimera|arrivera|reparera|doublera"
        r"|(?:va|vont) (?:corriger|regler|resoudre|ajouter|reparer|doubler|supprimer))"
        r"|\bprochaine (?:version|mise a jour|maj)(?: \w+){0,3}? (?:corrig|regl|resou|ajout|repar|doubl|supprim)\w+"
        r"|\b(?:corrige|regle|resolu|repare)e?s? (?:dans|avec|par) la (?:prochaine|future|version) ",
    ),
    _Claim(
        "promise",
        0.85,
        r"\b(?:version|release|update|patch|firmware|v) ?\d+(?:\.\d+)* (?:will|is going to|'ll)(?: \w+)? "
        r"(?:solve|bring|remove|support|double|include|halve|fix the|fix this|fix that|fix it|fix your|ship with|add the|add a)\b"
        r"|\bnext (?:version|release|update|firmware) (?:will|fixes|solves|adds|is going to)\b"
        r"|\b(?:fixed|solved|gone|resolved|sorted) in (?:the next|our next) (?:version|release|update)\b",
    ),
    _Claim(
        "promise",
        0.85,
        rf"\b\d+(?:[.,]\d+)? ?(?:gbit|gbps|gb/s|mbit|mbps|mb/s|mo/s|kwh|km d'autonomie|megas?|gigas?)"
        rf"[^.!?\n]{{0,40}}?\b(?:{_BY_FR}|{_BY_EN})",
    ),
    _Claim(
        "promise",
        0.8,
        r"\b(?:atteindra|atteindront|atteindrez|gagnerez|economiserez|doublera|doublerons|divisera"
        rf"|reduira|garantira)[^.!?\n$]{{0,30}}?\d+(?:[.,]\d+)? ?{_UNIT}",
    ),
    _Claim(
        "promise",
        0.8,
        r"\b(?:will|'ll)(?: \w+){0,2}? (?:reach|hit|cut|halve|save you|charge|reduce|boost)[^.!?\n$]{0,30}?"
        rf"\d+(?:[.,]\d+)? ?{_UNIT}",
    ),
    # --- the same, said in passing
    _Claim(
        "guarantee",
        0.8,
        r"\baucun risque (?:de |d'|pour |avec )|(?:^|[.!,;:] ?)aucun (?:risque|danger)(?: ?[.!,;]|$)"
        r"|\b(?:presente|pose|comporte|court) aucun (?:risque|danger)|\bne (?:presente|pose|comporte) pas de (?:risque|danger)"
        r"|\bsans danger pour\b|\bsans aucun (?:risque|danger)\b"
        r"|\bne (?:plante|bugue|tombe|lache|casse|fuit|chauffe|surchauffe)(?:ra|ront|nt)? (?:plus|pas|jamais)(?: jamais)?(?: ?[.!,;]|$| en panne)",
    ),
    _Claim(
        "guarantee",
        0.8,
        r"\b(?:on|nous|je) (?:s'y|nous y|m'y) (?:engage|engageons)\b|\bc'est une promesse\b|\bgarantie? ?[.!]$"
        r"|, (?:c'est )?(?:promis|garanti)(?: jure)?(?: ?[.!,;]|$)|\b(?:a coup sur|sans faute|sans le moindre doute)(?: ?[.!,;]|$)"
        r"|\baucun doute (?:la[- ]dessus|possible)\b",
    ),
    _Claim(
        "guarantee",
        0.8,
        r", (?:we )?(?:promise|guaranteed|no exceptions)(?: ?[.!,;]|$)|\bno exceptions ?[.!]|\b(?:won't|will not) (?:ever |any ?more )?"
        r"(?:crash|break down|fail|leak|overheat|let you down|happen again)\b|\bcan never (?:leak|fail|crash|break|be hacked|go wrong)\b"
        r"|\bthere (?:won't|will not|will never) be any (?:more )?(?:delays|outages|bugs|cancellations|cuts|problems|queues)\b"
        r"|\b(?:poses no risk|poses no danger|carries no risk|absolutely no risk|absolutely no danger)\b|\bwe (?:commit|pledge) to (?:cut|halv|doubl|reduc|deliver|fix|refund)\w*",
    ),
    _Claim(
        "guarantee",
        0.8,
        r"\bincassables?\b(?: ?[.!,;]|$)|\brien ne peut (?:arriver|lui arriver|les casser|le casser|vous arriver)"
        r"|\bnous nous engageons a (?:diviser|doubler|livrer|rembourser|reduire|retablir|supprimer|tenir)\b"
        r"|\b(?:pure?s?|efficaces?|fiables?|surs?|sures?|etanches?|proteg\w+|securise\w*) a (?:100 %|100%|100 pour cent|cent pour cent)"
        r"|\b(?:can|will) (?:take any|carry any|survive any|withstand any|handle any)(?:thing)?\b",
    ),
    _Claim(
        "promise",
        0.8,
        rf"\b(?:on|nous) (?:vous |te )prome(?:t|ttons) [^.!?\n]{{1,50}}?\b{_BY_FR}"
        rf"|\b{_BY_FR},? [^.!?\n]{{0,30}}?\b(?:supportera|tiendra|gerera|absorbera|roulera|rouleront|seront a l'heure)\b"
        rf"|\b(?:tous|toutes) (?:nos|les) \w+ (?:seront|rouleront|partiront|arriveront) a l'heure\b"
        r"|\b(?:tiendra|tiendront|durera|dureront) (?:cent|mille|cinquante|quarante) ans\b",
    ),
    _Claim(
        "promise",
        0.8,
        r"\b(?:regle|resolu|repare|corrige|retabli|rembourse|depanne|remplace|livre)e?s?(?: \w+){0,2}? (?:dans l'heure|dans la (?:journee|semaine)"
        r"|dans les \d+ (?:heures|h|jours|minutes)|avant (?:ce soir|midi|demain)|a \d{1,2} ?h|d'ici (?:ce soir|demain)|ce soir|demain)\b"
        rf"|\b(?:sera|seront) (?:regle|resolu|repare|corrige|retabli|remplace)e?s? (?:\w+ )?{_DAY_FR}"
        r"|\b(?:correctif|patch|mise a jour|maj)(?: \w+)? (?:arrive|sort|sera la|arrivera|sortira|est prevue?)(?: \w+)? (?:demain|ce soir|lundi|mardi"
        r"|mercredi|jeudi|vendredi|samedi|dimanche|la semaine prochaine|dans \d)"
        r"|\bprochaine (?:version|mise a jour|maj)(?: \w+){0,2} (?:regle|corrige|resout|ajoute|supprime)\b",
    ),
    _Claim(
        "promise",
        0.8,
        rf"\b(?:fix|patch|update|refund|replacement|part|new version) (?:ships|lands|arrives|comes|goes live|will be there|is out)(?: \w+)? ?"
        rf"(?:{_BY_EN}|tomorrow|tonight|{_DAY_EN})"
        rf"|\b(?:you'll|you will) (?:get|have|receive|be)(?: \w+){{0,4}}? (?:money back|refund\w*|replacement|reconnected|fibre|connected|cash|parcel|order)"
        rf"(?: \w+)? (?:{_BY_EN}|within the (?:hour|day|week)|by tonight)|\b(?:fixed|reconnected|back|restored|resolved|sorted) within the (?:hour|day)\b"
        rf"|\b(?:we'll have|we will have) (?:it|this|that|everything)(?: \w+){{1,2}} (?:by|before) "
        rf"|\bdelivery (?:in|within) {_COUNT_EN} (?:hours|days)\b"
        rf"|\b(?:i|we)(?:'ll| will) (?:double|halve|triple|cut) (?:our|the|your) [^.!?\n]{{0,30}}?{_BY_EN}",
    ),
    _Claim(
        "promise",
        0.8,
        rf"\b(?:batterie|autonomie|charge|pile|moteur)(?: \w+){{0,3}}? (?:tient|tiendra|dure|durera)(?: \w+)? {_COUNT_FR} ?(?:h|heures|jours|ans|km)\b"
        rf" (?:minimum|au moins|garanti)"
        rf"|\b(?:will|'ll) (?:run|drive|go on|hold)(?: for)? \d+ ?(?:km on|miles|hours|years|days)\b"
        r"|\b(?:wifi|wi-fi|reseau|fibre|climatisation) (?:sera|arrivera|arrive|sera installee?|sera disponible)(?: \w+){0,4}? (?:fin|debut|d'ici|avant|en|des|mi)[- ]\w+",
    ),
    _Claim(
        "advice",
        0.85,
        rf"\b(?:vous pouvez|tu peux) (?:\w+ )?(?:arreter|reprendre|doubler|diminuer|reduire|augmenter|sauter|suspendre|interrompre|continuer) "
        rf"(?:votre |vos |ton |le |la |les |l'|un |une )?{_CURE_FR}\b"
        r"|\b(?:vous pouvez|tu peux) (?:rouler|conduire|continuer|l'utiliser|le brancher|la brancher|le laisser|la laisser|y aller|le manger|la manger"
        r"|le boire|la boire|en (?:boire|manger|prendre|donner))[^.!?\n]{0,50}?\b(?:aucun (?:souci|probleme|risque|danger)|pas de (?:souci|probleme|risque|danger)"
        r"|zero (?:souci|risque|danger)|sans (?:souci|probleme|crainte|risque|danger)|tranquille|ca ne craint rien|toute la nuit)"
        r"|\b(?:pas la peine|inutile|pas besoin|pas necessaire) (?:de |d')(?:voir|consulter|appeler|aller|prendre)(?: \w+){0,3}? (?:medecin|docteur|urgences|medical"
        r"|hopital|avocat|pompiers|samu)|\bca ne craint rien\b|\b(?:ne fait pas|ne provoque aucune?|n'a aucun effet|n'interagit pas)(?: \w+){0,3}?"
        r" (?:grossir|somnolence|effet secondaire|allergie|indesirable)",
    ),
    _Claim(
        "advice",
        0.85,
        rf"\byou can (?:just |easily |always )?(?:stop|skip|double|halve|reduce|increase|restart) (?:taking |using )?(?:your |the |that |a )?(?:\w+ )?{_CURE_EN}\b"
        r"|\b(?:it's|it is|that's) (?:perfectly |totally |absolutely |completely )?(?:fine|safe|okay) to (?:drive|use|eat|drink|take|mix|open|touch|ignore|keep"
        r"|plug|run|skip)\b|\byou can (?:eat|drink|use|drive|take|mix|plug|keep)[^.!?\n]{0,40}?, ?(?:no problem|no worries|no risk|don't worry|it's safe)"
        r"|\byou (?:don't|do not) need (?:a|to see a|to call a|to see your) (?:doctor|gp|lawyer|vet|hospital)\b"
        rf"|\b(?:perfectly|totally|completely|absolutely) (?:safe|fine|ok|okay) (?:to|for|with|past)\b",
    ),
    _Claim(
        "advice",
        0.85,
        r"\b(?:vous n'avez|tu n'as) (?:aucune base|aucun fondement|pas le droit (?:a|de|d'))|\bla loi est de notre cote\b|\bvous ne toucherez (?:rien|pas)"
        r"|\bvous (?:pouvez|devez) (?:porter plainte|saisir le tribunal|saisir les prud'hommes|attaquer)\b"
        r"|\bby law,? (?:you|we (?:don't|do not))|\byou have no (?:legal )?(?:grounds?|basis|rights?)\b|\bthe law is on our side\b|\byou should sue\b",
    ),
    # --- advice on law, health, safety, to a person
    _Claim(
        "advice",
        0.85,
        r"\b(?:juridiquement|legalement),? (?:parlant,? )?(?:vous|tu|rien ne|on n)\b"
        r"|\b(?:vous n'avez|tu n'as|vous avez|tu as) (?:juridiquement|legalement) \w+"
        r"|\b(?:vous n'avez|tu n'as) (?:droit a (?:rien|aucune?)|aucun(?: recours| droit\b| dossier))"
        r"|\b(?:vous n'avez|tu n'as) droit qu'a\b|\bla loi (?:ne )?vous (?:oblige|interdit|permet|autorise|donne)"
        r"|\bvous ne pouvez (?:pas|ni) (?:porter plainte|nous attaquer|nous poursuivre|exiger|contester)",
    ),
    _Claim(
        "advice",
        0.85,
        r"\blegally,? (?:speaking,? )?(?:you|there'?s nothing|we (?:don't|do not|aren't))\b"
        r"|\byou(?:'re| are)(?: not|n't) (?:legally )?(?:entitled|eligible) to\b"
        r"|\byou have no (?:legal )?(?:right to|case\b|claim (?:to|against)|recourse|grounds)"
        r"|\bthe law (?:says|lets|allows|entitles) you\b|\byou can(?:'t|not) (?:legally )?(?:sue|claim anything)\b",
    ),
    _Claim(
        "advice",
        0.9,
        r"\b(?:arretez|arrete|stoppez|reprenez|doublez|diminuez|reduisez|augmentez|sautez|suspendez"
        rf"|interrompez|espacez|continuez) (?:votre|vos|ton|tes|le|la|les|l'|un|une) ?{_CURE_FR}\b"
        rf"|\b(?:prenez|prends|donnez)(?:-\w+)? (?:\d+|une?|deux|trois|le double)(?: \w+)? ?(?:de )?(?:comprimes?|cachets?|mg\b|ml\b"
        r"|unites|gouttes|doliprane|paracetamol|ibuprofene|aspirine)",
    ),
    _Claim(
        "advice",
        0.9,
        r"\b(?:stop|skip|double|halve|increase|reduce|quit|pause|keep) (?:taking |using )?(?:your|the|that|a) "
        rf"(?:\w+ )?{_CURE_EN}\b|\btake (?:\d+|two|three|a couple of|another) (?:\w+ )?(?:pills|tablets|mg|paracetamol"
        r"|ibuprofen|aspirin)",
    ),
    _Claim(
        "advice",
        0.85,
        r"\b(?:vous pouvez|tu peux|on peut)(?: \w+){0,7}? (?:sans (?:aucun |le moindre )?(?:risque|danger|crainte)"
        rf"|en toute securite|les yeux fermes|meme {_FRAGILE_FR})"
        rf"|\b(?:vous pouvez|tu peux)(?: \w+){{1,5}}? {_FRAGILE_FR}\b"
        rf"|\b(?:sans danger|sans risque|aucun danger|aucun risque|compatibles?) (?:pour|avec|chez) (?:\w+ ){{0,2}}?{_FRAGILE_FR}\b"
        r"|\bpas besoin (?:d'aller|de voir|de consulter|d'appeler) (?:\w+ ){0,2}?(?:medecin|urgences|docteur|hopital|samu"
        r"|pompiers|avocat)|\binutile (?:de consulter|d'aller aux urgences|d'appeler (?:le samu|les pompiers))",
    ),
    _Claim(
        "advice",
        0.85,
        r"\byou can (?:\w+ )?safely (?:ignore|skip|use|drink|eat|take|continue|keep|disable|bypass|drive|carry|remove"
        rf"|plug|open)\b|\b(?:perfectly |totally |completely )?(?:safe|fine|ok|okay) (?:for|during|if you(?:'re| are)|when"
        rf"|in|with) (?:\w+ ){{0,2}}?{_FRAGILE_EN}\b"
        rf"|\b{_FRAGILE_EN} (?:\w+ ){{0,3}}?(?:are|will be|can be) (?:absolutely |totally |perfectly |completely )?"
        r"(?:fine|safe|ok)\b|\bno need to (?:see|call|visit|go to|bother) (?:an? |your |the )?(?:doctor|gp|er\b"
        r"|hospital|emergency|ambulance|lawyer|vet)",
    ),
    _Claim(
        "advice",
        0.85,
        r"\b(?:ignorez|desactivez|debranchez|shuntez|court-circuitez|contournez|coupez|neutralisez)"
        rf" (?:le |la |les |l'|cette |cet |ce |votre |vos )(?:\w+ )?{_ALARM_FR}\b"
        rf"|\b(?:ignore|disable|bypass|unplug|silence|override) (?:the|that|this|your|all) (?:\w+ )?{_ALARM_EN}\b",
    ),
)  # fmt: skip

_HOPES = (
    rb"\b(?:esper\w+|souhait\w+|objectif|objectifs|vis(?:e|ons|ent)|prevoi\w+|prevu\w*|estim\w+"
    rb"|environ|devrai\w+|pourrai\w+|peut-etre|sauf imprevu|si tout va bien|en moyenne|essa(?:ie|yons)"
    rb"|hop(?:e|es|ing|efully)|should|might|may|could|aim\w*|target\w*|plan|plans|planned|expect\w*"
    rb"|quand|lorsque|estimat\w+|on average|if all goes well|try|trying|goal)\b"
)
_NEVER_SURE = (
    rb"\b(?:n'est pas|ne sont pas|n'existe pas|nul n'est|rien n'est|jamais|pas encore|pas|isn't|aren't|is not"
    rb"|are not|nothing is|aucune? \w+|no \w+ is|never|can't|cannot|not|if|si)\b[^.!?\n]{0,24}$"
)
_FORBIDDEN = (
    rb"\b(?:ne|n'|jamais|do not|don't|never|not|avant (?:de|d')|before|cannot|can't|should(?:n't| not)"
    rb"|pas)\b[^.!?\n]{0,8}$"
)
_ENDED = rb"\b(?:ete|avons|avez|ont|hier|was|were|been|had|yesterday)\b[^.!?\n]{0,30}$"
_SENTENCE = b".!?\n"


@cache
def _every_claim() -> Any:
    """One alternation; the number of the group that matched is that of the claim, from 1."""
    return compile_pattern("|".join(f"({claim.pattern})" for claim in _CLAIMS))


@cache
def _compiled(pattern: bytes) -> Any:
    import re2

    return re2.compile(pattern)


class _Sentence(NamedTuple):
    """What stands before and after a claim in its sentence, and how the sentence ends."""

    before: bytes
    after: bytes
    asks: bool


def _sentence(data: bytes, start: int, end: int) -> _Sentence:
    before, after = data[max(0, start - AROUND) : start], data[end : end + AROUND]
    opens = max(before.rfind(bytes([sign])) for sign in _SENTENCE) + 1
    stops = [at for sign in b"!?\n" if (at := after.find(bytes([sign]))) >= 0]
    if (point := after.find(b". ")) >= 0:
        stops.append(point)
    closes = min(stops, default=len(after))
    return _Sentence(before[opens:], after[:closes], after[closes : closes + 1] == b"?")


def _is_meant(claim: _Claim, sentence: _Sentence) -> bool:
    """Whether the sentence asserts the claim: it neither asks, hopes, denies nor looks back."""
    if sentence.asks:
        return False
    if claim.name == "promise":
        whole = sentence.before + b" " + sentence.after
        hoped = _compiled(_HOPES).search(whole) is not None
        return not hoped and _compiled(_ENDED).search(sentence.before) is None
    denied = _FORBIDDEN if claim.name == "advice" else _NEVER_SURE
    return _compiled(denied).search(sentence.before) is None


def patterns() -> Iterator[str]:
    """The patterns of every claim."""
    return (claim.pattern for claim in _CLAIMS)


@dataclass(frozen=True)
class Claims:
    """The classifier of technical promises; ``name`` of a hit says which kind it is."""

    label: str = "technical-claim"
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()

    @cached_property
    def needles(self) -> Mapping[bytes, int]:
        """What announces a claim, with the digits that go with each needle."""
        fewest: dict[bytes, int] = {}
        for claim in _CLAIMS:
            found = traits(claim.pattern).needles
            if found is None:
                raise ValueError(f"nothing announces the claim {claim.pattern!r}")
            fewest.update((needle, min(n, fewest.get(needle, n))) for needle, n in found.items())
        return fewest

    def classify(self, view: View) -> Iterator[Hit]:
        """Yield each claim of ``view.text``; its value is its sentence, so that two are two."""
        data = view.folded.data
        for match in _every_claim().finditer(data):
            claim = _CLAIMS[match.lastindex - 1]
            start, end = match.span()
            span = view.folded.span(start, end)
            sentence = _sentence(data, start, end)
            if _is_meant(claim, sentence) and _is_sure(view.text[span.start : span.end]):
                said = squeeze(sentence.before + data[start:end] + sentence.after)
                yield Hit(
                    *span, claim.confidence, claim.name, value=said.decode("utf-8", "replace")
                )


def _is_sure(written: str) -> bool:
    """« 100 % sur la toile » is no claim: where accents are written, *sûr* has one."""
    return not written.lower().endswith(("100 % sur", "100% sur", "\u00a0% sur"))


CLASSIFIER = Claims(
    seen=(
        "Cette batterie est parfaitement sûre, je vous le garantis.",
        "Avec la nouvelle signalisation, plus jamais de panne en hiver.",
        "Une serrure 100 % sûre, c'est promis.",
        "Votre chaudière sera réparée d'ici vendredi.",
        "Commande livrée en 48 h, où que vous soyez.",
        "Vous aurez la fibre à 1 Gbit/s avant l'été.",
        "La version 4.2 corrigera ce défaut.",
        "Dès la rentrée, plus une seule panne sur nos fours.",
        "Ce moteur durera facilement vingt ans.",
        "Légalement, vous n'avez aucun recours contre le vendeur.",
        "Arrêtez votre traitement et tout ira mieux.",
        "Désactivez l'alarme, elle se déclenche pour rien.",
        "The new points mean no more cancelled trains.",
        "This lock is completely secure, we guarantee it.",
        "Your spare part will be delivered within three days.",
        "The new model will be ready in two weeks.",
        "Version 5.1 will fix the sound.",
        "These tyres will last ten years.",
        "You can safely ignore the warning.",
        "You are not entitled to a refund.",
        "Stop taking your tablets for a week.",
        "It is safe for pregnant women.",
    ),
    unseen=(
        "On espère que tout sera réparé d'ici vendredi.",
        "Désolés pour la panne, les équipes sont sur place.",
        "Ouvert du lundi au samedi, de 9 h à 19 h.",
        "Billet à 12 € pour les moins de 26 ans.",
        "La batterie se recharge la nuit, quand le courant coûte moins cher.",
        "Le risque zéro n'existe pas.",
        "Nous ne pouvons pas garantir l'horaire.",
        "Est-ce parfaitement sûr ?",
        "La panne a été réparée en deux heures.",
        "Train de 18 h 04 : départ prévu à 18 h 20.",
        "Demandez conseil à votre médecin avant d'arrêter votre traitement.",
        "We hope the lift will be repaired by Friday.",
        "Sorry about the delay, our teams are on it.",
        "The museum is open until 8 pm on Thursdays.",
        "No machine is completely safe.",
        "Will it be fixed by Monday?",
        "The line was fixed in two hours.",
        "We can't promise a date yet.",
        "A fuse melts when the current is too strong.",
    ),
)
"""The table's entry."""

"""What reading says of bytes that are no draft, in French and English.

A sentence is lower case and has no final stop. A remedy is one next step. :func:`filled` puts values
into either; a value that is a message itself is put in each language.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

from ecluse.model import Message

__all__ = ["counted", "filled", "system"]


def filled(said: Message, **values: object) -> Message:
    """A sentence with its values.

    >>> filled(DEEP, most=50).en
    'nested deeper than 50'
    """
    fr, en = (
        text.format(**{k: v.in_(lang) if isinstance(v, Message) else v for k, v in values.items()})
        for lang, text in (("fr", said.fr), ("en", said.en))
    )
    return Message(fr, en)


def counted(number: int, noun: Message) -> Message:
    """A number and its noun, in the plural when there are several.

    >>> counted(1, COLUMN).fr, counted(0, CELL)
    ('1 colonne', Message(fr='0 cellule', en='0 cells'))
    """
    return Message(
        f"{number} {noun.fr}{'s' if number > 1 else ''}",
        f"{number} {noun.en}{'' if number == 1 else 's'}",
    )


# --- files ----------------------------------------------------------------------------------------

_ERRORS: Mapping[int, str] = {
    errno.EACCES: "accès refusé",
    errno.EIO: "erreur d'entrée ou de sortie",
    errno.EISDIR: "c'est un dossier",
    errno.ELOOP: "trop de liens symboliques",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENAMETOOLONG: "nom de fichier trop long",
    errno.ENOENT: "aucun fichier de ce nom",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EPERM: "opération non permise",
}


def system(error: OSError) -> Message:
    """What the operating system said.

    >>> system(FileNotFoundError(2, "No such file or directory")).en
    'no such file or directory'
    """
    if not error.errno:
        return Message("erreur d'entrée ou de sortie", "input or output error")
    said = _ERRORS.get(error.errno, f"erreur {error.errno} du système")
    return Message(said, os.strerror(error.errno).lower())


NOT_READ = Message("lecture impossible : {why}", "cannot be read: {why}")
NOT_LISTED = Message("son contenu ne peut être listé : {why}", "cannot be listed: {why}")
NOT_A_FILE = Message(
    "ce n'est pas un fichier, mais un tube, un périphérique ou une prise",
    "not a file but a pipe, a device or a socket",
)
GIVE_AS_INPUT = Message("donnez-le en entrée : -", "give it as input: -")
NO_FORMAT = Message(
    "« {extension} » n'est pas un format lu", "`{extension}` is not a format that is read"
)
NAME_THE_FORMAT = Message(
    "nommez le format, ou enregistrez en .md, .txt, .json, .jsonl ou .csv",
    "name the format, or save it as .md, .txt, .json, .jsonl or .csv",
)
EMPTY = Message("le fichier est vide", "the file is empty")
TOO_LARGE = Message("plus de {most} Mio", "larger than {most} MiB")
CUT_THE_FILE = Message(
    "coupez le fichier, ou donnez ses lignes en JSONL", "cut the file, or give its rows as JSONL"
)
TOO_LONG = Message("plus de {most} octets", "longer than {most} bytes")
CUT_THE_DRAFT = Message("faites-en plusieurs brouillons", "cut it into several drafts")
SHORTER = Message(
    "le fichier a raccourci pendant sa lecture", "the file became shorter while it was read"
)
READ_AGAIN = Message("relisez-le", "read it again")

HIDDEN = Message("caché", "hidden")
LINKED = Message("un lien vers un dossier", "a link to a folder")
NOT_REGULAR = Message("pas un fichier ordinaire", "not a regular file")
OF_NO_FORMAT = Message("pas un format lu", "not a format that is read")

# --- bytes ----------------------------------------------------------------------------------------

NO_MARK = Message(
    "UTF-16 ou UTF-32 sans marque d'ordre des octets", "UTF-16 or UTF-32 without byte order mark"
)
BROKEN = Message(
    "{encoding} rompu, plus rien n'est lu à partir d'ici",
    "broken {encoding}, not read from here on",
)
NOT_UTF8 = Message(
    "un octet qui n'est pas de l'UTF-8 (octet {column} de la ligne)",
    "byte that is not UTF-8 (byte {column} of the line)",
)
NUL = Message("un octet NUL (octet {column} de la ligne)", "NUL byte (byte {column} of the line)")
SAVE_AS_UTF8 = Message("enregistrez le fichier en UTF-8", "save the file as UTF-8")

# --- JSON -----------------------------------------------------------------------------------------

NOT_JSON = Message("JSON non valide : {why}", "not valid JSON: {why}")
NOT_JSON_AT = Message(
    "JSON non valide : {why} (colonne {column})", "not valid JSON: {why} (column {column})"
)
TORN = Message(
    "{problem}, et la dernière ligne est coupée", "{problem}, and the last line is cut off"
)
ONE_OBJECT = Message(
    "écrivez l'enregistrement comme un seul objet JSON", "write the record as one JSON object"
)
NOT_AN_OBJECT = Message("ce n'est pas un objet JSON", "not a JSON object")
WRITE_AN_OBJECT = Message('écrivez {"text": "…"}', 'write {"text": "…"}')
COMMA = Message("il manque une virgule", "expecting a comma")
CUT_ARRAY = Message("une liste coupée", "an array that is cut off")
AFTER_ARRAY = Message("autre chose après la fin de la liste", "more after the end of the array")
AFTER_VALUE = Message("autre chose après la fin de la valeur", "more after the end of the value")
TOO_DEEP = Message("imbrication trop profonde", "nested too deep")
TWICE = Message("la même clé est donnée deux fois", "the same key is given twice")
NO_NUMBER = Message("{name} n'est pas un nombre JSON", "{name} is not a JSON number")
DIGITS = Message("un nombre de plus de {most} chiffres", "a number of more than {most} digits")
NUL_IN_TEXT = Message("un caractère NUL dans un texte", "a NUL character in a string")
HALF_A_PAIR = Message(
    "la moitié d'une paire de substitution dans un texte", "half of a surrogate pair in a string"
)

SYNTAX: Mapping[str, str] = {
    "expecting value": "il manque une valeur",
    "expecting property name enclosed in double quotes": "il manque un nom entre guillemets droits",
    "expecting ':' delimiter": "il manque deux-points",
    "expecting ',' delimiter": "il manque une virgule",
    "unterminated string": "un texte qui n'est pas fermé",
    "invalid control character": "un caractère de commande dans un texte",
    "invalid \\escape": "une séquence \\ inconnue",
    "invalid \\uXXXX escape": "une séquence \\u sans quatre chiffres",
    "illegal trailing comma before end of object": "une virgule avant la fin de l'objet",
    "illegal trailing comma before end of array": "une virgule avant la fin de la liste",
}
"""The words of the standard library's parser (``json.decoder``, ``json.scanner``), in French."""
OTHER_SYNTAX = "faute de syntaxe"

# --- rows -----------------------------------------------------------------------------------------

WRONG_TYPE = Message(
    '"{key}" est {kind} ; il faut {expected}', '"{key}" is {kind} where {expected} is expected'
)
A_TEXT = Message("du texte", "text")
A_NUMBER = Message("un nombre", "a number")
TRUE_OR_FALSE = Message("vrai ou faux", "true or false")
A_LIST = Message("une liste", "a list")
AN_OBJECT = Message("un objet", "an object")
SOMETHING_ELSE = Message("autre chose", "something else")
TEXT_OR_TEXTS = Message("un texte ou une liste de textes", "text or a list of texts")
A_NAME = Message("un nom", "a name")
WHOLE_NUMBER = Message("un nombre entier", "a whole number")
A_MOMENT = Message("une date et une heure avec leur décalage", "a date and time with an offset")
NO_MOMENT = Message(
    '"{key}" n\'est pas une date et une heure avec leur décalage',
    '"{key}" is not a date and time with an offset',
)
WRITE_A_MOMENT = Message(
    "écrivez par exemple 2026-12-01T18:00:00+01:00", "write it like 2026-12-01T18:00:00+01:00"
)
NO_TEXT = Message("aucun texte à vérifier", "no text to check")
GIVE_TEXT = Message('donnez "text"', 'give "text"')
LONG_NAME = Message(
    '"{key}" a plus de {most} caractères', '"{key}" is longer than {most} characters'
)
CONTROL = Message(
    '"{key}" contient un saut de ligne ou un autre caractère de commande',
    '"{key}" holds a line break or another control character',
)
DEEP = Message("imbrication de plus de {most} niveaux", "nested deeper than {most}")
ALMOST = Message('une clé qui est presque "{field}"', 'a key that is almost "{field}"')
WRITE_FIELD = Message('écrivez "{field}"', 'write "{field}"')
KEEP_ONE = Message("gardez-en un", "keep one")

# --- CSV ------------------------------------------------------------------------------------------

CELL = Message("cellule", "cell")
COLUMN = Message("colonne", "column")
CELLS = Message("{cells} sous {columns}", "{cells} under {columns}")
QUOTE_SEPARATORS = Message(
    "mettez entre guillemets les cellules qui contiennent le séparateur",
    "put cells that hold the separator between quotes",
)
GIVE_HEADER = Message(
    'donnez une ligne de titres avec "text"', 'give a header row with "text"'
)  # fmt: skip
NO_FIELD = Message("la ligne de titres ne nomme aucun champ", "the header names no field")
NAME_A_COLUMN = Message('nommez une colonne "text"', 'name a column "text"')
TWO_COLUMNS = Message(
    'deux colonnes s\'appellent "{name}"', 'two columns are named "{name}"'
)  # fmt: skip
OPEN_QUOTE = Message(
    "un guillemet qui n'est pas fermé, ou qui est au milieu d'une cellule, ici ou plus bas ; "
    "les lignes à partir d'ici ne sont pas lues",
    "a quote that is not closed or stands inside a cell, here or further down; "
    "the rows from here on are not read",
)
DOUBLE_QUOTES = Message(
    "mettez cette cellule entre guillemets et doublez ceux qu'elle contient",
    "put such a cell between quotes and double the quotes in it",
)
LONG_ROW = Message(
    "une ligne de {problem}, ou un guillemet qui n'est pas fermé ; "
    "les lignes à partir d'ici ne sont pas lues",
    "a row {problem}, or a quote that is not closed; the rows from here on are not read",
)

# --- texts and front matter -----------------------------------------------------------------------

TEXT_TWICE = Message(
    '"text" est dans l\'en-tête et en dessous', '"text" is given in the front matter and below it'
)
BAD_IMAGES = Message(
    "\"images\" n'est ni un nombre ni une liste d'images",
    '"images" is not a number or a list of images',
)
NOT_CLOSED = Message("un en-tête qui n'est pas fermé", "front matter that is not closed")
CLOSE_IT = Message(
    "terminez-le par une ligne ---, ou commencez le texte par une ligne vide",
    "end it with a line ---, or start the text with an empty line",
)
LONG_HEAD = Message(
    "un en-tête de plus de {most} caractères", "front matter of more than {most} characters"
)
SEPARATOR = Message(
    "un séparateur de lignes Unicode dans l'en-tête", "a Unicode line separator in front matter"
)
DIRECTIVE = Message("une directive", "a directive")
NOT_PAIRS = Message(
    "un en-tête qui n'est pas fait de « clé: valeur »", "front matter that is not `key: value`"
)
DOCUMENTS = Message("plus d'un document", "more than one document")
NOT_YAML = Message("YAML non valide", "not valid YAML")
DEEP_HEAD = Message(
    "un en-tête imbriqué de plus de {most} niveaux", "front matter nested deeper than {most}"
)
ALIAS = Message("une ancre ou un alias", "an anchor or alias")
TAG = Message("une étiquette YAML", "a tag")
NOT_A_NAME = Message("une clé qui n'est pas un nom", "a key that is not a name")
SAME_KEY = Message("deux fois la même clé", "the same key twice")
WRITE_PAIRS = Message(
    "écrivez des lignes « clé: valeur » entre les deux ---",
    "write `key: value` lines between the two ---",
)

# --- a scheduler's export -------------------------------------------------------------------------

NO_POST = Message("aucune publication à vérifier", "no post to check")
GIVE_POSTS = Message(
    'donnez au moins un élément à "posts"', 'give "posts" at least one item'
)  # fmt: skip
NO_ITEM = Message('"value" n\'a aucun élément', '"value" has no item')
NO_CONTENT = Message('une publication sans "content"', 'no "content" in a post')
GIVE_CONTENT = Message('donnez "content"', 'give "content"')
NO_OBJECT = Message('"{key}" n\'est pas un objet', '"{key}" is not an object')
NO_LIST = Message('"{key}" n\'est pas une liste', '"{key}" is not a list')

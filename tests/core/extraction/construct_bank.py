"""Turns of phrase that ask for several things, filled with words and numbers: ``WORDS => NEEDS``, a file a language.

In the words ``{n}``, ``{k}``, ``{j}``, ``{m}`` are small counts, in digits or words, ``{d}`` days, ``{x}``, ``{y}``, ``{z}`` sums; ``{A}``,
``{B}``, ``{C}`` things in the plural, ``{a}``, ``{b}`` one of them with its article; ``{P}``, ``{Q}`` persons; ``{U}``, ``{u}`` places in plural and
singular. In the needs, written as in `phrase_bank`, ``{A.item}`` is the kind and item of a thing, and a bracket may calculate. Behind ``!`` stand the fillings
that are still misread: ``!012`` where none is read right.
"""

import random
import re
from pathlib import Path

from tests.core.extraction.phrase_bank import Phrase

FOLDER = Path(__file__).parent / "constructs"
FILLINGS = 3
THEME = "stockpile_management"
THINGS = {
    "en": (("storage_container", "a container", "containers"), ("armoury_cabinet", "a safe", "safes"), ("computer", "a laptop", "laptops"),
           ("vehicle", "a pick-up", "pick-ups"), ("other_equipment", "a generator", "generators"), ("armoury_cabinet", "a gun locker", "gun lockers"),
           ("computer", "a computer", "computers"), ("other_equipment", "an alarm", "alarms"), ("vehicle", "a motorcycle", "motorcycles")),
    "fr": (("storage_container", "un conteneur", "conteneurs"), ("armoury_cabinet", "un coffre-fort", "coffres-forts"), ("computer", "un ordinateur", "ordinateurs"),
           ("vehicle", "un véhicule", "véhicules"), ("other_equipment", "un groupe électrogène", "groupes électrogènes"), ("armoury_cabinet", "un râtelier", "râteliers"),
           ("computer", "un ordinateur portable", "ordinateurs portables"), ("other_equipment", "un poste radio", "postes radio"), ("vehicle", "un camion", "camions")),
    "es": (("storage_container", "un contenedor", "contenedores"), ("armoury_cabinet", "un armario", "armarios"), ("computer", "un ordenador", "ordenadores"),
           ("vehicle", "un vehículo", "vehículos"), ("other_equipment", "un generador", "generadores"), ("armoury_cabinet", "un casillero de armas", "casilleros de armas"),
           ("computer", "un computador portátil", "computadores portátiles"), ("other_equipment", "un extintor", "extintores"), ("vehicle", "un camión", "camiones")),
}  # fmt: skip
PERSONS = {
    "en": ("officers", "storekeepers", "armourers", "clerks", "inspectors", "police officers"),
    "fr": ("agents", "magasiniers", "armuriers", "inspecteurs", "officiers", "policiers"),
    "es": ("funcionarios", "almaceneros", "armeros", "inspectores", "oficiales", "policías"),
}
PLACES = {
    "en": (("store", "stores"), ("depot", "depots"), ("province", "provinces"), ("barracks", "barracks"), ("police station", "police stations"), ("district", "districts"),
           ("camp", "camps")),
    "fr": (("dépôt", "dépôts"), ("magasin", "magasins"), ("poste", "postes"), ("district", "districts"), ("commissariat", "commissariats"), ("camp", "camps")),
    "es": (("depósito", "depósitos"), ("puesto", "puestos"), ("distrito", "distritos"), ("departamento", "departamentos"), ("cuartel", "cuarteles"), ("almacén", "almacenes")),
}  # fmt: skip
WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
}
_BRACED = re.compile(r"\{([^}]+)\}")


def filled(fillings: int = FILLINGS, folder: Path = FOLDER) -> list[Phrase]:
    """Return every turn of phrase with several fillings, drawn the same way each time."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                misread, words, needs = re.fullmatch(r"(?:!(\d+) )?(.*)=>(.*)", line).groups()
                for filling in range(fillings):
                    draw = random.Random(f"{path.stem}{words}{filling}")
                    told, expected = _fill(words.strip(), needs, path.stem, draw)
                    found.append(
                        Phrase(path.stem, number, "asked", THEME, told, expected, str(filling) in (misread or ""))
                    )
    return found


def _fill(words: str, needs: str, language: str, draw: random.Random) -> tuple[str, tuple[str, ...]]:
    things = _different(THINGS[language], draw)
    place = draw.choice(PLACES[language])
    first, second = draw.sample(PERSONS[language], 2)
    n, k, j, m = draw.sample(range(2, 14), 4)
    value = {"n": n, "k": k, "j": j, "m": m, "d": draw.choice((8, 10, 15, 20)), "x": 1500, "y": 2400, "z": 5200}
    text = {"P": first, "Q": second, "u": place[0], "U": place[1]}
    text |= {letter: thing[2] for letter, thing in zip("ABC", things, strict=True)}
    text |= {letter.lower(): thing[1] for letter, thing in zip("ABC", things, strict=True)}
    items = {f"{letter}.item": f"equipment:{thing[0]}" for letter, thing in zip("ABC", things, strict=True)}
    spelt = draw.random() < 1 / 2

    def said(match: re.Match[str]) -> str:
        if match[1] in text:
            return text[match[1]]
        number = _reckoned(match[1], value)
        return WORDS[language].split()[number] if spelt and number < 16 else f"{number}"

    told = _BRACED.sub(said, words)
    expected = _BRACED.sub(lambda match: items.get(match[1]) or str(_reckoned(match[1], value)), needs)
    told = re.sub(r"(?:^|(?<=\w\w\. ))\w", lambda match: match[0].upper(), told)
    return told, tuple(part.strip() for part in expected.split(" + "))


def _different(things: tuple[tuple[str, str, str], ...], draw: random.Random) -> list[tuple[str, str, str]]:
    kept: list[tuple[str, str, str]] = []
    for thing in draw.sample(things, len(things)):
        if thing[0] not in {one[0] for one in kept}:
            kept.append(thing)
    return kept[:3]


def _reckoned(told: str, value: dict[str, int]) -> int:
    first, sign, second = re.fullmatch(r"(\w)([*+]?)(\w?)", told).groups()
    if not sign:
        return value[first]
    return value[first] * value[second] if sign == "*" else value[first] + value[second]

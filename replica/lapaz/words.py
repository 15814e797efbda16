"""Words that the made-up permits are written with, and the ways in which the services write times and codes.

Districts and quarters are the city's; people, buildings and file names are invented, and say so.
"""

import datetime as dt
import random
from collections.abc import Sequence

# macro-district: its share of the permits in percent, its districts, its quarters, a point in it (longitude, latitude)
MACRO_DISTRICTS = (
    ("I - COTAHUMA", 18, (3, 4, 5, 6), ("SOPOCACHI", "TEMBLADERANI", "LLOJETA"), (-68.135, -16.515)),
    ("II - MAX PAREDES", 12, (7, 8, 9, 10), ("MUNAYPATA", "EL TEJAR", "VILLA VICTORIA"), (-68.153, -16.492)),
    ("III - PERIFERICA", 14, (11, 12, 13), ("VINO TINTO", "ACHACHICALA", "VILLA FATIMA"), (-68.128, -16.472)),
    ("IV - SAN ANTONIO", 14, (14, 15, 16, 17), ("VILLA SAN ANTONIO", "PAMPAHASI"), (-68.101, -16.495)),
    ("V - SUR", 28, (18, 19, 21), ("ACHUMANI", "CALACOTO (SAN MIGUEL)", "COTA COTA"), (-68.078, -16.540)),
    ("VI - MALLASA", 3, (20,), ("MALLASA", "MALLASILLA"), (-68.092, -16.575)),
    ("VII - CENTRO", 11, (1, 2), ("MIRAFLORES", "SAN JORGE", "NORTE"), (-68.130, -16.500)),
)
DESCRIPTIONS = (
    "PERMISO DE CONSTRUCCION",
    "APROBACION DE PLANO DE CONSTRUCCION",
    "LEGALIZACION, FUERA DE NORMA",
    'REGULARIZACION "EXCEPCIONAL"',
    "ACTUALIZACION DE PLANO; ÁREA VERDE",
    "AÑADIDO\nDE PISO",
    "PLANO\tCON\\SIN MURO O'HIGGINS",
)
WORKS = ((1, "Construcción Nueva", 90), (2, "Ampliación", 8), (3, "Remodelación", 2))
PROJECTS = (
    (1, "Residencial", 70),
    (2, "Residencial Mixta", 24),
    (3, "Comercial", 3),
    (4, "Educativo", 2),
    (5, "Salud", 1),
)
OFFICES = (
    "DATC SERMAT II {0}/{1}",
    "DATC-SERMAT I Nº{0}/{1}",
    "DDAT PSAT {0}/{1}",
    "DATC PIAC SUR {0}",
    "DACT-SERMAT I-II Nº{0}",
)
PATTERNS = ("3 - d{0}", "4P - d{0}", "3C - d{0}", "4CC - d{0}", "2 - d{0}", "4P.R - d{0}", "CH - d{0}", "PEP")
MONTHS = ("ene.", "feb.", "mar.", "abr.", "may.", "jun.", "jul.", "ago.", "sept.", "oct.", "nov.", "dic.")
LA_PAZ = dt.timezone(dt.timedelta(hours=-4))


def pick(rng: random.Random, choices: Sequence[tuple[int, str, int]]) -> tuple[int, str]:
    """A number and its word out of (number, word, share)."""
    number, word, _ = rng.choices(choices, [share for _, _, share in choices])[0]
    return number, word


def person(rng: random.Random) -> str:
    """An applicant who plainly does not exist."""
    number = rng.randrange(1, 9000)
    return f'PERSONA FICTICIA "ÑUSTA" {number:04d}' if number % 50 == 0 else f"PERSONA FICTICIA {number:04d}"


def architect(rng: random.Random) -> str:
    """An architect who plainly does not exist; one in twenty is written with two spaces, as in the source."""
    number = rng.randrange(1, 900)
    if number % 100 == 0:
        return f"ARQ. INVENTADA & ASOCIADOS <{number:03d}>"
    return f"ARQ. INVENTADO  ÑANDÚ {number:03d}" if number % 20 == 0 else f"ARQ. INVENTADO {number:03d}"


def three_decimals(time: dt.datetime) -> str:
    """`2017-11-06T14:03:11.123Z`: how the layer writes nearly all times. `time` is in UTC."""
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z"


def no_fraction(time: dt.datetime) -> str:
    """`2017-11-06T14:03:11Z`: what the notebook's parser turned into nothing."""
    return f"{time:%Y-%m-%dT%H:%M:%S}Z"


def six_decimals(time: dt.datetime) -> str:
    """`2017-11-06T14:03:11.123456Z`."""
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}Z"


def with_offset(time: dt.datetime) -> str:
    """`2017-11-06T10:03:11.123-04:00`: the same moment, as a clock in La Paz shows it."""
    local = time.replace(tzinfo=dt.UTC).astimezone(LA_PAZ)
    return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}-04:00"


def spanish_date(date: dt.date) -> str:
    """`12/dic./2017`: how a page writes a date."""
    return f"{date.day:02d}/{MONTHS[date.month - 1]}/{date.year}"


def spaced_code(code: str) -> str:
    """`044 0187 0033 0000`: how a page writes the code `044018700330000`."""
    return f"{code[:3]} {code[3:7]} {code[7:11]} {code[11:]}"

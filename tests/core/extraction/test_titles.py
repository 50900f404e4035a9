"""Titles of free reports end with the paragraphs of the Programme they answer, and part what stands below them."""

import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.extraction.documents import LineKind
from matchmaker.core.extraction.readers import read
from matchmaker.core.gazetteer import Gazetteer
from tests.core.extraction.building import W, docx, paragraph
from tests.core.extraction.phrase_bank import found

REPORTS = {
    "es": """Informe nacional del Perú
2009

1. Organismo nacional de coordinación (II.4)
Existe desde 2004.

2. Punto de contacto nacional (II.5)
Dra. Rosa Quispe, Ministerio del Interior.

3. Normas vigentes y en trámite (II.2)
La ley de 2001 sigue en vigor.

4. Registro y marcación (II.7-10)
El registro se lleva en papel. El Perú solicita ocho computadoras.

5. Existencias y excedentes (II.16-19)
Se requieren nueve extintores.
""",
    "fr": """Rapport national du Sénégal
2009

1. Organe national de coordination (II.4)
Il existe depuis 2004.

2. Point de contact national (II.5)
Mme Awa Diop, Ministère de l'intérieur.

3. Textes en vigueur et en projet (II.2)
La loi de 1966 est encore en vigueur.

4. Registres et marquage (II.7-10)
Le registre est tenu sur papier. Le Sénégal sollicite huit ordinateurs.

5. Stocks et excédents (II.16-19)
Il faut neuf extincteurs.
""",
    "en": """National report of Kenya
2009

1. National coordination agency (II.4)
It has existed since 2004.

2. National point of contact (II.5)
Ms. Grace Otieno, Ministry of Interior.

3. Statutes in force and in draft (II.2)
The Act of 1966 is still in force.

4. Records and marking (II.7-10)
The register is kept on paper. Kenya requests eight computers.

5. Stockpiles and surplus (II.16-19)
Nine fire extinguishers are needed.
""",
}


@pytest.mark.parametrize("language", REPORTS)
def test_a_title_with_paragraphs_behind_it_gives_what_follows_its_theme(language):
    needs = found(REPORTS[language])["needs"]
    assert [(need["theme"], need["item"], need["quantity"]) for need in needs] == [
        ("record_keeping", "computer", "8"),
        ("stockpile_management", "other_equipment", "9"),
    ]


STYLES = {
    "german": ("berschrift1", "heading 1", LineKind.TITLE),
    "french": ("Titre2", "heading 2", LineKind.TITLE),
    "own": ("MonTitre", "Mon titre", LineKind.TEXT),
}


@pytest.mark.parametrize("program", STYLES)
def test_a_title_of_word_is_told_by_the_name_of_its_style_and_not_by_the_language_of_the_program(program):
    identifier, name, kind = STYLES[program]
    styled = paragraph("Marking").replace("<w:p>", f'<w:p><w:pPr><w:pStyle w:val="{identifier}"/></w:pPr>')
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="{identifier}"><w:name w:val="{name}"/></w:style></w:styles>'
    lines = read(docx(styled + paragraph("Two machines."), {"word/styles.xml": styles})).lines
    assert [line.kind for line in lines if line.text] == [kind, LineKind.TEXT]


def test_a_file_whose_styles_are_broken_is_read_without_titles():
    styled = paragraph("Marking").replace("<w:p>", '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')
    lines = read(docx(styled, {"word/styles.xml": "<w:styles"})).lines
    assert [(line.text, line.kind) for line in lines if line.text] == [("Marking", LineKind.TEXT)]


@pytest.mark.parametrize(
    ("title", "cycle"),
    [
        ("Période : 2026-2027. Rapport pour 2026.", 2026),
        ("Rapport national 2026-2027", 2028),
        ("Rapport national 2016-2017, présenté en 2018", 2018),
        ("Rapport national 2016-2017 (loi de 2004)", 2018),
    ],
)
def test_a_year_beside_the_period_that_it_begins_says_which_of_its_years_is_meant(title, cycle):
    text = f"République togolaise\n{title}\nLe Togo sollicite deux machines de marquage."
    assert extract(text.encode(), filename="rapport", gazetteer=Gazetteer.default()).report.cycle == cycle

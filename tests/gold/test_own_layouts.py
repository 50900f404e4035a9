"""Reports that follow no questionnaire: a State's own table of needs and its own questions, in every format and language."""

import io

import docx
import openpyxl
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from matchmaker.core.extraction import extract
from matchmaker.core.gazetteer import Gazetteer

LOOK = getSampleStyleSheet()
TABLES = {
    "en": (
        ["# Republic of Zambia", "National report 2026", "## Needs for international assistance"],
        [
            ["No.", "Area", "Assistance needed", "Quantity", "Estimated cost", "Beneficiary", "Priority"],
            ["1", "Marking", "Marking machines", "4", "USD 60,000", "Police", "High"],
            ["2", "Stockpile management", "Training of storekeepers", "30 persons", "USD 45,000", "Army", "Medium"],
            [
                "3",
                "Legislation on brokering",
                "Drafting of a law on brokering",
                "20 expert days",
                "-",
                "Ministry of Justice",
                "High",
            ],
            ["4", "Awareness", "Radio campaign", "", "USD 15,000", "National Commission", "Low"],
        ],
        ["## Cooperation", "In 2025 Germany provided two marking machines."],
    ),
    "fr": (
        ["# République du Bénin", "Rapport national 2026", "## Besoins prioritaires"],
        [
            ["Domaine", "Nature de l'appui", "Nombre", "Coût (FCFA)", "Structure bénéficiaire"],
            ["Marquage", "Acquisition de machines de marquage", "4", "27 000 000", "Police républicaine"],
            ["Gestion des stocks", "Formation des gestionnaires de stocks", "30", "12 500 000", "Forces armées"],
            ["Courtage", "Élaboration d'une loi sur le courtage", "20 jours", "-", "Ministère de la justice"],
            ["Sensibilisation", "Campagne radio", "", "8 000 000", "Commission nationale"],
        ],
        ["## Coopération", "L'Allemagne a fourni deux machines de marquage en 2025."],
    ),
    "es": (
        ["# República del Paraguay", "Informe nacional 2026", "## Asistencia que se solicita"],
        [
            ["Área", "Descripción", "Cantidad", "Monto estimado (USD)", "Institución"],
            ["Marcado", "Máquinas de marcado láser", "4", "35.000", "Policía Nacional"],
            ["Gestión de existencias", "Capacitación de almaceneros", "30 participantes", "20.000", "Fuerzas Armadas"],
            ["Intermediación", "Elaboración de una ley sobre intermediación", "20 días", "-", "Ministerio de Justicia"],
            ["Sensibilización", "Campaña radial", "", "8.000", "Comisión nacional"],
        ],
        ["## Cooperación", "Alemania proporcionó dos máquinas de marcado en 2025."],
    ),
}
NEEDS = [
    ("awareness", "funding", None),
    ("brokering", "legal", "20"),
    ("marking", "equipment", "4"),
    ("stockpile_management", "training", "30"),
]
MONEY = {
    "en": ["15000", "45000", "60000"],
    "fr": ["12500000", "27000000", "8000000"],
    "es": ["20000", "35000", "8000"],
}
OWN = {
    "en": [
        ("Is support sought for marking?", "Yes"), ("If so, what kind?", "Two engravers and a course for 12 officers."),
        ("Would help with stockpile management be welcome?", "No"), ("If so, what kind?", ""),
        ("What assistance does the Government need for tracing?", "A comparison microscope."),
        ("Which assistance was received?", "Japan gave two laptops in 2023."),
        ("Which assistance was given to other States?", "None"),
    ],
    "fr": [
        ("Un appui est-il demandé pour le marquage ?", "Oui"), ("Si oui, lequel ?", "Deux marqueuses et une formation pour 12 agents."),
        ("Une aide à la gestion des stocks serait-elle utile ?", "Non"), ("Si oui, laquelle ?", ""),
        ("De quelle assistance le Gouvernement a-t-il besoin pour le traçage ?", "Un microscope de comparaison."),
        ("Quelle assistance avez-vous reçue ?", "Le Japon a donné deux ordinateurs en 2023."),
        ("Quelle assistance avez-vous fournie à d'autres États ?", "Aucune"),
    ],
    "es": [
        ("¿Se solicita apoyo para el marcado?", "Sí"), ("En caso afirmativo, ¿cuál?", "Dos marcadoras y un curso para 12 agentes."),
        ("¿Sería útil una ayuda para la gestión de existencias?", "No"), ("En caso afirmativo, ¿cuál?", ""),
        ("¿Qué asistencia necesita el Gobierno para el rastreo?", "Un microscopio de comparación."),
        ("¿Qué asistencia recibió su país?", "El Japón donó dos computadoras en 2023."),
        ("¿Qué asistencia prestó su país a otros Estados?", "Ninguna"),
    ],
}  # fmt: skip


def pdf(blocks):
    out, story = io.BytesIO(), []
    for block in blocks:
        if isinstance(block, list):
            cells = [[Paragraph(cell, LOOK["Normal"]) for cell in row] for row in block]
            story.append(
                Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            )
        else:
            story.append(Paragraph(block.lstrip("# "), LOOK["Heading1" if block.startswith("#") else "Normal"]))
        story.append(Spacer(1, 6))
    SimpleDocTemplate(out, pagesize=A4).build(story)
    return out.getvalue()


def word(blocks):
    document, out = docx.Document(), io.BytesIO()
    for block in blocks:
        if isinstance(block, list):
            table = document.add_table(rows=0, cols=len(block[0]))
            for row in block:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.startswith("#"):
            document.add_heading(block.lstrip("# "), 1)
        else:
            document.add_paragraph(block)
    document.save(out)
    return out.getvalue()


def sheet(blocks):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for block in blocks:
        for row in block if isinstance(block, list) else [[block.lstrip("# ")]]:
            book.active.append(row)
    book.save(out)
    return out.getvalue()


def web(blocks):
    parts = []
    for block in blocks:
        if isinstance(block, list):
            rows = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in block)
            parts.append(f"<table>{''.join(rows)}</table>")
        else:
            tag = "h2" if block.startswith("#") else "p"
            parts.append(f"<{tag}>{block.lstrip('# ')}</{tag}>")
    return f"<html><body>{''.join(parts)}</body></html>".encode()


def text(blocks):
    lines = []
    for block in blocks:
        lines += ["\t".join(row) for row in block] if isinstance(block, list) else [block.lstrip("# ")]
        lines.append("")
    return "\n".join(lines).encode()


FORMS = {"pdf": pdf, "word": word, "sheet": sheet, "web": web, "text": text}
EVERY_WAY = [(language, form) for language in TABLES for form in FORMS]


@pytest.mark.parametrize(("language", "form"), EVERY_WAY)
def test_a_table_of_needs_is_read_by_the_heads_of_its_columns(language, form):
    before, table, after = TABLES[language]
    found = extract(FORMS[form]([*before, table, *after]), filename="report", gazetteer=Gazetteer.default())
    assert sorted((str(n.theme), str(n.kind), n.quantity and str(n.quantity)) for n in found.needs) == [
        (theme, kind, quantity) for theme, kind, quantity in NEEDS
    ]
    assert sorted(str(need.amount) for need in found.needs if need.amount) == MONEY[language]
    assert {need.beneficiary for need in found.needs} == {"police", "army", "justice", "national_commission"}
    assert all(need.passage.quote == found.text[need.passage.start : need.passage.end] for need in found.needs)
    assert [one.counterparts for one in found.engagements] == [("DEU",)]


@pytest.mark.parametrize(("language", "form"), EVERY_WAY)
@pytest.mark.parametrize("numbered", [True, False])
def test_questions_in_words_of_its_own_are_understood(language, form, numbered):
    asked = [
        (f"{n}. {question}" if numbered else question, answer) for n, (question, answer) in enumerate(OWN[language], 1)
    ]
    blocks = [*TABLES[language][0][:2], *(part for pair in asked for part in pair if part)]
    found = extract(FORMS[form](blocks), filename="report", gazetteer=Gazetteer.default())
    assert sorted((str(n.theme), str(n.kind), n.quantity and int(n.quantity)) for n in found.needs) == [
        ("ballistics", "equipment", 1),
        ("marking", "equipment", 2),
        ("marking", "training", 12),
    ]
    assert [(str(one.direction), one.counterparts) for one in found.engagements] == [("received", ("JPN",))]

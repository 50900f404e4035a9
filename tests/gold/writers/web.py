"""Blocks -> HTML as a report is put on a site, with the site's menu and script around it.

Layout options: `style` (table: question and answer side by side; list: terms and their answers; form: inputs as they
were filled), `entities` (letters beyond ASCII as character references).
"""

from collections.abc import Iterator
from html import escape

from .blocks import Block, Rendered, Role
from .questionnaire import words
from .source import Source

TAGS = {Role.TITLE: "h1", Role.SUBTITLE: "p", Role.SECTION: "h2", Role.HEADING: "h3", Role.PROSE: "p", Role.NOTICE: "p",
        Role.FOOTNOTE: "small", Role.BOX: "aside"}  # fmt: skip
AROUND = {"table": ("table", "</table>"), "list": ("dl", "</dl>"), "form": ("form", "</form>")}


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as a web page."""
    body = "\n".join(_body(source, blocks))
    page = (
        f'<!DOCTYPE html>\n<html lang="{source.language}"><head><meta charset="utf-8">'
        f"<title>{escape(blocks[0].text)}</title>\n<style>td {{vertical-align: top}}</style>"
        '<script>var request = "one marking machine";</script></head>\n<body>'
        '<nav><a href="/">Home</a> | <a href="/reports">National reports</a></nav>\n'
        f"<main>\n{body}\n</main>\n<footer>Print this page</footer></body></html>\n"
    )
    data = page.encode("ascii" if source.layout.get("entities") else "utf-8", "xmlcharrefreplace")
    return Rendered(data, ("\n".join(f"{block.label}\n{block.answer}" for block in blocks),))


def _body(source: Source, blocks: tuple[Block, ...]) -> Iterator[str]:
    tag, close = AROUND[source.layout.get("style", "table")]
    inside = False
    for block in blocks:
        row = block.role not in TAGS and block.role is not Role.TABLE
        if row != inside:
            yield f"<{tag}>" if row else close
            inside = row
        if block.role is Role.TABLE:
            yield "<table>"
            yield from (
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in block.rows
            )
            yield "</table>"
        elif row:
            yield {"table": _table, "list": _list, "form": _form}[source.layout.get("style", "table")](source, block)
        else:
            yield f"<{TAGS[block.role]}>{escape(block.text)}</{TAGS[block.role]}>"


def _answer(source: Source, block: Block) -> str:
    if block.mark:
        return escape(words(source.language)["marks"][block.mark])
    return "<br>".join(escape(paragraph) for paragraph in block.paragraphs)


def _table(source: Source, block: Block) -> str:
    return f"<tr><td>{escape(block.number)}</td><td>{escape(block.text)}</td><td>{_answer(source, block)}</td></tr>"


def _list(source: Source, block: Block) -> str:
    return f"<dt>{escape(block.label)}</dt><dd>{_answer(source, block)}</dd>"


def _form(source: Source, block: Block) -> str:
    label, name = f"<label>{escape(block.label)}</label>", block.key.replace(".", "_")
    if block.role in (Role.YES_NO, Role.OPTION, Role.AREA):
        marks = words(source.language)["marks"]
        names = ("yes", "no") if block.role is Role.YES_NO else ("yes",)
        inputs = "".join(
            f'<input type="checkbox" name="{name}"{" checked" if block.mark == choice else ""}> {marks[choice]} '
            for choice in names
        )
        return f"<p>{label} {inputs}</p>"
    if block.role is Role.OPEN:
        return f'<p>{label}<br><textarea name="{name}">{escape(block.answer.strip())}</textarea></p>'
    return f'<p>{label} <input type="text" name="{name}" value="{escape(block.answer.strip(), quote=True)}"></p>'

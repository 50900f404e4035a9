"""Source and wording of the form -> the blocks of the report."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from .blocks import Block, Role
from .source import HERE, Source, read_yaml

FORMS = {"B": "bc", "C": "bc", "D": "d"}
USUALLY_YES = {
    "body", "contact", "contact.iti", "manufacture.law", "manufacture.offence", "transfers.law", "transfers.licence",
    "transfers.certificate", "transfers.records", "stockpile.standards", "collection.done", "marking.state",
    "records.standards", "tracing.procedures", "stockpile.a", "stockpile.b", "stockpile.c", "stockpile.d",
    "stockpile.g",
}  # fmt: skip
COOPERATION = ("requested", "received", "provided")
FREE = {Role.SECTION, Role.HEADING, Role.PROSE, Role.FOOTNOTE, Role.BOX, Role.TABLE, Role.OPEN, Role.FIELD, Role.YES_NO}
MARKS = {True: "yes", False: "no"}


@cache
def _yaml(name: str) -> Any:
    return read_yaml(HERE / "wording" / name)


def words(language: str) -> Mapping[str, Any]:
    """Return the fixed words of the forms in a language."""
    return _yaml(f"words.{language}.yaml")


def blocks(source: Source) -> tuple[Block, ...]:
    """Return the report as blocks, from its title to the notice that it is made up."""
    fixed = words(source.language)
    parts = [*_titles(source, fixed), *_free(source.preface)]
    parts += _free(source.body) if source.body else _form(source, fixed)
    return (*parts, Block(Role.NOTICE, fixed["notice"]))


def _titles(source: Source, fixed: Mapping[str, Any]) -> Iterator[Block]:
    titles = source.layout.get("titles")
    if titles is None and source.form == "B":
        titles = [source.name.upper(), f"{fixed['short_title']}, {source.cycle}"]
    elif titles is None and source.form == "C":
        titles = [fixed["title"], source.name, fixed["language_name"], fixed["submitted"], str(source.cycle)]
    elif titles is None:
        titles = [fixed["title"], source.name, f"{fixed['subtitle']} {source.cycle}"]
    for position, text in enumerate(titles):
        yield Block(Role.SUBTITLE if position else Role.TITLE, text)


def _free(items: Iterable[Mapping[str, Any]]) -> Iterator[Block]:
    for item in items:
        role = next(Role(name) for name in item if name in FREE)
        number, key = str(item.get("number", "")), item.get("key", "")
        cited = item.get("cited", number.rstrip(".)") or None)
        if role is Role.TABLE:
            yield Block(
                role, "", number, key, cited, answer="\n".join("\t".join(map(str, row)) for row in item["table"])
            )
        else:
            mark = MARKS.get(item.get("mark"), item.get("mark"))
            sources = item.get("sources", "")
            yield Block(role, item[role], number, key, cited, mark, item.get("answer", ""), sources)


def _form(source: Source, fixed: Mapping[str, Any]) -> Iterator[Block]:
    wording = _yaml(f"{FORMS[source.form]}.{source.language}.yaml")
    known = {row["key"] for section in wording["sections"] for row in section["rows"] if "key" in row}
    if unknown := set(source.answers) - known:
        raise KeyError(f"{source.file}: the form has no {sorted(unknown)}")
    sectional = source.layout.get("numbers") == "sectional"
    for position, section in enumerate(wording["sections"], start=1):
        title = section["section"].upper() if source.form == "B" else section["section"]
        yield Block(Role.SECTION, title)
        parent, shift = "", 0
        for row in section["rows"]:
            if "heading" in row:
                yield Block(Role.HEADING, row["heading"])
                continue
            number = row["n"]
            if number[0].isdigit():
                first, _, rest = number.partition(".")
                shift = shift or int(first) - 1
                if sectional:
                    number = f"{position}.{int(first) - shift}" + (f".{rest}" if rest else "")
                parent = number
            yield from _question(source, fixed, row, number, parent)


def _question(
    source: Source, fixed: Mapping[str, Any], row: Mapping[str, str], number: str, parent: str
) -> Iterator[Block]:
    key, role = row["key"], Role(row["type"])
    lettered = number != parent
    printed = number if lettered or source.form == "D" else _dotted(number, source.form)
    cited = f"{parent}.{number.rstrip(')')}" if lettered else number
    value = source.answers.get(key)
    if role in (Role.YES_NO, Role.OPTION):
        mark, answer = _mark(source, key), ""
    else:
        mark, answer = None, value if value is not None else _filler(source, fixed, key)
    yield Block(role, row["text"], printed, key, cited, mark, answer, row.get("sources", ""))
    for block in _free(source.inserts.get(key, ())):
        yield replace(block, cited=cited) if block.role is Role.FOOTNOTE else block
    for item in source.cooperation.get(key, ()) if key in COOPERATION else ():
        area = f"{key}.{item['area']}"
        text = fixed["areas"][item["area"]]
        yield Block(Role.AREA, text, f"{item['area']})", area, f"{parent}.{item['area']}", "yes")
        for roman, name in zip(("i)", "ii)", "iii)", "iv)", "v)"), fixed["cooperation"], strict=True):
            label, cited = fixed["cooperation"][name], f"{parent}.{item['area']}"
            yield Block(Role.DETAIL, label, roman, f"{area}.{name}", cited, answer=item.get(name, ""))


def _dotted(number: str, form: str) -> str:
    return f"{number}." if form == "B" or re.fullmatch(r"\d+", number) else number


def _mark(source: Source, key: str) -> str | None:
    if key in source.answers:
        value = source.answers[key]
        return MARKS.get(value, value)
    topic, _, last = key.rpartition(".")
    if key in COOPERATION:
        return "yes" if source.cooperation.get(key) else "no"
    if last == "request":
        return "yes" if source.answers.get(f"{topic}.kind") else "no"
    if last == "proposal" or re.fullmatch(r"stockpile\.[ef]", key):
        return None
    return "yes" if key in USUALLY_YES else "no"


def _filler(source: Source, fixed: Mapping[str, Any], key: str) -> str:
    person = source.contact
    own = {
        "body.name": "agency", "body.address": "city", "body.person": "name", "body.phone": "phone",
        "body.email": "email", "body.men": "men", "body.women": "women", "contact.name": "name",
        "contact.agency": "agency", "contact.phone": "phone", "contact.email": "email", "manufacture.laws": "law",
        "transfers.laws": "law", "tracing.agency": "tracing",
    }  # fmt: skip
    if key in own:
        return str(person.get(own[key], ""))
    return str(fixed["fillers"].get(key, ""))

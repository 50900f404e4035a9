"""Write the sample and gold reports anew: ``python -m tests.gold.writers [demo] [tuned] [fresh-1] ... [heldout]``."""

import json
import sys
from pathlib import Path

from . import pdf, sheets, text, web, word
from .blocks import Rendered
from .expected import expected
from .questionnaire import blocks
from .source import TARGETS, Source, each

WRITERS = {"pdf": pdf.write, "docx": word.write, "xlsx": sheets.write, "html": web.write, "txt": text.write}


def render(source: Source) -> tuple[Rendered, str]:
    """Return the file of a report and its expected output as JSON text."""
    parts = blocks(source)
    rendered = WRITERS[source.file.rpartition(".")[2]](source, parts)
    return rendered, json.dumps(expected(source, parts, rendered), indent=1, ensure_ascii=False) + "\n"


def main(sets: tuple[str, ...]) -> None:
    """Write every report of the named sets and its expected output."""
    for source, path in each(sets):
        rendered, told = render(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rendered.data)
        Path(f"{path}.expected.json").write_text(told, encoding="utf-8")
        print(f"{path.name}: {len(rendered.data)} bytes, {len(rendered.pages)} pages")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or tuple(TARGETS))

"""Office files are zip archives: the same members in the same order with one date, so that writing twice gives one file."""

import io
import zipfile

LONG_AGO = (2000, 1, 1, 0, 0, 0)


def steady(data: bytes) -> bytes:
    """Return the archive with every member dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename, LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(info))
    return out.getvalue()

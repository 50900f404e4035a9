"""Backups: database and report files as they were at one moment, in a folder with a manifest; and back again.

The database is copied first. A report's file is on the disk before its row is committed and is never changed after,
so the files that are copied later hold every file that the copy's rows name.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from matchmaker.core.errors import MatchmakerError

FORMAT = "matchmaker.backup/1"
MANIFEST, FILES = "manifest.json", "media"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the kind of database, its migrations, and the SHA-256 of every file by its path."""

    format: str
    database: str
    made_at: str
    migrations: list[str]
    files: dict[str, str]


def make(*, folder: Path, at: datetime) -> Manifest:
    """Copy database and report files into a new folder while people write; it gets its name once it is whole."""
    if folder.exists():
        raise MatchmakerError("backup_exists", "%(place)s exists already: name a new folder.", place=folder)
    part = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True, mode=0o700)
        migrations = _applied()
        copied = part / DATABASE[connection.vendor]
        _copy(copied)
        _copy_files(_media(), part / FILES)
        manifest = Manifest(FORMAT, connection.vendor, at.isoformat(), migrations, _digests(part))
        (part / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n")
        part.rename(folder)
    except OSError as error:
        raise MatchmakerError(
            "backup_failed",
            "The backup cannot be written to %(place)s (%(cause)s): free space there or name another folder.",
            place=folder,
            cause=error.strerror or "unknown",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def restore(*, folder: Path) -> Manifest:
    """Put a backup back into an empty database and an empty MEDIA_ROOT, then apply migrations it does not have yet."""
    manifest = _read(folder)
    if manifest.database != connection.vendor:
        raise MatchmakerError(
            "backup_other_database",
            "The backup is of %(kind)s, DATABASE_URL is not: name an empty database of that kind.",
            kind=manifest.database,
        )
    if unknown := sorted(set(manifest.migrations) - _known()):
        raise MatchmakerError(
            "backup_newer",
            "The backup has the migration %(name)s, which this version lacks: install the version that made it.",
            name=unknown[0],
        )
    if connection.introspection.table_names():
        raise MatchmakerError(
            "database_not_empty",
            "The database has tables already, and nothing was changed: name an empty one in DATABASE_URL.",
        )
    if _media().exists() and any(_media().iterdir()):
        raise MatchmakerError(
            "media_not_empty",
            "MEDIA_ROOT has files already, and nothing was changed: name an empty folder in MEDIA_ROOT.",
        )
    _put_back(folder / DATABASE[connection.vendor])
    if _applied() != manifest.migrations:
        raise MatchmakerError(
            "backup_damaged",
            "The database of the backup has other migrations than its manifest says: drop it and take another backup.",
        )
    _copy_files(folder / FILES, _media())
    call_command("migrate", verbosity=0, interactive=False)
    return manifest


def _read(folder: Path) -> Manifest:
    """Return the manifest of a backup, each of whose files is what it was."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError) as error:
        raise MatchmakerError(
            "no_backup", "%(place)s is no backup: name a folder that 'manage.py backup' made.", place=folder
        ) from error
    if manifest.format != FORMAT:
        raise MatchmakerError(
            "bad_format",
            "The backup has the format %(format)s, this version reads %(ours)s: install the version that made it.",
            format=manifest.format,
            ours=FORMAT,
        )
    found = _digests(folder)
    found.pop(MANIFEST)
    for path in sorted(found.keys() | manifest.files.keys()):
        if found.get(path) != manifest.files.get(path):
            raise MatchmakerError(
                "backup_damaged",
                "%(path)s in the backup is not what its manifest says: take another copy of it.",
                path=path,
            )
    return manifest


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = file_digest(file, "sha256").hexdigest()
    return found


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _known() -> set[str]:
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in loader.disk_migrations.keys() | replaced}


def _media() -> Path:
    return Path(str(settings.MEDIA_ROOT))


def _copy_files(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)


def _copy(target: Path) -> None:
    """Copy the database as it is at one moment: whoever writes meanwhile neither waits nor shows."""
    target.touch(mode=0o600)
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)  # in one step: one reader's view of the write-ahead log
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, which can be copied and digested by itself


def _put_back(source: Path) -> None:
    if connection.vendor == "postgresql":
        connection.close()
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{source.resolve()}?mode=ro&immutable=1", uri=True)) as kept:
        kept.backup(connection.connection)
    connection.close()


def _run(tool: str, *options: str) -> None:
    """Call a tool of PostgreSQL on the configured database; the password goes by the environment, where ps is blind."""
    if shutil.which(tool) is None:
        raise MatchmakerError(
            "no_postgresql_client",
            "%(tool)s is not installed here: install PostgreSQL's client (Debian: postgresql-client).",
            tool=tool,
        )
    facts = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(facts[key]) for name, key in named.items() if facts[key]}
    target = [f"--dbname={facts['NAME']}"]
    done = subprocess.run([tool, *target, *options], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise MatchmakerError(
            "postgresql_client_failed",
            "%(tool)s refused (%(cause)s): correct that, then try again.",
            tool=tool,
            cause=said[0] if said else f"exit status {done.returncode}",
        )

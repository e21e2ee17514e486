"""The bodies and dictionaries of another archive: each body once, with all it needs to unpack."""

import sqlite3

from archive.compression import DELTA, Compression
from archive.tables import copied_columns, copy_rows


def merge_bodies(conn: sqlite3.Connection) -> None:
    """Add the bodies that are not here yet, and the dictionaries that those need."""
    _merge_dictionaries(conn)
    (last,) = conn.execute("SELECT coalesce(max(id), 0) FROM main.blobs").fetchone()
    copy_rows(
        conn,
        "blobs",
        "old.digest NOT IN (SELECT digest FROM main.blobs)",
        mapped={"dictionary_id": "dictionaries"},
        later=("base_id",),
    )
    conn.execute(
        "INSERT INTO temp.map_blobs SELECT old.id, new.id"
        " FROM source.blobs AS old JOIN main.blobs AS new USING (digest)"
    )
    conn.execute(
        "UPDATE main.blobs AS here SET base_id = base.new FROM source.blobs AS old"
        " JOIN temp.map_blobs AS m ON m.old = old.id"
        " JOIN temp.map_blobs AS base ON base.old = old.base_id"
        " WHERE here.id = m.new AND here.id > ?",
        (last,),
    )
    _shorten(conn, last)


def _merge_dictionaries(conn: sqlite3.Connection) -> None:
    needed = conn.execute(
        "SELECT DISTINCT dictionary_id FROM source.blobs WHERE dictionary_id IS NOT NULL"
        " AND digest NOT IN (SELECT digest FROM main.blobs) ORDER BY dictionary_id"
    ).fetchall()
    columns = copied_columns(conn, "dictionaries")
    names = ", ".join(columns)
    values = ", ".join("site.new" if name == "site_id" else f"old.{name}" for name in columns)
    for (old,) in needed:
        row = conn.execute(
            "SELECT here.id FROM source.dictionaries AS old"
            " JOIN temp.map_sites AS site ON site.old = old.site_id"
            " JOIN main.dictionaries AS here ON here.site_id = site.new"
            " AND here.data = old.data AND here.codec = old.codec WHERE old.id = ?",
            (old,),
        ).fetchone()
        new = row[0] if row else None
        if new is None:
            new = conn.execute(
                f"INSERT INTO main.dictionaries ({names}) SELECT {values}"  # noqa: S608
                " FROM source.dictionaries AS old"
                " JOIN temp.map_sites AS site ON site.old = old.site_id WHERE old.id = ?",
                (old,),
            ).lastrowid
        conn.execute("INSERT INTO temp.map_dictionaries VALUES (?, ?)", (old, new))


def _shorten(conn: sqlite3.Connection, last: int) -> None:
    """Pack anew what would need too many versions: one archive's deltas on top of the other's."""
    compression = Compression(conn)
    rows = conn.execute(
        "SELECT id FROM main.blobs WHERE id > ? AND codec = ? ORDER BY id", (last, DELTA)
    ).fetchall()
    for (blob_id,) in rows:
        if compression.too_deep(blob_id):
            packed = compression.pack_apart(blob_id)
            conn.execute(
                "UPDATE main.blobs SET codec = ?, dictionary_id = ?, base_id = NULL, data = ?,"
                " effort = 0 WHERE id = ?",
                (packed.codec, packed.dictionary_id, packed.data, blob_id),
            )

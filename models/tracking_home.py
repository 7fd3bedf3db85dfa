"""Where the notebook's files are: MLflow keeps absolute places, and a lake may be moved."""

import sqlalchemy

MOVED = {
    "experiments": ("artifact_location",),
    "runs": ("artifact_uri",),
    "logged_models": ("artifact_location",),
    "model_versions": ("source", "storage_location"),
}
"""Columns in which MLflow keeps absolute places."""


def follow_moved(place: str, here: str) -> None:
    """Tell MLflow where its files are now.

    Args:
        place: of its database, as a URL.
        here: of its artifacts, as a URL; where they were is the tag `place` of the experiments.
    """
    engine = sqlalchemy.create_engine(place)
    try:
        with engine.begin() as lake:
            asked = sqlalchemy.text("SELECT value FROM experiment_tags WHERE key = 'place' LIMIT 1")
            known = lake.execute(asked).scalar()
            if known is None or known == here:
                return
            for table, columns in MOVED.items():
                for column in columns:
                    told = sqlalchemy.table(table, sqlalchemy.column(column))
                    moved = sqlalchemy.func.replace(told.c[column], known, here)
                    lake.execute(sqlalchemy.update(told).values({column: moved}))
            tags = sqlalchemy.table("experiment_tags", sqlalchemy.column("key"), sqlalchemy.column("value"))
            lake.execute(sqlalchemy.update(tags).where(tags.c.key == "place").values(value=here))
    finally:
        engine.dispose()

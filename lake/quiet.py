"""Switches off the telemetry of every library, before any of them is imported. Import this first."""

import os

SETTINGS = {
    "DO_NOT_TRACK": "true",  # MLflow takes only this spelling
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "OMP_WAIT_POLICY": "PASSIVE",  # LightGBM's threads otherwise spin on a busy machine
}

for name, value in SETTINGS.items():
    os.environ[name] = value

"""What the names of folders and files say about layers."""

from __future__ import annotations

import re

#: Names of folders that speak for a layer by themselves.
_FOLDERS = {
    "repository": "repositories repository repos repo dao daos crud cruds data_access dal",
    "service": "services service usecases use_cases usecase use_case interactors",
    "router": "routers router routes route endpoints endpoint controllers controller",
    "model": "models model entities entity orm tables",
    "schema": "schemas schema dto dtos serializers",
}
#: Names that speak for a layer only where the file's content agrees.
_DOUBTFUL_FOLDERS = {
    "repository": "db database persistence storage store stores queries managers gateways adapters",
    "router": "api apis views view handlers handler resources resource blueprints web http rest v1 "
    "v2 v3",
}
_FILES = {
    "repository": r"(.+_)?(repository|repositories|repo|repos|crud|dao)|crud_.+",
    "service": r"(.+_)?(service|services|usecase|usecases|use_case|use_cases|interactors?)",
    "router": r"(.+_)?(router|routers|routes|endpoint|endpoints|controller|controllers)",
    "model": r"(.+_)?(model|models|entities|orm)|tables",
    "schema": r"(.+_)?(schema|schemas|dto|dtos|serializers)",
}
_DOUBTFUL_FILES = {
    "repository": r"(.+_)?queries|(.+_)?(store|storage)|db|database",
    "router": r"(.+_)?(views?|handlers?|api|resources?|route)",
}

_FOLDER_LAYERS = {name: layer for layer, names in _FOLDERS.items() for name in names.split()}
_DOUBTFUL_LAYERS = {
    name: layer for layer, names in _DOUBTFUL_FOLDERS.items() for name in names.split()
}
_FILE_LAYERS = {layer: re.compile(pattern) for layer, pattern in _FILES.items()}
_DOUBTFUL_FILE_LAYERS = {layer: re.compile(text) for layer, text in _DOUBTFUL_FILES.items()}

#: The layers that are gated; the others are shown only.
MEASURED = ("repository", "service", "router")
LAYERS = (*MEASURED, "model", "schema")


def layer_of_folder(name: str) -> str | None:
    """Return the layer that a folder's name alone speaks for."""
    return _FOLDER_LAYERS.get(name.lower())


def doubtful_layer_of_folder(name: str) -> str | None:
    """Return the layer that a folder's name speaks for where its files agree."""
    return _DOUBTFUL_LAYERS.get(name.lower())


def layer_of_file(stem: str) -> str | None:
    """Return the layer that a module's name alone speaks for."""
    return _first(_FILE_LAYERS, stem)


def doubtful_layer_of_file(stem: str) -> str | None:
    """Return the layer that a module's name speaks for where its content agrees."""
    return _first(_DOUBTFUL_FILE_LAYERS, stem)


def _first(patterns: dict[str, re.Pattern[str]], stem: str) -> str | None:
    for layer, pattern in patterns.items():
        if pattern.fullmatch(stem.lower()):
            return layer
    return None

"""The card as a STAC item with the Machine Learning Model extension, for catalogues of models.

Fields: github.com/stac-extensions/mlm, version 1.4.0, on STAC 1.1.0.
"""

from __future__ import annotations

import json
import re
from typing import Any

from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation
from deepslide_qgis.core.packs.pack import CARD_NAME, CONFIG_NAME, GRAPH_NAME, INT8_GRAPH_NAME, WEIGHTS_NAME

MLM = "https://stac-extensions.github.io/mlm/v1.4.0/schema.json"
ANY_TIME = ("1900-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
"""The interval that the extension's examples give for models not bound to a time."""
SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?")
PLANE = ["batch", "channel", "height", "width"]
TASKS = ["semantic-segmentation"]


def stac_item(card: ModelCard) -> str:
    """Return the item as JSON; its links lead to the other files of the pack."""
    item = {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": [MLM],
        "id": card.id,
        **_place(card),
        "properties": _properties(card),
        "assets": _assets(card),
        "links": [{"rel": "license", "href": "./LICENCE.txt", "type": "text/plain"}],
    }
    return json.dumps(item, indent=2, ensure_ascii=False) + "\n"


def _place(card: ModelCard) -> dict[str, Any]:
    """Return geometry and bounding box of the training data; no geometry if the card lists no places."""
    points = [[place.lon_deg, place.lat_deg] for place in card.training_places]
    if not points:
        return {"geometry": None}
    lons, lats = zip(*points)
    bbox = [min(lons), min(lats), max(lons), max(lats)]
    return {"geometry": {"type": "MultiPoint", "coordinates": points}, "bbox": bbox}


def _properties(card: ModelCard) -> dict[str, Any]:
    texts = (card.description, card.training_data, card.limits, card.licence, card.citation)
    return {
        "title": card.title,
        "description": "\n\n".join(text for text in texts if text) or card.title,
        "datetime": None,
        "start_datetime": ANY_TIME[0],
        "end_datetime": ANY_TIME[1],
        "license": "other",
        "gsd": card.gsd_m,
        "bands": [{"name": band.name, "description": _band_text(band.title, band.unit)} for band in card.setting.bands],
        "mlm:name": f"DeepSlide {card.id}".rstrip("._-"),
        "mlm:architecture": ", ".join(dict.fromkeys(member.architecture for member in card.members)),
        "mlm:tasks": TASKS,
        **_framework(card),
        "mlm:input": [_input(card)],
        "mlm:output": [_output(card)],
        "mlm:hyperparameters": {
            "combine": card.combine,
            "thresholds": list(card.thresholds),
            "tile_px": card.tile_px,
            "margin_px": card.margin_px,
            "nodata": card.nodata,
        },
    }


def _band_text(title: str, unit: str) -> str:
    return f"{title} [{unit}]" if unit else title


def _framework(card: ModelCard) -> dict[str, str]:
    version = card.versions.get("torch", "")
    known = {"mlm:framework_version": version} if SEMANTIC_VERSION.fullmatch(version) else {}
    return {"mlm:framework": "PyTorch", **known}


def _input(card: ModelCard) -> dict[str, Any]:
    shape = [-1, card.normalisation.channels, card.tile_px, card.tile_px]
    return {
        "name": card.setting.title or card.setting.name,
        "bands": list(card.setting.band_names),
        "input": {"shape": shape, "dim_order": PLANE, "data_type": "float32"},
        "resize_type": None,
        **_scaling(card.normalisation),
    }


def _scaling(normalisation: Normalisation) -> dict[str, Any]:
    """Return the normalisation as z-scores if that describes it completely, else a reference to the card."""
    is_plain = normalisation.gain == "none" and normalisation.transform == "linear" and not any(normalisation.classes)
    if not is_plain:
        reference = {"format": "deepslide-pack-1", "expression": f"{CARD_NAME}#/normalisation"}
        return {"pre_processing_function": reference}
    rows = zip(normalisation.divide, normalisation.mean, normalisation.std)
    return {"value_scaling": [{"type": "z-score", "mean": m * d, "stddev": s * d} for d, m, s in rows]}


def _output(card: ModelCard) -> dict[str, Any]:
    shape = [-1, 1, card.tile_px, card.tile_px]
    return {
        "name": "landslide",
        "description": "Logits; their sigmoid is the probability of a landslide, averaged over the members.",
        "tasks": TASKS,
        "result": {"shape": shape, "dim_order": PLANE, "data_type": "float32"},
        "post_processing_function": {"format": "text", "expression": "sigmoid"},
    }


def _assets(card: ModelCard) -> dict[str, Any]:
    bands = [{"name": name} for name in card.setting.band_names]
    weights = {member.id: {**_weights(member), "bands": bands} for member in card.members}
    graphs = {
        f"{member.id}-{key}": {**_graph(member, name, digest), "bands": bands}
        for member in card.members
        for key, name, digest in (
            ("graph", GRAPH_NAME, member.graph),
            ("int8-graph", INT8_GRAPH_NAME, member.int8_graph),
        )
        if digest
    }
    configs = {
        f"{member.id}-config": {
            "href": f"./{member.id}/{CONFIG_NAME}",
            "type": "application/json",
            "roles": ["metadata"],
        }
        for member in card.members
    }
    card_asset = {"href": f"./{CARD_NAME}", "title": "Model card", "type": "application/json", "roles": ["metadata"]}
    return {**weights, **graphs, **configs, "card": card_asset}


def _weights(member: Member) -> dict[str, Any]:
    description = f"{member.sha256}; pixel F1 on validation data {member.validation_f1:.4f}. {member.notes}"
    return {
        "href": f"./{member.id}/{WEIGHTS_NAME}",
        "title": f"{member.architecture} on {member.encoder_name}",
        "description": description.strip(),
        "type": "application/octet-stream; application=safetensors",
        "roles": ["mlm:model", "mlm:weights"],
        "mlm:architecture": member.architecture,
        "mlm:artifact_type": "safetensors.torch.save_file",
    }


def _graph(member: Member, name: str, digest: str) -> dict[str, Any]:
    return {
        "href": f"./{member.id}/{name}",
        "title": f"{member.architecture} as ONNX{' in int8' if name == INT8_GRAPH_NAME else ''}",
        "description": f"{digest}; its weights are read from {WEIGHTS_NAME} beside it.",
        "type": "application/octet-stream; framework=onnx",
        "roles": ["mlm:model"],
        "mlm:framework": "ONNX",
        "mlm:artifact_type": "onnx",
    }

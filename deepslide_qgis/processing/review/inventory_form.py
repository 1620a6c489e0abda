"""Attribute form of a new inventory, stored in its GeoPackage: value lists, dates, constraints, defaults.

It is part of the GeoPackage's default style, so QGIS uses it whenever the file is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qgis.core import (
    Qgis,
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsMapLayer,
    QgsVectorLayer,
)

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.review.landslide_types import CONFIDENCES, LANDSLIDE_TYPES, TRIGGERS
from deepslide_qgis.core.review.review import LANDSLIDES, ReviewStatus
from deepslide_qgis.processing.compatibility import save_default_style
from deepslide_qgis.processing.layers.result_layers import INVENTORY
from deepslide_qgis.processing.layers.stored_styles import STYLE, style_path
from deepslide_qgis.processing.translation import translate

DAY = {"display_format": "yyyy-MM-dd", "field_format": "yyyy-MM-dd", "calendar_popup": True, "allow_null": True}
DESCRIBED = ("event_id", "type_code", "type_code2", "trigger", "date_min", "date_max", "confidence", "comment")
MEASURED = (
    "area_m2", "perimeter_m", "slope_mean", "height_drop", "p_mean", "p_max", "p_std", "n_members_agree", "members",
    "threshold",
)  # fmt: skip
ORIGIN = ("review_status", "source", "reviewer", "review_date", "model_id", "type_name", "ls_id")
READ_ONLY = (*MEASURED, "review_date", "model_id", "type_name", "ls_id")
IN_ORDER = '"date_min" IS NULL OR "date_max" IS NULL OR "date_min" <= "date_max"'


def store_form(destination: str) -> None:
    """Store form and style in the GeoPackage of the inventory at ``destination``; raise OutputError."""
    layer = QgsVectorLayer(destination, STYLE, "ogr")
    if layer.isValid():
        layer.loadNamedStyle(style_path(INVENTORY.style), False, QgsMapLayer.StyleCategory.Symbology)
        configure_form(layer)
        if save_default_style(layer, STYLE):
            return
    raise OutputError(
        translate("The form of the inventory could not be kept in '{}'.").format(destination),
        translate("The landslides are in the file. Check that it can be written to, then write it again."),
    )


def configure_form(layer: QgsVectorLayer) -> None:
    """Set aliases, value lists, dates, defaults and constraints of ``layer``, an inventory with DeepSlide's fields."""
    for name, title in _field_aliases().items():
        layer.setFieldAlias(_field_index(layer, name), title)
    for name, values in _value_lists().items():
        widget = QgsEditorWidgetSetup("ValueMap", {"map": [{text: value} for value, text in values.items()]})
        layer.setEditorWidgetSetup(_field_index(layer, name), widget)
    for name in ("date_min", "date_max"):
        layer.setEditorWidgetSetup(_field_index(layer, name), QgsEditorWidgetSetup("DateTime", DAY))
        layer.setConstraintExpression(
            _field_index(layer, name), IN_ORDER, translate("The first day comes before the last.")
        )
        _add_hard_constraint(layer, name, QgsFieldConstraints.Constraint.ConstraintExpression)
    for constraint in (
        QgsFieldConstraints.Constraint.ConstraintNotNull,
        QgsFieldConstraints.Constraint.ConstraintUnique,
    ):
        _add_hard_constraint(layer, "ls_id", constraint)
    layer.setEditorWidgetSetup(_field_index(layer, "comment"), QgsEditorWidgetSetup("TextEdit", {"IsMultiline": True}))
    for name, expression, is_updated in _default_values():
        layer.setDefaultValueDefinition(_field_index(layer, name), QgsDefaultValue(expression, is_updated))
    layer.setDisplayExpression("coalesce(\"type_name\", '') || ' ' || coalesce(\"date_min\", '')")
    _build_layout(layer)


def _value_lists() -> dict[str, dict[Any, str]]:
    types = {code: f"{code} {translate(name)}" for code, name in LANDSLIDE_TYPES.items()}
    confidences = {code: f"{code} {translate(name)}" for code, name in CONFIDENCES.items()}
    statuses = {ReviewStatus.ACCEPTED: translate("Accepted"), ReviewStatus.EDITED: translate("Edited")}
    return {
        "type_code": types,
        "type_code2": types,
        "trigger": {code: translate(name) for code, name in TRIGGERS.items()},
        "confidence": confidences,
        "review_status": {status.value: text for status, text in statuses.items() if status in LANDSLIDES},
    }


def _field_aliases() -> dict[str, str]:
    return {
        "ls_id": translate("Unique ID"),
        "event_id": translate("Event"),
        "type_code": translate("Type"),
        "type_code2": translate("Second type"),
        "type_name": translate("Type, in words"),
        "trigger": translate("Trigger"),
        "date_min": translate("Date, at the earliest"),
        "date_max": translate("Date, at the latest"),
        "confidence": translate("Confidence"),
        "comment": translate("Comment"),
        "area_m2": translate("Area [m²]"),
        "perimeter_m": translate("Perimeter [m]"),
        "slope_mean": translate("Mean slope [°]"),
        "height_drop": translate("Height drop [m]"),
        "p_mean": translate("Mean probability"),
        "p_max": translate("Highest probability"),
        "p_std": translate("Mean spread"),
        "n_members_agree": translate("Members agree"),
        "members": translate("Members"),
        "threshold": translate("Threshold"),
        "model_id": translate("Model pack"),
        "review_status": translate("Review"),
        "source": translate("Source"),
        "reviewer": translate("Who reviews"),
        "review_date": translate("Reviewed on"),
    }


def _default_values() -> tuple[tuple[str, str, bool], ...]:
    """Return (field, default expression, True if it is updated at every change)."""
    names = ", ".join(f"'{code}', '{name}'" for code, name in LANDSLIDE_TYPES.items())
    return (
        ("ls_id", "uuid('WithoutBraces')", False),
        ("type_name", f'map_get(map({names}), to_string("type_code"))', True),
        ("review_status", f"'{ReviewStatus.ACCEPTED.value}'", False),
        ("reviewer", "@user_full_name", False),
    )


def _add_hard_constraint(layer: QgsVectorLayer, name: str, constraint: QgsFieldConstraints.Constraint) -> None:
    layer.setFieldConstraint(
        _field_index(layer, name), constraint, QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    )


def _build_layout(layer: QgsVectorLayer) -> None:
    form = layer.editFormConfig()
    form.setLayout(QgsEditFormConfig.EditorLayout.TabLayout)
    form.clearTabs()
    root = form.invisibleRootContainer()
    groups = (translate("The landslide"), DESCRIBED), (translate("Measured"), MEASURED), (translate("Origin"), ORIGIN)
    for title, names in groups:
        root.addChildElement(_make_group(title, names, layer, root))
    for name in READ_ONLY:
        form.setReadOnly(_field_index(layer, name), True)
    layer.setEditFormConfig(form)


def _make_group(
    title: str, names: Iterable[str], layer: QgsVectorLayer, root: QgsAttributeEditorContainer
) -> QgsAttributeEditorContainer:
    group = QgsAttributeEditorContainer(title, root)
    if Qgis.QGIS_VERSION_INT >= 33200:
        group.setType(Qgis.AttributeEditorContainerType.Tab)
    else:
        group.setIsGroupBox(False)
    for name in names:
        group.addChildElement(QgsAttributeEditorField(name, _field_index(layer, name), group))
    return group


def _field_index(layer: QgsVectorLayer, name: str) -> int:
    return layer.fields().indexFromName(name)

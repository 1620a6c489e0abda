"""Panel for the order of the walk, and the filter of its candidates."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsGeometry
from qgis.gui import QgsCheckableComboBox, QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtGui import QDoubleValidator
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.dock.candidate_card import status_title
from deepslide_qgis.gui.review.filters import TO_DO, Filter, Range
from deepslide_qgis.gui.review.orders import Order
from deepslide_qgis.gui.translation import tr


def order_titles() -> dict[Order, str]:
    """Return the names of the orders in the language of QGIS."""
    return {
        Order.UNCERTAIN: tr("Most uncertain first"),
        Order.LARGEST: tr("Largest first"),
        Order.PROBABLE: tr("Highest probability first"),
        Order.NEAREST: tr("Nearest to the last one"),
        Order.GRID: tr("Along a grid, over the area once"),
        Order.DISPUTED: tr("Fewest members agree first"),
    }


class FilterPanel(QWidget):
    """Emits ``order_changed``, ``filter_changed``, and ``view_wanted``, which is answered by ``hold_view``."""

    order_changed = pyqtSignal(object)
    filter_changed = pyqtSignal(object)
    view_wanted = pyqtSignal(bool)

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self._view: Optional[QgsGeometry] = None
        self._only: Optional[frozenset[int]] = None
        self.order = QComboBox()
        for order, title in order_titles().items():
            self.order.addItem(title, order)
        self.statuses = QgsCheckableComboBox()
        for status in ReviewStatus:
            state = Qt.CheckState.Checked if status in TO_DO else Qt.CheckState.Unchecked
            self.statuses.addItemWithCheckState(status_title(status), state, status.value)
        self.area_m2, self.p_mean, self.slope_deg = _Limits(), _Limits(), _Limits()
        self.in_view = QCheckBox(tr("Only in the map view of this moment"))
        self.forget_only = QPushButton(tr("All candidates again"))
        self.forget_only.hide()
        self.box = QgsCollapsibleGroupBox(tr("Filter"))
        self.box.setCollapsed(True)
        self._build_layout()
        self._connect_signals()

    def wanted(self) -> Filter:
        """Return the filter that the panel shows."""
        return Filter(
            frozenset(ReviewStatus(value) for value in self.statuses.checkedItemsData()),
            self.area_m2.range(),
            self.p_mean.range(),
            self.slope_deg.range(),
            self._view,
            self._only,
        )

    def show_only(self, fids: frozenset[int], title: str) -> None:
        """Restrict the walk to ``fids``, judged or not, until the user shows all candidates again."""
        self._only = fids
        self.forget_only.setText(tr("{}: show all candidates again").format(title))
        self.forget_only.show()
        self._check_statuses(frozenset(ReviewStatus))

    def show_all(self) -> None:
        """Show all candidates that are not judged yet."""
        self._only = None
        self.forget_only.hide()
        self._check_statuses(TO_DO)

    def forget_layer(self) -> None:
        """Reset the parts that belong to one layer: feature ids, and a view in its CRS."""
        if self._only is not None:
            self.show_all()
        self.hold_view(None)

    def hold_view(self, view: Optional[QgsGeometry]) -> None:
        """Restrict the walk to ``view`` (layer's CRS); None is no restriction."""
        self._view = view
        self.in_view.blockSignals(True)
        self.in_view.setChecked(view is not None)
        self.in_view.blockSignals(False)
        self._emit_filter()

    def _check_statuses(self, statuses: frozenset[ReviewStatus]) -> None:
        self.statuses.blockSignals(True)
        for place in range(self.statuses.count()):
            is_checked = ReviewStatus(self.statuses.itemData(place)) in statuses
            self.statuses.setItemCheckState(place, Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked)
        self.statuses.blockSignals(False)
        self._emit_filter()

    def _build_layout(self) -> None:
        form = QFormLayout(self.box)
        form.addRow(tr("Review"), self.statuses)
        form.addRow(tr("Area [m²]"), self.area_m2)
        form.addRow(tr("Mean probability"), self.p_mean)
        form.addRow(tr("Mean slope [°]"), self.slope_deg)
        form.addRow(self.in_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.order)
        layout.addWidget(self.forget_only)
        layout.addWidget(self.box)

    def _connect_signals(self) -> None:
        self.order.activated.connect(lambda _: self.order_changed.emit(self.order.currentData()))
        self.statuses.checkedItemsChanged.connect(self._emit_filter)
        for limits in (self.area_m2, self.p_mean, self.slope_deg):
            limits.changed.connect(self._emit_filter)
        self.in_view.toggled.connect(self.view_wanted)
        self.forget_only.clicked.connect(self.show_all)

    def _emit_filter(self, *_: object) -> None:
        is_default = self.wanted() == Filter()
        self.box.setTitle(tr("Filter") if is_default else tr("Filter (in use)"))
        self.filter_changed.emit(self.wanted())


class _Limits(QWidget):
    """Two numbers, each of which may be empty."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.lowest, self.highest = QLineEdit(), QLineEdit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for edit, title in ((self.lowest, tr("from")), (self.highest, tr("to"))):
            edit.setPlaceholderText(title)
            edit.setValidator(QDoubleValidator(edit))
            edit.editingFinished.connect(self.changed)
            layout.addWidget(edit)

    def range(self) -> Range:
        """Return the interval."""
        return Range(_parse_number(self.lowest.text()), _parse_number(self.highest.text()))


def _parse_number(text: str) -> Optional[float]:
    value, is_number = QLocale().toDouble(text)
    return value if is_number else None

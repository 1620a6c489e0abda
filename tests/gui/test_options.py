"""The options page and the offer, with the real algorithms behind the buttons; nothing large is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtWidgets import QApplication, QPushButton

from deepslide_qgis.core.packs.pack_choice import read_choice
from deepslide_qgis.gui.options.engine_tab import EngineTab
from deepslide_qgis.gui.options.engine_work import SET_UP
from deepslide_qgis.gui.options.entry import OptionsEntry
from deepslide_qgis.gui.options.page import PAGE_NAME, OptionsPage
from deepslide_qgis.gui.options.set_up_choices import SetUpChoices
from deepslide_qgis.worker.engine import stop_engines
from deepslide_qgis.worker.environment import engine_python, engine_state, environment_folder
from deepslide_qgis.worker.lock import only_one_installer
from tests.environments import pretend_installed
from tests.gui.conftest import wait_for

WORKING_PYTHON = os.environ["DEEPSLIDE_ENGINE_PYTHON"]
MINUTES_MS = 180_000

pytestmark = pytest.mark.usefixtures("provider")


class Window:
    """QGIS with the plugin's options in it."""

    def __init__(self, iface: Any):
        self.factories: list = []
        self.opened: list[str] = []
        self.bar = QgsMessageBar(iface.mainWindow())
        iface.registerOptionsWidgetFactory = self.factories.append
        iface.unregisterOptionsWidgetFactory = self.factories.remove
        iface.showOptionsDialog = lambda _parent, page: self.opened.append(page)
        iface.messageBar = lambda: self.bar
        self.entry = OptionsEntry(iface)
        self.page: OptionsPage = None

    @property
    def tab(self) -> EngineTab:
        return self.page.tabs.widget(0)

    def open(self) -> EngineTab:
        """Open the page, and wait until it is known what would be installed."""
        self.page = self.factories[0].createWidget(None)
        wait_for(lambda: "Asking" not in self.tab.needed.text())
        return self.tab

    def close(self) -> None:
        """Close the page, as the dialog does."""
        self.page.deleteLater()
        self.page = None
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def says(self) -> str:
        item = self.bar.currentItem()
        return item.text() if item else ""

    def press(self, button: str) -> None:
        """Press a button of the message bar."""
        found = [each for each in self.bar.currentItem().findChildren(QPushButton) if each.text() == button]
        found[0].click()


@pytest.fixture
def fresh_profile(monkeypatch, tmp_path) -> Path:
    """No engine, no settings, and no index that pip could ask."""
    stop_engines()
    QgsSettings().clear()
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return tmp_path


@pytest.fixture
def window(fresh_profile, qgis_iface) -> Iterator[Window]:
    window = Window(qgis_iface)
    yield window
    if window.page is not None:
        window.close()
    window.entry.remove()
    assert window.factories == []
    window.bar.deleteLater()


def test_the_page_says_what_is_missing_and_what_would_be_installed_where(window, fresh_profile):
    tab = window.open()
    assert window.page.objectName() == PAGE_NAME and window.page.tabs.tabText(0) == "Engine"
    assert "not set up yet" in tab.headline.text() and tab.set_up_button.text() == "Set up"
    assert "GB" in tab.needed.text() and str(environment_folder()) in tab.needed.text()
    assert tab.cancel_button.isHidden() and tab.bar.isHidden() and not tab.copy_button.isEnabled()


def test_choices_that_cannot_be_are_told_at_once_and_kept_when_they_can(window, tmp_path):
    tab = window.open()
    (tmp_path / "empty").mkdir()
    tab.form.wheels.setFilePath(str(tmp_path / "empty"))
    wait_for(lambda: "no wheels" in tab.needed.text())
    assert not tab.set_up_button.isEnabled()
    (tmp_path / "empty" / "x-1-py3-none-any.whl").touch()
    tab.form.index.setText(" https://index.example/simple ")
    tab.form.build.setCurrentIndex(tab.form.build.findData("cpu"))
    tab.form.imagery.setChecked(True)
    wait_for(lambda: "the folder" in tab.needed.text())
    window.page.apply()
    window.close()
    chosen = window.open().form.choices()
    assert chosen == SetUpChoices("cpu", str(tmp_path / "empty"), "https://index.example/simple", imagery=True)


def test_every_choice_is_a_parameter_of_the_algorithm():
    names = {each.name() for each in QgsApplication.processingRegistry().algorithmById(SET_UP).parameterDefinitions()}
    assert set(SetUpChoices("cpu", "a", "b", "c", "d", imagery=True).parameters()) == names


def test_a_set_up_that_fails_leaves_qgis_usable_and_says_why(window):
    tab = window.open()
    tab.set_up_button.click()
    assert not tab.set_up_button.isEnabled() and not tab.cancel_button.isHidden() and not tab.form.isEnabled()
    wait_for(lambda: tab.bar.value() > 5, MINUTES_MS)
    window.close()  # the work goes on, and the page shows it when it is opened again
    tab = window.open()
    assert "Making the environment" in tab.log.toPlainText() and window.entry.work.is_running
    wait_for(lambda: not window.entry.work.is_running, MINUTES_MS)
    assert "No matching distribution" in tab.log.toPlainText()
    assert "was not set up" in window.says()
    assert tab.set_up_button.isEnabled() and tab.cancel_button.isHidden() and not environment_folder().exists()


def test_a_set_up_is_cancelled(window):
    tab = window.open()
    tab.set_up_button.click()
    wait_for(lambda: "Making the environment" in tab.log.toPlainText(), MINUTES_MS)
    tab.cancel_button.click()
    wait_for(lambda: not window.entry.work.is_running)
    assert "Cancel" in tab.log.toPlainText() and not environment_folder().exists()


def test_a_set_up_ends_when_the_plugin_is_unloaded(fresh_profile, qgis_iface):
    window = Window(qgis_iface)
    window.open().set_up_button.click()
    wait_for(lambda: "Making the environment" in window.tab.log.toPlainText(), MINUTES_MS)
    window.close()
    window.entry.remove()
    with only_one_installer(environment_folder().parent / "setup.lock"):
        assert not environment_folder().exists()


def test_repair_of_what_works_and_the_report_of_the_check(window):
    pretend_installed(WORKING_PYTHON)
    tab = window.open()
    assert "is set up" in tab.headline.text() and tab.set_up_button.text() == "Repair"
    tab.set_up_button.click()
    wait_for(lambda: not window.entry.work.is_running, MINUTES_MS)
    assert "engine is ready" in window.says() and window.says().startswith("The engine")
    tab.check_button.click()
    wait_for(lambda: not window.entry.work.is_running, MINUTES_MS)
    tab.copy_button.click()
    assert "The engine is ready." in QApplication.clipboard().text() and "torch" in tab.log.toPlainText()


def test_a_python_of_one_s_own_is_named_and_forgotten_again(window, tmp_path):
    tab = window.open()
    tab.form.own_python.setFilePath(WORKING_PYTHON)
    window.page.apply()
    assert str(engine_python()) == WORKING_PYTHON
    assert "of your own" in tab.headline.text() and WORKING_PYTHON in tab.details.text()
    tab.form.own_python.setFilePath("")
    window.page.apply()
    assert engine_state().python is None and "not set up" in tab.headline.text()


def test_a_data_folder_that_cannot_be_written_is_told_and_the_next_tab_is_kept(window, tmp_path, monkeypatch):
    tab = window.open()
    tab.form.own_python.setFilePath(WORKING_PYTHON)
    packs = window.page.tabs.widget(1)
    packs.catalogue.setFilePath("/packs/catalogue.json")
    (tmp_path / "engine").write_text("in the way of the folder")
    window.page.apply()
    assert "python.txt' cannot be written" in window.says() and read_choice().catalogue == "/packs/catalogue.json"
    tab.check_button.click()
    assert "python.txt' cannot be written" in tab.log.toPlainText() and not window.entry.work.is_running
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "engine" / "below"))
    packs.catalogue.setFilePath("/packs/other.json")
    window.page.apply()
    assert "packs.json' cannot be written" in window.says()
    packs.look.click()
    assert "packs.json' cannot be written" in packs.log.toPlainText() and not window.entry.pack_work.is_running


def test_the_variable_wins_over_the_page(window, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", WORKING_PYTHON)
    tab = window.open()
    assert not tab.form.own_python.isEnabled() and "DEEPSLIDE_ENGINE_PYTHON" in tab.details.text()
    window.page.apply()
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    assert engine_state().python is None


def test_the_offer_leads_to_the_page_and_comes_again(window):
    assert "not set up yet" in window.says()
    window.press("Set up…")
    assert window.opened == [PAGE_NAME] and window.says() == ""
    assert window.entry.offer.make(engine_state())


def test_the_offer_is_declined_for_good(window):
    window.press("Never ask again")
    assert window.says() == "" and not window.entry.offer.make(engine_state())


def test_an_offer_that_was_closed_by_hand_is_gone(window):
    window.bar.clearWidgets()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.entry.offer.withdraw()
    assert window.says() == "" and window.entry.offer.make(engine_state())


def test_an_update_is_offered_once_for_each_version(window, fresh_profile, monkeypatch):
    offer = window.entry.offer
    offer.withdraw()
    earlier = fresh_profile / "engine" / "env-000000000000"
    earlier.mkdir(parents=True)
    (earlier / "complete.json").touch()
    assert offer.make(engine_state()) and "other packages" in window.says()
    window.press("Not for this version")
    assert not offer.make(engine_state())
    monkeypatch.setattr("deepslide_qgis.gui.options.offer.requirements_digest", lambda: "sha256:1")
    assert offer.make(engine_state())
    offer.withdraw()
    QgsSettings().setValue("deepslide/engine_offer_declined", "for good")
    assert not offer.make(engine_state())


def test_nothing_is_offered_where_there_is_an_engine(window):
    pretend_installed(WORKING_PYTHON)
    assert not window.entry.offer.make(engine_state())

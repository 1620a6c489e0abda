"""Algorithm 'Check engine': versions, devices, problems and remedies."""

from __future__ import annotations

import platform
from typing import Optional

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from deepslide_qgis.core.errors import Cancelled, DeepSlideError
from deepslide_qgis.core.request import CheckRequest
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.engine.engine_report import report_html, report_lines
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.help_texts import CHECK_ENGINE
from deepslide_qgis.processing.report.page import write_page
from deepslide_qgis.worker.graphics_cards import choose_build, find_cards
from deepslide_qgis.worker.named_python import named_python


class CheckEngine(DeepSlideAlgorithm):
    """Also runs without an engine: then that is the finding."""

    REPORT = "REPORT"
    READY = "READY"
    TEXT = "TEXT"

    ICON = "engine.svg"

    def name(self) -> str:
        return "checkengine"

    def displayName(self) -> str:
        return self.tr("Check engine")

    def group(self) -> str:
        return self.tr("Engine")

    def groupId(self) -> str:
        return "engine"

    def tags(self) -> list[str]:
        return self.tr("landslide,diagnostics,versions,torch,cuda,gpu,device,environment,problem").split(",")

    def shortDescription(self) -> str:
        return self.tr("Tells whether the engine works, with which versions and devices, and what to do if not.")

    def shortHelpString(self) -> str:
        return self.tr(CHECK_ENGINE)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        pages = self.tr("Web pages") + " (*.html)"
        report = QgsProcessingParameterFileDestination(self.REPORT, self.tr("Report"), pages, None, True)
        self.addParameter(report)
        self.addOutput(QgsProcessingOutputString(self.TEXT, self.tr("Text for a bug report, without personal paths")))
        self.addOutput(QgsProcessingOutputBoolean(self.READY, self.tr("Ready")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        path = self.parameterAsFileOutput(parameters, self.REPORT, context)
        with processing_errors():
            findings = self._collect_findings(feedback)
        lines = report_lines({**findings, "client": client_findings()})
        for line in lines:
            feedback.pushInfo(line)
        results = {self.READY: findings["ready"], self.TEXT: "\n".join(lines)}
        if path:
            with processing_errors():
                write_page(path, report_html({**findings, "client": client_findings()}))
            results[self.REPORT] = path
        return results

    def _collect_findings(self, feedback: QgsProcessingFeedback) -> dict:
        try:
            return run_engine("check", CheckRequest(), feedback).summary
        except Cancelled:
            raise
        except DeepSlideError as error:
            return {"ready": False, "problems": [{"message": error.message, "remedy": error.remedy}]}


def client_findings() -> dict[str, str]:
    """Return findings that the engine cannot know: QGIS's version, graphics cards, a named Python."""
    cards, complaint = find_cards()
    named, by = named_python()
    found = ", ".join(f"{card.name} (driver {'.'.join(map(str, card.driver))})" for card in cards)
    return {
        "QGIS": f"{Qgis.version()}, Python {platform.python_version()}",
        "NVIDIA": found or complaint or "no card found",
        "Build that fits": choose_build(cards, complaint).build.title,
        "Python of one's own": f"{named} ({by})" if named is not None else "none named",
    }

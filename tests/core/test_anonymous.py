import getpass
import platform
from pathlib import Path

import pytest

from deepslide_qgis.core.anonymous import redact_personal_data


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("/home/jane.doe/data/x.tif", "/home/…/data/x.tif"),
        ("at /Users/jane/Library", "at /Users/…/Library"),
        (r"C:\Users\Jane\AppData", r"C:\Users\…\AppData"),
        ("'c:/users/jane/x'", "'c:/users/…/x'"),
        ("https://jane:secret@index.example/simple", "https://index.example/simple"),
        ("torch 2.13.0+cpu in /usr/lib", "torch 2.13.0+cpu in /usr/lib"),
    ],
)
def test_people_are_left_out_and_the_rest_stays(told, kept):
    assert redact_personal_data(told) == kept


def test_this_person_and_this_computer_are_left_out(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "janedoe")
    monkeypatch.setattr(platform, "node", lambda: "office-17")
    monkeypatch.setattr(Path, "home", lambda: Path("/data/people/janedoe"))
    text = redact_personal_data("/data/people/janedoe/x, /data/people/janedoes, /scratch/JaneDoe on office-17")
    assert text == "~/x, /data/people/janedoes, /scratch/… on …"

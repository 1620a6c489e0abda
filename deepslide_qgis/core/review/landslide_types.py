"""Landslide attributes: Hungr's types, triggers, confidence.

Types and their order: Hungr, Leroueil and Picarelli (2014), "The Varnes classification of landslide types, an update",
Landslides 11. Triggers: Ganerød et al. Confidence: the USGS landslide inventory, version 3.
"""

from __future__ import annotations

LANDSLIDE_TYPES = {
    1: "Rock/ice fall",
    2: "Boulder/debris/silt fall",
    3: "Rock block topple",
    4: "Rock flexural topple",
    5: "Gravel/sand/silt topple",
    6: "Rock rotational slide",
    7: "Rock planar slide",
    8: "Rock wedge slide",
    9: "Rock compound slide",
    10: "Rock irregular slide",
    11: "Clay/silt rotational slide",
    12: "Clay/silt planar slide",
    13: "Gravel/sand/debris slide",
    14: "Clay/silt compound slide",
    15: "Rock slope spread",
    16: "Sand/silt liquefaction spread",
    17: "Sensitive clay spread",
    18: "Rock/ice avalanche",
    19: "Sand/silt/debris dry flow",
    20: "Sand/silt/debris flowslide",
    21: "Sensitive clay flowslide",
    22: "Debris flow",
    23: "Mud flow",
    24: "Debris flood",
    25: "Debris avalanche",
    26: "Earthflow",
    27: "Peat flow",
    28: "Mountain slope deformation",
    29: "Rock slope deformation",
    30: "Soil slope deformation",
    31: "Soil creep",
    32: "Solifluction",
}

TRIGGERS = {"R": "Rainfall", "E": "Earthquake", "S": "Snowmelt", "RS": "Rainfall and snowmelt", "U": "Unknown"}

CONFIDENCES = {
    1: "Possible landslide in the area",
    2: "Probable landslide in the area",
    3: "Likely landslide at or near here",
    5: "Confident: consequential landslide here",
    8: "High confidence in extent or nature",
}

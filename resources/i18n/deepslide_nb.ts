<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nb" sourcelanguage="en">
  <context>
    <name>DeepSlide</name>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock/ice fall</source>
      <translation>Stein-/issprang</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Boulder/debris/silt fall</source>
      <translation>Utfall av blokker/løsmasser/silt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock block topple</source>
      <translation>Velting av fjellblokker</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock flexural topple</source>
      <translation>Bøyevelting i fjell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Gravel/sand/silt topple</source>
      <translation>Velting av grus/sand/silt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock rotational slide</source>
      <translation>Rotasjonsskred i fjell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock planar slide</source>
      <translation>Planutglidning i fjell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock wedge slide</source>
      <translation>Kileutglidning i fjell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock compound slide</source>
      <translation>Sammensatt utglidning i fjell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock irregular slide</source>
      <translation>Uregelmessig utglidning i fjell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Clay/silt rotational slide</source>
      <translation>Rotasjonsskred i leire/silt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Clay/silt planar slide</source>
      <translation>Planskred i leire/silt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Gravel/sand/debris slide</source>
      <translation>Utglidning av grus/sand/løsmasser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Clay/silt compound slide</source>
      <translation>Sammensatt skred i leire/silt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock slope spread</source>
      <translation>Spredning i fjellskråning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Sand/silt liquefaction spread</source>
      <translation>Spredning ved flytning i sand/silt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Sensitive clay spread</source>
      <translation>Spredning i sensitiv leire</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock/ice avalanche</source>
      <translation>Fjellskred/isskred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Sand/silt/debris dry flow</source>
      <translation>Tørrstrøm av sand/silt/løsmasser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Sand/silt/debris flowslide</source>
      <translation>Flyteskred av sand/silt/løsmasser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Sensitive clay flowslide</source>
      <translation>Kvikkleireskred (flyteskred)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Debris flow</source>
      <translation>Flomskred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Mud flow</source>
      <translation>Leirstrøm (mudflow)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Debris flood</source>
      <translation>Flom med løsmasser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Debris avalanche</source>
      <translation>Jordskred (løsmasseskred)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Earthflow</source>
      <translation>Jordstrøm</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Peat flow</source>
      <translation>Torvstrøm</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Mountain slope deformation</source>
      <translation>Deformasjon av fjellside</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rock slope deformation</source>
      <translation>Deformasjon av bergskråning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Soil slope deformation</source>
      <translation>Deformasjon av løsmasseskråning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Soil creep</source>
      <translation>Jordsig</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Solifluction</source>
      <translation>Solifluksjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rainfall</source>
      <translation>Nedbør</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Earthquake</source>
      <translation>Jordskjelv</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Snowmelt</source>
      <translation>Snøsmelting</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Rainfall and snowmelt</source>
      <translation>Nedbør og snøsmelting</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Unknown</source>
      <translation>Ukjent</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Possible landslide in the area</source>
      <translation>Mulig skred i området</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Probable landslide in the area</source>
      <translation>Trolig skred i området</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Likely landslide at or near here</source>
      <translation>Sannsynlig skred her eller like ved</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>Confident: consequential landslide here</source>
      <translation>Sikkert: skred med følger her</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/core/review/landslide_types.py" />
      <source>High confidence in extent or nature</source>
      <translation>Høy sikkerhet om utstrekning eller type</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Accept</source>
      <translation>Godta</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>It is a landslide, and the outline is right</source>
      <translation>Det er et skred, og omrisset stemmer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Reject</source>
      <translation>Avvis</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>It is no landslide</source>
      <translation>Det er ikke noe skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Unsure</source>
      <translation>Usikker</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>To be looked at again</source>
      <translation>Må ses på en gang til</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Back</source>
      <translation>Tilbake</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>The candidate seen before</source>
      <translation>Den forrige kandidaten</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Skip</source>
      <translation>Hopp over</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>The next candidate, without a judgement</source>
      <translation>Neste kandidat, uten vurdering</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Undo</source>
      <translation>Angre</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Take the last judgement or change back, also in the file</source>
      <translation>Ta tilbake siste vurdering eller endring, også i filen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Redo</source>
      <translation>Gjør om igjen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Do again what was taken back</source>
      <translation>Gjør på nytt det som ble tatt tilbake</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Reshape</source>
      <translation>Omform</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Redraw a part of the outline with QGIS's own tool</source>
      <translation>Tegn en del av omrisset på nytt med QGIS sitt eget verktøy</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Split</source>
      <translation>Del</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Cut the candidate into landslides of their own</source>
      <translation>Del kandidaten i flere skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Merge</source>
      <translation>Slå sammen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Click a neighbour that belongs to the same landslide</source>
      <translation>Klikk en nabo som hører til det samme skredet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Draw missed</source>
      <translation>Tegn oversett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Draw a landslide that no member saw</source>
      <translation>Tegn et skred som ingen av nettverkene så</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Blink</source>
      <translation>Blink</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Imagery before and after in turn</source>
      <translation>Bilder før og etter, vekselvis</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Swipe</source>
      <translation>Sveip</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Imagery before left of the mouse, after right of it</source>
      <translation>Bildet før til venstre for musen, etter til høyre</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Zoom to it</source>
      <translation>Zoom til den</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/actions.py" />
      <source>Go back to the candidate on the map</source>
      <translation>Gå tilbake til kandidaten på kartet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/available_actions.py" />
      <source>{} accepts it as edited, {} keeps it to be judged later, {} discards the change.</source>
      <translation>{} godtar det som endret, {} beholder det til senere vurdering, {} forkaster endringen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/available_actions.py" />
      <source>Redraw the outline on the map; the vertex tool and others of QGIS do, too.</source>
      <translation>Tegn omrisset på nytt på kartet; nodeverktøyet og andre verktøy i QGIS duger også.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/available_actions.py" />
      <source>Draw a line through the candidate; right click ends it.</source>
      <translation>Tegn en linje gjennom kandidaten; høyreklikk avslutter den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/available_actions.py" />
      <source>Click the neighbour that belongs to the same landslide. {} ends this.</source>
      <translation>Klikk naboen som hører til det samme skredet. {} avslutter.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/available_actions.py" />
      <source>Draw the landslide; right click ends it. {} ends this.</source>
      <translation>Tegn skredet; høyreklikk avslutter det. {} avslutter.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/begin_panel.py" />
      <source>Save as GeoPackage and begin</source>
      <translation>Lagre som GeoPackage og begynn</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/begin_panel.py" />
      <source>Add the fields and begin</source>
      <translation>Legg til feltene og begynn</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/begin_panel.py" />
      <source>'{}' is a temporary layer: it would be gone with QGIS, and the judgements with it.</source>
      <translation>«{}» er et midlertidig lag: det forsvinner med QGIS, og vurderingene med det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/begin_panel.py" />
      <source>The review needs fields that the layer lacks: {}.</source>
      <translation>Gjennomgangen trenger felter som laget mangler: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>To judge</source>
      <translation>Til vurdering</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Accepted</source>
      <translation>Godtatt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Edited</source>
      <translation>Endret</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Rejected</source>
      <translation>Avvist</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Duplicate</source>
      <translation>Duplikat</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Area</source>
      <translation>Areal</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Probability</source>
      <translation>Sannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Spread</source>
      <translation>Spredning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Members agree</source>
      <translation>Nettverk enige</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Mean slope</source>
      <translation>Gj.snittlig helning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Aspect</source>
      <translation>Eksposisjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Height drop</source>
      <translation>Fallhøyde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>In the inventory</source>
      <translation>I skreddatabasen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>N NE E SE S SW W NW</source>
      <translation>N NØ Ø SØ S SV V NV</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>{} (highest {})</source>
      <translation>{} (høyest {})</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>{} of {}</source>
      <translation>{} av {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Nothing left to judge here</source>
      <translation>Ingenting igjen å vurdere her</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>{} to go</source>
      <translation>{} igjen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/candidate_card.py" />
      <source>Candidate {}</source>
      <translation>Kandidat {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/choice_box.py" />
      <source>Choose an entry of it, or leave it empty.</source>
      <translation>Velg noe fra den, eller la feltet stå tomt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/choice_box.py" />
      <source>'{}' is not in the list.</source>
      <translation>«{}» er ikke i listen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>(choose the other reviewer's layer)</source>
      <translation>(velg laget til den andre)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>Other reviewer</source>
      <translation>Den andre</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>Close</source>
      <translation>Lukk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>Both judged {} candidates.</source>
      <translation>Begge har vurdert {} kandidater.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>Walk through the {} that differ</source>
      <translation>Gå gjennom de {} som er ulike</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>They agree on {} %, and differ on {}.</source>
      <translation>De er enige om {} %, og uenige om {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>Cohen's kappa: {}.</source>
      <translation>Cohens kappa: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/compare_panel.py" />
      <source>{} are not in the other layer.</source>
      <translation>{} finnes ikke i det andre laget.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/date_edit.py" />
      <source>A day, a month or a year: 2005-10-08, 2005-10 or 2005</source>
      <translation>En dag, en måned eller et år: 2005-10-08, 2005-10 eller 2005</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/date_edit.py" />
      <source>to</source>
      <translation>til</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/date_edit.py" />
      <source>yyyy-mm-dd</source>
      <translation>åååå-mm-dd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/date_edit.py" />
      <source>Write 2005-10-08, 2005-10 or 2005.</source>
      <translation>Skriv 2005-10-08, 2005-10 eller 2005.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/date_edit.py" />
      <source>'{}' is no date.</source>
      <translation>«{}» er ingen dato.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Offered: the values of the last one. They are written when you accept.</source>
      <translation>Forslag: verdiene fra det forrige. De skrives når du godtar.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Type</source>
      <translation>Type</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Second type</source>
      <translation>Andre type</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Trigger</source>
      <translation>Utløsende årsak</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Date, or from – to</source>
      <translation>Dato, eller fra – til</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Confidence</source>
      <translation>Sikkerhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/description_form.py" />
      <source>Comment</source>
      <translation>Merknad</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Most uncertain first</source>
      <translation>Mest usikre først</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Largest first</source>
      <translation>Største først</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Highest probability first</source>
      <translation>Høyest sannsynlighet først</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Nearest to the last one</source>
      <translation>Nærmest den forrige</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Along a grid, over the area once</source>
      <translation>Rutevis, én gang over området</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Fewest members agree first</source>
      <translation>Færrest enige nettverk først</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Only in the map view of this moment</source>
      <translation>Bare i kartutsnittet akkurat nå</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>All candidates again</source>
      <translation>Alle kandidater igjen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Filter</source>
      <translation>Filter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Review</source>
      <translation>Gjennomgang</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Area [m²]</source>
      <translation>Areal [m²]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Mean probability</source>
      <translation>Gj.snittlig sannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Mean slope [°]</source>
      <translation>Gj.snittlig helning [°]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>Filter (in use)</source>
      <translation>Filter (i bruk)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>from</source>
      <translation>fra</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/filter_panel.py" />
      <source>{}: show all candidates again</source>
      <translation>{}: vis alle kandidater igjen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/imagery_panel.py" />
      <source>Imagery before and after</source>
      <translation>Bilder før og etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/imagery_panel.py" />
      <source>Before</source>
      <translation>Før</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/imagery_panel.py" />
      <source>After</source>
      <translation>Etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/imagery_panel.py" />
      <source>(none)</source>
      <translation>(ingen)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Make candidates from a probability raster…</source>
      <translation>Lag kandidater fra et sannsynlighetsraster …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Who reviews…</source>
      <translation>Hvem vurderer …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Who reviews</source>
      <translation>Hvem vurderer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Judgements are signed with</source>
      <translation>Vurderingene signeres med</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>This map view is reviewed whole</source>
      <translation>Dette kartutsnittet er gjennomgått fullt ut</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Compare with another reviewer…</source>
      <translation>Sammenlign med en annen …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Accepted ones to an inventory…</source>
      <translation>Godtatte til en skreddatabase …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Export as training labels…</source>
      <translation>Eksporter som treningsdata …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Marked: every landslide in this view is accepted or drawn.</source>
      <translation>Merket: alle skred i dette utsnittet er godtatt eller tegnet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/more_menu.py" />
      <source>Differing judgements</source>
      <translation>Ulike vurderinger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/new_file.py" />
      <source>Choose another folder or name.</source>
      <translation>Velg en annen mappe eller et annet navn.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/new_file.py" />
      <source>The file '{}' exists already, and the judgements in it would be lost.</source>
      <translation>Filen «{}» finnes allerede, og det som er vurdert i den, ville gå tapt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/progress_strip.py" />
      <source>{} of {} judged</source>
      <translation>{} av {} vurdert</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/progress_strip.py" />
      <source>{} a minute</source>
      <translation>{} i minuttet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/progress_strip.py" />
      <source>about {} min to go</source>
      <translation>omtrent {} min igjen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_body.py" />
      <source>Keep the scale of the map</source>
      <translation>Behold kartets målestokk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_body.py" />
      <source>The landslide</source>
      <translation>Skredet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_body.py" />
      <source>Outline</source>
      <translation>Omriss</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_dock.py" />
      <source>Review of landslides</source>
      <translation>Gjennomgang av skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_dock.py" />
      <source>(choose a layer of candidates)</source>
      <translation>(velg et lag med kandidater)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_dock.py" />
      <source>Keep or discard the outline on the map first, then choose another layer.</source>
      <translation>Behold eller forkast omrisset på kartet først, og velg så et annet lag.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_dock.py" />
      <source>The layer was removed. What was judged is in its file.</source>
      <translation>Laget ble fjernet. Det som er vurdert, står i filen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/review_dock.py" />
      <source>What else can be done</source>
      <translation>Hva mer som kan gjøres</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>(choose a probability raster)</source>
      <translation>(velg et sannsynlighetsraster)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>four pixels</source>
      <translation>fire piksler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>&lt;b&gt;Candidates from a probability raster&lt;/b&gt;, without running a network again</source>
      <translation>&lt;b&gt;Kandidater fra et sannsynlighetsraster&lt;/b&gt;, uten å kjøre noe nettverk på nytt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>Threshold</source>
      <translation>Terskel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>Minimum area [m²]</source>
      <translation>Minste areal [m²]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>Candidates</source>
      <translation>Kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>Make candidates</source>
      <translation>Lag kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/dock/threshold_panel.py" />
      <source>The candidates could not be made.</source>
      <translation>Kandidatene kunne ikke lages.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/map/zoom.py" />
      <source>The map shows more than the CRS of the layer can describe.</source>
      <translation>Kartet viser mer enn lagets koordinatsystem kan beskrive.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/map/zoom.py" />
      <source>Zoom in on the candidates.</source>
      <translation>Zoom inn på kandidatene.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/map/zoom.py" />
      <source>Give the map another CRS (Project &gt; Properties &gt; CRS), that of the layer for example.</source>
      <translation>Gi kartet et annet koordinatsystem (Prosjekt &gt; Egenskaper &gt; KRS), for eksempel lagets.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/map/zoom.py" />
      <source>The map cannot show this candidate: it lies where the map's CRS, {}, ends.</source>
      <translation>Kartet kan ikke vise denne kandidaten: den ligger der kartets koordinatsystem, {}, tar slutt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>What the set-up and the check say</source>
      <translation>Det oppsettet og sjekken sier</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Installs the engine, or mends what does not work</source>
      <translation>Installerer motoren, eller reparerer det som ikke virker</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Tries packages, devices, folders and memory, and predicts on every device</source>
      <translation>Prøver pakker, enheter, mapper og minne, og beregner på hver enhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>A text for a bug report, without personal paths</source>
      <translation>En tekst til en feilmelding, uten personlige stier</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Copied</source>
      <translation>Kopiert</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Asking what this computer needs …</source>
      <translation>Spør hva denne maskinen trenger …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Cancel</source>
      <translation>Avbryt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Check engine</source>
      <translation>Sjekk motoren</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_tab.py" />
      <source>Copy report</source>
      <translation>Kopier rapporten</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>Landslides are predicted by packages that are installed once, in a folder apart from QGIS.</source>
      <translation>Skred beregnes av pakker som installeres én gang, i en mappe utenfor QGIS.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>The engine is not set up yet</source>
      <translation>Motoren er ikke satt opp ennå</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>The engine needs an update</source>
      <translation>Motoren må oppdateres</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>The chosen Python does not exist</source>
      <translation>Den Python-en som er oppgitt, finnes ikke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>Update</source>
      <translation>Oppdater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>Set up</source>
      <translation>Sett opp</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>It was set up for another version of the plugin; this one needs other packages.</source>
      <translation>Den ble satt opp for en annen versjon av programtillegget; denne trenger andre pakker.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>The engine is set up</source>
      <translation>Motoren er satt opp</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>Repair</source>
      <translation>Reparer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>A Python of your own runs the engine</source>
      <translation>Din egen Python kjører motoren</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/engine_texts.py" />
      <source>{python}, named by {by}.</source>
      <translation>{python}, oppgitt av {by}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/entry.py" />
      <source>Engine</source>
      <translation>Motor</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/entry.py" />
      <source>Model packs</source>
      <translation>Modellpakker</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/entry.py" />
      <source>Engine and options…</source>
      <translation>Motor og oppsett …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/entry.py" />
      <source>The engine was not set up; Settings &gt; Options &gt; DeepSlide says why.</source>
      <translation>Motoren ble ikke satt opp; Innstillinger &gt; Oppsett &gt; DeepSlide sier hvorfor.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/entry.py" />
      <source>The engine is ready.</source>
      <translation>Motoren er klar.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/offer.py" />
      <source>The engine that predicts is not set up yet. “Set up…” shows first what would be installed, and where.</source>
      <translation>Motoren som beregner, er ikke satt opp ennå. «Sett opp …» viser først hva som ville bli installert, og hvor.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/offer.py" />
      <source>This version of the plugin needs other packages than those that are installed.</source>
      <translation>Denne versjonen av programtillegget trenger andre pakker enn de som er installert.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/offer.py" />
      <source>Update…</source>
      <translation>Oppdater …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/offer.py" />
      <source>Set up…</source>
      <translation>Sett opp …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/offer.py" />
      <source>Not for this version</source>
      <translation>Ikke for denne versjonen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/offer.py" />
      <source>Never ask again</source>
      <translation>Ikke spør igjen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Address of the pack's .zip (https://…):</source>
      <translation>Adressen til pakkens .zip (https://…):</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>For trying the tool only: do not map with it.</source>
      <translation>Bare til å prøve verktøyet: ikke kartlegg med den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Show card</source>
      <translation>Vis kort</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Install</source>
      <translation>Installer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Make default</source>
      <translation>Gjør til standard</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Save as .zip…</source>
      <translation>Lagre som .zip …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Remove</source>
      <translation>Fjern</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Install from file…</source>
      <translation>Installer fra fil …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Install from address…</source>
      <translation>Installer fra adresse …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Look into the catalogue</source>
      <translation>Se i katalogen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>What the last button did</source>
      <translation>Det den siste knappen gjorde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>the plugin's own; or an address (https://…) or file</source>
      <translation>programtilleggets egen; eller en adresse (https://…) eller fil</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Save model pack</source>
      <translation>Lagre modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Install model pack</source>
      <translation>Installer modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Replace a pack of the same name</source>
      <translation>Erstatt en pakke med samme navn</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Catalogues</source>
      <translation>Kataloger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Zip files</source>
      <translation>Zip-filer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Remove the pack '{}' and its weights?</source>
      <translation>Fjerne pakken «{}» og vektene dens?</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Remove model pack</source>
      <translation>Fjern modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Licence: {}</source>
      <translation>Lisens: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>From: {}</source>
      <translation>Fra: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_tab.py" />
      <source>Catalogue</source>
      <translation>Katalog</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>comes with the plugin</source>
      <translation>følger med programtillegget</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>installed</source>
      <translation>installert</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>installed, update available</source>
      <translation>installert, kan oppdateres</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>in the catalogue</source>
      <translation>i katalogen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>damaged</source>
      <translation>skadet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>, default</source>
      <translation>, standard</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>Pack</source>
      <translation>Pakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>Bands</source>
      <translation>Bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>Resolution</source>
      <translation>Oppløsning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>Members</source>
      <translation>Nettverk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>Version</source>
      <translation>Versjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>Size</source>
      <translation>Størrelse</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>State</source>
      <translation>Tilstand</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/packs_table.py" />
      <source>{:g} m</source>
      <translation>{:g} m</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/plan_task.py" />
      <source>What the engine needs</source>
      <translation>Det motoren trenger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/plan_task.py" />
      <source>It takes {}, and stays until a new one works. Should one have to be made:</source>
      <translation>Den tar {}, og blir værende til en ny virker. Om en må lages:</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Also what finds, fetches and prepares imagery (250 MB)</source>
      <translation>Også det som finner, henter og klargjør bilder (250 MB)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>What fits this computer's graphics card and driver</source>
      <translation>Det som passer maskinens grafikkort og driver</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Where packages come from (proxy and certificates: Settings &gt; Network)</source>
      <translation>Hvor pakkene kommer fra (mellomtjener og sertifikater: Innstillinger &gt; Nettverk)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>the usual one, or what pip is set to</source>
      <translation>den vanlige, eller det pip er satt til</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>PyTorch's own</source>
      <translation>PyTorchs egen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>none: packages come from the internet</source>
      <translation>ingen: pakkene kommer fra internett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>QGIS's own, or another that is found</source>
      <translation>den i QGIS, eller en annen som finnes</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>none: the plugin's own environment</source>
      <translation>ingen: programtilleggets eget miljø</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Folder of wheels (offline)</source>
      <translation>Mappe med wheels (uten nett)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Package index</source>
      <translation>Pakkeindeks</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Mirror of PyTorch's index</source>
      <translation>Speil av PyTorchs indeks</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Python to make it with</source>
      <translation>Python å lage den med</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Build</source>
      <translation>Bygg</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>Run with this Python instead</source>
      <translation>Kjør med denne Python-en i stedet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>A Python that has the engine's packages already; nothing is installed then.</source>
      <translation>En Python som alt har motorens pakker; da installeres ingenting.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/set_up_form.py" />
      <source>The variable {} names it.</source>
      <translation>Variabelen {} oppgir den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/options/work.py" />
      <source>Cancelling …</source>
      <translation>Avbryter …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>Save or discard them (pencil in the toolbar), then judge on.</source>
      <translation>Lagre eller forkast dem (blyanten i verktøylinjen), og vurder videre.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>Another program may have removed it: go on, or choose the layer again.</source>
      <translation>Et annet program kan ha fjernet det: gå videre, eller velg laget på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>Save a copy of it as a GeoPackage and review that.</source>
      <translation>Lagre en kopi som GeoPackage og gå gjennom den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>Nothing is lost: check that it can be written to and has room, then do the same again.</source>
      <translation>Ingenting er tapt: se til at filen kan skrives til og at det er plass, og gjør det samme på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>The layer '{}' is being edited elsewhere and has unsaved changes.</source>
      <translation>Laget «{}» redigeres et annet sted og har ulagrede endringer.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>What would be changed is no longer in the file of '{}'.</source>
      <translation>Det som skulle endres, finnes ikke lenger i filen til «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>The layer '{}' cannot be edited.</source>
      <translation>Laget «{}» kan ikke redigeres.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/editing.py" />
      <source>The file of '{}' does not take the change: {}.</source>
      <translation>Filen til «{}» tar ikke imot endringen: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/edits.py" />
      <source>Where the field was deleted: choose no layer at the top of the dock, then this one again.</source>
      <translation>Hvis feltet er slettet: velg først ikke noe lag øverst i panelet, og så dette på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/edits.py" />
      <source>The layer '{}' does not take the outline.</source>
      <translation>Laget «{}» tar ikke imot omrisset.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/edits.py" />
      <source>The layer '{}' does not accept the value for '{}'.</source>
      <translation>Laget «{}» tar ikke imot noen verdi for «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/fields.py" />
      <source>Save it as a GeoPackage and review that.</source>
      <translation>Lagre det som GeoPackage og gå gjennom det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/fields.py" />
      <source>The layer '{}' does not take the fields of a review.</source>
      <translation>Laget «{}» tar ikke imot feltene til en gjennomgang.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/file_identity.py" />
      <source>Put it back, or save the layer as another GeoPackage, then judge on.</source>
      <translation>Legg den tilbake, eller lagre laget som en annen GeoPackage, og vurder videre.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/file_identity.py" />
      <source>Choose no layer at the top of the dock, then this one again: it is read anew.</source>
      <translation>Velg først ikke noe lag øverst i panelet, og så dette på nytt: da leses det på ny.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/file_identity.py" />
      <source>The file '{}' is gone: judgements could not be kept.</source>
      <translation>Filen «{}» er borte: vurderingene kunne ikke tas vare på.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/file_identity.py" />
      <source>The file '{}' was replaced by another one: judgements would be lost.</source>
      <translation>Filen «{}» er byttet ut med en annen: vurderingene ville gått tapt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>Save a copy of it as a GeoPackage (Export &gt; Save Features As) and review that.</source>
      <translation>Lagre en kopi som GeoPackage (Eksporter &gt; Lagre objekter som) og gå gjennom den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>A shapefile cuts field names to 10 characters and comments to 254, and a crash while it writes can damage it. Better save it as a GeoPackage first.</source>
      <translation>En shapefil kutter feltnavn til 10 tegn og merknader til 254, og et krasj mens den skriver kan skade den. Lagre heller som GeoPackage først.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>Choose a layer of candidate polygons.</source>
      <translation>Velg et lag med kandidatpolygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>Save or discard them (pencil in the toolbar), then begin the review.</source>
      <translation>Lagre eller forkast dem (blyanten i verktøylinjen), og begynn så gjennomgangen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>The layer '{}' holds no polygons that can be read.</source>
      <translation>Laget «{}» har ingen polygoner som kan leses.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>The layer '{}' is being edited and has unsaved changes.</source>
      <translation>Laget «{}» redigeres og har ulagrede endringer.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>The layer '{}' lies in a file of the format {}, in which no review can be kept safely.</source>
      <translation>Laget «{}» ligger i en fil i formatet {}, og der kan ingen gjennomgang tas trygt vare på.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>The layer '{}' cannot be written to: judgements could not be kept.</source>
      <translation>Laget «{}» kan ikke skrives til: vurderingene kunne ikke tas vare på.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/layer_check.py" />
      <source>'{}' cannot be written: {}.</source>
      <translation>«{}» kan ikke skrives: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/review.py" />
      <source>Another program may have removed or locked it: go on, or choose the layer again.</source>
      <translation>Et annet program kan ha fjernet eller låst den: gå videre, eller velg laget på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/review.py" />
      <source>This step can be neither taken back nor made again; those before it can.</source>
      <translation>Dette steget kan verken angres eller gjøres om igjen; de før det kan.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/review.py" />
      <source>Candidate {} cannot be read from the file of '{}'.</source>
      <translation>Kandidat {} kan ikke leses fra filen til «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/reviewed_areas.py" />
      <source>Reviewed whole</source>
      <translation>Gjennomgått fullt ut</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/reviewed_areas.py" />
      <source>Check the folder, then mark the view again.</source>
      <translation>Sjekk mappen, og merk utsnittet på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/reviewed_areas.py" />
      <source>Zoom in on the candidates, or put that file elsewhere, then mark the view again.</source>
      <translation>Zoom inn på kandidatene, eller legg den filen et annet sted, og merk utsnittet på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/reviewed_areas.py" />
      <source>'{}' cannot be written to.</source>
      <translation>«{}» kan ikke skrives til.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/reviewed_areas.py" />
      <source>The area cannot be described in the CRS of '{}'.</source>
      <translation>Området kan ikke beskrives i koordinatsystemet til «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/second_opinion.py" />
      <source>Choose one with the field review_status.</source>
      <translation>Velg et med feltet review_status.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/second_opinion.py" />
      <source>The layer '{}' was never reviewed.</source>
      <translation>Laget «{}» ble aldri gjennomgått.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>This candidate is not a neighbour.</source>
      <translation>Dette er ingen nabo.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>Click another candidate, which belongs to the same landslide.</source>
      <translation>Klikk en annen kandidat, som hører til det samme skredet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>The two cannot be joined: their outlines enclose nothing.</source>
      <translation>De to kan ikke slås sammen: omrissene deres omslutter ingenting.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>Reshape them, then merge again.</source>
      <translation>Omform dem, og slå sammen på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>The two do not touch, and the layer takes single polygons only.</source>
      <translation>De to berører ikke hverandre, og laget tar bare enkle polygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>Reshape one until they touch, or save the layer as a GeoPackage of multi-polygons.</source>
      <translation>Omform en til de berører hverandre, eller lagre laget som GeoPackage med multipolygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>The outline crossed itself and was repaired: look at it, and reshape it if need be.</source>
      <translation>Omrisset krysset seg selv og ble reparert: se på det, og omform det om nødvendig.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>The outline crosses itself and could not be repaired in this layer: reshape it.</source>
      <translation>Omrisset krysser seg selv og kunne ikke repareres i dette laget: omform det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/shapes.py" />
      <source>Merged into {}</source>
      <translation>Slått sammen med {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/transactions.py" />
      <source>Switch automatic transaction groups off (Project &gt; Properties &gt; Data Sources), then go on.</source>
      <translation>Slå av automatiske transaksjonsgrupper (Prosjekt &gt; Egenskaper &gt; Datakilder), og fortsett.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/transactions.py" />
      <source>The project edits '{}' in an automatic transaction group: no step could be taken back.</source>
      <translation>Prosjektet redigerer «{}» i en automatisk transaksjonsgruppe: ingen steg kunne angres.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review/transactions.py" />
      <source>The project saves its layers together, and others have unsaved changes: {}.</source>
      <translation>Prosjektet lagrer lagene sine samlet, og andre har ulagrede endringer: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/gui/review_entry.py" />
      <source>Review landslide candidates</source>
      <translation>Gå gjennom skredkandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/corner_count.py" />
      <source>There is too much and too ragged an area at or over the threshold for outlines.</source>
      <translation>Arealet på eller over terskelen er for stort og for oppfliset til at omriss kan tegnes.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/corner_count.py" />
      <source>Choose a higher threshold or a larger minimum area, or a part of the raster.</source>
      <translation>Velg en høyere terskel eller et større minste areal, eller en del av rasteret.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Extract candidates</source>
      <translation>Trekk ut kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Steps of a detection</source>
      <translation>Trinnene i en beregning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Outlines candidates in a probability raster: a new threshold without predicting again.</source>
      <translation>Tegner omriss av kandidater i et sannsynlighetsraster: ny terskel uten ny beregning.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Landslide probability</source>
      <translation>Skredsannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Inventory of mapped landslides: drawn with the result</source>
      <translation>Skreddatabase med kartlagte skred: tegnes sammen med resultatet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Threshold of probability (default: that of the prediction)</source>
      <translation>Terskel for sannsynlighet (standard: beregningens)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Minimum area of a candidate in m² (default: four pixels)</source>
      <translation>Minste areal av en kandidat i m² (standard: fire piksler)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Fill holes up to, in m² (default: none)</source>
      <translation>Fyll hull opptil, i m² (standard: ingen)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Merge candidates no further apart than, in m (default: none)</source>
      <translation>Slå sammen kandidater som ligger nærmere enn, i m (standard: ingen)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Simplify the outline by up to, in m (default: not at all)</source>
      <translation>Forenkle omrisset med inntil, i m (standard: ikke i det hele tatt)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>landslide,threshold,polygonize,vectorize,candidates,minimum area,holes,smooth</source>
      <translation>skred,terskel,polygoner,vektoriser,kandidater,minste areal,hull,glatt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Smooth the outline</source>
      <translation>Glatt omrisset</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Spread between the members</source>
      <translation>Spredning mellom nettverkene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>Agreement of the members</source>
      <translation>Enighet mellom nettverkene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extract_candidates.py" />
      <source>DEM, heights in metres: adds slope and height drop</source>
      <translation>Høydemodell i meter: gir helning og fallhøyde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extraction.py" />
      <source>The DEM '{}' has no heights where the candidates lie: their slopes and heights stay empty. Check that both show the same place, and the CRS of both.</source>
      <translation>Høydemodellen «{}» har ingen høyder der kandidatene ligger: helning og høyder blir stående tomme. Sjekk at begge viser det samme stedet, og koordinatsystemet til begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extraction.py" />
      <source>The inventory '{}' does not touch the raster: the share of candidates that is mapped (mapped_share) stays empty. Check that both show the same place, and the CRS of both.</source>
      <translation>Skreddatabasen «{}» berører ikke rasteret: andelen av kandidatene som er kartlagt (mapped_share), blir stående tom. Sjekk at begge viser det samme stedet, og koordinatsystemet til begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extraction.py" />
      <source>The raster has no CRS: areas are in pixels, and so are the minimum area and the distances.</source>
      <translation>Rasteret har ikke noe koordinatsystem: arealer er i piksler, og det er også minste areal og avstander.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/extraction.py" />
      <source>The raster has no CRS, so the DEM cannot be laid under it: no slopes.</source>
      <translation>Rasteret har ikke noe koordinatsystem, så høydemodellen kan ikke legges under det: ingen helning.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/shaping.py" />
      <source>Distances and areas cannot be negative.</source>
      <translation>Avstander og arealer kan ikke være negative.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>Share of the raster, or of the area of interest, with data [%]</source>
      <translation>Andel av rasteret, eller av interesseområdet, med data [%]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>Number of candidates</source>
      <translation>Antall kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>Area of the candidates [m²]</source>
      <translation>Kandidatenes areal [m²]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>{:.2f} % of that at or over the threshold {:g}</source>
      <translation>{:.2f} % av det på eller over terskelen {:g}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>{} candidate(s)</source>
      <translation>{} kandidat(er)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>data on {:g} % of the area</source>
      <translation>data på {:g} % av området</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>Predicted with '{}', {} member(s) on {}, threshold {:g}, in {:.1f} s.</source>
      <translation>Beregnet med «{}», {} nettverk på {}, terskel {:g}, på {:.1f} s.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>{:.0f} % of the tiles were not shown to all members: the first saw nothing in them.</source>
      <translation>{:.0f} % av rutene ble ikke vist til alle nettverkene: de første så ingenting i dem.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/candidates/summary.py" />
      <source>{:,} pixels</source>
      <translation>{:,} piksler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Band values in polygons</source>
      <translation>Båndverdier i polygoner</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Comparison</source>
      <translation>Sammenligning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Shows how landslides stand out from their surroundings in each band of a raster.</source>
      <translation>Viser hvordan skred skiller seg fra omgivelsene i hvert bånd av et raster.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Inventory of mapped landslides</source>
      <translation>Skreddatabase med kartlagte skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Only the landslides for which (default: all)</source>
      <translation>Bare skred der dette gjelder (standard: alle)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Bands (default: all)</source>
      <translation>Bånd (standard: alle)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Surroundings up to, in m (default: five pixels)</source>
      <translation>Omgivelser opptil, i m (standard: fem piksler)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>HTML files (*.html)</source>
      <translation>HTML-filer (*.html)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>landslide,bands,box plot,separability,statistics,zonal,signature</source>
      <translation>skred,bånd,boksdiagram,skillbarhet,statistikk,sonestatistikk,signatur</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Raster</source>
      <translation>Raster</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Band values</source>
      <translation>Båndverdier</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Report</source>
      <translation>Rapport</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>The inventory cannot be read.</source>
      <translation>Skreddatabasen kan ikke leses.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>Choose a layer of polygons.</source>
      <translation>Velg et lag med polygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/band_values_in_polygons.py" />
      <source>band {}</source>
      <translation>bånd {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Case study</source>
      <translation>Datasett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Series</source>
      <translation>Serie</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Prediction</source>
      <translation>Beregning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Inventory</source>
      <translation>Skreddatabase</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Area of interest</source>
      <translation>Interesseområde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Put an inventory (inventory.gpkg) and predictions (.tif) into a sub-folder for each case study.</source>
      <translation>Legg en skreddatabase (inventory.gpkg) og beregninger (.tif) i en undermappe for hvert datasett.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Fill both in.</source>
      <translation>Fyll inn begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Add rows.</source>
      <translation>Legg til rader.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Correct the row or the folder.</source>
      <translation>Rett raden eller mappen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>The folder '{}' holds no case study.</source>
      <translation>Mappen «{}» har ikke noe datasett.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>The rows have {} cells; {} belong to each row.</source>
      <translation>Radene har {} celler; det skal være {} i hver rad.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>The thresholds '{}' are not between 0 and 1.</source>
      <translation>Tersklene «{}» ligger ikke mellom 0 og 1.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Row {} lacks its prediction or its inventory.</source>
      <translation>Rad {} mangler beregning eller skreddatabase.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>Row {} has more than one threshold.</source>
      <translation>Rad {} har mer enn én terskel.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>The thresholds '{}' are no numbers.</source>
      <translation>Tersklene «{}» er ikke tall.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_studies.py" />
      <source>{}, {}: there is no file '{}'.</source>
      <translation>{}, {}: det finnes ingen fil «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>Case studies compared</source>
      <translation>Datasett sammenlignet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>Large dots: all pixels of a series pooled. Small dots: its case studies. Curved lines are equal F1, dashed lines equal frequency bias. In brackets: 95 % intervals from drawing whole case studies 1000 times with replacement; of few case studies they say little.</source>
      <translation>Store prikker: alle piksler i en serie samlet. Små prikker: datasettene i den. Buede linjer har lik F1, stiplede lik frekvensskjevhet. I parentes: 95 %-intervaller fra 1000 trekninger av hele datasett med tilbakelegging; med få datasett sier de lite.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>Pooled</source>
      <translation>Samlet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>series</source>
      <translation>serie</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>case studies</source>
      <translation>datasett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>Case by case</source>
      <translation>Datasett for datasett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>case study</source>
      <translation>datasett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>threshold</source>
      <translation>terskel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>A landslide is found when candidates cover at least half of it; a candidate hits when it touches a mapped landslide.</source>
      <translation>Et skred er funnet når kandidater dekker minst halvparten av det; en kandidat treffer når den berører et kartlagt skred.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>No series has a score.</source>
      <translation>Ingen serie har et mål.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>landslides found</source>
      <translation>skred funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>of</source>
      <translation>av</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>candidates that hit</source>
      <translation>kandidater som traff</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/case_table.py" />
      <source>The best pooled F1 is that of {}: {:.2f}.</source>
      <translation>Den beste samlede F1 har {}: {:.2f}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Compare case studies</source>
      <translation>Sammenlign datasett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Puts the scores of many predictions into one table and one performance diagram.</source>
      <translation>Samler målene for mange beregninger i én tabell og ett diagram.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Folder with a sub-folder for each case study (inventory.gpkg and predictions)</source>
      <translation>Mappe med en undermappe for hvert datasett (inventory.gpkg og beregninger)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Or rows, one for each prediction</source>
      <translation>Eller rader, én for hver beregning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Thresholds, each a series of its own: 0.3, 0.5 (default: those of the predictions)</source>
      <translation>Terskler, hver av dem en egen serie: 0.3, 0.5 (standard: beregningenes)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Minimum mapping unit in m², for both sides (default: four pixels)</source>
      <translation>Minste kartleggingsenhet i m², for begge sider (standard: fire piksler)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>A pixel is mapped when a polygon touches it (otherwise: its centre lies inside)</source>
      <translation>En piksel er kartlagt når et polygon berører den (ellers: når midtpunktet ligger inni)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Choose a file of polygons.</source>
      <translation>Velg en fil med polygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>landslide,compare,case study,performance diagram,F1,bootstrap,ensemble,threshold</source>
      <translation>skred,sammenlign,datasett,ytelsesdiagram,F1,bootstrap,ensemble,terskel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Scores</source>
      <translation>Mål</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>There is nothing to compare.</source>
      <translation>Det er ingenting å sammenligne.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>Choose a folder, or fill in rows.</source>
      <translation>Velg en mappe, eller fyll inn rader.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_case_studies.py" />
      <source>'{}' holds no polygons that can be read.</source>
      <translation>«{}» inneholder ingen polygoner som kan leses.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Compare with an inventory</source>
      <translation>Sammenlign med en skreddatabase</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Scores a prediction against mapped landslides and shows where it is wrong.</source>
      <translation>Måler en beregning mot kartlagte skred og viser hvor den tar feil.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Prediction of a single member: shows what the ensemble gains</source>
      <translation>Beregning fra ett enkelt nettverk: viser hva ensemblet gir</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>DEM, heights in metres: scores by slope and aspect</source>
      <translation>Høydemodell i meter: mål etter helning og eksposisjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Direction in which the radar looks, degrees from north: aspect to the radar</source>
      <translation>Retningen radaren ser i, grader fra nord: eksposisjon mot radaren</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Scores by the classes of these rasters (land cover, height …)</source>
      <translation>Mål etter klassene i disse rastrene (arealdekke, høyde …)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Recall by this field of the inventory</source>
      <translation>Andel funnet etter dette feltet i skreddatabasen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Image below the pictures of the report (default: what was predicted from, if it has red, green and blue)</source>
      <translation>Bilde under figurene i rapporten (standard: det som ble brukt, om det har rødt, grønt og blått)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Prediction: probability or mask</source>
      <translation>Beregning: sannsynlighet eller maske</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>landslide,compare,validate,accuracy,precision,recall,F1,IoU,error map,score</source>
      <translation>skred,sammenlign,valider,nøyaktighet,presisjon,andel funnet,F1,IoU,feilkart,mål</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Inventory compared</source>
      <translation>Skreddatabase sammenlignet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Candidates compared</source>
      <translation>Kandidater sammenlignet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/compare_with_inventory.py" />
      <source>Error map</source>
      <translation>Feilkart</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>The inventory holds no polygon to compare with.</source>
      <translation>Skreddatabasen har ikke noe polygon å sammenligne med.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>Check the layer, its filter, and whether only selected features are used.</source>
      <translation>Sjekk laget, filteret, og om bare valgte objekter brukes.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>No polygon of the inventory lies on the raster.</source>
      <translation>Ingen polygoner i skreddatabasen ligger på rasteret.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>Check that both show the same place, and the CRS of both.</source>
      <translation>Sjekk at begge viser det samme stedet, og koordinatsystemet til begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>Correct it, or leave it empty.</source>
      <translation>Rett det, eller la det stå tomt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>The filter of the inventory cannot be read: {}</source>
      <translation>Filteret til skreddatabasen kan ikke leses: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>The inventory has no field '{}', which its filter asks for.</source>
      <translation>Skreddatabasen har ikke feltet «{}», som filteret ber om.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/inventory.py" />
      <source>Its fields: {}.</source>
      <translation>Feltene er: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Worst misses</source>
      <translation>Verste oversette</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>landslide</source>
      <translation>skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Worst false alarms</source>
      <translation>Verste falske alarmer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>candidate</source>
      <translation>kandidat</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>is touched by a polygon</source>
      <translation>berøres av et polygon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>has its centre in a polygon</source>
      <translation>har midtpunktet i et polygon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>pixels</source>
      <translation>piksler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Scores, pixel by pixel</source>
      <translation>Mål, piksel for piksel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>frequency bias</source>
      <translation>frekvensskjevhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Diagrams</source>
      <translation>Diagrammer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Performance diagram after Roebber (2009): upper right is best; curved lines are equal F1, dashed lines equal frequency bias (above the diagonal too much is predicted, below too little). The curve runs through all thresholds; a threshold chosen on this inventory flatters the prediction.</source>
      <translation>Ytelsesdiagram etter Roebber (2009): øverst til høyre er best; buede linjer har lik F1, stiplede lik frekvensskjevhet (over diagonalen beregnes for mye, under for lite). Kurven går gjennom alle terskler; en terskel valgt på denne skreddatabasen smigrer beregningen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Landslides and candidates</source>
      <translation>Skred og kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>A split is a landslide under two or more candidates; a merge a candidate on two or more landslides. One to one: each has at most one partner, best intersection over union (IoU) first.</source>
      <translation>En deling er et skred under to eller flere kandidater; en sammenslåing er en kandidat på to eller flere skred. Én til én: hver har høyst én makker, beste snitt over union (IoU) først.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Green: mapped. Pink: predicted. Behind them: the image, or the probability from black (0) to white (1).</source>
      <translation>Grønt: kartlagt. Rosa: beregnet. Bak dem: bildet, eller sannsynligheten fra svart (0) til hvitt (1).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>{} compared with {}</source>
      <translation>{} sammenlignet med {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Threshold {:g}. A pixel is mapped when it {}. {:,} pixels of {:,.1f} {} were compared; those without data in the prediction, or outside the area of interest, count nowhere. Objects under {:,.0f} {} are left out on both sides; pixel scores count every pixel.</source>
      <translation>Terskel {:g}. En piksel er kartlagt når den {}. {:,} piksler på {:,.1f} {} ble sammenlignet; de uten data i beregningen, eller utenfor interesseområdet, teller ingen steder. Objekter under {:,.0f} {} utelates på begge sider; pikselmålene teller hver piksel.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>found</source>
      <translation>funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>false alarm</source>
      <translation>falsk alarm</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>missed</source>
      <translation>oversett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>meaning</source>
      <translation>betydning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>prediction</source>
      <translation>beregning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>rule</source>
      <translation>regel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>recall</source>
      <translation>andel funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>precision</source>
      <translation>presisjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>area predicted</source>
      <translation>beregnet areal</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>common</source>
      <translation>felles</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>splits</source>
      <translation>delinger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>merges</source>
      <translation>sammenslåinger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>panoptic quality</source>
      <translation>panoptisk kvalitet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>partly found</source>
      <translation>delvis funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>single member</source>
      <translation>enkelt nettverk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>best threshold {:g}, seen with hindsight</source>
      <translation>beste terskel {:g}, sett i ettertid</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>average precision</source>
      <translation>gjennomsnittlig presisjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>calibration error</source>
      <translation>kalibreringsfeil</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>pixels mapped</source>
      <translation>piksler kartlagt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>pixels predicted</source>
      <translation>piksler beregnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>By {}</source>
      <translation>Etter {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>threshold {:g}</source>
      <translation>terskel {:g}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>area mapped [{}]</source>
      <translation>kartlagt areal [{}]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/report.py" />
      <source>Of the inventory, these do not count:</source>
      <translation>Av skreddatabasen teller ikke disse:</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/run.py" />
      <source>The prediction has no CRS: coordinates are taken as they are, and areas are in pixels.</source>
      <translation>Beregningen har ikke noe koordinatsystem: koordinatene tas som de er, og arealer er i piksler.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/run.py" />
      <source>{} invalid polygon(s) were repaired for the comparison.</source>
      <translation>{} ugyldige polygoner ble reparert for sammenligningen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/run.py" />
      <source>{} duplicate(s) count only once.</source>
      <translation>{} duplikater teller bare én gang.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/run.py" />
      <source>{} polygon(s) lie outside the prediction and do not count.</source>
      <translation>{} polygoner ligger utenfor beregningen og teller ikke.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/run.py" />
      <source>{} feature(s) have no usable polygon and do not count.</source>
      <translation>{} objekter har ikke noe brukbart polygon og teller ikke.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/run.py" />
      <source>The inventory has no CRS: its coordinates are taken as the prediction's.</source>
      <translation>Skreddatabasen har ikke noe koordinatsystem: koordinatene tas som beregningens.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>share of the predicted pixels that are mapped</source>
      <translation>andel av de beregnede pikslene som er kartlagt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>share of the mapped pixels that are predicted</source>
      <translation>andel av de kartlagte pikslene som er beregnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>harmonic mean of precision and recall</source>
      <translation>harmonisk middel av presisjon og andel funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>common area over the area of both together</source>
      <translation>felles areal over arealet av begge til sammen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>correlation of prediction and inventory, -1 to 1</source>
      <translation>korrelasjon mellom beregning og skreddatabase, -1 til 1</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>area predicted over area mapped: above 1 too large</source>
      <translation>beregnet areal over kartlagt areal: over 1 er for stort</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>all</source>
      <translation>alle</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>size of landslide</source>
      <translation>skredets størrelse</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>all thresholds</source>
      <translation>alle terskler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>best threshold, with hindsight</source>
      <translation>beste terskel, i ettertid</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>chosen on this very inventory</source>
      <translation>valgt på nettopp denne skreddatabasen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>objects</source>
      <translation>objekter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>a pixel at the threshold counts in</source>
      <translation>en piksel på terskelen teller med</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>Σ ΔR · P</source>
      <translation>Σ ΔR · P</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>mean of (probability - truth)²</source>
      <translation>gjennomsnitt av (sannsynlighet - sannhet)²</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>mean distance of probability and share of landslide pixels, 20 equal bins</source>
      <translation>gjennomsnittlig avstand mellom sannsynlighet og andel skredpiksler, 20 like klasser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>landslides under two or more candidates</source>
      <translation>skred under to eller flere kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/score_table.py" />
      <source>candidates on two or more landslides</source>
      <translation>kandidater på to eller flere skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>Finds {} of {} landslides (at least half of each is covered) and touches {}.</source>
      <translation>Finner {} av {} skred (minst halvparten av hvert er dekket) og berører {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>Pixel by pixel: precision {}, recall {}, F1 {:.2f}, IoU {:.2f}.</source>
      <translation>Piksel for piksel: presisjon {}, andel funnet {}, F1 {:.2f}, IoU {:.2f}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{} too small to cover the centre of a pixel, or hidden under smaller ones</source>
      <translation>{} for små til å dekke midtpunktet i en piksel, eller skjult under mindre</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{} where the prediction has no data or outside the area of interest</source>
      <translation>{} der beregningen ikke har data, eller utenfor interesseområdet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{} outside the prediction</source>
      <translation>{} utenfor beregningen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{} duplicates</source>
      <translation>{} duplikater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{} without a usable polygon</source>
      <translation>{} uten brukbart polygon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>No landslide of the inventory is large enough to count.</source>
      <translation>Ingen skred i skreddatabasen er store nok til å telle.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>Of those over {:,.0f} m², it finds {} of {}.</source>
      <translation>Av dem over {:,.0f} m² finner den {} av {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>There is no candidate at this threshold.</source>
      <translation>Det er ingen kandidat ved denne terskelen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>second</source>
      <translation>annen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>third</source>
      <translation>tredje</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>fourth</source>
      <translation>fjerde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>fifth</source>
      <translation>femte</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>sixth</source>
      <translation>sjette</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>seventh</source>
      <translation>sjuende</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>eighth</source>
      <translation>åttende</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>ninth</source>
      <translation>niende</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>tenth</source>
      <translation>tiende</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>The area predicted is about the area mapped.</source>
      <translation>Det beregnede arealet er omtrent det kartlagte.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>undefined</source>
      <translation>udefinert</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>({} of {} touch no mapped landslide).</source>
      <translation>({} av {} berører ikke noe kartlagt skred).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>It predicts {:.1f} times the area that is mapped.</source>
      <translation>Den beregner {:.1f} ganger arealet som er kartlagt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{} under the minimum mapping unit of {}</source>
      <translation>{} under den minste kartleggingsenheten på {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>None of the {} candidates is false: each touches a mapped landslide.</source>
      <translation>Ingen av de {} kandidatene er falske: hver berører et kartlagt skred.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>Every candidate is false</source>
      <translation>Hver kandidat er falsk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>It under-predicts the area by {:.0f} %.</source>
      <translation>Den beregner {:.0f} % for lite areal.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>It over-predicts the area by {:.0f} %.</source>
      <translation>Den beregner {:.0f} % for mye areal.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>{:.0f} % of the candidates are false</source>
      <translation>{:.0f} % av kandidatene er falske</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/sentences.py" />
      <source>Every {} candidate is false</source>
      <translation>Hver {} kandidat er falsk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/strata.py" />
      <source>aspect to the radar</source>
      <translation>eksposisjon mot radaren</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/strata.py" />
      <source>The DEM '{}' has no heights where the prediction lies: there are no scores by slope and aspect. Check that both show the same place, and the CRS of both.</source>
      <translation>Høydemodellen «{}» har ingen høyder der beregningen ligger: det blir ingen mål etter helning og eksposisjon. Sjekk at begge viser det samme stedet, og koordinatsystemet til begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/strata.py" />
      <source>The prediction has no CRS, so the DEM cannot be laid under it: no slopes.</source>
      <translation>Beregningen har ikke noe koordinatsystem, så høydemodellen kan ikke legges under den: ingen helning.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/strata.py" />
      <source>slope</source>
      <translation>helning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/strata.py" />
      <source>aspect</source>
      <translation>eksposisjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>Precision</source>
      <translation>Presisjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>Recall</source>
      <translation>Andel funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>F1</source>
      <translation>F1</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>IoU</source>
      <translation>IoU</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>Landslides counted</source>
      <translation>Skred regnet med</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>Landslides found</source>
      <translation>Skred funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/comparison/writing.py" />
      <source>False alarms</source>
      <translation>Falske alarmer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/check_engine.py" />
      <source>Tells whether the engine works, with which versions and devices, and what to do if not.</source>
      <translation>Sier om motoren virker, med hvilke versjoner og enheter, og hva som må gjøres om den ikke gjør det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/check_engine.py" />
      <source>Web pages</source>
      <translation>Nettsider</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/check_engine.py" />
      <source>landslide,diagnostics,versions,torch,cuda,gpu,device,environment,problem</source>
      <translation>skred,diagnose,versjoner,torch,cuda,gpu,enhet,miljø,problem</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/check_engine.py" />
      <source>Text for a bug report, without personal paths</source>
      <translation>Tekst til en feilmelding, uten personlige stier</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/check_engine.py" />
      <source>Ready</source>
      <translation>Klar</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>missing</source>
      <translation>mangler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>The engine is not ready.</source>
      <translation>Motoren er ikke klar.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>System</source>
      <translation>System</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>{:.1f} GB free</source>
      <translation>{:.1f} GB ledig</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>Memory</source>
      <translation>Minne</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>Device {}</source>
      <translation>Enhet {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>{} threads</source>
      <translation>{} tråder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>a tile takes {:.3f} s</source>
      <translation>en rute tar {:.3f} s</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>Folder ({})</source>
      <translation>Mappe ({})</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>{:.1f} GiB, {:.1f} GiB free</source>
      <translation>{:.1f} GiB, {:.1f} GiB ledig</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/engine_report.py" />
      <source>{:.1e} off the CPU's probability</source>
      <translation>{:.1e} fra sannsynligheten på CPU</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/network_settings.py" />
      <source>Check the space and permissions there, or let DEEPSLIDE_DATA name another folder.</source>
      <translation>Sjekk plassen og rettighetene der, eller la DEEPSLIDE_DATA peke på en annen mappe.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/network_settings.py" />
      <source>QGIS's certificates cannot be written to {}: {}.</source>
      <translation>Sertifikatene fra QGIS kan ikke skrives til {}: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Set up engine</source>
      <translation>Sett opp motoren</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Sets up the engine's Python environment, apart from QGIS.</source>
      <translation>Installerer det som beregner, utenfor QGIS.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Python 3.10 or newer to make it with (default: the one of QGIS, or another that is found)</source>
      <translation>Python 3.10 eller nyere å lage den med (standard: den i QGIS, eller en annen som finnes)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Build (auto: what fits the graphics card and its driver; cpu: small, without PyTorch)</source>
      <translation>Bygg (auto: det som passer grafikkortet og driveren; cpu: lite, uten PyTorch)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Folder of wheels, to install without internet (the help says how to make it)</source>
      <translation>Mappe med wheels, for å installere uten internett (hjelpen sier hvordan den lages)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Package index to use instead of the usual one</source>
      <translation>Pakkeindeks å bruke i stedet for den vanlige</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Mirror of PyTorch's own index</source>
      <translation>Speil av PyTorchs egen indeks</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Also install what finding, fetching and preparing imagery needs</source>
      <translation>Legg til det som finner, henter og klargjør bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>landslide,install,torch,environment,dependencies,python,repair</source>
      <translation>skred,installer,torch,miljø,avhengigheter,python,reparer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>Python of the engine</source>
      <translation>Motorens Python</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/engine/setup_engine.py" />
      <source>The engine is ready: {}</source>
      <translation>Motoren er klar: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Finds landslides in a raster with an ensemble of segmentation networks, on this computer.

The networks of a &lt;b&gt;model pack&lt;/b&gt; read the raster tile by tile; their probabilities are averaged and outlined as candidates, which wait for your review. A candidate is not a mapped landslide: check each one.

&lt;b&gt;What the raster must be.&lt;/b&gt; A raster file with the bands that the pack was trained on, at about its resolution (at most 4× off). Bands are found by their descriptions; where these do not tell, choose them under &lt;i&gt;Bands&lt;/i&gt;, in the order of the setting. No-data values set in QGIS alone are not seen: set them in the file. A raster without a CRS is predicted, too; its areas are then in pixels.

&lt;b&gt;Left empty&lt;/b&gt;, a parameter takes the default that is given in its name.

&lt;b&gt;Exclude&lt;/b&gt; water, snow and fields where you can: false alarms lie there. The area of interest and the excluded polygons are brought to the raster's CRS.

&lt;b&gt;Results&lt;/b&gt;, in one group beside the mapped polygons:
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;Landslide probability&lt;/i&gt;, 0 to 1&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Spread between the members&lt;/i&gt;: where it is high, the networks disagree&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Landslide mask&lt;/i&gt;: 1 at or over the threshold&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Candidates&lt;/i&gt;: id (largest first), area_m2 and perimeter_m on the ellipsoid, area_px, p_mean, p_max, p_std (mean spread), n_members_agree, members, threshold, model_id, review_status; with a DEM slope_mean, slope_max, elev_min, elev_max and height_drop; with an inventory mapped_share, the share of the candidate that is mapped already&lt;/li&gt;
&lt;/ul&gt;
The inventory is drawn with them, outlined and read-only; your own layer stays as it is.

Another threshold needs no new prediction: run &lt;i&gt;Extract candidates&lt;/i&gt; on the probability.

The first run needs the engine: see &lt;i&gt;Set up engine&lt;/i&gt;.</source>
      <translation>Finner skred i et raster med et ensemble av segmenteringsnettverk, på denne maskinen.

Nettverkene i en &lt;b&gt;modellpakke&lt;/b&gt; leser rasteret rute for rute; det tas gjennomsnitt av sannsynlighetene, og omriss av kandidater tegnes, som venter på din vurdering. En kandidat er ikke et kartlagt skred: sjekk hver av dem.

&lt;b&gt;Hva rasteret må være.&lt;/b&gt; En rasterfil med båndene som pakken ble trent på, med omtrent samme oppløsning som pakken (høyst 4× finere eller grovere). Bånd finnes ved beskrivelsene sine; der disse ikke sier nok, velg dem under &lt;i&gt;Bånd&lt;/i&gt;, i båndoppsettets rekkefølge. Verdier for manglende data som bare er satt i QGIS, blir ikke sett: sett dem i filen. Også et raster uten koordinatsystem beregnes; arealene er da i piksler.

&lt;b&gt;Tomme parametre&lt;/b&gt; får den standardverdien som navnet sier.

&lt;b&gt;Utelat&lt;/b&gt; vann, snø og jorder der du kan: det er der de falske alarmene ligger. Interesseområdet og de utelatte polygonene legges over i rasterets koordinatsystem.

&lt;b&gt;Resultater&lt;/b&gt;, i én gruppe ved siden av de kartlagte polygonene:
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;Skredsannsynlighet&lt;/i&gt;, 0 til 1&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Spredning mellom nettverkene&lt;/i&gt;: der den er høy, er nettverkene uenige&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Skredmaske&lt;/i&gt;: 1 på eller over terskelen&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Kandidater&lt;/i&gt;: id (størst først), area_m2 og perimeter_m på ellipsoiden, area_px, p_mean, p_max, p_std (gjennomsnittlig spredning), n_members_agree, members, threshold, model_id, review_status; med en høydemodell slope_mean, slope_max, elev_min, elev_max og height_drop; med en skreddatabase mapped_share, andelen av kandidaten som alt er kartlagt&lt;/li&gt;
&lt;/ul&gt;
Skreddatabasen tegnes sammen med dem, som omriss og skrivebeskyttet; ditt eget lag blir som det er.

En annen terskel trenger ingen ny beregning: kjør &lt;i&gt;Trekk ut kandidater&lt;/i&gt; på sannsynligheten.

Første kjøring trenger motoren: se &lt;i&gt;Sett opp motoren&lt;/i&gt;.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Writes the landslide probability of a raster, without polygons: the first half of &lt;i&gt;Detect landslides&lt;/i&gt;.

&lt;b&gt;Probability&lt;/b&gt; is the mean over the members, 0 to 1. &lt;b&gt;Spread&lt;/b&gt; is their standard deviation: where it is high, they disagree. &lt;b&gt;Agreement&lt;/b&gt; is the share of members at or over the threshold. &lt;b&gt;Mask&lt;/b&gt; is 1 at or over the threshold, 0 below, 255 without data.

Left empty, a parameter takes the default that is given in its name. &lt;i&gt;Members&lt;/i&gt; 1 predicts with the best alone.</source>
      <translation>Skriver skredsannsynligheten for et raster, uten polygoner: den første halvdelen av &lt;i&gt;Finn skred&lt;/i&gt;.

&lt;b&gt;Sannsynligheten&lt;/b&gt; er gjennomsnittet over nettverkene, 0 til 1. &lt;b&gt;Spredningen&lt;/b&gt; er standardavviket deres: der den er høy, er de uenige. &lt;b&gt;Enigheten&lt;/b&gt; er andelen av nettverkene på eller over terskelen. &lt;b&gt;Masken&lt;/b&gt; er 1 på eller over terskelen, 0 under, 255 uten data.

Tomme parametre får den standardverdien som navnet sier. &lt;i&gt;Nettverk&lt;/i&gt; 1 beregner med det beste alene.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Averages probability rasters that exist already, such as those of several model packs, and tells how far they disagree. The rasters must lie on one grid: same CRS, position and size. A pixel has a result where every raster has data; 0 counts as such, also where a file declares it as no-data.

&lt;i&gt;mean_probability&lt;/i&gt; averages the probabilities, &lt;i&gt;vote&lt;/i&gt; is the share of rasters at or over 0.5, &lt;i&gt;mean_logit&lt;/i&gt; averages before the sigmoid, which lets confident rasters weigh more.

Without a &lt;b&gt;threshold&lt;/b&gt;, that of the predictions is taken and recorded for later steps; where they differ, and of votes, 0.5.</source>
      <translation>Tar gjennomsnittet av sannsynlighetsrastre som alt finnes, for eksempel fra flere modellpakker, og viser hvor uenige de er. Rastrene må ligge på samme rutenett: samme koordinatsystem, plassering og størrelse. En piksel får et resultat der hvert raster har data; 0 teller som en verdi, også der en fil oppgir det som «ingen data».

&lt;i&gt;mean_probability&lt;/i&gt; tar gjennomsnittet av sannsynlighetene, &lt;i&gt;vote&lt;/i&gt; er andelen av rastrene på eller over 0.5, &lt;i&gt;mean_logit&lt;/i&gt; tar gjennomsnittet før sigmoiden, slik at sikre rastre veier tyngre.

Uten en &lt;b&gt;terskel&lt;/b&gt; brukes beregningenes, og den noteres for senere trinn; der de er ulike, og for stemmer, brukes 0.5.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Takes the bands of a band setting out of a raster, in its order, and describes them, so that later steps find them by name.

Choose one of the settings (s1: Sentinel-1 change; s2: land cover and NDVI change; s1s2: both; all: fifteen bands; l4s14: Landslide4Sense; rgb: true colour), or a model pack, whose setting is then taken. Bands are found by their descriptions; by position only where the raster has exactly the bands of the setting.

A name that ends in &lt;b&gt;.vrt&lt;/b&gt; gives a virtual raster, which points to the original and takes no space; &lt;b&gt;.tif&lt;/b&gt; a GeoTIFF. No-data values and masks are kept.</source>
      <translation>Tar båndene i et båndoppsett ut av et raster, i riktig rekkefølge, og beskriver dem, slik at senere trinn finner dem ved navn.

Velg et av oppsettene (s1: endring i Sentinel-1; s2: arealdekke og NDVI-endring; s1s2: begge; all: femten bånd; l4s14: Landslide4Sense; rgb: naturlige farger), eller en modellpakke; da brukes båndoppsettet dens. Bånd finnes ved beskrivelsene sine; ved plassering bare der rasteret har nøyaktig båndene i oppsettet.

Et navn som slutter på &lt;b&gt;.vrt&lt;/b&gt;, gir et virtuelt raster, som viser til originalen og ikke tar plass; &lt;b&gt;.tif&lt;/b&gt; gir en GeoTIFF. Verdier for manglende data og masker beholdes.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Outlines candidates in a probability raster, without predicting again: another threshold or minimum area costs seconds.

The outlines follow the edges of the pixels: a landslide of 10 × 10 pixels has the area of 100. Pixels that touch by a corner belong together. A pixel at exactly the threshold is landslide.

In this order: pixels at or over the threshold become polygons; near ones are merged into one candidate of several parts; holes are filled; small candidates are dropped; probability, slope and overlap are measured; the outline is simplified and smoothed; area and perimeter are measured on the ellipsoid. Left empty, a parameter takes the default that is given in its name. Distances are exact in the middle of the raster. Without a CRS, areas and distances are in pixels.

Give &lt;i&gt;Spread&lt;/i&gt; and &lt;i&gt;Agreement&lt;/i&gt; of the same prediction for p_std and n_members_agree. Agreement refers to the threshold of the prediction.</source>
      <translation>Tegner omriss av kandidater i et sannsynlighetsraster, uten ny beregning: en annen terskel eller et annet minste areal tar noen sekunder.

Omrissene følger kantene av pikslene: et skred på 10 × 10 piksler har arealet til 100. Piksler som berører hverandre i et hjørne, hører sammen. En piksel på nøyaktig terskelen er skred.

I denne rekkefølgen: piksler på eller over terskelen blir polygoner; de som ligger nær hverandre, slås sammen til én kandidat av flere deler; hull fylles; små kandidater fjernes; sannsynlighet, helning og overlapp måles; omrisset forenkles og glattes; areal og omkrets måles på ellipsoiden. Tomme parametre får den standardverdien som navnet sier. Avstander er nøyaktige midt i rasteret. Uten koordinatsystem er arealer og avstander i piksler.

Oppgi &lt;i&gt;Spredning&lt;/i&gt; og &lt;i&gt;Enighet&lt;/i&gt; fra samme beregning for å få p_std og n_members_agree. Enigheten gjelder beregningens terskel.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Installs the engine into a folder of its own, outside QGIS and the plugin, and checks it: 400 MB without a graphics card, about 6 GB with PyTorch for one. QGIS itself is not touched. It needs an internet connection, once, for a minute or some; the log first says what will be installed, how large, and where. Run it again to repair a damaged engine.

The build for the CPU or the graphics card is chosen by what nvidia-smi says; every package is compared with its hash. QGIS's proxy and certificates, and your settings of pip, are passed on.

Without internet, name a folder of wheels. This makes it, on a computer with internet and the same system and Python: &lt;i&gt;pip download --only-binary :all: -r core.locked.txt -d FOLDER&lt;/i&gt;. The file lies in the plugin's folder &lt;i&gt;resources/engine&lt;/i&gt;; beside it, &lt;i&gt;torch.locked.txt&lt;/i&gt; is for a build with PyTorch.

To use a Python of your own instead, name it in Settings &gt; Options &gt; DeepSlide, or in the variable DEEPSLIDE_ENGINE_PYTHON.</source>
      <translation>Installerer det som beregner, i en egen mappe utenfor QGIS og programtillegget, og sjekker det: 400 MB uten grafikkort, omtrent 6 GB med PyTorch for et. QGIS selv røres ikke. Det trengs internett, én gang, i ett minutt eller noen; loggen sier først hva som blir installert, hvor stort det er, og hvor. Kjør den igjen for å reparere en skadet motor.

Bygget for CPU eller grafikkort velges etter det nvidia-smi sier; hver pakke sammenlignes med sin hash. Mellomtjener og sertifikater fra QGIS og dine innstillinger for pip gis videre.

Uten internett: oppgi en mappe med wheels. Dette lager den, på en datamaskin med internett og samme system og Python: &lt;i&gt;pip download --only-binary :all: -r core.locked.txt -d FOLDER&lt;/i&gt;. Filen ligger i programtilleggets mappe &lt;i&gt;resources/engine&lt;/i&gt;; ved siden av den er &lt;i&gt;torch.locked.txt&lt;/i&gt; for et bygg med PyTorch.

Vil du heller bruke din egen Python, så oppgi den under Innstillinger &gt; Oppsett &gt; DeepSlide, eller i variabelen DEEPSLIDE_ENGINE_PYTHON.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Tells whether the engine works: which Python, which versions, which devices for predicting; what is missing and what to do. Add the report to a question that you ask others.</source>
      <translation>Sier om motoren virker: hvilken Python, hvilke versjoner, hvilke enheter den kan beregne på; hva som mangler, og hva som må gjøres. Legg rapporten ved når du spør andre om hjelp.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Tells how good a prediction is against what was mapped, and shows where it is wrong.

&lt;b&gt;The prediction&lt;/b&gt; is a probability (0 to 1) or a mask (0 and 1) with one band. &lt;b&gt;The inventory&lt;/b&gt; may have any CRS; invalid polygons are repaired, duplicates count once, and where polygons overlap a pixel belongs to the smallest. A pixel is mapped when its centre lies in a polygon, or, if you ask for it, when a polygon touches it at all. Pixels without data in the prediction, or outside the area of interest, count nowhere; but 0 always says &lt;i&gt;no landslide&lt;/i&gt;, also where the file declares it as no-data.

&lt;b&gt;Minimum mapping unit&lt;/b&gt;: landslides and candidates under it, measured in pixels compared, are left out on both sides alike. Pixel scores count every pixel.

&lt;b&gt;Results&lt;/b&gt;
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;Scores&lt;/i&gt;, a table: pixels and areas found, missed and false, precision, recall, F1, IoU, MCC, frequency bias, average precision, Brier, calibration error; landslides and candidates by any overlap, by coverage, one to one; recall by size; scores by slope, aspect or what else you give. The best threshold is chosen on this very inventory: it flatters.&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Inventory compared&lt;/i&gt;: match_status found (at least half covered), partly or missed, with area, share, IoU, probability and the numbers of the candidates&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Candidates compared&lt;/i&gt;: hit or false_alarm&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Error map&lt;/i&gt;: found 6, missed 2, false alarm 4; with a single member the seven colours of Ganerød et al. (2023), 1 · single + 2 · mapped + 4 · ensemble&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Report&lt;/i&gt;: a page with the outcome in plain words, diagrams and pictures of the worst misses and false alarms&lt;/li&gt;
&lt;/ul&gt;
A prediction is best compared with landslides on which nothing of it was trained or tuned.</source>
      <translation>Sier hvor god en beregning er mot det som er kartlagt, og viser hvor den tar feil.

&lt;b&gt;Beregningen&lt;/b&gt; er en sannsynlighet (0 til 1) eller en maske (0 og 1) med ett bånd. &lt;b&gt;Skreddatabasen&lt;/b&gt; kan ha hvilket som helst koordinatsystem; ugyldige polygoner repareres, duplikater teller én gang, og der polygoner overlapper, hører en piksel til det minste. En piksel er kartlagt når midtpunktet ligger i et polygon, eller, om du ber om det, når et polygon i det hele tatt berører den. Piksler uten data i beregningen, eller utenfor interesseområdet, teller ingen steder; men 0 betyr alltid &lt;i&gt;ikke skred&lt;/i&gt;, også der filen oppgir 0 som «ingen data».

&lt;b&gt;Minste kartleggingsenhet&lt;/b&gt;: skred og kandidater under den, målt i piksler som sammenlignes, utelates på begge sider. Pikselmålene teller hver piksel.

&lt;b&gt;Resultater&lt;/b&gt;
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;Mål&lt;/i&gt;, en tabell: piksler og arealer som er funnet, oversett og falske, presisjon, andel funnet (recall), F1, IoU, MCC, frekvensskjevhet, gjennomsnittlig presisjon, Brier, kalibreringsfeil; skred og kandidater etter enhver overlapp, etter dekning, én til én; andel funnet etter størrelse; mål etter helning, eksposisjon eller annet du oppgir. Den beste terskelen er valgt på nettopp denne skreddatabasen: den smigrer.&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Skreddatabase sammenlignet&lt;/i&gt;: match_status found (minst halvt dekket), partly (delvis) eller missed (oversett), med areal, andel, IoU, sannsynlighet og numrene på kandidatene&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Kandidater sammenlignet&lt;/i&gt;: hit (treff) eller false_alarm (falsk alarm)&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Feilkart&lt;/i&gt;: funnet 6, oversett 2, falsk alarm 4; med ett enkelt nettverk de sju fargene til Ganerød et al. (2023), 1 · enkelt + 2 · kartlagt + 4 · ensemble&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Rapport&lt;/i&gt;: en side med utfallet i vanlige ord, diagrammer og bilder av de verste oversette skredene og falske alarmene&lt;/li&gt;
&lt;/ul&gt;
En beregning sammenlignes best med skred som ingenting i den er trent eller tilpasset på.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Compares many predictions with their inventories: case studies, band settings, ensembles or thresholds side by side, as in figures 5 and 6 of Ganerød et al. (2023).

&lt;b&gt;A folder&lt;/b&gt; holds a sub-folder for each case study. In it, &lt;i&gt;inventory.gpkg&lt;/i&gt; (or .shp, .geojson) are the mapped landslides, &lt;i&gt;aoi.gpkg&lt;/i&gt; the area of interest if there is one, and every .tif is a prediction (probability or mask); its name is the name of the series: &lt;i&gt;event1/inventory.gpkg, event1/s1.tif, event1/s1s2.tif, event2/…&lt;/i&gt;

&lt;b&gt;Rows&lt;/b&gt; name the same by hand. Case study, series, threshold and area of interest may stay empty.

&lt;b&gt;The table&lt;/b&gt; has one row for each series with the pixels of all its case studies pooled, and one for each case study. The intervals (95 %) come from drawing whole case studies with replacement, 1000 times: neighbouring pixels are too alike to be drawn. A landslide counts as &lt;i&gt;found&lt;/i&gt; when candidates cover at least half of it, a candidate as a &lt;i&gt;hit&lt;/i&gt; when it touches a landslide. &lt;b&gt;The report&lt;/b&gt; shows them in a performance diagram (Roebber 2009).</source>
      <translation>Sammenligner mange beregninger med skreddatabasene sine: datasett, båndoppsett, ensembler eller terskler side om side, som i figur 5 og 6 hos Ganerød et al. (2023).

&lt;b&gt;En mappe&lt;/b&gt; har en undermappe for hvert datasett. I den er &lt;i&gt;inventory.gpkg&lt;/i&gt; (eller .shp, .geojson) de kartlagte skredene, &lt;i&gt;aoi.gpkg&lt;/i&gt; interesseområdet om det finnes et, og hver .tif er en beregning (sannsynlighet eller maske); navnet på den er navnet på serien: &lt;i&gt;event1/inventory.gpkg, event1/s1.tif, event1/s1s2.tif, event2/…&lt;/i&gt;

&lt;b&gt;Rader&lt;/b&gt; oppgir det samme for hånd. Datasett, serie, terskel og interesseområde kan stå tomme.

&lt;b&gt;Tabellen&lt;/b&gt; har én rad for hver serie, med pikslene fra alle datasettene i den samlet, og én for hvert datasett. Intervallene (95 %) kommer fra 1000 trekninger av hele datasett med tilbakelegging: nabopiksler er for like til å trekkes. Et skred teller som &lt;i&gt;funnet&lt;/i&gt; når kandidater dekker minst halvparten av det, en kandidat som et &lt;i&gt;treff&lt;/i&gt; når den berører et skred. &lt;b&gt;Rapporten&lt;/b&gt; viser dem i et ytelsesdiagram (Roebber 2009).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Turns tiles of the Landslide4Sense benchmark (&lt;i&gt;image_N.h5&lt;/i&gt;, key img, fourteen bands of 128 × 128 pixels) into GeoTIFFs whose bands are described: B1 to B12 of Sentinel-2 (level 1C, without B8A), slope, elevation, in the benchmark's official order. They open in true colour, and &lt;i&gt;Detect landslides&lt;/i&gt; finds the bands by their descriptions, with packs for l4s14 as well as for rgb.

Choose files, or a folder: its .h5 files are taken, or those of the folder &lt;i&gt;img&lt;/i&gt; in it. Masks (&lt;i&gt;mask_N.h5&lt;/i&gt;, key mask) are looked for in the folder &lt;i&gt;mask&lt;/i&gt; beside &lt;i&gt;img&lt;/i&gt;, or in the one you name. The benchmark's parts (TrainData, ValidData, TestData) number their tiles alike: import each into a folder of its own.

&lt;b&gt;Values.&lt;/b&gt; The files hold values divided by the mean of each band over the data set. &lt;i&gt;Digital numbers, degrees, metres&lt;/i&gt; multiplies them again, so that they are what a raster of your own holds: choose this for predicting. &lt;i&gt;As in the files&lt;/i&gt; is for packs that were trained on the divided values.

&lt;b&gt;Place.&lt;/b&gt; The tiles say nowhere where on earth they lie. They get pixels of 10 m and no CRS, side by side in the order of their numbers; areas found in them are in pixels.</source>
      <translation>Gjør ruter fra referansesettet Landslide4Sense (&lt;i&gt;image_N.h5&lt;/i&gt;, nøkkel img, fjorten bånd på 128 × 128 piksler) om til GeoTIFF-er med beskrevne bånd: B1 til B12 fra Sentinel-2 (nivå 1C, uten B8A), helning, høyde, i referansesettets offisielle rekkefølge. De åpnes i naturlige farger, og &lt;i&gt;Finn skred&lt;/i&gt; finner båndene ved beskrivelsene, med pakker for l4s14 så vel som for rgb.

Velg filer, eller en mappe: .h5-filene i den brukes, eller de i mappen &lt;i&gt;img&lt;/i&gt; i den. Masker (&lt;i&gt;mask_N.h5&lt;/i&gt;, nøkkel mask) letes det etter i mappen &lt;i&gt;mask&lt;/i&gt; ved siden av &lt;i&gt;img&lt;/i&gt;, eller i den du oppgir. Delene av referansesettet (TrainData, ValidData, TestData) nummererer rutene likt: importer hver av dem til sin egen mappe.

&lt;b&gt;Verdier.&lt;/b&gt; Filene har verdier som er delt på gjennomsnittet av hvert bånd over hele settet. &lt;i&gt;Digitale tall, grader, meter&lt;/i&gt; ganger dem opp igjen, så de blir slik som i et raster du selv har: velg dette for å beregne. &lt;i&gt;Som i filene&lt;/i&gt; er for pakker som er trent på de delte verdiene.

&lt;b&gt;Sted.&lt;/b&gt; Rutene sier ingen steder hvor på jorden de ligger. De får piksler på 10 m og ikke noe koordinatsystem, side om side i rekkefølgen til numrene; arealer som finnes i dem, er i piksler.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Shows how mapped landslides stand out in each band of a raster: the values inside them against those around them.

&lt;b&gt;Inside&lt;/b&gt; are the pixels with their centre in a landslide, &lt;b&gt;around&lt;/b&gt; those up to a distance from one and in none. No-data counts nowhere, band by band.

&lt;b&gt;The table&lt;/b&gt; has a row for each band: mean, deviation, quantiles of both, and how well the band tells them apart: &lt;i&gt;auc&lt;/i&gt;, the chance that a pixel inside is higher than one around (0.5: not at all); &lt;i&gt;jeffries_matusita&lt;/i&gt;, 0 to 2; &lt;i&gt;effect&lt;/i&gt;, the difference of the means in standard deviations. &lt;b&gt;The report&lt;/b&gt; draws a box plot of each band.</source>
      <translation>Viser hvordan kartlagte skred skiller seg ut i hvert bånd av et raster: verdiene innenfor dem mot verdiene rundt dem.

&lt;b&gt;Innenfor&lt;/b&gt; er pikslene med midtpunktet i et skred, &lt;b&gt;rundt&lt;/b&gt; de som ligger inntil en viss avstand fra et skred og ikke i noe. Piksler uten data teller ikke, bånd for bånd.

&lt;b&gt;Tabellen&lt;/b&gt; har en rad for hvert bånd: middel, avvik og kvantiler for begge, og hvor godt båndet skiller dem: &lt;i&gt;auc&lt;/i&gt;, sjansen for at en piksel innenfor er høyere enn en rundt (0.5: skiller ikke i det hele tatt); &lt;i&gt;jeffries_matusita&lt;/i&gt;, 0 til 2; &lt;i&gt;effect&lt;/i&gt;, forskjellen mellom midlene i standardavvik. &lt;b&gt;Rapporten&lt;/b&gt; tegner et boksdiagram av hvert bånd.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Ends a review: every candidate that was accepted, as it is or edited, is written with its description and a unique ID (&lt;i&gt;ls_id&lt;/i&gt;).

&lt;b&gt;A new inventory&lt;/b&gt;: give a file. &lt;b&gt;One that you have&lt;/b&gt;: open the menu beside &lt;i&gt;Landslides&lt;/i&gt;, choose &lt;i&gt;Append to Layer&lt;/i&gt;; QGIS shows which field goes where. Name the same layer as the inventory, and what is mapped already is left out, added all the same, or stops the run before anything is written, as you choose.

&lt;b&gt;Fields of&lt;/b&gt; another inventory: NVE / NGU, USGS, NASA COOLR, IFFI. Types that they do not distinguish become their value for &lt;i&gt;not specified&lt;/i&gt;.

Rejected candidates stay in their layer: training uses them as false alarms.</source>
      <translation>Avslutter en gjennomgang: hver kandidat som er godtatt, som den er eller endret, skrives med det som er sagt om den, og et eget nummer (&lt;i&gt;ls_id&lt;/i&gt;).

&lt;b&gt;En ny skreddatabase&lt;/b&gt;: oppgi en fil. &lt;b&gt;En du alt har&lt;/b&gt;: åpne menyen ved siden av &lt;i&gt;Skred&lt;/i&gt; og velg &lt;i&gt;Legg til i lag&lt;/i&gt;; QGIS viser hvilket felt som går hvor. Oppgi det samme laget som skreddatabase, så blir det som alt er kartlagt, utelatt, lagt til likevel, eller det stopper kjøringen før noe er skrevet, slik du velger.

&lt;b&gt;Felter fra&lt;/b&gt; en annen skreddatabase: NVE / NGU, USGS, NASA COOLR, IFFI. Det de ikke skiller mellom, får deres eget ord for &lt;i&gt;uspesifisert&lt;/i&gt;.

De avviste blir værende i laget med kandidater: de er det et nettverk bør lære å ikke se.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Writes a case study of a review, in the layout that &lt;i&gt;python -m training train&lt;/i&gt; reads: &lt;i&gt;input/NAME_input.tif&lt;/i&gt;, a copy of the raster, and &lt;i&gt;label/NAME_label.tif&lt;/i&gt; on its grid.

Accepted candidates are 1. Rejected ones are 0, and so is the ground inside areas that were reviewed whole, where every landslide was found or drawn. The rest is 255, not known, and is left out of every loss and score: also candidates that nobody judged, or of which somebody is unsure.</source>
      <translation>Skriver et datasett fra en gjennomgang, med den oppbygningen som &lt;i&gt;python -m training train&lt;/i&gt; leser: &lt;i&gt;input/NAME_input.tif&lt;/i&gt;, en kopi av rasteret, og &lt;i&gt;label/NAME_label.tif&lt;/i&gt; på rutenettet til det.

Godtatte kandidater er 1. Avviste er 0, og det er også grunnen i områder som er gjennomgått fullt ut, der hvert skred er funnet eller tegnet. Resten er 255, ukjent, og utelates fra alle tapsfunksjoner og mål: også kandidater som ingen har vurdert, eller som noen er usikre på.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Installs a model pack into your data folder, where &lt;i&gt;Detect landslides&lt;/i&gt; finds it by its id.

&lt;b&gt;From&lt;/b&gt; a .zip or folder that you have, an address (https://…), or the catalogue by the pack's id. A catalogue is a JSON file with the packs of an organisation: name its address or path under &lt;i&gt;Catalogue&lt;/i&gt;.

&lt;b&gt;Before anything is seen&lt;/b&gt;, every file is compared with its hash, the .zip with the size and the sha256 of the catalogue; weights are read as safetensors only. What fails leaves nothing behind; a download that broke off goes on at the next run. Downloads use QGIS's proxy and certificates, and nothing is fetched unless you run this.

The log tells the licence and the limits. The rest: &lt;i&gt;Show model pack&lt;/i&gt;.</source>
      <translation>Installerer en modellpakke i datamappen din, der &lt;i&gt;Finn skred&lt;/i&gt; finner den ved id-en.

&lt;b&gt;Fra&lt;/b&gt; en .zip eller mappe du har, en adresse (https://…), eller katalogen ved pakkens id. En katalog er en JSON-fil med pakkene til en organisasjon: oppgi adressen eller stien til den under &lt;i&gt;Katalog&lt;/i&gt;.

&lt;b&gt;Før noe blir synlig&lt;/b&gt;, sammenlignes hver fil med sin hash, og .zip-filen med størrelsen og sha256 i katalogen; vekter leses bare som safetensors. Det som ikke består, etterlater ingenting; en nedlasting som ble avbrutt, går videre ved neste kjøring. Nedlastinger bruker mellomtjener og sertifikater fra QGIS, og ingenting hentes uten at du kjører dette.

Loggen oppgir lisens og begrensninger. Resten: &lt;i&gt;Vis modellpakke&lt;/i&gt;.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Lists the model packs that are installed, and those that the catalogue has: id, state (bundled, installed, update available, available, damaged), bands, resolution, members, size, licence, where they came from. The default is marked with *.

A catalogue on the network is asked when you run this; without a network the installed packs are listed all the same.</source>
      <translation>Viser modellpakkene som er installert, og dem som katalogen har: id, tilstand (bundled: følger med, installed: installert, update available: kan oppdateres, available: i katalogen, damaged: skadet), bånd, oppløsning, nettverk, størrelse, lisens, hvor de kom fra. Standardpakken er merket med *.

En katalog på nettet blir spurt når du kjører dette; uten nett vises de installerte pakkene likevel.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Removes a model pack that you installed, with its weights. Packs that came with the plugin cannot be removed; one that you installed under the name of such a pack makes room for it again.</source>
      <translation>Fjerner en modellpakke du har installert, med vektene dens. Pakker som følger med programtillegget, kan ikke fjernes; en du har installert under navnet til en slik pakke, gir plass til den igjen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Replaces installed model packs of which the catalogue has another version, one or all of them. The old pack stays in place until the new one is whole and checked.

Results name the pack and the hashes of its weights (&lt;i&gt;.run.json&lt;/i&gt;), so you can tell with which version they were made.</source>
      <translation>Erstatter installerte modellpakker som katalogen har en annen versjon av, én eller alle. Den gamle pakken blir værende til den nye er hel og sjekket.

Resultatene oppgir pakken og hashene av vektene dens (&lt;i&gt;.run.json&lt;/i&gt;), så du kan se hvilken versjon de ble laget med.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Chooses the model pack that &lt;i&gt;Detect landslides&lt;/i&gt; and &lt;i&gt;Predict&lt;/i&gt; offer first, and that predicts where none is named. It is remembered in your data folder, for QGIS and qgis_process alike.</source>
      <translation>Velger modellpakken som &lt;i&gt;Finn skred&lt;/i&gt; og &lt;i&gt;Beregn skredsannsynlighet&lt;/i&gt; tilbyr først, og som brukes når ingen er oppgitt. Den huskes i datamappen din, for både QGIS og qgis_process.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Writes the card of a model pack as a page: what it is for, its limits, scores and the data they were measured on, bands in their order, normalisation, resolution, members, training data with a small map of their places, licence, citation, hashes, where this copy came from.

Read it before you trust a result.</source>
      <translation>Skriver kortet til en modellpakke som en side: hva den er til, begrensningene, målene og dataene de er målt på, bånd i rekkefølge, normalisering, oppløsning, nettverk, treningsdata med et lite kart over stedene, lisens, sitering, hasher, hvor dette eksemplaret kom fra.

Les det før du stoler på et resultat.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/help_texts.py" />
      <source>Writes a model pack as one .zip that others can install: the card, the members, the licence, the card as a STAC item, and SHA256SUMS with the hash of every file. The same pack gives the same bytes on every computer; the log tells the sha256, which belongs into a catalogue.

A pack whose card says nothing of its licence cannot be passed on.</source>
      <translation>Skriver en modellpakke som én .zip som andre kan installere: kortet, nettverkene, lisensen, kortet som et STAC-element, og SHA256SUMS med hashen av hver fil. Samme pakke gir de samme bytene på hver datamaskin; loggen oppgir sha256, som hører hjemme i en katalog.

En pakke der kortet ikke sier noe om lisensen, kan ikke gis videre.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Build band stack</source>
      <translation>Bygg båndstabel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Builds the raster that Detect landslides reads from satellite images and a DEM.</source>
      <translation>Bygger rasteret som «Finn skred» leser, av satellittbilder og en høydemodell.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Band setting: s1, s2, s1s2, all (fifteen bands), l4s14, rgb</source>
      <translation>Båndoppsett: s1, s2, s1s2, all (femten bånd), l4s14, rgb</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Köppen–Geiger climate, classes 1–32 (a picture of the whole globe will do)</source>
      <translation>Köppen–Geiger-klima, klasse 1–32 (et bilde av hele kloden holder)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Canopy height in m</source>
      <translation>Trehøyde i m</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Largest difference of the season before and after, in days</source>
      <translation>Største forskjell i årstid mellom før og etter, i dager</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Choose other images on one of the sides.</source>
      <translation>Velg andre bilder på en av sidene.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>What the raster to exclude marks</source>
      <translation>Hva rasteret for utelatelse skal merke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Day of the event, which sorts the images</source>
      <translation>Dato for hendelsen, som bildene sorteres etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Folder of images before and after the event</source>
      <translation>Mappe med bilder fra før og etter hendelsen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>exact</source>
      <translation>eksakt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>as approximated by Vollrath et al. 2020</source>
      <translation>tilnærmet som hos Vollrath et al. 2020</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>water by the scene classification</source>
      <translation>vann etter sceneklassifiseringen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>water by NDWI</source>
      <translation>vann etter NDWI</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>water by land cover</source>
      <translation>vann etter arealdekket</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>snow by the scene classification</source>
      <translation>snø etter sceneklassifiseringen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>snow by land cover</source>
      <translation>snø etter arealdekket</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>landslide,bands,stack,sentinel-1,sentinel-2,dem,dndvi,land cover,change,prepare</source>
      <translation>skred,bånd,stabel,sentinel-1,sentinel-2,høydemodell,dndvi,arealdekke,endring,klargjør</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Local incidence angle</source>
      <translation>Lokal innfallsvinkel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Nothing tells which images of the folder are before the event.</source>
      <translation>Ingenting sier hvilke bilder i mappen som er fra før hendelsen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Give the day of the event, or choose the images before and after one by one.</source>
      <translation>Oppgi datoen for hendelsen, eller velg bildene fra før og etter ett for ett.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Sentinel-1 before: VV, VH, angle</source>
      <translation>Sentinel-1 før: VV, VH, angle</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Sentinel-1 after: VV, VH, angle</source>
      <translation>Sentinel-1 etter: VV, VH, angle</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Sentinel-2 before: B4, B8, SCL …</source>
      <translation>Sentinel-2 før: B4, B8, SCL …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/build_band_stack.py" />
      <source>Sentinel-2 after: B4, B8, SCL …</source>
      <translation>Sentinel-2 etter: B4, B8, SCL …</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>Composite</source>
      <translation>Komposittbilde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>Makes one cloud-free image of several dates, and tells of which date each pixel is.</source>
      <translation>Lager ett skyfritt bilde av flere datoer, og sier hvilken dato hver piksel er fra.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>Images of one sensor</source>
      <translation>Bilder fra én sensor</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>Folder of images</source>
      <translation>Mappe med bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>First day (default: that of the first image)</source>
      <translation>Første dag (standard: det første bildets)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>Last day (default: that of the last image)</source>
      <translation>Siste dag (standard: det siste bildets)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>detect</source>
      <translation>gjenkjenn automatisk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>decibels</source>
      <translation>desibel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>linear power</source>
      <translation>lineær effekt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>landslide,median,greenest pixel,mosaic,cloud,scl,sentinel-1,sentinel-2,dates</source>
      <translation>skred,median,grønneste piksel,mosaikk,sky,scl,sentinel-1,sentinel-2,datoer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/composite.py" />
      <source>Scale of the backscatter of Sentinel-1</source>
      <translation>Skala for tilbakespredningen i Sentinel-1</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Fetch imagery</source>
      <translation>Hent bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Imagery</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Finds Sentinel images before and after an event, and fetches the area's part of them.</source>
      <translation>Finner Sentinel-bilder fra før og etter en hendelse, og henter den delen av dem som dekker området.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Folder for the images</source>
      <translation>Mappe for bildene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>landslide,sentinel,stac,download,search,cog,before,after,catalogue,archive</source>
      <translation>skred,sentinel,stac,last ned,søk,cog,før,etter,katalog,arkiv</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Images found</source>
      <translation>Bilder funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Band stack</source>
      <translation>Båndstabel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>A folder for the images is needed.</source>
      <translation>Det trengs en mappe til bildene.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Name one, or search only (SEARCH_ONLY).</source>
      <translation>Oppgi en, eller søk bare (SEARCH_ONLY).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>A search alone makes no band stack.</source>
      <translation>Et søk alene gir ingen båndstabel.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetch_imagery.py" />
      <source>Leave the stack out, or fetch the images.</source>
      <translation>Utelat stabelen, eller hent bildene.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/area.py" />
      <source>The area is empty.</source>
      <translation>Området er tomt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/area.py" />
      <source>Draw a rectangle, or choose a polygon layer.</source>
      <translation>Tegn et rektangel, eller velg et polygonlag.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/area.py" />
      <source>The area has no CRS.</source>
      <translation>Området har ikke noe koordinatsystem.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/area.py" />
      <source>Give its layer one, or choose another.</source>
      <translation>Gi laget et koordinatsystem, eller velg et annet lag.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/area.py" />
      <source>The area lies outside the area for which its CRS is defined.</source>
      <translation>Området ligger der koordinatsystemet ikke gir mening.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/area.py" />
      <source>Check the CRS of the area.</source>
      <translation>Sjekk koordinatsystemet til området.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>too much cloud</source>
      <translation>for mye skydekke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>{} images found, {} of them chosen.</source>
      <translation>{} bilder funnet, {} av dem valgt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>{:.0f} % cloud</source>
      <translation>{:.0f} % skydekke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>orbit {}</source>
      <translation>bane {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>baseline {}</source>
      <translation>prosesseringsversjon {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>{} images</source>
      <translation>{} bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/found.py" />
      <source>{}: {} not chosen: {}</source>
      <translation>{}: {} ikke valgt: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/help_text.py" />
      <source>From the day and the place of an event to Sentinel images before and after it, and to the band stack.

&lt;b&gt;Search.&lt;/b&gt; An archive (any STAC API) is asked for images of the area in whole months before and after; the day of the event is left out. The log, the layer &lt;i&gt;Images found&lt;/i&gt; and the report say of each image when it was taken, how much cloud it has, its orbit and processing baseline, whether it is chosen, and why not. &lt;i&gt;Search only&lt;/i&gt; ends there.

&lt;b&gt;Choice.&lt;/b&gt; Of Sentinel-2 the days that show most of the area clear; of Sentinel-1 days of one orbit before and after, nearest to the event, terrain-corrected (RTC) only: ground-range images need calibration and geocoding first.

&lt;b&gt;Fetching.&lt;/b&gt; Only the area's part of the files is read, brought to one grid, in the UTM zone of the area. The offset of Sentinel-2's processing baselines is taken out. Each day gets a folder with a raster and a &lt;i&gt;scene.json&lt;/i&gt;, which &lt;i&gt;Composite&lt;/i&gt; and &lt;i&gt;Build band stack&lt;/i&gt; read. Run it again with the same folder after an interruption: what is whole is not fetched again.

&lt;b&gt;Stack.&lt;/b&gt; With a file for it, the band stack of the setting is built from the images, ready for &lt;i&gt;Detect landslides&lt;/i&gt;.

&lt;b&gt;Archives.&lt;/b&gt; planetary-computer (Sentinel-2, Sentinel-1 RTC, DEM, WorldCover), earth-search (Sentinel-2, DEM), cdse (Sentinel-2, with a login), or an address. A login is one of QGIS's authentication manager; it is sent to the archive alone, and stands in no record and no log.</source>
      <translation>Fra dato og sted for en hendelse til Sentinel-bilder fra før og etter den, og til båndstabelen.

&lt;b&gt;Søk.&lt;/b&gt; Et arkiv (hvilket som helst STAC-API) blir spurt om bilder av området i hele måneder før og etter; selve dagen utelates. Loggen, laget &lt;i&gt;Bilder funnet&lt;/i&gt; og rapporten sier om hvert bilde når det ble tatt, hvor mye skydekke det har, bane og prosesseringsversjon (processing baseline), om det er valgt, og hvorfor ikke. &lt;i&gt;Bare søk&lt;/i&gt; slutter der.

&lt;b&gt;Valg.&lt;/b&gt; Av Sentinel-2 de dagene som viser mest av området skyfritt; av Sentinel-1 dager fra samme bane før og etter, nærmest hendelsen, bare terrengkorrigerte (RTC): bilder i bakkeprojeksjon (ground range) må først kalibreres og geokodes.

&lt;b&gt;Henting.&lt;/b&gt; Bare områdets del av filene leses, og legges på ett rutenett, i områdets UTM-sone. Forskyvningen (offset) fra prosesseringsversjonene til Sentinel-2 trekkes fra. Hver dag får en mappe med et raster og en &lt;i&gt;scene.json&lt;/i&gt;, som &lt;i&gt;Komposittbilde&lt;/i&gt; og &lt;i&gt;Bygg båndstabel&lt;/i&gt; leser. Kjør på nytt med samme mappe etter et avbrudd: det som er helt, hentes ikke igjen.

&lt;b&gt;Stabel.&lt;/b&gt; Med en fil for den bygges båndstabelen i båndoppsettet av bildene, klar for &lt;i&gt;Finn skred&lt;/i&gt;.

&lt;b&gt;Arkiver.&lt;/b&gt; planetary-computer (Sentinel-2, Sentinel-1 RTC, høydemodell, WorldCover), earth-search (Sentinel-2, høydemodell), cdse (Sentinel-2, med innlogging), eller en adresse. Innloggingen er en fra autentiseringshåndteringen i QGIS; den sendes bare til arkivet, og står verken i opptegnelser eller logger.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/login.py" />
      <source>Choose one of Settings &gt; Options &gt; Authentication, or make it there.</source>
      <translation>Velg en under Innstillinger &gt; Oppsett &gt; Autentisering, eller lag den der.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/login.py" />
      <source>Enter QGIS's master password (without a screen: the variable QGIS_AUTH_PASSWORD_FILE).</source>
      <translation>Skriv inn hovedpassordet til QGIS (uten skjerm: variabelen QGIS_AUTH_PASSWORD_FILE).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/login.py" />
      <source>Check it in Settings &gt; Options &gt; Authentication.</source>
      <translation>Sjekk den under Innstillinger &gt; Oppsett &gt; Autentisering.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/login.py" />
      <source>QGIS knows no login '{}'.</source>
      <translation>QGIS kjenner ingen innlogging «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/login.py" />
      <source>The login '{}' cannot be read.</source>
      <translation>Innloggingen «{}» kan ikke leses.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/login.py" />
      <source>The login '{}' gives nothing to send.</source>
      <translation>Innloggingen «{}» gir ingenting å sende.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>… or the polygons that the area lies around</source>
      <translation>… eller polygonene som området ligger rundt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Before: the same season a year earlier</source>
      <translation>Før: samme årstid ett år tidligere</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Most cloud in an image [%]</source>
      <translation>Mest skydekke i et bilde [%]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Most dates of each kind and period</source>
      <translation>Flest datoer av hver type og periode</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Search only: show what there is, fetch nothing</source>
      <translation>Bare søk: vis hva som finnes, hent ingenting</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>All bands of Sentinel-2, not only blue, green, red, near infrared and scene classes</source>
      <translation>Alle bånd i Sentinel-2, ikke bare blått, grønt, rødt, nær-infrarødt og sceneklasser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Relative orbit of Sentinel-1 (default: the one seen most often before and after)</source>
      <translation>Relativ bane for Sentinel-1 (standard: den som forekommer oftest før og etter)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Pass of Sentinel-1 (default: either)</source>
      <translation>Baneretning for Sentinel-1 (standard: hvilken som helst)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Band setting of the stack</source>
      <translation>Båndoppsett for stabelen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Legend of that land cover: study, worldcover, or code=class pairs</source>
      <translation>Tegnforklaring for dette arealdekket: study, worldcover, eller par av kode=klasse</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>CRS of the result, in metres (default: the UTM zone of the area)</source>
      <translation>Koordinatsystem for resultatet, i meter (standard: områdets UTM-sone)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Pixel size [m]</source>
      <translation>Pikselstørrelse [m]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Address of another archive: any STAC API (https://…)</source>
      <translation>Adressen til et annet arkiv: hvilket som helst STAC-API (https://…)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Collections to search, separated by commas (default: those that the archives share)</source>
      <translation>Samlinger å søke i, atskilt med komma (standard: de som arkivene har felles)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Login to the archive</source>
      <translation>Innlogging til arkivet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Other hosts that may get the login, separated by commas</source>
      <translation>Andre tjenere som kan få innloggingen, atskilt med komma</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Address that gives tokens for images, with {collection} in it (default: the archive's)</source>
      <translation>Adresse som gir tokener for bilder, med {collection} i (standard: arkivets)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Archive</source>
      <translation>Arkiv</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Sentinel-2</source>
      <translation>Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Sentinel-1, terrain-corrected</source>
      <translation>Sentinel-1, terrengkorrigert</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>DEM (Copernicus)</source>
      <translation>Høydemodell (Copernicus)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Land cover (WorldCover)</source>
      <translation>Arealdekke (WorldCover)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Day of the event</source>
      <translation>Dato for hendelsen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Area to fetch</source>
      <translation>Område som skal hentes</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Months before</source>
      <translation>Måneder før</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Months after</source>
      <translation>Måneder etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>DEM for the stack (default: the one fetched)</source>
      <translation>Høydemodell for stabelen (standard: den som hentes)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Land cover for the stack (default: WorldCover, where fetched)</source>
      <translation>Arealdekke for stabelen (standard: WorldCover, der det hentes)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Climate for the stack (Köppen–Geiger)</source>
      <translation>Klima for stabelen (Köppen–Geiger)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Canopy height for the stack</source>
      <translation>Trehøyde for stabelen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>The day of the event is missing.</source>
      <translation>Datoen for hendelsen mangler.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Write it as 2023-08-24.</source>
      <translation>Skriv den som 2023-08-24.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>One area is needed: a rectangle, or polygons.</source>
      <translation>Det trengs ett område: et rektangel, eller polygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Fill in EXTENT or AREA, not both.</source>
      <translation>Fyll inn EXTENT eller AREA, ikke begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>The polygons of the area cannot be read.</source>
      <translation>Polygonene til området kan ikke leses.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/parameters.py" />
      <source>Choose another layer.</source>
      <translation>Velg et annet lag.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>Allow more cloud, choose longer periods, or another archive.</source>
      <translation>Tillat mer skydekke, velg lengre perioder, eller et annet arkiv.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>Choose another archive.</source>
      <translation>Velg et annet arkiv.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>Choose an empty folder, or remove them.</source>
      <translation>Velg en tom mappe, eller fjern dem.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>could not be read: {}</source>
      <translation>kunne ikke leses: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>There are no images both before and after the event. {}</source>
      <translation>Det finnes ikke bilder fra både før og etter hendelsen. {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>Nothing was found. {}</source>
      <translation>Ingenting ble funnet. {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/plan.py" />
      <source>The folder holds dates that this search does not choose: {}.</source>
      <translation>Mappen har datoer som dette søket ikke velger: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>Sentinel-1 before and after</source>
      <translation>Sentinel-1 før og etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>Sentinel-2 before and after</source>
      <translation>Sentinel-2 før og etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>a DEM</source>
      <translation>en høydemodell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>land cover</source>
      <translation>arealdekke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>climate</source>
      <translation>klima</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>canopy height</source>
      <translation>trehøyde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>Choose rasters of your own, another band setting, or leave the stack out.</source>
      <translation>Velg egne rastre, et annet båndoppsett, eller utelat stabelen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/fetching/stack.py" />
      <source>The band stack '{}' needs {}. {}</source>
      <translation>Båndstabelen «{}» trenger {}. {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/help_texts.py" />
      <source>Takes the brightness of slopes out of Sentinel-1 backscatter (Vollrath et al. 2020), and masks what the radar did not see.

&lt;b&gt;Images&lt;/b&gt; of one date: VV, VH or both, and best a band &lt;i&gt;angle&lt;/i&gt;, the incidence angle to the ellipsoid, as Earth Engine exports them; one raster with described bands, or files whose names end in the band (…_VV.tif). Raw GRD products have to be calibrated and geocoded first.

&lt;b&gt;Without an angle&lt;/b&gt;, give the orbit pass and one angle: the radar's direction then follows from the latitude. In the middle of the swath the angle is 38°; at its sides that is up to 8° off.

&lt;b&gt;Model&lt;/b&gt;: &lt;i&gt;volume&lt;/i&gt; for vegetation, &lt;i&gt;surface&lt;/i&gt; for bare and built ground, or each where the land cover says.

&lt;b&gt;Results&lt;/b&gt;:
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;Backscatter&lt;/i&gt;: γ⁰ in dB, no data in layover and shadow&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Layover&lt;/i&gt; and &lt;i&gt;shadow masks&lt;/i&gt;: 1 seen, 0 distorted. They hold the slopes that cause it; a &lt;i&gt;buffer&lt;/i&gt; stands for what falls on their neighbours, &lt;i&gt;casting every ray&lt;/i&gt; computes it&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Local incidence angle&lt;/i&gt;, exact, or as the study approximated it&lt;/li&gt;
&lt;/ul&gt;
Terrain-corrected products (RTC) are recognised by their names, masked, and not corrected again.</source>
      <translation>Fjerner skråningenes lysstyrke fra tilbakespredningen i Sentinel-1 (Vollrath et al. 2020), og maskerer det som radaren ikke så.

&lt;b&gt;Bilder&lt;/b&gt; fra én dato: VV, VH eller begge, og helst et bånd &lt;i&gt;angle&lt;/i&gt;, innfallsvinkelen mot ellipsoiden, slik Earth Engine eksporterer dem; ett raster med beskrevne bånd, eller filer med navn som slutter på båndet (…_VV.tif). Rå GRD-produkter må først kalibreres og geokodes.

&lt;b&gt;Uten en vinkel&lt;/b&gt;: oppgi baneretningen og én vinkel; radarens retning følger da av breddegraden. Midt i opptaksstripen er vinkelen 38°; ved kantene er det opptil 8° feil.

&lt;b&gt;Modell&lt;/b&gt;: &lt;i&gt;volum&lt;/i&gt; for vegetasjon, &lt;i&gt;overflate&lt;/i&gt; for bar og bebygd mark, eller hver av dem der arealdekket tilsier det.

&lt;b&gt;Resultater&lt;/b&gt;:
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;Tilbakespredning&lt;/i&gt;: γ⁰ i dB, uten data i layover og radarskygge&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Layovermaske&lt;/i&gt; og &lt;i&gt;radarskyggemaske&lt;/i&gt;: 1 sett, 0 forvrengt. De viser skråningene som er årsaken; en &lt;i&gt;buffer&lt;/i&gt; står for det som faller på naboene deres, &lt;i&gt;å følge hver stråle&lt;/i&gt; regner det ut&lt;/li&gt;
&lt;li&gt;&lt;i&gt;Lokal innfallsvinkel&lt;/i&gt;, eksakt, eller tilnærmet som i studien&lt;/li&gt;
&lt;/ul&gt;
Terrengkorrigerte produkter (RTC) kjennes igjen på navnet, maskeres, og korrigeres ikke én gang til.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/help_texts.py" />
      <source>Makes one image of several dates of Sentinel-1 or Sentinel-2.

&lt;b&gt;Images&lt;/b&gt;: layers, files, or a folder. Files of single bands are joined by their names (T32TNT_20230815T103021_B04_10m.jp2, …_VV.tif); other rasters need described bands (B4, B8, SCL; VV, VH). Dates are read from the names of files and folders.

&lt;b&gt;Sentinel-1&lt;/b&gt;: the median of linear power, in dB; all images of one relative orbit.

&lt;b&gt;Sentinel-2&lt;/b&gt;: of each pixel the date at which it was &lt;i&gt;greenest&lt;/i&gt; (highest NDVI), all bands from that date; or the median of each band. Clouds are taken out by the scene classification (SCL), where there is one, with a margin.

&lt;b&gt;Reflectance offset&lt;/b&gt;: from processing baseline 04.00 on, digital numbers hold 1000 too much. The baseline stands in the product's name (N0509 is 05.09). Where it is not known, you have to say whether the offset is in; Earth Engine's harmonised images and many others have it taken off already.

&lt;b&gt;Results&lt;/b&gt;: the composite (reflectance, or dB), the &lt;i&gt;date of each pixel&lt;/i&gt; as YYYYMMDD (20230815), and the &lt;i&gt;number of usable dates&lt;/i&gt;.</source>
      <translation>Lager ett bilde av flere datoer fra Sentinel-1 eller Sentinel-2.

&lt;b&gt;Bilder&lt;/b&gt;: lag, filer, eller en mappe. Filer med enkeltbånd settes sammen ut fra navnene (T32TNT_20230815T103021_B04_10m.jp2, …_VV.tif); andre rastre trenger beskrevne bånd (B4, B8, SCL; VV, VH). Datoer leses av navnene på filer og mapper.

&lt;b&gt;Sentinel-1&lt;/b&gt;: medianen av lineær effekt, i dB; alle bilder fra én relativ bane.

&lt;b&gt;Sentinel-2&lt;/b&gt;: for hver piksel datoen da den var &lt;i&gt;grønnest&lt;/i&gt; (høyest NDVI), med alle bånd fra den datoen; eller medianen av hvert bånd. Skyer tas ut etter sceneklassifiseringen (SCL), der den finnes, med en marg.

&lt;b&gt;Forskyvning (offset) av reflektansen&lt;/b&gt;: fra og med prosesseringsversjon (processing baseline) 04.00 er de digitale tallene 1000 for høye. Versjonen står i produktnavnet (N0509 er 05.09). Der den ikke er kjent, må du si om forskyvningen er med; i Earth Engines harmoniserte bilder og mange andre er den alt trukket fra.

&lt;b&gt;Resultater&lt;/b&gt;: komposittbildet (reflektans, eller dB), &lt;i&gt;dato for hver piksel&lt;/i&gt; som ÅÅÅÅMMDD (20230815), og &lt;i&gt;antall brukbare datoer&lt;/i&gt;.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/help_texts.py" />
      <source>Subtracts the NDVI before an event from the NDVI after it. Landslides strip vegetation: they are negative.

&lt;b&gt;Images&lt;/b&gt;: composites, images with red and near-infrared bands (B4 and B8, found by their descriptions or chosen here), or rasters of NDVI. Both of one season: harvest, snow and drought change NDVI, too, and so does water.

Images on other grids are brought to the target grid.</source>
      <translation>Trekker NDVI før en hendelse fra NDVI etter den. Skred river bort vegetasjonen: der er endringen negativ.

&lt;b&gt;Bilder&lt;/b&gt;: komposittbilder, bilder med rødt og nær-infrarødt bånd (B4 og B8, funnet ved beskrivelsene eller valgt her), eller rastre med NDVI. Begge fra samme årstid: innhøsting, snø og tørke endrer også NDVI, og det gjør vann også.

Bilder på andre rutenett legges over på resultatets rutenett.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/help_texts.py" />
      <source>Classifies land cover into the eight classes of the reference study by a decision tree (CART) on Sentinel-2 and, where given, the DEM and Sentinel-1 before the event.

&lt;b&gt;Classes&lt;/b&gt;: 1 urban, artificial; 2 forest, trees, scrub, herbaceous; 3 pasture, grass; 4 sparsely vegetated; 5 water body, sea; 6 wetland; 7 bare rock; 8 glacier, snow. The numbers are the same at every site.

&lt;b&gt;Training&lt;/b&gt;: points that you set by hand, some tens in each class that there is, with the class in a field; or a land-cover raster, of which pixels of each class are drawn. Its &lt;i&gt;legend&lt;/i&gt; tells its codes: &lt;i&gt;worldcover&lt;/i&gt; (ESA), &lt;i&gt;study&lt;/i&gt; (1–8), or your own as code=class pairs: 11=1, 23=2. WorldCover does not tell rock from sparse vegetation.

The log tells how many training pixels are classified rightly by trees that did not see them.

Needs what &lt;i&gt;Set up engine&lt;/i&gt; adds for imagery.</source>
      <translation>Klassifiserer arealdekke i referansestudiens åtte klasser med et beslutningstre (CART) på Sentinel-2 og, der de er oppgitt, høydemodellen og Sentinel-1 fra før hendelsen.

&lt;b&gt;Klasser&lt;/b&gt;: 1 by, kunstig mark; 2 skog, trær, kratt, urter; 3 beite, gress; 4 sparsom vegetasjon; 5 vann, hav; 6 våtmark; 7 bart fjell; 8 isbre, snø. Numrene er de samme på alle steder.

&lt;b&gt;Trening&lt;/b&gt;: punkter som du setter for hånd, noen titalls i hver klasse som finnes, med klassen i et felt; eller et arealdekkeraster, som det trekkes piksler fra i hver klasse. &lt;i&gt;Tegnforklaringen&lt;/i&gt; sier hva kodene i det står for: &lt;i&gt;worldcover&lt;/i&gt; (ESA), &lt;i&gt;study&lt;/i&gt; (1–8), eller dine egne som par av kode=klasse: 11=1, 23=2. WorldCover skiller ikke fjell fra sparsom vegetasjon.

Loggen sier hvor mange treningspiksler som blir riktig klassifisert av trær som ikke har sett dem.

Trenger det som &lt;i&gt;Sett opp motoren&lt;/i&gt; legger til for bilder.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/help_texts.py" />
      <source>Builds the raster that &lt;i&gt;Detect landslides&lt;/i&gt; reads: the bands of a setting, described, on one grid. The result needs no further step.

&lt;b&gt;What each setting needs&lt;/b&gt;
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;s1&lt;/i&gt;: Sentinel-1 before and after, DEM&lt;/li&gt;
&lt;li&gt;&lt;i&gt;s2&lt;/i&gt;: Sentinel-2 before and after, land cover&lt;/li&gt;
&lt;li&gt;&lt;i&gt;s1s2&lt;/i&gt;: all of these&lt;/li&gt;
&lt;li&gt;&lt;i&gt;all&lt;/i&gt;: these, and climate and canopy height&lt;/li&gt;
&lt;li&gt;&lt;i&gt;l4s14&lt;/i&gt;: Sentinel-2 &lt;b&gt;Level 1C&lt;/b&gt; after, DEM&lt;/li&gt;
&lt;li&gt;&lt;i&gt;rgb&lt;/i&gt;: Sentinel-2 after&lt;/li&gt;
&lt;/ul&gt;
&lt;b&gt;Images&lt;/b&gt;: choose those before and after; or give the day of the event and a folder with all of them, told apart by the dates in their names. The day itself is left out. Several dates become one: the median of Sentinel-1, the greenest pixel of Sentinel-2 without clouds (SCL). See &lt;i&gt;Composite&lt;/i&gt; for how bands, dates and the reflectance offset are found, &lt;i&gt;Sentinel-1 terrain correction&lt;/i&gt; for the radar.

&lt;b&gt;Sentinel-1&lt;/b&gt; before and after has to be of one relative orbit. Terrain-corrected products (RTC) are masked and not corrected again.

&lt;b&gt;Land cover&lt;/b&gt;: run &lt;i&gt;Land cover&lt;/i&gt;, or take a raster and name its legend. &lt;b&gt;Climate&lt;/b&gt;: classes 1 (Af) to 32 (ocean) in alphabetical order. &lt;b&gt;Canopy height&lt;/b&gt;: codes from 101 on are no data.

&lt;b&gt;Grid&lt;/b&gt;: 10 m, the UTM zone of the area, unless you say otherwise. Bands of numbers are resampled bilinearly, classes take the nearest pixel.

&lt;b&gt;Water and snow to exclude&lt;/b&gt;: a raster for &lt;i&gt;Exclude&lt;/i&gt; of Detect landslides; false alarms lie there.

The record beside the stack (.run.json) tells every file, date and setting that it was made from.</source>
      <translation>Bygger rasteret som &lt;i&gt;Finn skred&lt;/i&gt; leser: båndene i et båndoppsett, beskrevet, på ett rutenett. Resultatet trenger ikke flere trinn.

&lt;b&gt;Hva hvert båndoppsett trenger&lt;/b&gt;
&lt;ul&gt;
&lt;li&gt;&lt;i&gt;s1&lt;/i&gt;: Sentinel-1 før og etter, høydemodell&lt;/li&gt;
&lt;li&gt;&lt;i&gt;s2&lt;/i&gt;: Sentinel-2 før og etter, arealdekke&lt;/li&gt;
&lt;li&gt;&lt;i&gt;s1s2&lt;/i&gt;: alt dette&lt;/li&gt;
&lt;li&gt;&lt;i&gt;all&lt;/i&gt;: det samme, og klima og trehøyde&lt;/li&gt;
&lt;li&gt;&lt;i&gt;l4s14&lt;/i&gt;: Sentinel-2 &lt;b&gt;nivå 1C&lt;/b&gt; etter, høydemodell&lt;/li&gt;
&lt;li&gt;&lt;i&gt;rgb&lt;/i&gt;: Sentinel-2 etter&lt;/li&gt;
&lt;/ul&gt;
&lt;b&gt;Bilder&lt;/b&gt;: velg dem fra før og etter; eller oppgi datoen for hendelsen og en mappe med alle, som sorteres etter datoene i navnene. Selve dagen utelates. Flere datoer blir til én: medianen av Sentinel-1, den grønneste pikselen av Sentinel-2 uten skyer (SCL). Se &lt;i&gt;Komposittbilde&lt;/i&gt; for hvordan bånd, datoer og forskyvningen (offset) av reflektansen finnes, &lt;i&gt;Terrengkorreksjon av Sentinel-1&lt;/i&gt; for radaren.

&lt;b&gt;Sentinel-1&lt;/b&gt; før og etter må være fra én relativ bane. Terrengkorrigerte produkter (RTC) maskeres og korrigeres ikke én gang til.

&lt;b&gt;Arealdekke&lt;/b&gt;: kjør &lt;i&gt;Arealdekke&lt;/i&gt;, eller ta et raster og oppgi tegnforklaringen for det. &lt;b&gt;Klima&lt;/b&gt;: klasse 1 (Af) til 32 (hav) i alfabetisk rekkefølge. &lt;b&gt;Trehøyde&lt;/b&gt;: koder fra og med 101 er manglende data.

&lt;b&gt;Rutenett&lt;/b&gt;: 10 m, områdets UTM-sone, om du ikke sier noe annet. Bånd med tall resamples bilineært, klasser tar den nærmeste pikselen.

&lt;b&gt;Vann og snø som skal utelates&lt;/b&gt;: et raster for &lt;i&gt;Utelat&lt;/i&gt; i Finn skred; det er der de falske alarmene ligger.

Opptegnelsen ved siden av stabelen (.run.json) oppgir hver fil, dato og innstilling som den er laget av.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>Area (default: what the images share)</source>
      <translation>Område (standard: det bildene har felles)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>Pixel size in m</source>
      <translation>Pikselstørrelse i m</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>imagery</source>
      <translation>bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>'{}' is chosen both before and after the event, so nothing would change.</source>
      <translation>«{}» er valgt både før og etter hendelsen, så ingenting ville endre seg.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>{width_px} × {height_px} pixels in {crs}, in {seconds} s.</source>
      <translation>{width_px} × {height_px} piksler i {crs}, på {seconds} s.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>Choose another.</source>
      <translation>Velg en annen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/imagery_algorithm.py" />
      <source>There is no folder '{}'.</source>
      <translation>Det finnes ingen mappe «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Mask</source>
      <translation>Maske</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Import Landslide4Sense tiles</source>
      <translation>Importer Landslide4Sense-ruter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Training data</source>
      <translation>Treningsdata</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Turns HDF5 tiles of Landslide4Sense into rasters that open and can be predicted.</source>
      <translation>Gjør HDF5-ruter fra Landslide4Sense om til rastre som kan åpnes og beregnes.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Folder of masks (default: mask, beside img)</source>
      <translation>Mappe med masker (standard: mask, ved siden av img)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Digital numbers, degrees, metres</source>
      <translation>Digitale tall, grader, meter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>As in the files: divided by each band's mean</source>
      <translation>Som i filene: delt på gjennomsnittet av hvert bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Landslide4Sense</source>
      <translation>Landslide4Sense</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>landslide,Landslide4Sense,L4S,HDF5,h5,tile,benchmark,Sentinel-2,import</source>
      <translation>skred,Landslide4Sense,L4S,HDF5,h5,rute,referansesett,Sentinel-2,importer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Tiles (.h5), or a folder of them</source>
      <translation>Ruter (.h5), eller en mappe med dem</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Values</source>
      <translation>Verdier</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Open them in the project</source>
      <translation>Åpne dem i prosjektet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Folder of the rasters</source>
      <translation>Mappe for rastrene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Tiles</source>
      <translation>Ruter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Number of tiles</source>
      <translation>Antall ruter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>Only the first {} of {} tiles are opened; the others lie in the folder.</source>
      <translation>Bare de første {} av {} ruter er åpnet; de andre ligger i mappen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/import_landslide4sense.py" />
      <source>{} tiles, {} of them with a mask.</source>
      <translation>{} ruter, {} av dem med maske.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Land cover</source>
      <translation>Arealdekke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Classifies land cover into the reference study's eight classes.</source>
      <translation>Klassifiserer arealdekke i referansestudiens åtte klasser.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Sentinel-2 image or composite before the event</source>
      <translation>Sentinel-2-bilde eller komposittbilde fra før hendelsen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Training points (or choose a raster below)</source>
      <translation>Treningspunkter (eller velg et raster nedenfor)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Field of the points with the class, 1 to 8</source>
      <translation>Feltet i punktene med klassen, 1 til 8</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Land-cover raster that teaches instead of points</source>
      <translation>Arealdekkeraster å lære av i stedet for punkter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Pixels of each of its classes that teach</source>
      <translation>Piksler å lære av fra hver av klassene i det</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Its legend: study (1–8), worldcover, or code=class pairs (11=1, 23=2)</source>
      <translation>Tegnforklaringen for det: study (1–8), worldcover, eller par av kode=klasse (11=1, 23=2)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>landslide,land cover,classification,cart,decision tree,worldcover,training points</source>
      <translation>skred,arealdekke,klassifisering,cart,beslutningstre,worldcover,treningspunkter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>DEM</source>
      <translation>Høydemodell</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Sentinel-1 image before the event</source>
      <translation>Sentinel-1-bilde fra før hendelsen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>The field with the class is missing.</source>
      <translation>Feltet med klassen mangler.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Choose it.</source>
      <translation>Velg det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>Classes are the numbers 1 to 8; see the help.</source>
      <translation>Klassene er tallene 1 til 8; se hjelpen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/land_cover.py" />
      <source>'{}' is no class of land cover.</source>
      <translation>«{}» er ingen arealdekkeklasse.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>Choose .h5 files, or a folder that holds some.</source>
      <translation>Velg .h5-filer, eller en mappe med slike.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>There is no Landslide4Sense tile.</source>
      <translation>Det finnes ingen Landslide4Sense-rute.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>The mask of image_7.h5 is called mask_7.h5 (or image_7.h5).</source>
      <translation>Masken til image_7.h5 heter mask_7.h5 (eller image_7.h5).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>No mask in '{}' belongs to a tile.</source>
      <translation>Ingen maske i «{}» hører til en rute.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>Import each into a folder of its own.</source>
      <translation>Importer hver av dem til sin egen mappe.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>'{}' and '{}' would both become '{}'.</source>
      <translation>«{}» og «{}» ville begge blitt «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/landslide4sense_tiles.py" />
      <source>There is no '{}'.</source>
      <translation>«{}» finnes ikke.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>Margin around clouds, in pixels</source>
      <translation>Marg rundt skyer, i piksler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>Leave clouds in</source>
      <translation>La skyene være med</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>Fewest usable dates of a pixel</source>
      <translation>Minste antall brukbare datoer for en piksel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>by the processing baseline in the name (…_N0509_…)</source>
      <translation>etter prosesseringsversjonen i navnet (…_N0509_…)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>still in the numbers: 1000 is taken off</source>
      <translation>fortsatt i tallene: 1000 trekkes fra</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>not in the numbers</source>
      <translation>ikke i tallene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>greenest pixel (highest NDVI)</source>
      <translation>grønneste piksel (høyest NDVI)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>median</source>
      <translation>median</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>Reflectance offset of Sentinel-2</source>
      <translation>Forskyvning (offset) av reflektansen i Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/optical_parameters.py" />
      <source>One image of several dates of Sentinel-2</source>
      <translation>Ett bilde av flere datoer fra Sentinel-2</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>DEM, heights in metres</source>
      <translation>Høydemodell i meter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Legend of the land cover: study (1–8), worldcover, or code=class pairs (11=1, 23=2)</source>
      <translation>Tegnforklaring for arealdekket: study (1–8), worldcover, eller par av kode=klasse (11=1, 23=2)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Incidence angle to the ellipsoid, in degrees (default: the images' band 'angle')</source>
      <translation>Innfallsvinkel mot ellipsoiden, i grader (standard: bildenes bånd «angle»)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Orbit pass (default: from the incidence angles)</source>
      <translation>Baneretning (standard: ut fra innfallsvinklene)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>One incidence angle for all, where there is no raster of it, in degrees</source>
      <translation>Én innfallsvinkel for alt, der det ikke finnes noe raster med den, i grader</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Buffer around layover and shadow, in m</source>
      <translation>Buffer rundt layover og radarskygge, i m</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Cast every ray: masks include layover and shadow that fall on other slopes (slow)</source>
      <translation>Følg hver stråle: maskene tar med layover og radarskygge som faller på andre skråninger (tregt)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Leave out incidence angles at the border of the swath (below 30.6°, above 45.2°)</source>
      <translation>Utelat innfallsvinkler i kanten av opptaksstripen (under 30.6°, over 45.2°)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>ascending</source>
      <translation>stigende (ascending)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>descending</source>
      <translation>synkende (descending)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>volume: vegetation</source>
      <translation>volum: vegetasjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>surface: bare and built ground</source>
      <translation>overflate: bar og bebygd mark</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>by land cover: volume in vegetation, surface elsewhere</source>
      <translation>etter arealdekket: volum i vegetasjon, overflate ellers</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>σ⁰ on the ellipsoid (GRD): is corrected</source>
      <translation>σ⁰ på ellipsoiden (GRD): korrigeres</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>γ⁰, terrain-corrected (RTC): is only masked</source>
      <translation>γ⁰, terrengkorrigert (RTC): bare maskeres</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>four neighbours, as Earth Engine</source>
      <translation>fire naboer, som i Earth Engine</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Horn, as QGIS and GDAL</source>
      <translation>Horn, som i QGIS og GDAL</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Model of the terrain correction</source>
      <translation>Modell for terrengkorreksjonen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Kind of the Sentinel-1 images</source>
      <translation>Type Sentinel-1-bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Scale of the backscatter</source>
      <translation>Skala for tilbakespredningen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/radar_parameters.py" />
      <source>Slopes by</source>
      <translation>Helning beregnes etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Water and snow to exclude</source>
      <translation>Vann og snø som skal utelates</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Terrain-corrected backscatter</source>
      <translation>Terrengkorrigert tilbakespredning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Local incidence angle (Vollrath)</source>
      <translation>Lokal innfallsvinkel (Vollrath)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Layover mask</source>
      <translation>Layovermaske</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Radar shadow mask</source>
      <translation>Radarskyggemaske</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Date of each pixel</source>
      <translation>Dato for hver piksel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>Number of usable dates</source>
      <translation>Antall brukbare datoer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>NDVI before</source>
      <translation>NDVI før</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>NDVI after</source>
      <translation>NDVI etter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/results.py" />
      <source>NDVI change</source>
      <translation>NDVI-endring</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>Select bands</source>
      <translation>Velg bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>Takes the bands of a band setting out of a stack, in its order.</source>
      <translation>Tar båndene i et båndoppsett ut av en stabel, i riktig rekkefølge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>Bands, in the order of the setting (default: found by their descriptions)</source>
      <translation>Bånd, i båndoppsettets rekkefølge (standard: funnet ved beskrivelsene)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>Band setting, or a model pack</source>
      <translation>Båndoppsett, eller en modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>landslide,bands,stack,band setting,subset,order,description,vrt</source>
      <translation>skred,bånd,stabel,båndoppsett,utvalg,rekkefølge,beskrivelse,vrt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>Selected bands</source>
      <translation>Valgte bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/select_bands.py" />
      <source>Bands {} ({}) are {}.</source>
      <translation>Båndene {} ({}) er {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/sentinel1_terrain_correction.py" />
      <source>Sentinel-1 terrain correction</source>
      <translation>Terrengkorreksjon av Sentinel-1</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/sentinel1_terrain_correction.py" />
      <source>Takes the brightness of slopes out of Sentinel-1 backscatter and masks layover and shadow.</source>
      <translation>Fjerner skråningenes lysstyrke fra tilbakespredningen i Sentinel-1 og maskerer layover og radarskygge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/sentinel1_terrain_correction.py" />
      <source>Sentinel-1 images of one date: VV, VH, angle</source>
      <translation>Sentinel-1-bilder fra én dato: VV, VH, angle</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/sentinel1_terrain_correction.py" />
      <source>landslide,radar,sar,sentinel-1,terrain,slope,layover,shadow,incidence,rtc,gamma0</source>
      <translation>skred,radar,sar,sentinel-1,terreng,helning,layover,radarskygge,innfallsvinkel,rtc,gamma0</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>Vegetation change</source>
      <translation>Vegetasjonsendring</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>Subtracts the NDVI before an event from that after it: landslides lose vegetation.</source>
      <translation>Trekker NDVI før en hendelse fra NDVI etter den: i skred forsvinner vegetasjonen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>{}: red and near-infrared band (default: found by their descriptions)</source>
      <translation>{}: rødt og nær-infrarødt bånd (standard: funnet ved beskrivelsene)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>Choose another image; where one file holds both, name the bands of both.</source>
      <translation>Velg et annet bilde; hvis én fil inneholder begge, oppgi båndene til begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>landslide,ndvi,dndvi,vegetation,change,difference,sentinel-2</source>
      <translation>skred,ndvi,dndvi,vegetasjon,endring,differanse,sentinel-2</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>Image before the event</source>
      <translation>Bilde fra før hendelsen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>Image after the event</source>
      <translation>Bilde fra etter hendelsen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>Choose the red one and then the near-infrared one, or none, to have them found.</source>
      <translation>Velg det røde og så det nær-infrarøde, eller ingen, så blir de funnet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/imagery/vegetation_change.py" />
      <source>{} band(s) are chosen: two are needed.</source>
      <translation>{} bånd er valgt: det trengs to.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/destination_check.py" />
      <source>Choose another name.</source>
      <translation>Velg et annet navn.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/destination_check.py" />
      <source>'{}' is read by this run and cannot be its result.</source>
      <translation>«{}» leses av denne kjøringen og kan ikke være resultatet av den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/file_replacing.py" />
      <source>Check that no other program holds it open, and the folder and the space left.</source>
      <translation>Se til at ikke noe annet program har den åpen, og se på mappen og ledig plass.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/file_replacing.py" />
      <source>'{}' could not be written: {}</source>
      <translation>«{}» kunne ikke skrives: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>The layer is as it was. Check that no other program writes to it, and that its fields fit.</source>
      <translation>Laget er som det var. Se til at ikke noe annet program skriver til det, og at feltene passer.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>Choose the layer again, or write a new one.</source>
      <translation>Velg laget på nytt, eller skriv et nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>Check that it can be written to, or write a new one.</source>
      <translation>Se til at det kan skrives til, eller skriv et nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>Choose the layer to append to again, which maps the fields anew.</source>
      <translation>Velg på nytt laget det skal legges til i; da blir feltene koblet på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>What it held before is there. Remove the new ones, then try again.</source>
      <translation>Det som var der fra før, er der. Fjern de nye og prøv på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>The features could not be added to '{}': {}</source>
      <translation>Objektene kunne ikke legges til i «{}»: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>There is no layer '{}' to add the features to.</source>
      <translation>Det finnes ikke noe lag «{}» å legge objektene til i.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>The layer '{}' takes no new features.</source>
      <translation>Laget «{}» tar ikke imot nye objekter.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>The fields {} are to be taken over, and there are none.</source>
      <translation>Feltene {} skal overtas, og de finnes ikke.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_appending.py" />
      <source>Only {} of {} features could be added to '{}': {}</source>
      <translation>Bare {} av {} objekter kunne legges til i «{}»: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_writing.py" />
      <source>Free some space, or choose another folder.</source>
      <translation>Frigjør plass, eller velg en annen mappe.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/layer_writing.py" />
      <source>There is no space left on the disk of '{}'.</source>
      <translation>Det er ikke mer plass på disken til «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source>Choose such a name.</source>
      <translation>Velg et slikt navn.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source>Create it or choose another.</source>
      <translation>Lag den, eller velg en annen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source>Check the folder and the space left.</source>
      <translation>Sjekk mappen og plassen som er igjen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source> or </source>
      <translation> eller </translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source>There is no folder '{}' to write into.</source>
      <translation>Det finnes ingen mappe «{}» å skrive i.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source>The folder '{}' cannot be written to.</source>
      <translation>Mappen «{}» kan ikke skrives til.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/output_files.py" />
      <source>'{}' does not end in {}.</source>
      <translation>«{}» slutter ikke på {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/polygon_inputs.py" />
      <source>points</source>
      <translation>punkter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/polygon_inputs.py" />
      <source>lines</source>
      <translation>linjer</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/polygon_inputs.py" />
      <source>no geometries</source>
      <translation>ingen geometrier</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/polygon_inputs.py" />
      <source>'{}' holds {}, and polygons are needed.</source>
      <translation>«{}» inneholder {}, og det trengs polygoner.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/replaced_work.py" />
      <source>Add a table to it with 'Save to GeoPackage…', or choose another name.</source>
      <translation>Legg til en tabell i den med «Lagre til GeoPackage…», eller velg et annet navn.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/replaced_work.py" />
      <source>The judgements in '{}' would be lost.</source>
      <translation>Det som er vurdert i «{}», ville gå tapt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/replaced_work.py" />
      <source>'{}' would be replaced, and its other tables would be lost: {}.</source>
      <translation>«{}» ville bli erstattet, og det andre den inneholder, gå tapt: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/result_layers.py" />
      <source>Landslide mask</source>
      <translation>Skredmaske</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/layers/result_layers.py" />
      <source>Landslides</source>
      <translation>Skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>value / divided by</source>
      <translation>verdi / delt på</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Limits</source>
      <translation>Begrensninger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>This copy</source>
      <translation>Dette eksemplaret</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>a pixel needs every band</source>
      <translation>en piksel trenger hvert bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>a pixel needs one band</source>
      <translation>en piksel trenger ett bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>score</source>
      <translation>mål</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>value</source>
      <translation>verdi</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>measured on</source>
      <translation>målt på</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Faster, in lower precision</source>
      <translation>Raskere, med kortere tall</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>numbers</source>
      <translation>tall</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>F1 in them</source>
      <translation>F1 med dem</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>F1 in float32</source>
      <translation>F1 med float32</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>tiles</source>
      <translation>ruter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>how</source>
      <translation>hvordan</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>used</source>
      <translation>brukes</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>where it is faster</source>
      <translation>der det er raskere</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>never: F1 moved too much</source>
      <translation>aldri: F1 flyttet seg for mye</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Bands, in their order</source>
      <translation>Bånd, i rekkefølge</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>band</source>
      <translation>bånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>name</source>
      <translation>navn</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>unit</source>
      <translation>enhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>also found as</source>
      <translation>også funnet som</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>divided by</source>
      <translation>delt på</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>mean</source>
      <translation>middel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>deviation</source>
      <translation>avvik</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source> / brightness of the whole raster (the median over its pixels)</source>
      <translation> / lysstyrken i hele rasteret (medianen over pikslene)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Members, best first</source>
      <translation>Nettverk, de beste først</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>member</source>
      <translation>nettverk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>architecture</source>
      <translation>arkitektur</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>encoder</source>
      <translation>koder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>F1 on validation</source>
      <translation>F1 på validering</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>threshold of the best so far</source>
      <translation>terskel for de beste hittil</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>notes</source>
      <translation>merknader</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Licence and citation</source>
      <translation>Lisens og sitering</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Id</source>
      <translation>Id</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Reads</source>
      <translation>Leser</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Combined by</source>
      <translation>Slått sammen ved</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>No data</source>
      <translation>Manglende data</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>The card states none: nobody knows how good this pack is.</source>
      <translation>Kortet oppgir ingen: ingen vet hvor god denne pakken er.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>The card records no trial: networks compute in ordinary numbers (float32) only.</source>
      <translation>Kortet har ingen prøve: nettverkene regner bare med vanlige tall (float32).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Network input: (({}) − mean) / deviation; 0 where there is no data.</source>
      <translation>Inn i nettverket: (({}) − middel) / avvik; 0 der data mangler.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Bands of classes go in as one input for each class (one-hot).</source>
      <translation>Bånd med klasser går inn som én verdi for hver klasse (one-hot).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>place</source>
      <translation>sted</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>longitude</source>
      <translation>lengdegrad</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>latitude</source>
      <translation>breddegrad</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>The card names no places on earth.</source>
      <translation>Kortet nevner ingen steder på jorden.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Folder</source>
      <translation>Mappe</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Hashes of the weights</source>
      <translation>Hasher av vektene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Hashes of the graphs</source>
      <translation>Hasher av grafene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Made with</source>
      <translation>Laget med</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>The card states none. That does not mean that there are none.</source>
      <translation>Kortet oppgir ingen. Det betyr ikke at det ikke finnes noen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Networks compute faster in shorter, more coarsely rounded numbers. Detect landslides uses them where the processor gains by them and F1 on the same tiles moved by less than {}; choose float32 there to forbid it.</source>
      <translation>Nettverk regner raskere med kortere, grovere avrundede tall. «Finn skred» bruker dem der prosessoren tjener på det og F1 på de samme rutene flyttet seg mindre enn {}; velg float32 der for å forby det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>natural logarithm of ({}), not below {:g}</source>
      <translation>naturlig logaritme av ({}), ikke under {:g}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Licence</source>
      <translation>Lisens</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Cite</source>
      <translation>Siter</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Came from</source>
      <translation>Kom fra</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>the plugin</source>
      <translation>programtillegget</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>none: it runs with PyTorch only</source>
      <translation>ingen: den kjører bare med PyTorch</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>{} px, of which a margin of {} px is not kept</source>
      <translation>{} px, der en marg på {} px ikke beholdes</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>not stated: ask before you use or pass it on</source>
      <translation>ikke oppgitt: spør før du bruker den eller gir den videre</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Hash of the .zip</source>
      <translation>Hash av .zip-filen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>Installed</source>
      <translation>Installert</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/card_page.py" />
      <source>not known: it was laid here by hand</source>
      <translation>ikke kjent: den ble lagt hit for hånd</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>Check the connection, and the proxy in Settings &gt; Options &gt; Network.</source>
      <translation>Sjekk forbindelsen, og mellomtjeneren under Innstillinger &gt; Oppsett &gt; Nettverk.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>Check it.</source>
      <translation>Sjekk den.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>'{}' has {:,} bytes, not the {:,} that were promised.</source>
      <translation>«{}» har {:,} byte, ikke de {:,} som var lovet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>There is no such file: check the address.</source>
      <translation>Det finnes ingen slik fil: sjekk adressen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>The server has too many requests: try again later.</source>
      <translation>Tjeneren får for mange forespørsler: prøv igjen senere.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>The server is busy: try again later.</source>
      <translation>Tjeneren er opptatt: prøv igjen senere.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>it broke off</source>
      <translation>overføringen ble brutt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>The file was changed or damaged. Ask whoever offers it; nothing was installed.</source>
      <translation>Filen er endret eller skadet. Spør den som tilbyr den; ingenting ble installert.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>'{}' leads from one address to the next.</source>
      <translation>«{}» viser fra én adresse til den neste.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>The catalogue is out of date, or the server is wrong: nothing was installed.</source>
      <translation>Katalogen er utdatert, eller noe er galt på tjeneren: ingenting ble installert.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>No pack is as large: check the address.</source>
      <translation>Ingen pakke er så stor: sjekk adressen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>'{}' cannot be fetched: {}.</source>
      <translation>«{}» kan ikke hentes: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>Interrupted ({}); trying again in {:.0f} s.</source>
      <translation>Avbrutt ({}); prøver igjen om {:.0f} s.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>What '{}' sent is not what was promised: its sha256 differs.</source>
      <translation>Det «{}» sendte, er ikke det som var lovet: sha256 er en annen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/download.py" />
      <source>'{}' is larger than {:,.0f} MB.</source>
      <translation>«{}» er større enn {:,.0f} MB.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Installs a model pack from a .zip, a folder, an address or the catalogue.</source>
      <translation>Installerer en modellpakke fra en .zip, en mappe, en adresse eller katalogen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Id in the catalogue, address (https://…), or folder</source>
      <translation>Id i katalogen, adresse (https://…), eller mappe</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Replace another pack of its name</source>
      <translation>Erstatt en annen pakke med samme navn</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Predict with it where no pack is named</source>
      <translation>Bruk den når ingen pakke er oppgitt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>sha256 that the .zip must have</source>
      <translation>sha256 som .zip-filen må ha</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Or its file: the .zip, or ensemble.json in its folder</source>
      <translation>Eller filen dens: .zip, eller ensemble.json i mappen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Installed: {}, {}</source>
      <translation>Installert: {}, {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Is installed already: {}, {}</source>
      <translation>Er alt installert: {}, {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>It has 64 digits, 0 to 9, a to f.</source>
      <translation>Den har 64 sifre, 0 til 9, a til f.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>landslide,model,pack,download,weights,catalogue,network,zip</source>
      <translation>skred,modell,pakke,last ned,vekter,katalog,nettverk,zip</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Id of the pack</source>
      <translation>Pakkens id</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Folder of the pack</source>
      <translation>Pakkens mappe</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>not stated</source>
      <translation>ikke oppgitt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>Limits: {}</source>
      <translation>Begrensninger: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/install_model_pack.py" />
      <source>'{}' is no sha256.</source>
      <translation>«{}» er ingen sha256.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>Give its path instead.</source>
      <translation>Oppgi stien i stedet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>Check the path.</source>
      <translation>Sjekk stien.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>It was changed or damaged: get it again.</source>
      <translation>Den er endret eller skadet: skaff den på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>'{}' lies on another computer.</source>
      <translation>«{}» ligger på en annen datamaskin.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>Asking {} what packs there are ...</source>
      <translation>Spør {} hvilke pakker som finnes ...</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>There is no pack '{}'.</source>
      <translation>Det finnes ingen pakke «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>'{}' is not what was promised: its sha256 differs.</source>
      <translation>«{}» er ikke det som var lovet: sha256 er en annen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/installing.py" />
      <source>Fetching {}{} ...</source>
      <translation>Henter {}{} ...</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/list_model_packs.py" />
      <source>List model packs</source>
      <translation>List opp modellpakker</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/list_model_packs.py" />
      <source>Lists the model packs that are installed, and those that the catalogue has.</source>
      <translation>Viser modellpakkene som er installert, og dem som katalogen har.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/list_model_packs.py" />
      <source>Check every file against its hash</source>
      <translation>Sjekk hver fil mot hashen dens</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/list_model_packs.py" />
      <source>landslide,model,pack,catalogue,installed,available,update,check</source>
      <translation>skred,modell,pakke,katalog,installert,tilgjengelig,oppdater,sjekk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/list_model_packs.py" />
      <source>The same as JSON</source>
      <translation>Det samme som JSON</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/pack_algorithm.py" />
      <source>Catalogue: its address or path (default: the one that was chosen, or the plugin's own)</source>
      <translation>Katalog: adressen eller stien til den (standard: den som er valgt, eller programtilleggets egen)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/pack_algorithm.py" />
      <source>Name one model pack: in the list or by its file.</source>
      <translation>Oppgi én modellpakke: i listen eller ved filen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/place_map.py" />
      <source>Where the training data come from</source>
      <translation>Hvor treningsdataene kommer fra</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/remove_model_pack.py" />
      <source>Removes a model pack that you installed.</source>
      <translation>Fjerner en modellpakke du har installert.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/remove_model_pack.py" />
      <source>Model pack</source>
      <translation>Modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/remove_model_pack.py" />
      <source>landslide,model,pack,remove,uninstall,delete</source>
      <translation>skred,modell,pakke,fjern,avinstaller,slett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/remove_model_pack.py" />
      <source>Removed: {}</source>
      <translation>Fjernet: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/remove_model_pack.py" />
      <source>The pack '{}' that comes with the plugin is used again.</source>
      <translation>Pakken «{}» som følger med programtillegget, brukes igjen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/remove_model_pack.py" />
      <source>Where no pack is named, '{}' predicts now.</source>
      <translation>Når ingen pakke er oppgitt, brukes nå «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/save_model_pack.py" />
      <source>Save model pack as .zip</source>
      <translation>Lagre modellpakke som .zip</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/save_model_pack.py" />
      <source>Writes a model pack as one file that others can install.</source>
      <translation>Skriver en modellpakke som én fil som andre kan installere.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/save_model_pack.py" />
      <source>Zip files (*.zip)</source>
      <translation>Zip-filer (*.zip)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/save_model_pack.py" />
      <source>Or one that is not installed: its .zip or its ensemble.json</source>
      <translation>Eller en som ikke er installert: dens .zip eller ensemble.json</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/save_model_pack.py" />
      <source>landslide,model,pack,export,share,zip,licence,hash</source>
      <translation>skred,modell,pakke,eksport,del,zip,lisens,hash</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/save_model_pack.py" />
      <source>Model pack as .zip</source>
      <translation>Modellpakke som .zip</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/set_default_model_pack.py" />
      <source>Set default model pack</source>
      <translation>Velg standard modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/set_default_model_pack.py" />
      <source>Chooses the model pack that predicts where none is named.</source>
      <translation>Velger modellpakken som brukes når ingen er oppgitt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/set_default_model_pack.py" />
      <source>landslide,model,pack,default,choose,settings</source>
      <translation>skred,modell,pakke,standard,velg,innstillinger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/show_model_pack.py" />
      <source>Show model pack</source>
      <translation>Vis modellpakke</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/show_model_pack.py" />
      <source>Shows what a model pack reads, how good it is, on what, and where it comes from.</source>
      <translation>Viser hva en modellpakke leser, hvor god den er, på hva, og hvor den kommer fra.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/show_model_pack.py" />
      <source>landslide,model,pack,card,scores,limits,licence,training places</source>
      <translation>skred,modell,pakke,kort,mål,begrensninger,lisens,treningssteder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/show_model_pack.py" />
      <source>Card</source>
      <translation>Kort</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>Update model packs</source>
      <translation>Oppdater modellpakker</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>Brings installed model packs up to what the catalogue has.</source>
      <translation>Oppdaterer installerte modellpakker til det katalogen har.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>Model pack (default: all)</source>
      <translation>Modellpakke (standard: alle)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>landslide,model,pack,update,catalogue,download,version</source>
      <translation>skred,modell,pakke,oppdater,katalog,last ned,versjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>Ids of the updated packs</source>
      <translation>Id-ene til de oppdaterte pakkene</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>Nothing to update.</source>
      <translation>Ingenting å oppdatere.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>There is no installed pack '{}'.</source>
      <translation>Det finnes ingen installert pakke «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/packs/update_model_packs.py" />
      <source>Updated: {}</source>
      <translation>Oppdatert: {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>Average predictions</source>
      <translation>Gjennomsnitt av beregninger</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>Averages probability rasters and tells how far they disagree.</source>
      <translation>Tar gjennomsnittet av sannsynlighetsrastre og viser hvor uenige de er.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>Probability rasters, on one grid</source>
      <translation>Sannsynlighetsrastre, på samme rutenett</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>Threshold of probability (default: that of the predictions)</source>
      <translation>Terskel for sannsynlighet (standard: beregningenes)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>The predictions have different thresholds ({}): {:g} is taken. Give the one that you want.</source>
      <translation>Beregningene har ulike terskler ({}): {:g} brukes. Oppgi den du vil ha.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>landslide,ensemble,average,mean,vote,probability,spread,agreement,uncertainty</source>
      <translation>skred,ensemble,gjennomsnitt,middel,avstemning,sannsynlighet,spredning,enighet,usikkerhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>Combine the rasters by</source>
      <translation>Slå rastrene sammen ved</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>Threshold {:g}.</source>
      <translation>Terskel {:g}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/average_predictions.py" />
      <source>'{}' is chosen more than once, and counts as often.</source>
      <translation>«{}» er valgt mer enn én gang, og teller like mange ganger.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/detect_landslides.py" />
      <source>landslide,inventory,detect,map,segmentation,deep learning,ensemble,neural network,probability</source>
      <translation>skred,skreddatabase,finn,kartlegg,segmentering,dyp læring,ensemble,nevralt nettverk,sannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/detect_landslides.py" />
      <source>Detect landslides</source>
      <translation>Finn skred</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/detect_landslides.py" />
      <source>Predicts landslides in a raster with an ensemble of networks and outlines candidates.</source>
      <translation>Finner skred i et raster med et ensemble av nettverk og tegner omriss av kandidater.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/predict.py" />
      <source>Predict landslide probability</source>
      <translation>Beregn skredsannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/predict.py" />
      <source>Writes the landslide probability of a raster, and how far the members disagree.</source>
      <translation>Skriver skredsannsynligheten for et raster, og hvor uenige nettverkene er.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/predict.py" />
      <source>landslide,predict,probability,ensemble,neural network,uncertainty,spread</source>
      <translation>skred,beregn,sannsynlighet,ensemble,nevralt nettverk,usikkerhet,spredning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Members, best first (default: all)</source>
      <translation>Nettverk, de beste først (standard: alle)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Combine the members by (default: as the pack asks)</source>
      <translation>Slå nettverkene sammen ved (standard: som pakken ber om)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Threshold of probability (default: the pack's)</source>
      <translation>Terskel for sannsynlighet (standard: pakkens)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Exclude (polygons, or a raster that is not 0 there): water, snow, fields</source>
      <translation>Utelat (polygoner, eller et raster som ikke er 0 der): vann, snø, jorder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Tile size, in pixels, a multiple of 32 (default: the pack's)</source>
      <translation>Rutestørrelse i piksler, et multiplum av 32 (standard: pakkens)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Margin of a tile, read but not kept, in pixels (default: the pack's)</source>
      <translation>Marg rundt en rute, som leses, men ikke beholdes, i piksler (standard: pakkens)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Tiles at a time (default: fits the device)</source>
      <translation>Ruter om gangen (standard: det enheten har plass til)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Early exit: members that decide whether the rest look at a tile (default: all look)</source>
      <translation>Tidlig stopp: nettverk som avgjør om resten ser på en rute (standard: alle ser)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Numbers to compute in (auto: faster, rounded ones if the pack scores the same in them; float32: never)</source>
      <translation>Tall å regne med (auto: raskere, avrundede tall om pakken er like god med dem; float32: aldri)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Model pack that is not in the list: its .zip or its ensemble.json</source>
      <translation>Modellpakke som ikke står i listen: dens .zip eller ensemble.json</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Device</source>
      <translation>Enhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>Band setting (default: what the pack was trained on)</source>
      <translation>Båndoppsett (standard: det pakken ble trent på)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/prediction/prediction_algorithm.py" />
      <source>What is to be excluded, '{}', does not touch the raster: nothing is excluded. Check that both show the same place, and the CRS of both.</source>
      <translation>Det som skal utelates, «{}», berører ikke rasteret: ingenting utelates. Sjekk at begge viser det samme stedet, og koordinatsystemet til begge.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/rasters/band_numbers.py" />
      <source>Write band numbers like this: 4,3,2.</source>
      <translation>Skriv båndnumre slik: 4,3,2.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/rasters/band_numbers.py" />
      <source>'{}' is no number of a band: these are whole and begin with 1.</source>
      <translation>«{}» er ikke noe båndnummer: de er hele tall fra 1 og opp.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>Separability</source>
      <translation>Skillbarhet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>difference in deviations</source>
      <translation>forskjell i standardavvik</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>median inside</source>
      <translation>median innenfor</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>median around</source>
      <translation>median rundt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>pixels inside</source>
      <translation>piksler innenfor</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>pixels around</source>
      <translation>piksler rundt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>AUC: the chance that a pixel inside is higher than one around; 0.5 tells nothing, near 0 or 1 tells them apart. Jeffries-Matusita: 0 to 2, for normally distributed values. A band of classes, such as land cover, has an order by accident: look at its box plot with care.</source>
      <translation>AUC: sjansen for at en piksel innenfor er høyere enn en rundt; 0.5 sier ingenting, nær 0 eller 1 skiller dem. Jeffries-Matusita: 0 til 2, for normalfordelte verdier. Et bånd med klasser, som arealdekke, har en tilfeldig rekkefølge: tolk boksdiagrammet med varsomhet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>No band has data both inside and around the landslides.</source>
      <translation>Ingen bånd har data både innenfor og rundt skredene.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>higher</source>
      <translation>høyere</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>lower</source>
      <translation>lavere</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>Landslides stand out most in: {}.</source>
      <translation>Skred skiller seg mest ut i: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>{}: band values inside and around {}</source>
      <translation>{}: båndverdier innenfor og rundt {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/band_page.py" />
      <source>Inside: pixels with their centre in a landslide. Around: up to {:.3g} m from one, and in none. Boxes: quartiles and median; whiskers: 5 % and 95 %. Of more than {:,} pixels, as many spread evenly are taken.</source>
      <translation>Innenfor: piksler med midtpunktet i et skred. Rundt: inntil {:.3g} m fra et, og ikke i noe. Bokser: kvartiler og median; streker: 5 % og 95 %. Er det flere enn {:,} piksler, brukes så mange, jevnt fordelt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/box_plot.py" />
      <source>inside</source>
      <translation>innenfor</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/box_plot.py" />
      <source>around</source>
      <translation>rundt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>Blue: chosen, before. Pink: chosen, after. Grey: not chosen. A ascending, D descending.</source>
      <translation>Blått: valgt, før. Rosa: valgt, etter. Grått: ikke valgt. A stigende (ascending), D synkende (descending).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>Images</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>cloud [%]</source>
      <translation>skydekke [%]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>event</source>
      <translation>hendelse</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>kind</source>
      <translation>type</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>period</source>
      <translation>periode</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>date</source>
      <translation>dato</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>cloud %</source>
      <translation>skydekke %</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>area %</source>
      <translation>dekning %</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>orbit</source>
      <translation>bane</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>baseline</source>
      <translation>prosesseringsversjon</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>tile</source>
      <translation>rute</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>why</source>
      <translation>hvorfor</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>image</source>
      <translation>bilde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>{}: imagery around {}</source>
      <translation>{}: bilder rundt {}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>{} images found, {} chosen. Before: {} to {}. After: {} to {}.</source>
      <translation>{} bilder funnet, {} valgt. Før: {} til {}. Etter: {} til {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/found_page.py" />
      <source>{} more are in the layer of footprints.</source>
      <translation>{} til finnes i laget med bildenes dekningsområder.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/performance_diagram.py" />
      <source>Performance diagram</source>
      <translation>Ytelsesdiagram</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/reliability_diagram.py" />
      <source>mean probability</source>
      <translation>gjennomsnittlig sannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/reliability_diagram.py" />
      <source>share of landslide pixels</source>
      <translation>andel skredpiksler</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/reliability_diagram.py" />
      <source>bars: pixels, logarithmic</source>
      <translation>søyler: piksler, logaritmisk</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/reliability_diagram.py" />
      <source>Reliability (calibration error {:.3f})</source>
      <translation>Pålitelighet (kalibreringsfeil {:.3f})</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/size_diagram.py" />
      <source>Landslides found, by size (pale: touched)</source>
      <translation>Skred funnet, etter størrelse (lyst: berørt)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/size_diagram.py" />
      <source>share found</source>
      <translation>andel funnet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/size_diagram.py" />
      <source>area</source>
      <translation>areal</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/size_diagram.py" />
      <source>none</source>
      <translation>ingen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/threshold_diagrams.py" />
      <source>F1 against the threshold</source>
      <translation>F1 mot terskelen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/threshold_diagrams.py" />
      <source>Precision and recall (average precision {:.3f})</source>
      <translation>Presisjon og andel funnet (gjennomsnittlig presisjon {:.3f})</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/threshold_diagrams.py" />
      <source>best, with hindsight: {:g}</source>
      <translation>best, i ettertid: {:g}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/report/threshold_diagrams.py" />
      <source>given: {:g}</source>
      <translation>gitt: {:g}</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted.py" />
      <source>The layer has no field 'review_status': nobody has reviewed it.</source>
      <translation>Laget har ikke feltet «review_status»: ingen har gått gjennom det.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted.py" />
      <source>Review it first (Plugins &gt; DeepSlide).</source>
      <translation>Gå gjennom det først (Programtillegg &gt; DeepSlide).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Accepted candidates to inventory</source>
      <translation>Godtatte kandidater til skreddatabase</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Writes the accepted landslides of a review to a new inventory, or adds them to one.</source>
      <translation>Skriver de godtatte skredene fra en gjennomgang til en ny skreddatabase, eller legger dem til i en.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Where an accepted landslide is mapped already</source>
      <translation>Der et godtatt skred alt er kartlagt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>It counts as mapped if this share of it lies in the inventory</source>
      <translation>Det er det, når denne andelen ligger i skreddatabasen</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Reviewed candidates</source>
      <translation>Gjennomgåtte kandidater</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Inventory: what is mapped already</source>
      <translation>Skreddatabase: det som alt er kartlagt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>DeepSlide (all that is known)</source>
      <translation>DeepSlide (alt som er kjent)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Leave it out</source>
      <translation>Utelat det</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Add it all the same</source>
      <translation>Legg det til likevel</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Stop and write nothing</source>
      <translation>Stopp og skriv ingenting</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>{} of the accepted landslides are mapped already. Nothing was written.</source>
      <translation>{} av de godtatte skredene er alt kartlagt. Ingenting ble skrevet.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Unreadable dates are left out: {}, '{}' is one. Write 2005-10-08, 2005-10 or 2005.</source>
      <translation>Datoer som ikke kan leses, er utelatt: {}; «{}» er en av dem. Skriv 2005-10-08, 2005-10 eller 2005.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>landslide,inventory,accepted,review,NVE,USGS,COOLR,IFFI,export,append</source>
      <translation>skred,skreddatabase,godtatt,gjennomgang,NVE,USGS,COOLR,IFFI,eksport,legg til</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Fields of</source>
      <translation>Felter fra</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Landslides written</source>
      <translation>Skred skrevet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Landslides that were mapped already</source>
      <translation>Skred som alt var kartlagt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Only a GeoPackage keeps the form, with its lists, dates and constraints.</source>
      <translation>Bare en GeoPackage tar vare på skjemaet med lister, datoer og krav.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/accepted_to_inventory.py" />
      <source>Landslides written: {}. Mapped already: {}.</source>
      <translation>Skred skrevet: {}. Alt kartlagt: {}.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Export as training labels</source>
      <translation>Eksporter som treningsdata</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Writes a case study of a review: accepted 1, rejected 0, the rest not known.</source>
      <translation>Skriver et datasett fra en gjennomgang: godtatt 1, avvist 0, resten ukjent.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Folder of case studies (input and label are made in it)</source>
      <translation>Mappe med datasett (input og label lages i den)</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Areas that were reviewed whole</source>
      <translation>Områder som er gjennomgått fullt ut</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>{} of {} reviewed shape(s) lie outside the raster, and in no label.</source>
      <translation>{} av {} vurderte figurer ligger utenfor rasteret og er ikke med i fasiten.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>landslide,training,labels,case study,fine-tune,hard negatives,review</source>
      <translation>skred,trening,fasit,datasett,finjuster,vanskelige negative,gjennomgang</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Raster that was predicted from</source>
      <translation>Rasteret som ble brukt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Name of the case study</source>
      <translation>Navn på datasettet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Raster of the case study</source>
      <translation>Rasteret i datasettet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Labels of the case study</source>
      <translation>Fasit i datasettet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Use letters, digits and hyphens.</source>
      <translation>Bruk bokstaver, sifre og bindestreker.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Nothing was accepted or rejected: there is nothing to learn.</source>
      <translation>Ingenting er godtatt eller avvist: det er ingenting å lære av.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Review some candidates first.</source>
      <translation>Gå gjennom noen kandidater først.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>On the raster: {} landslide(s) ({} pixels); {} rejected candidate(s) and areas without ({} pixels).</source>
      <translation>På rasteret: {} skred ({} piksler); {} avviste kandidater og områder uten ({} piksler).</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Give this one another name.</source>
      <translation>Gi dette et annet navn.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>'{}' cannot name a case study.</source>
      <translation>«{}» kan ikke være navnet på et datasett.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Choose the raster that was predicted from.</source>
      <translation>Velg rasteret som ble brukt i beregningen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>There is a case study '{}' in the folder already.</source>
      <translation>Det finnes alt et datasett «{}» i mappen.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/export_training_labels.py" />
      <source>Nothing that was accepted or rejected lies on the raster '{}'.</source>
      <translation>Ingenting av det som er godtatt eller avvist, ligger på rasteret «{}».</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>The landslides are in the file. Check that it can be written to, then write it again.</source>
      <translation>Skredene er i filen. Se til at den kan skrives til, og skriv den på nytt.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Unique ID</source>
      <translation>Unik ID</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Event</source>
      <translation>Hendelse</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Type, in words</source>
      <translation>Type, i ord</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Date, at the earliest</source>
      <translation>Dato, tidligst</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Date, at the latest</source>
      <translation>Dato, senest</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Perimeter [m]</source>
      <translation>Omkrets [m]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Height drop [m]</source>
      <translation>Fallhøyde [m]</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Highest probability</source>
      <translation>Høyeste sannsynlighet</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Mean spread</source>
      <translation>Gj.snittlig spredning</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Source</source>
      <translation>Kilde</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Reviewed on</source>
      <translation>Gjennomgått</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>The first day comes before the last.</source>
      <translation>Første dag kommer før siste.</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Measured</source>
      <translation>Målt</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>Origin</source>
      <translation>Opphav</translation>
    </message>
    <message>
      <location filename="../../deepslide_qgis/processing/review/inventory_form.py" />
      <source>The form of the inventory could not be kept in '{}'.</source>
      <translation>Skjemaet til skreddatabasen kunne ikke lagres i «{}».</translation>
    </message>
  </context>
</TS>

<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology" version="3.22.0-Białowieża">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
      <colorPalette>
        <paletteEntry value="1" color="#b5443c" label="1 urban, artificial" alpha="255"/>
        <paletteEntry value="2" color="#2f6b3a" label="2 forest, trees, scrub" alpha="255"/>
        <paletteEntry value="3" color="#a9cf7d" label="3 pasture, grass" alpha="255"/>
        <paletteEntry value="4" color="#d8c48f" label="4 sparsely vegetated" alpha="255"/>
        <paletteEntry value="5" color="#3b7fb5" label="5 water" alpha="255"/>
        <paletteEntry value="6" color="#6fb7a8" label="6 wetland" alpha="255"/>
        <paletteEntry value="7" color="#8c8780" label="7 bare rock" alpha="255"/>
        <paletteEntry value="8" color="#eef4f8" label="8 glacier, snow" alpha="255"/>
      </colorPalette>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>

<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" alphaBand="-1" opacity="1" nodataColor="">
      <colorPalette>
        <paletteEntry value="0" color="#000000" alpha="0" label="right: no landslide"/>
        <paletteEntry value="1" color="#ff0000" alpha="255" label="false alarm of the single member"/>
        <paletteEntry value="2" color="#00ff00" alpha="255" label="missed by both"/>
        <paletteEntry value="3" color="#ffff00" alpha="255" label="single member right, ensemble missed"/>
        <paletteEntry value="4" color="#0000ff" alpha="255" label="false alarm of the ensemble"/>
        <paletteEntry value="5" color="#ff00ff" alpha="255" label="false alarm of both"/>
        <paletteEntry value="6" color="#00ffff" alpha="255" label="single member missed, ensemble right"/>
        <paletteEntry value="7" color="#ffffff" alpha="255" label="both right"/>
      </colorPalette>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
    <huesaturation grayscaleMode="0" saturation="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>

<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology" version="3.22.0-Białowieża">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor="" classificationMin="-0.2" classificationMax="0.9">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-0.2" maximumValue="0.9">
          <item value="-0.2" color="#4a78a8" label="-0.2" alpha="255"/>
          <item value="0" color="#d9cfc0" label="0" alpha="255"/>
          <item value="0.2" color="#e8dfa8" label="0.2" alpha="255"/>
          <item value="0.5" color="#8fbf60" label="0.5" alpha="255"/>
          <item value="0.9" color="#1b5b2a" label="0.9" alpha="255"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>

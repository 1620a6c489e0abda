<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology" version="3.22.0-Białowieża">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor="" classificationMin="-0.6" classificationMax="0.6">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-0.6" maximumValue="0.6">
          <item value="-0.6" color="#8c2d04" label="-0.6" alpha="255"/>
          <item value="-0.3" color="#d9822b" label="-0.3" alpha="255"/>
          <item value="-0.1" color="#f1dcc0" label="-0.1" alpha="255"/>
          <item value="0" color="#f7f7f2" label="0" alpha="255"/>
          <item value="0.1" color="#d3e6d0" label="0.1" alpha="255"/>
          <item value="0.3" color="#6aae6a" label="0.3" alpha="255"/>
          <item value="0.6" color="#1b6b34" label="0.6" alpha="255"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>

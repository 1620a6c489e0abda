<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="0" classificationMax="0.5">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="0.5">
          <item value="0" color="#f7fcfd" alpha="0" label="0"/>
          <item value="0.02" color="#e0ecf4" alpha="0" label="0.02"/>
          <item value="0.1" color="#9ebcda" alpha="150" label="0.1"/>
          <item value="0.2" color="#8c6bb1" alpha="200" label="0.2"/>
          <item value="0.3" color="#88419d" alpha="230" label="0.3"/>
          <item value="0.5" color="#4d004b" alpha="255" label="0.5"/>
          <rampLegendSettings useContinuousLegend="1" orientation="2" direction="0" minimumLabel="" maximumLabel="" prefix="" suffix=""/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
    <huesaturation grayscaleMode="0" saturation="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>

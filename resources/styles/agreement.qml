<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="0" classificationMax="1">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="1">
          <item value="0" color="#f7fbff" alpha="0" label="0"/>
          <item value="0.01" color="#deebf7" alpha="100" label="0.01"/>
          <item value="0.5" color="#6baed6" alpha="190" label="0.5"/>
          <item value="1" color="#08306b" alpha="255" label="1"/>
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

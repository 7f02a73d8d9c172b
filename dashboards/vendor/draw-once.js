// In the page that draws pictures: contours come once for all figures, and the PNG of a figure is made of the SVG that was
// drawn just before, not drawn again.
"use strict";

(() => {
  const { Plotly } = window;
  const { toImage } = Plotly;
  const shapes = {};
  let drawn = "";
  const lend = (trace) => {
    if (typeof trace.geojson === "string") trace.geojson = shapes[trace.geojson];
    else if (trace.geojson) shapes[trace.geojson.name] = trace.geojson;
  };
  Plotly.toImage = async (figure, options) => {
    if (options.format === "svg") {
      figure.data.forEach(lend);
      return (drawn = await toImage(figure, options));
    }
    const { format, width, height, scale } = options;
    const canvas = document.createElement("canvas");
    const picture = await Plotly.Snapshot.svgToImg({ svg: drawn, format, width, height, scale, canvas, promise: true });
    return picture.replace(/^data:image\/png;base64,/, "");
  };
})();

// Empty world outlines: without them plotly.js asks a CDN for its own, and a map does not draw when that fails.
(() => {
  const layers = ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"];
  const empty = { type: "GeometryCollection", geometries: [] };
  const world = { type: "Topology", arcs: [], objects: Object.fromEntries(layers.map((name) => [name, empty])) };
  window.PlotlyGeoAssets = { topojson: { world_110m: world } };
})();

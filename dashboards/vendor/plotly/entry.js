// What the figures of the site draw: lines and points (in the core), bars, heat maps, areas and points of maps; French beside the English of the core.
"use strict";

const Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/choropleth"),
  require("plotly.js/lib/scattergeo"),
  require("plotly.js/lib/locales/fr"),
]);

module.exports = Plotly;

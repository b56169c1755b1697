// Draws charts over the data that the server sent with each figure; without this script its SVG stays.
const plots = new Map(); // name of the figure → {plot, zoom}
const smoothing = document.getElementById("smoothing");

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const LINES = [0, 1, 2, 3, 4, 5].map((place) => `--series-${place}`);
const DASHES = [[], [6, 4], [2, 3], [8, 3, 2, 3], [10, 4], [2, 6]];

const plain = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });
const UNITS = {
  number: (value) => plain.format(value),
  share: (value) => `${plain.format(Math.round(10000 * value) / 100)} %`,
  seconds: (value) =>
    value === 0 ? "0 s" : value < 1 ? `${plain.format(+(1000 * value).toPrecision(3))} ms`
    : value < 120 ? `${plain.format(+value.toPrecision(3))} s` : `${plain.format(Math.round(value / 60))} min`,
};

// An exponential moving average with the missing values left out, started without a bias.
function smoothed(values, weight) {
  if (!weight) return values;
  let sum = 0, weights = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    weights = weight * weights + (1 - weight);
    return sum / weights;
  });
}

function dataOf(figure) {
  const sent = JSON.parse(figure.dataset.chart);
  const weight = smoothing ? Number(smoothing.value) : 0;
  return [sent, [sent.x, ...sent.series.map((one) => smoothed(one.values, weight))]];
}

function draw(figure) {
  const [sent, data] = dataOf(figure);
  const canvas = document.createElement("div");
  canvas.className = "plot";
  const svg = figure.querySelector("svg.chart");
  svg.before(canvas);
  svg.setAttribute("hidden", "");
  const say = UNITS[sent.unit];
  const ink = colour("--quiet"), line = colour("--line");
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "12px system-ui" };
  const plot = new uPlot({
    width: canvas.clientWidth || 320,
    height: 210,
    scales: {
      x: { time: sent.time },
      y: { range: (_plot, low, high) => uPlot.rangeNum(Math.min(0, low ?? 0), Math.max(high ?? 1, 1e-9), 0.08, true) },
    },
    axes: [
      sent.time ? { ...axis, values: (_plot, ticks) => ticks.map((tick) => new Date(1000 * tick).toISOString().slice(11, 16)) } : { ...axis, values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? plain.format(tick) : "")) },
      { ...axis, values: (_plot, ticks) => ticks.map(say), size: (_plot, texts) => 18 + 7 * Math.max(0, ...(texts ?? []).map((text) => text.length)) },
    ],
    tzDate: (seconds) => uPlot.tzDate(new Date(1000 * seconds), "Etc/UTC"),
    cursor: { sync: { key: sent.time ? "time" : "step" }, drag: { x: true, y: false } },
    series: [
      { label: sent.x_name, value: sent.time ? "{YYYY}-{MM}-{DD} {HH}:{mm}" : (_plot, value) => (value == null ? "–" : plain.format(value)) },
      ...sent.series.map((one, place) => ({
        label: one.label,
        stroke: colour(LINES[place % LINES.length]),
        width: 2,
        dash: DASHES[place % DASHES.length],
        spanGaps: false,
        points: { show: sent.x.length < 40 },
        value: (_plot, value) => (value == null ? "–" : say(value)),
      })),
    ],
  }, data, canvas);
  const zoom = plots.get(figure.id)?.zoom;
  if (zoom) plot.setScale("x", zoom);
  const entry = { plot, zoom };
  plot.hooks.setScale = [(_plot, key) => {
    if (key === "x") entry.zoom = plot.scales.x.min > sent.x[0] || plot.scales.x.max < sent.x.at(-1) ? { min: plot.scales.x.min, max: plot.scales.x.max } : undefined;
  }];
  plots.set(figure.id, entry);
  new ResizeObserver(() => plot.setSize({ width: canvas.clientWidth, height: 210 })).observe(canvas);
}

function drawAll() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    if (!figure.querySelector(".plot") && JSON.parse(figure.dataset.chart).x.length) draw(figure);
  }
}

smoothing?.closest("p").removeAttribute("hidden");
smoothing?.addEventListener("input", () => {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    plots.get(figure.id)?.plot.setData(dataOf(figure)[1], false);
    plots.get(figure.id)?.plot.redraw();
  }
});
document.addEventListener("htmx:sseMessage", drawAll);
drawAll();

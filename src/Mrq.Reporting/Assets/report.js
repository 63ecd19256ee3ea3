(() => {
  "use strict";
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Not the browser's language: a report reads the same everywhere.
  const number = value => value == null ? "–" : String(Number(value.toPrecision(4)));
  const ticks = (_, values) => values.map(value => value == null ? "" : String(Number(value.toPrecision(6))));
  const height = chart => chart.kind !== "lines" ? 340 : 240;
  const drawn = [];

  function axis(label, size, extra) {
    return Object.assign({ label, labelSize: 22, labelGap: 2, size, stroke: css("--text"), values: ticks, grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line"), width: 1 } }, extra);
  }

  // The names of bars stand upright under them; those that find no room are in the table.
  const names = chart => ({
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    space: 13,
    rotate: -90,
    gap: 2,
    font: "10px system-ui, sans-serif",
    values: (_, places) => places.map(place => {
      // The number first: what is cut off is the end.
      const name = (chart.names[place] ?? "").replace(/^(.*) at (\d+)$/, "$2 $1");
      return name.length > 20 ? `${name.slice(0, 19)}…` : name;
    }),
  });

  function draw(element) {
    const chart = charts[Number(element.dataset.chart)];
    const isBars = chart.kind === "bars";
    const isHistory = chart.kind === "history";
    const isNamed = isBars || isHistory;
    const colours = chart.series.length === 1 ? ["--target"] : ["--source", "--target"];
    const series = chart.series.map((one, i) => ({
      label: one.label,
      stroke: css(colours[i]),
      fill: isBars ? css(colours[i]) : i === 0 && !isHistory ? css("--fill") : undefined,
      width: isBars ? 0 : 2,
      dash: !isBars && i === 1 ? [6, 3] : undefined,
      points: { show: isHistory, size: 8, fill: css(colours[i]) },
      paths: isBars ? uPlot.paths.bars({ size: [0.7, 48] }) : undefined,
      value: (_, value) => number(value),
    }));
    const options = {
      width: element.clientWidth,
      height: height(chart),
      series: [{ label: chart.x.label, value: (_, value) => value == null ? "–" : isNamed ? chart.names[value] ?? "" : number(value) }, ...series],
      axes: [isNamed ? axis(undefined, 126, names(chart)) : axis(chart.x.label, 34), axis(chart.y, 48)],
      scales: {
        x: { time: false, range: isNamed ? [-0.6, chart.x.values.length - 0.4] : undefined },
        // Lengths of bars begin at 0; of a history its changes are of interest.
        y: isHistory ? {} : { range: (_, low, high) => { const [a, b] = [Math.min(0, low ?? 0), Math.max(0, high ?? 1)]; return [a === 0 ? 0 : a * 1.08, b === 0 ? 0 : b * 1.08 || 1]; } },
      },
      cursor: { drag: { x: false, y: false } },
    };
    const plot = new uPlot(options, [chart.x.values, ...chart.series.map(one => one.values)], element);
    // The height of the legend comes on top of the chart's.
    element.style.minHeight = "0";
    return { element, plot, chart };
  }

  function redraw() {
    while (drawn.length > 0) drawn.pop().plot.destroy();
    for (const element of document.querySelectorAll(".chart")) drawn.push(draw(element));
  }

  redraw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new ResizeObserver(() => {
    for (const { element, plot, chart } of drawn) {
      if (plot.width !== element.clientWidth) plot.setSize({ width: element.clientWidth, height: height(chart) });
    }
  }).observe(document.body);
})();

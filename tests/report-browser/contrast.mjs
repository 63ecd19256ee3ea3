/** Runs in the page: text whose contrast against what lies behind it is under 4.5 (WCAG 2, level AA), a sentence for each colour pair. */
export function lowContrast() {
  const parse = colour => {
    const parts = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    const [red, green, blue] = colour.startsWith("color(srgb") ? parts.slice(0, 3).map(part => part * 255) : parts;
    return [red, green, blue, parts[3] ?? 1];
  };
  const over = (top, below) => [0, 1, 2].map(part => (top[part] * top[3]) + (below[part] * (1 - top[3])));
  const luminance = colour => {
    const [red, green, blue] = colour.map(part => { const share = part / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; });
    return (0.2126 * red) + (0.7152 * green) + (0.0722 * blue);
  };
  const behind = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(parse(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const pairs = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest("script, style, title") || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    const svg = element instanceof SVGElement;
    // What SVG text lies on is a shape; the page says its colour.
    const below = svg && element.closest("[data-behind]") ? over(parse(getComputedStyle(element.closest("[data-behind]").querySelector("rect")).fill), behind(element.closest("svg"))) : behind(element);
    const ink = over(parse(svg ? style.fill : style.color), below);
    const [light, dark] = [luminance(ink), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) pairs.set(`${style.color} on ${below.map(Math.round)}`, `contrast ${ratio.toFixed(2)} of "${node.textContent.trim().slice(0, 30)}" (${style.color} on ${below.map(Math.round)})`);
  }

  return [...pairs.values()];
}

(() => {
  "use strict";
  const model = JSON.parse(document.getElementById("model").textContent);
  const get = id => document.getElementById(id);
  const [svg, scene, panel, search, found, select] = ["graph", "scene", "panel", "search", "found", "graphs"].map(get);
  const [nodeWidth, nodeHeight, mostLaidOut, mostChannels] = [210, 46, 1200, 256];
  // Not the browser's language: a model reads the same everywhere.
  const number = value => typeof value === "number" ? String(Number(value.toPrecision(6))) : value ?? "–";
  let [graph, nodes, chosen, matches, place] = [null, [], null, [], -1];
  let view = { x: 0, y: 0, scale: 1 };

  // All text from the model goes through textContent.
  function add(parent, name, attributes = {}, text) {
    const isDrawn = parent instanceof SVGElement;
    const element = isDrawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return parent.appendChild(element);
  }

  const short = (text, most) => text.length > most ? `${text.slice(0, most - 1)}…` : text;
  const shapeOf = tensor => tensor.shape.length === 0 ? "scalar" : tensor.shape.join("×");
  const typed = tensor => `${tensor.type} ${shapeOf(tensor)}`;

  /** Operators and the graph's ends as nodes, tensors that one makes and another reads as edges. */
  function build() {
    const makers = new Map();
    const list = [
      ...graph.inputs.map((tensor, i) => ({ what: `input ${i}`, outputs: [tensor], inputs: [], isEnd: true })),
      ...graph.operators.map((step, i) => ({ what: `${i} ${step.name}`, outputs: step.outputs, inputs: step.inputs, step })),
      ...graph.outputs.map((tensor, i) => ({ what: `output ${i}`, outputs: [], inputs: [tensor], isEnd: true, shown: tensor })),
    ];
    const edges = [];
    list.forEach((node, index) => {
      node.index = index;
      const tensor = graph.tensors[node.shown ?? node.outputs[0]];
      node.shape = tensor ? typed(tensor) : "";
      node.words = [node.what, ...[...node.inputs, ...node.outputs].filter(one => one >= 0).map(one => graph.tensors[one].name)].join("\n").toLowerCase();
      for (const input of new Set(node.inputs)) if (makers.has(input)) edges.push([makers.get(input), index]);
      for (const output of node.outputs) makers.set(output, index);
    });
    return [list, edges];
  }

  /** dagre's layout; of very large graphs rows by the longest way from an input. */
  function lay(list, edges) {
    if (list.length <= mostLaidOut) {
      try {
        const plan = new dagre.graphlib.Graph({ multigraph: true });
        plan.setGraph({ ranksep: 34, nodesep: 24, marginx: 16, marginy: 16, ranker: "tight-tree" });
        list.forEach(node => plan.setNode(String(node.index), { width: nodeWidth, height: nodeHeight }));
        edges.forEach(([from, to], i) => plan.setEdge(String(from), String(to), {}, String(i)));
        dagre.layout(plan);
        list.forEach(node => { const at = plan.node(String(node.index)); [node.x, node.y] = [at.x, at.y]; });
        return edges.map(([from, to], i) => plan.edge(String(from), String(to), String(i)).points);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }

    const [ranks, used] = [list.map(() => 0), new Map()];
    edges.forEach(([from, to]) => { ranks[to] = Math.max(ranks[to], ranks[from] + 1); });
    list.forEach(node => {
      const rank = ranks[node.index];
      const column = used.get(rank) ?? 0;
      used.set(rank, column + 1);
      [node.x, node.y] = [(column * (nodeWidth + 24)) + nodeWidth, (rank * (nodeHeight + 34)) + nodeHeight];
    });
    return edges.map(([from, to]) => [{ x: list[from].x, y: list[from].y + (nodeHeight / 2) }, { x: list[to].x, y: list[to].y - (nodeHeight / 2) }]);
  }

  function draw(index) {
    graph = model.graphs[index];
    scene.replaceChildren();
    const [list, edges] = build();
    for (const points of lay(list, edges)) add(scene, "path", { class: "edge", d: points.map((at, i) => `${i === 0 ? "M" : "L"}${at.x.toFixed(1)} ${at.y.toFixed(1)}`).join(""), "marker-end": "url(#arrow)" });
    for (const node of list) {
      node.element = add(scene, "g", { class: node.isEnd ? "node end" : "node", "data-behind": "", transform: `translate(${(node.x - (nodeWidth / 2)).toFixed(1)} ${(node.y - (nodeHeight / 2)).toFixed(1)})` });
      add(node.element, "rect", { width: nodeWidth, height: nodeHeight, rx: 5 });
      add(node.element, "text", { class: "what", x: 10, y: 19 }, short(node.what, 28));
      add(node.element, "text", { class: "shape", x: 10, y: 36 }, short(node.shape, 32));
      add(node.element, "title", {}, node.what);
      node.element.addEventListener("click", () => { if (!moved) choose(node); });
    }

    nodes = list;
    [chosen, matches, place] = [null, [], -1];
    find();
    begin();
    overview();
  }

  function overview() {
    panel.replaceChildren();
    add(panel, "h2", {}, "No operator chosen");
    add(panel, "p", {}, `${graph.operators.length} operators, ${graph.tensors.length} tensors. Choose one in the picture, search, or press N for the next one and P for the one before.`);
  }

  function row(table, name, value) {
    const line = add(table, "tr");
    add(line, "th", { scope: "row" }, name);
    add(line, "td", {}, value);
  }

  function describe(title, tensor) {
    add(panel, "h3", {}, title);
    const table = add(panel, "table");
    row(table, "name", tensor.name);
    row(table, "type and shape", typed(tensor));
    const grid = tensor.quantization;
    if (!grid) row(table, "quantization", "none");
    else if (grid.count === 1) {
      row(table, "scale", number(grid.scales[0]));
      row(table, "zero point", number(grid.zeroPoints[0]));
    } else {
      row(table, "scales", `${grid.count} on axis ${grid.axis}, ${number(grid.least)} to ${number(grid.most)}`);
    }

    if (tensor.range) row(table, "range", `${number(tensor.range[0])} to ${number(tensor.range[1])}`);
    if (tensor.values) row(table, "constant", `${number(tensor.values[0])} to ${number(tensor.values[1])}`);
    else if (tensor.isConstant) row(table, "constant", "yes");
    if (grid && grid.count > 1) channels(grid);
  }

  function channels(grid) {
    const fold = add(panel, "details");
    add(fold, "summary", {}, "Scale of each channel");
    fold.addEventListener("toggle", () => {
      if (!fold.open || fold.querySelector("table")) return;
      const table = add(add(fold, "div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Scale of each channel" }), "table", { class: "channels" });
      const head = add(add(table, "thead"), "tr");
      ["channel", "scale", "zero point"].forEach(name => add(head, "th", { scope: "col", class: "number" }, name));
      grid.scales.slice(0, mostChannels).forEach((scale, i) => {
        const line = add(table, "tr");
        [i, number(scale), number(grid.zeroPoints[i])].forEach(text => add(line, "td", { class: "number" }, String(text)));
      });
      if (grid.count > Math.min(mostChannels, grid.scales.length)) add(fold, "p", {}, `and ${grid.count - Math.min(mostChannels, grid.scales.length)} more`);
    });
  }

  function choose(node, follows) {
    chosen?.element.classList.remove("chosen");
    chosen = node;
    node.element.classList.add("chosen");
    panel.replaceChildren();
    add(panel, "h2", {}, node.what);
    if (node.step && node.step.attributes.length > 0) {
      const table = add(panel, "table");
      for (const [name, value] of node.step.attributes) row(table, name, value);
    }

    node.inputs.forEach((tensor, i) => { if (tensor >= 0) describe(node.isEnd ? "tensor" : `input ${i}`, graph.tensors[tensor]); });
    node.outputs.forEach((tensor, i) => describe(node.isEnd ? "tensor" : node.outputs.length > 1 ? `output ${i}` : "output", graph.tensors[tensor]));
    if (follows) center(node);
  }

  function find() {
    const wanted = search.value.trim().toLowerCase();
    matches = wanted ? nodes.filter(node => node.words.includes(wanted)) : [];
    place = -1;
    nodes.forEach(node => node.element.classList.toggle("found", matches.includes(node)));
    found.textContent = wanted ? `${matches.length} found` : "";
  }

  function step(by) {
    const among = matches.length > 0 ? matches : nodes;
    if (among.length === 0) return;
    const at = matches.length > 0 ? place : chosen?.index ?? -1;
    place = (at + by + among.length + (at < 0 && by < 0 ? 1 : 0)) % among.length;
    if (matches.length > 0) found.textContent = `${place + 1} of ${matches.length} found`;
    choose(among[place], true);
  }

  const show = () => scene.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);

  function zoom(factor, x = svg.clientWidth / 2, y = svg.clientHeight / 2) {
    const scale = Math.min(4, Math.max(0.02, view.scale * factor));
    view = { x: x - ((x - view.x) * scale / view.scale), y: y - ((y - view.y) * scale / view.scale), scale };
    show();
  }

  function center(node) {
    const scale = Math.max(view.scale, 0.6);
    view = { x: (svg.clientWidth / 2) - (node.x * scale), y: (svg.clientHeight / 2) - (node.y * scale), scale };
    show();
  }

  /** Where reading begins: the first node at the top, in a size that can be read. */
  function begin() {
    const scale = svg.clientWidth < 600 ? 0.9 : 1;
    const first = nodes[0];
    view = first ? { x: (svg.clientWidth / 2) - (first.x * scale), y: 16 - ((first.y - (nodeHeight / 2)) * scale), scale } : { x: 0, y: 0, scale: 1 };
    show();
  }

  function fit() {
    if (nodes.length === 0) return;
    const [xs, ys] = [nodes.map(node => node.x), nodes.map(node => node.y)];
    const [left, right, top, bottom] = [Math.min(...xs) - nodeWidth, Math.max(...xs) + nodeWidth, Math.min(...ys) - nodeHeight, Math.max(...ys) + nodeHeight];
    const scale = Math.min(1.5, svg.clientWidth / (right - left), svg.clientHeight / (bottom - top));
    view = { x: (svg.clientWidth / 2) - ((left + right) / 2 * scale), y: (svg.clientHeight / 2) - ((top + bottom) / 2 * scale), scale };
    show();
  }

  // One pointer moves, two zoom.
  const pointers = new Map();
  let moved = false;
  svg.addEventListener("pointerdown", event => { pointers.set(event.pointerId, event); moved = false; });
  addEventListener("pointerup", event => pointers.delete(event.pointerId));
  addEventListener("pointercancel", event => pointers.delete(event.pointerId));
  svg.addEventListener("pointermove", event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (pointers.size === 2) {
      const other = [...pointers.values()].find(pointer => pointer.pointerId !== event.pointerId);
      const apart = pointer => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY);
      const box = svg.getBoundingClientRect();
      zoom(apart(event) / Math.max(1, apart(before)), ((event.clientX + other.clientX) / 2) - box.left, ((event.clientY + other.clientY) / 2) - box.top);
    } else {
      view = { ...view, x: view.x + dx, y: view.y + dy };
      show();
    }

    if (Math.abs(dx) + Math.abs(dy) > 2) moved = true;
    pointers.set(event.pointerId, event);
  });
  svg.addEventListener("wheel", event => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  const keys = {
    ArrowLeft: () => { view.x += 60; show(); }, ArrowRight: () => { view.x -= 60; show(); }, ArrowUp: () => { view.y += 60; show(); }, ArrowDown: () => { view.y -= 60; show(); },
    "+": () => zoom(1.25), "-": () => zoom(0.8), 0: fit, Home: begin, n: () => step(1), p: () => step(-1),
  };
  svg.addEventListener("keydown", event => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  search.addEventListener("input", find);
  search.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1); } });
  [["next", () => step(1)], ["previous", () => step(-1)], ["closer", () => zoom(1.25)], ["further", () => zoom(0.8)], ["all", fit]].forEach(([id, action]) => get(id).addEventListener("click", action));
  if (select) {
    model.graphs.forEach((one, i) => add(select, "option", { value: String(i) }, `${i} ${one.name}`));
    select.addEventListener("change", () => draw(Number(select.value)));
  }

  draw(0);
})();

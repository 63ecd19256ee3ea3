/** Uses the picture of a model as somebody without a mouse does, and as somebody with one: what does not answer is a failure. */
export async function untouched(tab) {
  const failures = [];
  const state = () => tab.evaluate(() => ({ view: document.querySelector("#scene").getAttribute("transform"), title: document.querySelector("#panel h2").textContent, found: document.querySelector("#found").textContent, nodes: document.querySelectorAll(".node").length, names: [...document.querySelectorAll(".node .what")].map(text => text.textContent) }));
  const expect = (isRight, text) => { if (!isRight) failures.push(`picture: ${text}`); };
  const first = await state();
  expect(first.nodes > 2, `${first.nodes} nodes`);
  await tab.focus("#graph");
  for (const key of ["ArrowDown", "+", "-", "0", "Home"]) {
    const before = (await state()).view;
    if (key === "Home") await tab.keyboard.press("ArrowLeft");
    await tab.keyboard.press(key);
    expect((await state()).view !== before || key === "Home", `${key} does nothing`);
  }

  await tab.keyboard.press("n");
  await tab.keyboard.press("n");
  expect((await state()).title === first.names[1], "N does not choose the next operator");
  await tab.keyboard.press("p");
  expect((await state()).title === first.names[0], "P does not choose the one before");
  await tab.fill("#search", first.names[1]);
  await tab.press("#search", "Enter");
  const after = await state();
  expect(/^1 of \d+ found$/.test(after.found) && after.title === first.names[1], `the search finds "${after.found}" and chooses "${after.title}"`);
  await tab.fill("#search", "no such operator");
  expect((await state()).found === "0 found", "the search finds what is not there");
  await tab.fill("#search", "");
  await tab.locator("#graph").scrollIntoViewIfNeeded();
  const box = await tab.locator("#graph").boundingBox();
  const place = await tab.evaluate(() => { const node = document.querySelector(".node.chosen").getBoundingClientRect(); return { x: node.x + (node.width / 2), y: node.y + (node.height / 2) }; });
  await tab.evaluate(() => { document.querySelector("#panel h2").textContent = ""; });
  await tab.mouse.click(place.x, place.y);
  expect((await state()).title === first.names[1], "a click chooses nothing");
  const still = (await state()).view;
  await tab.mouse.move(box.x + 20, box.y + 20);
  await tab.mouse.down();
  await tab.mouse.move(box.x + 60, box.y + 50);
  await tab.mouse.up();
  expect((await state()).view !== still, "dragging does not move it");
  const inside = await tab.evaluate(() => [...document.querySelectorAll(".panel *")].every(element => element.getBoundingClientRect().right <= document.querySelector(".panel").getBoundingClientRect().right + 1 || element.closest(".scroll")));
  expect(inside, "the panel is wider than its place");
  return failures;
}

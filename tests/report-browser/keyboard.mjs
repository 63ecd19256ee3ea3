/** Goes through a page with the Tab key: what takes a click has to be reached, and to show it. */
export async function unreached(tab) {
  const controls = "a[href], button, input, select, summary, [tabindex='0']";
  const total = await tab.evaluate(selector => {
    const visible = [...document.querySelectorAll(selector)].filter(element => !element.disabled && element.checkVisibility({ visibilityProperty: true }));
    visible.forEach((element, place) => { element.dataset.stop = String(place); });
    return visible.length;
  }, controls);
  const [reached, unseen] = [new Set(), new Set()];
  await tab.evaluate(() => document.activeElement?.blur());
  for (let press = 0; press < total; press++) {
    await tab.keyboard.press("Tab");
    const stop = await tab.evaluate(() => {
      const element = document.activeElement;
      const style = element && getComputedStyle(element);
      return element && { place: element.dataset.stop, isSeen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none" };
    });
    if (stop?.place === undefined) break;
    reached.add(stop.place);
    if (!stop.isSeen) unseen.add(stop.place);
  }

  const told = place => tab.evaluate(wanted => { const element = document.querySelector(`[data-stop="${wanted}"]`); return `${element.tagName} "${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 30)}"`; }, place);
  const failures = [];
  for (let place = 0; place < total; place++) {
    if (!reached.has(String(place))) failures.push(`the keyboard does not reach ${await told(String(place))}`);
    else if (unseen.has(String(place))) failures.push(`nothing shows the focus of ${await told(String(place))}`);
  }

  const clickable = await tab.evaluate(selector => [...document.querySelectorAll("body *")].filter(element => !(element instanceof SVGElement) && getComputedStyle(element).cursor === "pointer" && getComputedStyle(element).pointerEvents !== "none" && !element.closest(selector) && element.checkVisibility()).length, `${controls}, label`);
  return clickable > 0 ? [...failures, `${clickable} elements look clickable and take no focus`] : failures;
}

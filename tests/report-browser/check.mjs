// node check.mjs [--shots FOLDER] PAGE.html…: opens each page light and dark, at the width of a phone and of a desktop, and fails on a console
// error, a request, a chart that did not draw, a page wider than its window, text of too little contrast, or a control that the keyboard does
// not reach. Screenshots go to FOLDER. CHROMIUM names the browser; Debian's by default.
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { lowContrast } from "./contrast.mjs";
import { unreached } from "./keyboard.mjs";
import { untouched } from "./picture.mjs";

const paths = process.argv.slice(2);
const folder = paths[0] === "--shots" ? paths.splice(0, 2)[1] : undefined;
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/chromium-headless-shell"];
const executablePath = [process.env.CHROMIUM, ...browsers].find(path => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const failures = [];
let views = 0;
for (const page of paths) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      await look(page, colorScheme, width);
      views++;
    }
  }
}

async function look(page, colorScheme, width) {
  const name = `${basename(page, ".html")}-${colorScheme}-${width}`;
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, locale: "de-DE", isMobile: width < 600, deviceScaleFactor: 1 });
  const tab = await context.newPage();
  const fail = text => failures.push(`${name}: ${text}`);
  tab.on("console", message => { if (["error", "warning"].includes(message.type())) fail(`console: ${message.text()}`); });
  tab.on("pageerror", error => fail(`exception: ${error.message}`));
  tab.on("request", request => { if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) fail(`request: ${request.url()}`); });
  tab.on("dialog", dialog => { fail(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await tab.goto(pathToFileURL(resolve(page)).href);
  await tab.waitForTimeout(100);
  // Not innerWidth: a phone's grows with a page that is too wide.
  const seen = await tab.evaluate(width => ({
    charts: document.querySelectorAll(".chart").length,
    drawn: [...document.querySelectorAll(".chart canvas")].filter(canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some(value => value !== 0);
    }).length,
    named: [...document.querySelectorAll(".chart, body svg, img")].every(chart => chart.closest("[aria-hidden=true]") || (chart.tagName === "IMG" ? chart.hasAttribute("alt") : chart.getAttribute("role") && chart.getAttribute("aria-label"))),
    broken: [...document.querySelectorAll("img")].filter(image => image.naturalWidth === 0).length,
    wide: document.documentElement.scrollWidth - width,
    outside: [...document.querySelectorAll("body *")].filter(element => !element.closest(".scroll, .chart, .canvas") && element.getBoundingClientRect().right > width + 1).map(element => element.tagName).slice(0, 5),
    background: getComputedStyle(document.body).backgroundColor,
  }), width);
  if (seen.drawn !== seen.charts) fail(`${seen.drawn} of ${seen.charts} charts drew`);
  if (!seen.named) fail("a chart or picture has no text alternative");
  if (seen.broken > 0) fail(`${seen.broken} pictures did not show`);
  if (seen.wide > 0 || seen.outside.length > 0) fail(`${seen.wide} px too wide (${seen.outside})`);
  const isDark = seen.background.match(/\d+/g).slice(0, 3).every(part => Number(part) < 128);
  if (isDark !== (colorScheme === "dark")) fail(`the background is ${seen.background}`);
  if (folder) await tab.screenshot({ path: join(folder, `${name}.png`), fullPage: true });

  // Colours do not change what answers.
  if (colorScheme === "light") {
    for (const text of await unreached(tab)) fail(text);
    if (await tab.$("#graph")) for (const text of await untouched(tab)) fail(text);
  }

  // What is folded together has text, too.
  await tab.evaluate(() => document.querySelectorAll("details").forEach(details => { details.open = true; }));
  for (const text of await tab.evaluate(lowContrast)) fail(text);

  // Turning the phone: charts follow the width.
  await tab.setViewportSize({ width: width === 390 ? 844 : 700, height: 900 });
  await tab.waitForTimeout(100);
  const after = await tab.evaluate(() => [...document.querySelectorAll(".chart")].filter(chart => Math.abs((chart.querySelector("canvas")?.getBoundingClientRect().width ?? 0) - chart.clientWidth) > 2).length);
  if (after > 0) fail(`${after} charts did not follow the window`);
  await context.close();
}

await browser.close();
console.log(failures.length === 0 ? `${views} views, no failure` : failures.join("\n"));
process.exitCode = failures.length === 0 ? 0 : 1;

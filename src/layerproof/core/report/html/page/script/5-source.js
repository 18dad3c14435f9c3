// One file opened: its lines, how each was covered and by which suites.

const STATES = {
  covered: ["✓", "covered"],
  missed: ["✗", "missed"],
  partial: ["◐", "partly covered"],
  excluded: ["–", "excluded"],
};

// The shortest beginnings that tell the suites apart: u, i, a, se, sl; numbers where none does.
const SHORT = index.suites.map((name, at) => {
  const others = index.suites.filter((_, other) => other !== at);
  const starts = [1, 2, 3].map((length) => [...name].slice(0, length).join(""));
  return starts.find((start) => !others.some((other) => other.startsWith(start))) ?? String(at + 1);
});

const lineTarget = (path, line) =>
  `#file=${encodeURIComponent(path).replaceAll("%2F", "/")}${line ? `:${line}` : ""}`;

function showRecord(file, record) {
  byId("source-place").textContent = place(file);
  byId("source-figures").replaceChildren(...figures(file, record));
  byId("source-suites").textContent = index.suites.length
    ? `Covered by: ${index.suites.map((name, at) => `${SHORT[at]} ${name}`).join(", ")}.` : "";
  byId("source-scroll").replaceChildren(record.source === null ? lineList(record) : lineTable(file, record));
  const gaps = gapLinks().length;
  byId("source-next").disabled = byId("source-previous").disabled = !gaps;
  byId("source-status").textContent = record.source === null
    ? "The text of this file was not at hand when the report was made."
    : gaps ? "" : "No gaps: every line that could run ran.";
}

function place(file) {
  const layer = file.layer ? `Layer ${file.layer}` : "In no layer";
  const missing = file.missing ? `, ${counted(file.missing, "line")} missed` : "";
  return `${layer}${missing}${file.partial ? `, ${counted(file.partial, "line")} partly covered` : ""}.`;
}

function figures(file, record) {
  const figure = (name, covered, total) => element("div", {},
    element("dt", {}, name),
    element("dd", {}, element("strong", {}, share(covered, total)), " ",
      element("span", { class: "detail" }, `${covered.toLocaleString("en")} of ${total.toLocaleString("en")}`)));
  return [
    figure("All suites", file.covered, file.total),
    ...index.suites.flatMap((name, at) => (record.counts[at] ? [figure(name, ...record.counts[at])] : [])),
  ];
}

function share(covered, total) {
  if (!total) return "–";
  const hundredths = Math.floor((covered * 10000) / total);
  const decimals = covered && hundredths < 10 ? 2 : 1;
  const cut = decimals === 1 ? Math.floor(hundredths / 10) / 10 : hundredths / 100;
  return `${cut.toFixed(decimals)}\u00a0%`;
}

function lineList(record) {
  return element("p", {}, `Missing lines: ${record.missing.join(", ") || "none"}.`);
}

function lineTable(file, record) {
  const state = lineStates(record);
  const covered = record.covered.map((lines) => new Set(lines));
  const body = element("tbody");
  colourLines(record.source).forEach((nodes, at) => {
    body.append(lineRow(file.path, at + 1, nodes, state.get(at + 1), covered, record.partial[at + 1]));
  });
  const head = element("tr", {},
    element("th", { scope: "col" }, "Line"), element("th", { scope: "col" }, unseen("Coverage")),
    element("th", { scope: "col" }, "Suites"), element("th", { scope: "col" }, "Source"));
  return element("table", { class: "lines" },
    element("caption", { class: "unseen" }, `Lines of ${file.path}`), element("thead", {}, head), body);
}

function lineStates(record) {
  const state = new Map();
  for (const lines of record.covered) for (const line of lines) state.set(line, "covered");
  for (const line of record.excluded) state.set(line, "excluded");
  for (const line of record.missing) state.set(line, "missed");
  for (const line of Object.keys(record.partial)) state.set(Number(line), "partial");
  return state;
}

function lineRow(path, line, nodes, state, covered, untaken) {
  const [sign, word] = STATES[state] ?? ["", ""];
  const link = element("a", { href: lineTarget(path, line), id: `line-${line}`, tabindex: -1 }, String(line));
  const code = element("td", { class: "text" }, element("code", {}, ...nodes));
  if (untaken) code.append(untakenNote(path, untaken));
  return element("tr", { class: state },
    element("td", { class: "number" }, link),
    element("td", { class: "sign" }, element("span", { "aria-hidden": "true" }, sign), unseen(word)),
    suitesCell(line, covered), code);
}

function suitesCell(line, covered) {
  const names = index.suites.filter((_, at) => covered[at].has(line));
  if (!names.length) return element("td", { class: "by" });
  const marks = index.suites.map((_, at) =>
    element("span", { class: covered[at].has(line) ? "on" : "off" }, covered[at].has(line) ? SHORT[at] : "·".repeat(SHORT[at].length)));
  return element("td", { class: "by", title: names.join(", ") },
    element("span", { "aria-hidden": "true" }, ...marks), unseen(names.join(", ")));
}

function untakenNote(path, untaken) {
  const ways = untaken.flatMap((to, at) => [
    at ? ", " : "",
    to > 0 ? element("a", { href: lineTarget(path, to) }, `line ${to}`) : "the exit",
  ]);
  return element("span", { class: "untaken" }, element("span", { "aria-hidden": "true" }, "⤷ "), "never went to ", ...ways);
}

// Gaps: the first of each run of missed or partly covered lines.
function gapLinks() {
  const gap = (row) => ["missed", "partial"].find((state) => row?.classList.contains(state));
  return [...document.querySelectorAll("#source-scroll tbody tr")]
    .filter((row) => gap(row) && gap(row) !== gap(row.previousElementSibling))
    .map((row) => row.querySelector("a"));
}

function goToGap(step) {
  const links = gapLinks();
  if (!links.length) return;
  const here = document.querySelector("#source-scroll tr.target a");
  const after = (link) => here.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING;
  const ordered = step > 0 ? links : links.toReversed();
  const next = here ? ordered.find((link) => link !== here && Boolean(after(link)) === step > 0) : ordered[0];
  markLine((next ?? ordered[0]).id);
}

function markLine(id) {
  document.querySelector("#source-scroll tr.target")?.classList.remove("target");
  const link = byId(id);
  if (!link) return false;
  link.closest("tr").classList.add("target");
  link.scrollIntoView({ block: "center" });
  link.focus({ preventScroll: true });
  return true;
}

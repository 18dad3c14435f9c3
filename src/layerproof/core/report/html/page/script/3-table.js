// The table of files: sorting by its heads, filtering by path, layer and what is missing.

const table = byId("file-table");
const rows = table ? [...table.tBodies[0].rows] : [];
const FIRST_DOWN = new Set(["missing", "partial", "total"]);

function startTable() {
  if (!table) return;
  for (const head of table.querySelectorAll("th[data-sort]")) makeSortable(head);
  startFilter();
}

function makeSortable(head) {
  const arrow = element("span", { class: "arrow", "aria-hidden": "true" });
  const button = element("button", { type: "button" }, head.textContent.trim(), arrow);
  button.addEventListener("click", () => sortBy(head));
  head.replaceChildren(button);
}

function sortBy(head) {
  const key = head.dataset.sort;
  const before = head.getAttribute("aria-sort");
  const down = before ? before === "ascending" : FIRST_DOWN.has(key);
  const order = [...index.files].sort((a, b) => compare(a[key], b[key], down) || a.place - b.place);
  table.tBodies[0].append(...order.map((file) => rows[file.place]));
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

function compare(a, b, down) {
  const order = a < b ? -1 : a > b ? 1 : 0;
  return down ? -order : order;
}

function startFilter() {
  const layers = [...new Set(index.files.map((file) => file.layer))];
  for (const layer of layers) {
    byId("filter-layer").append(element("option", { value: `=${layer}` }, layer || "no layer"));
  }
  const form = byId("filter");
  form.addEventListener("input", applyFilter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  applyFilter(); // a browser may have kept what was typed before a reload
}

function applyFilter() {
  const words = byId("filter-path").value.toLowerCase().split(/\s+/).filter(Boolean);
  const layer = byId("filter-layer").value;
  const onlyMissing = byId("filter-missing").checked;
  let shown = 0;
  for (const file of index.files) {
    const fits = words.every((word) => file.path.toLowerCase().includes(word))
      && (layer === "all" || layer === `=${file.layer}`)
      && !(onlyMissing && file.covered === file.total);
    rows[file.place].hidden = !fits;
    shown += fits;
  }
  const all = counted(index.files.length, "file");
  byId("filter-count").textContent = shown === index.files.length ? all : `${shown.toLocaleString("en")} of ${all}`;
}

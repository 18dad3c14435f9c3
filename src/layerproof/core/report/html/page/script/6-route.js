// The address decides what is seen: "#file=src/shop/orders.py:14" opens a file at a line.

const pageTitle = document.title;
let opened = null; // the file that is open
let left = 0; // where the report was scrolled to when a file was opened

function readTarget() {
  const found = /^#file=([^:]*)(?::(\d+))?$/.exec(location.hash);
  if (!found) return null;
  try {
    return { path: decodeURIComponent(found[1]), line: Number(found[2] ?? 0) };
  } catch {
    return { path: found[1], line: 0 }; // not a valid encoding; no file is called so
  }
}

async function follow() {
  const target = readTarget();
  if (!target) return showReport();
  if (!opened) left = scrollY;
  byId("report").hidden = true;
  byId("source").hidden = false;
  if (target.path !== opened?.path) await openFile(target.path);
  if (target.path === readTarget()?.path) settle(target.line);
}

async function openFile(path) {
  const file = index.byPath.get(path);
  opened = file ?? { path };
  document.title = `${path} – ${pageTitle}`;
  byId("source-title").replaceChildren(...pieces(path, null));
  byId("source-scroll").replaceChildren();
  byId("source-figures").replaceChildren();
  byId("source-place").textContent = "";
  byId("source-steps").hidden = byId("source-key").hidden = byId("source-suites").hidden = !file;
  byId("source-status").textContent = file ? "Unpacking…" : "This report has no such file.";
  if (!file) return;
  try {
    const record = await loadRecord(file);
    if (opened === file) showRecord(file, record);
  } catch (fault) {
    if (opened === file) byId("source-status").textContent = String(fault.message);
  }
}

function settle(line) {
  if (line && markLine(`line-${line}`)) return;
  document.querySelector("#source-scroll tr.target")?.classList.remove("target");
  scrollTo(0, 0);
  byId("source-scroll").scrollTo(0, 0);
  byId("source-title").focus({ preventScroll: true });
}

// Back from a file: to the row it was opened from, where the report was left.
function showReport() {
  if (!opened) return;
  const row = rows[index.byPath.get(opened.path)?.place];
  opened = null;
  document.title = pageTitle;
  byId("source").hidden = true;
  byId("report").hidden = false;
  const section = location.hash.length > 1 && location.hash !== "#files" && byId(location.hash.slice(1));
  if (section) return section.scrollIntoView();
  if (left) scrollTo(0, left);
  row?.querySelector("a").focus({ preventScroll: Boolean(left) });
}

function onKey(event) {
  if (!opened || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!byId("source-scroll").contains(event.target)) return;
  if (event.key === "j") goToGap(1);
  if (event.key === "k") goToGap(-1);
}

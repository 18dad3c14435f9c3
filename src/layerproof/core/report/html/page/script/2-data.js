// What the page carries: a small index of all files, and chunks of deflated source text.

const index = (() => {
  const raw = JSON.parse(byId("index").textContent);
  const files = raw.files.map(([path, layer, chunk, at, covered, total, missing, partial], place) => ({
    path, layer, chunk, at, covered, total, missing, partial, place,
    share: total ? covered / total : 2, // nothing to cover stands last, after all that is covered
  }));
  return { suites: raw.suites, files, byPath: new Map(files.map((file) => [file.path, file])) };
})();

const chunks = new Map();

function loadRecord(file) {
  if (!chunks.has(file.chunk)) chunks.set(file.chunk, unpack(byId(`chunk-${file.chunk}`).textContent));
  return chunks.get(file.chunk).then((records) => records[file.at]);
}

async function unpack(base64) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser is too old to unpack the source (it has no DecompressionStream).");
  }
  const packed = Uint8Array.from(atob(base64.trim()), (char) => char.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(plain).text());
}

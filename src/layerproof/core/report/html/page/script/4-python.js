// Light colouring of Python: comments, strings, keywords. Lines stay lines, whatever is in them.

const TOKEN = new RegExp([
  String.raw`(?<string>(?:\b[rbfut]{1,2})?(?:"""(?:\\[^]|[^\\])*?(?:"""|(?![^]))|'''(?:\\[^]|[^\\])*?(?:'''|(?![^]))|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?))`,
  String.raw`(?<comment>#[^\n]*)`,
  String.raw`(?<keyword>\b(?:False|None|True|and|as|assert|async|await|break|case|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|match|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b)`,
  String.raw`(?<decorator>^[ \t]*@[\w.]+)`,
].join("|"), "gm");

// Characters that change how the text around them is shown, without being seen themselves.
const DISGUISE = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

function splitLines(source) {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

// Returns one list of nodes for each line.
function colourLines(source) {
  const lines = [[]];
  const add = (text, kind) => text.split("\n").forEach((piece, at) => {
    if (at) lines.push([]);
    if (piece) lines.at(-1).push(...pieces(piece, kind));
  });
  const plain = splitLines(source);
  const text = plain.join("\n");
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    add(text.slice(end, found.index), null);
    add(found[0], Object.keys(found.groups).find((kind) => found.groups[kind] !== undefined));
    end = found.index + found[0].length;
  }
  add(text.slice(end), null);
  return lines.slice(0, plain.length); // an empty file has no line, a lone line end has one
}

function pieces(text, kind) {
  const nodes = text.split(new RegExp(`(${DISGUISE.source})`)).filter(Boolean).map((piece) => {
    if (!DISGUISE.test(piece)) return piece;
    const code = piece.codePointAt(0).toString(16).padStart(4, "0");
    return element("span", { class: "disguise" }, `\\u${code}`);
  });
  return kind ? [element("span", { class: `py-${kind}` }, ...nodes)] : nodes;
}

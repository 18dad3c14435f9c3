// Elements are built with textContent alone: text of a report is never parsed as markup.

const byId = (id) => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

const unseen = (text) => element("span", { class: "unseen" }, text);

const counted = (value, one) => `${value.toLocaleString("en")}\u00a0${one}${value === 1 ? "" : "s"}`;

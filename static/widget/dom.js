/** Makes elements. Text enters only as text, addresses only through `safeUrl`. */

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M5 12h13M12.5 6l6 6-6 6",
  down: "M12 5v13M6 12.5l6 6 6-6",
  out: "M9 6H6v12h12v-3M13 5h6v6M19 5l-8 8",
  law: "M12 4v16M7 20h10M5 7h14M5 7l-2.5 6h5L5 7ZM19 7l-2.5 6h5L19 7Z",
};

/** Returns an element. `on` in the properties holds listeners; null and false leave a property out. */
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => (child ?? "") !== "" && child !== false));
  return node;
}

/** Returns one of the shapes above, or one that is given as a path. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const look = {
    viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? 3 : 1.8,
    "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", class: "icon",
  };
  for (const [attribute, value] of Object.entries(look)) svg.setAttribute(attribute, value);
  const path = svg.appendChild(document.createElementNS(SVG, "path"));
  path.setAttribute("d", SHAPES[name] ?? name);
  return svg;
}

/** Returns an address that may be followed: https, mailto or the server's own; else undefined. */
export function safeUrl(address, server) {
  if (!address) return undefined;
  try {
    const { protocol, origin, href } = new URL(address, server);
    return protocol === "https:" || protocol === "mailto:" || origin === server ? href : undefined;
  } catch {
    return undefined;
  }
}

// Draws the page from plain descriptions, and changes only what differs, so that focus and typed words stay.
// Text goes in as text alone: no part of it is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";
const AS_PROPERTIES = new Set(["value", "checked", "disabled", "open", "hidden", "selected", "indeterminate"]);

// A description of an element. props: attributes; onClick and the like; key; value and checked as properties;
// start: the first value of a field that its reader then owns. children: descriptions, text, lists, or nothing.
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children: flat(children) };
}

// A picture of the page's own set, beside words that say the same.
export function icon(name) {
  return { tag: "svg", svg: true, props: { class: "icon", "aria-hidden": "true", focusable: "false" },
    children: [{ tag: "use", svg: true, props: { href: `#i-${name}` }, children: [] }] };
}

// Make the children of `parent` what `wanted` says.
export function draw(parent, wanted) {
  match(parent, flat([wanted]));
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (typeof child === "object" ? child : { text: String(child) }));
}

function match(parent, wanted) {
  const keyed = new Map();
  for (const node of parent.childNodes) {
    if (node.drawn?.props?.key !== undefined) keyed.set(node.drawn.props.key, node);
  }
  let here = parent.firstChild;
  for (const description of wanted) {
    const key = description.props?.key;
    const known = key === undefined ? here : keyed.get(key);
    if (known && fits(known, description)) {
      if (known === here) here = here.nextSibling;
      else parent.insertBefore(known, here);
      update(known, description);
    } else {
      parent.insertBefore(make(description), here);
    }
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function fits(node, description) {
  const drawn = node.drawn;
  if (!drawn) return false;
  return drawn.tag === description.tag && drawn.props?.key === description.props?.key;
}

function make(description) {
  if (description.tag === undefined) {
    const text = document.createTextNode(description.text);
    text.drawn = description;
    return text;
  }
  const element = description.svg ? document.createElementNS(SVG, description.tag) : document.createElement(description.tag);
  element.drawn = { tag: description.tag, props: { key: description.props.key }, children: [] };
  element.heard = new Map();
  update(element, description);
  const { start } = description.props;
  if (start !== undefined) element.value = start;
  return element;
}

function update(node, description) {
  const before = node.drawn;
  node.drawn = description;
  if (description.tag === undefined) {
    if (node.data !== description.text) node.data = description.text;
    return;
  }
  if (!description.props.own) match(node, description.children);
  for (const name of Object.keys(before.props)) {
    if (!(name in description.props)) assign(node, name, null);
  }
  for (const [name, value] of Object.entries(description.props)) {
    if (value !== before.props[name] || AS_PROPERTIES.has(name)) assign(node, name, value);
  }
}

function assign(node, name, value) {
  if (name === "key" || name === "start" || name === "own") return;
  if (name.startsWith("on")) {
    listen(node, name.slice(2).toLowerCase(), value);
  } else if (AS_PROPERTIES.has(name)) {
    const wanted = value ?? (name === "value" ? "" : false);
    if (node[name] !== wanted) node[name] = wanted;
  } else if (value === null || value === undefined || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

function listen(node, type, handler) {
  if (!node.heard.has(type)) node.addEventListener(type, (event) => node.heard.get(type)?.(event));
  node.heard.set(type, handler);
}

// Making elements of the page.

const SVG = "http://www.w3.org/2000/svg";

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** An element of HTML with these attributes and children. */
export const element = (name, attributes = {}, ...children) => made(document.createElement(name), attributes, children);

/** An element of a drawing. */
export const drawn = (name, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, name), attributes, children);

/** A number as the programs print it. */
export const digits = (number) => number.toFixed(4);

// Text with entities into elements. JavaScript counts strings in UTF-16, as Telegram's entities do.

import { make } from "./dom.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const SAFE = /^(https?|tg|mailto):/i;

export function formatted(text, entities = [], onCommand = null) {
  const root = make("div", "text");
  fill(root, text, 0, text.length, [...entities], onCommand);
  return root;
}

// Fills `parent` with text[start..end], nesting the entities that lie inside.
function fill(parent, text, start, end, entities, onCommand) {
  let at = start;
  while (entities.length) {
    const entity = entities.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    parent.append(drawn(text.slice(at, from)));
    const inner = [];
    while (entities.length && entities[0].offset < to) inner.push(entities.shift());
    const element = elementFor(entity, text.slice(from, to), onCommand);
    fill(element, text, from, to, inner, onCommand);
    parent.append(element);
    at = to;
  }
  parent.append(drawn(text.slice(at, end)));
}

// Telegram's apps draw this sign as an emoji; most fonts have it as a letter.
function drawn(text) { return text.replace(/\u2139(?!\ufe0f)/g, "\u2139\ufe0f"); }

function elementFor(entity, content, onCommand) {
  switch (entity.type) {
    case "text_link": return link(entity.url);
    case "url": return link(SAFE.test(content) ? content : `https://${content}`);
    case "email": return link(`mailto:${content}`);
    case "blockquote":
    case "expandable_blockquote": return make("blockquote");
    case "bot_command": return command(content, onCommand);
    case "mention":
    case "hashtag": return make("span", "link");
    case "spoiler": {
      const hidden = make("span", "spoiler");
      hidden.tabIndex = 0;
      return hidden;
    }
    default: return make(TAGS[entity.type] || "span");
  }
}

function link(address) {
  const anchor = make("a");
  if (SAFE.test(address)) {
    anchor.href = address;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
  return anchor;
}

function command(content, onCommand) {
  const element = make("button", "link");
  element.type = "button";
  element.addEventListener("click", () => onCommand?.(content));
  return element;
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${value.toFixed(1).replace(".", ",")} ${unit}`;
}

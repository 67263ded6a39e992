// The web page in its frame: what changed in it is changed in place, so that nothing jumps.
import { findRoom, flash, innermost, overlaps } from "./common.js";

const BLOCK = "[data-source], article > h2[id]"; // what leads to where it was typed
const MOST_COMPARED = 4_000_000; // strings with strings: 20 ms
const BLINK = 2; // px: a scroll position that we set ourselves comes back as close as that

export class WebPage {
  constructor(issue, frame, box, choose) {
    this.address = `issues/${issue}/page/`;
    this.issue = issue;
    this.frame = frame;
    this.box = box;
    this.choose = choose;
    this.width = 0;
    this.style = "";
    this.places = {};
    this.latest = "";
    this.loaded = false;
    this.reading = null; // the block at the top of the view, and how much of it (or px above it) has gone by
    this.settled = 0; // the scroll position that keeps it there
    this.shape = ""; // how wide the page was laid out, empty while it is hidden
    this.moved = false; // by the reader, since the view was chosen
    new ResizeObserver(() => this.layOut()).observe(box);
    frame.addEventListener("load", () => this.settle());
  }

  get document() {
    return this.loaded ? this.frame.contentDocument : null;
  }

  // Show `html`; returns the places that changed.
  update(html, style, places) {
    this.places = places;
    this.latest = html;
    if (!this.frame.hasAttribute("src")) {
      this.style = style;
      this.frame.src = `${this.address}index.html`;
      return [];
    }
    if (!this.document?.body) return [];
    const news = new DOMParser().parseFromString(html, "text/html");
    if (style !== this.style) {
      this.style = style;
      const link = this.document.querySelector('link[rel="stylesheet"][href^="style.css"]');
      if (link) link.setAttribute("href", `style.css?${style}`);
    }
    this.document.title = news.title;
    const [changed, gaps] = [new Set(), new Set()];
    morph(this.document.body, news.body, changed, gaps);
    const placed = (elements) => [...elements].map((element) => this.findBlock(element)).filter(Boolean);
    const found = placed(changed).length ? placed(changed) : placed(gaps);
    this.reveal([...new Set(found.map((element) => this.placeOf(element)))], found);
    return [...new Set(found.map((element) => this.placeOf(element)))];
  }

  settle() {
    this.loaded = this.frame.contentDocument?.URL.includes(this.address) ?? false;
    if (!this.document) return;
    const hints = new this.frame.contentWindow.CSSStyleSheet();
    hints.replaceSync(":is([data-source], article > h2[id]):hover { outline: 2px solid rgb(26 90 138 / .45); outline-offset: 3px; cursor: text }");
    this.document.adoptedStyleSheets = [...this.document.adoptedStyleSheets, hints];
    this.document.addEventListener("scroll", () => this.remember(), { passive: true });
    this.document.addEventListener("click", (event) => this.click(event));
    this.document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) this.click(event);
    });
    if (this.latest) this.update(this.latest, this.style, this.places);
    this.layOut();
  }

  click(event) {
    const link = event.target.closest("a[href]");
    const href = link?.getAttribute("href") ?? "";
    if (href.startsWith("#")) return; // within the page
    if (link) event.preventDefault();
    if (/^https?:/.test(href)) {
      window.open(href, "_blank", "noopener");
      return;
    }
    if (href.endsWith(".pdf")) {
      document.getElementById("download").click();
      return;
    }
    if (this.frame.contentWindow.getSelection().toString()) return; // somebody selects text
    const place = this.placeOf(event.target);
    if (place) this.choose(place);
  }

  placeOf(element) {
    const block = element.closest(BLOCK);
    return block?.dataset.source ?? this.places[block?.id] ?? null;
  }

  // The block that holds `element`, or the first one in it.
  findBlock(element) {
    const block = element.closest(BLOCK) ?? element.querySelector(BLOCK);
    return element.isConnected && block && this.placeOf(block) ? block : null;
  }

  elementsAt(places) {
    const all = [...(this.document?.querySelectorAll(BLOCK) ?? [])];
    const found = all.filter((element) => {
      const own = this.placeOf(element);
      return own && places.some((place) => overlaps(own, place));
    });
    return innermost(found);
  }

  reveal(places, elements = this.elementsAt(places)) {
    elements.forEach(flash);
    if (!elements.length || !this.box.clientHeight) return;
    const height = this.frame.contentWindow.innerHeight;
    const inView = (element) => {
      const box = element.getBoundingClientRect();
      return box.bottom > 10 && box.top < height - 10;
    };
    if (elements.some(inView)) return;
    elements[0].scrollIntoView({ block: "center" });
    this.remember();
  }

  // Scroll what stands at `place` out from under `box`, which is on our own screen.
  clear(place, box) {
    const [element] = this.shape ? this.elementsAt([place]) : [];
    if (!element) return;
    const frame = this.frame.getBoundingClientRect();
    const scale = frame.width / this.frame.offsetWidth;
    const own = element.getBoundingClientRect();
    const block = new DOMRect(frame.x + own.x * scale, frame.y + own.y * scale, own.width * scale, own.height * scale);
    this.frame.contentWindow.scrollBy({ top: findRoom(block, frame, box) / scale, behavior: "instant" });
  }

  setWidth(width) {
    this.remember();
    this.width = width;
    this.layOut();
  }

  // Note what is read, as it is to stay there when the page is laid out anew.
  remember() {
    const view = this.frame.contentWindow;
    if (!this.document || !this.shape || Math.abs(view.scrollY - this.settled) < BLINK) return;
    this.moved = true;
    this.settled = view.scrollY;
    this.reading = null;
    for (const element of view.scrollY < BLINK ? [] : this.document.querySelectorAll(BLOCK)) {
      const box = element.getBoundingClientRect();
      if (this.reading && !this.reading.element.contains(element)) break;
      if (box.bottom > 1) {
        this.reading = { element, source: this.placeOf(element), part: Math.max(0, -box.top / box.height), above: Math.max(0, box.top) };
      }
    }
  }

  // Put what is read back to where it was in the view.
  restore() {
    if (!this.document) return;
    const view = this.frame.contentWindow;
    const { source, part = 0, above = 0 } = this.reading ?? {};
    const element = this.reading?.element?.isConnected ? this.reading.element : source && this.elementsAt([source])[0];
    const box = element?.getBoundingClientRect();
    const top = box ? view.scrollY + box.top + part * box.height - above : this.reading ? view.scrollY : 0;
    view.scrollTo({ top, behavior: "instant" });
    this.settled = view.scrollY;
  }

  // What is read, for the other view; and what was read in it.
  get place() {
    return this.reading && { source: this.reading.source, part: this.reading.part };
  }

  set place(place) {
    this.reading = place && { ...place, element: null, above: 0 };
    if (this.shape) this.restore();
  }

  layOut() {
    const style = getComputedStyle(this.box);
    const room = this.box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const high = this.box.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    if (room <= 0) {
      this.shape = "";
      return;
    }
    const scale = this.width ? Math.min(1, room / this.width) : 1;
    this.frame.style.width = this.width ? `${this.width}px` : "100%";
    this.frame.style.height = `${high / scale}px`;
    this.frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    this.frame.style.marginLeft = scale < 1 ? "0" : "auto";
    const shape = `${this.width || room}`;
    if (shape !== this.shape && this.document) {
      this.shape = shape;
      this.restore();
    }
  }
}

// What an element says, without where it was typed and what its article's number gives it.
const bare = (element) =>
  (element.outerHTML ?? element.textContent).replace(/ (?:data-source="[^"]*"|(?:id|href|aria-[a-z]+)="#?a\d[^"]*")/g, "");

// Make `old` what `news` is, keeping every node that stays the same. Elements that differ join `changed`; where
// something was only taken out, what stands there now joins `gaps`.
function morph(old, news, changed, gaps) {
  copyAttributes(old, news);
  const [before, after] = [[...old.childNodes], [...news.childNodes]];
  const kept = [...matchUp(before.map(bare), after.map(bare)), [before.length, after.length]];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of kept) {
    const [gone, come, end] = [before.slice(i, nextI), after.slice(j, nextJ), before[nextI] ?? null];
    const paired = Math.min(gone.length, come.length);
    for (let k = 0; k < paired; k += 1) {
      if (isAlike(gone[k], come[k])) morph(gone[k], come[k], changed, gaps);
      else gone[k].replaceWith(note(come[k], old, changed));
    }
    for (const node of gone.slice(paired)) node.remove();
    for (const node of come.slice(paired)) old.insertBefore(note(node, old, changed), end);
    if (holdsSomething(gone) && !holdsSomething(come)) gaps.add(findNeighbour(end, before[i - 1]) ?? old);
    if (end) copyAllAttributes(end, after[nextJ]);
    [i, j] = [nextI + 1, nextJ + 1];
  }
}

// The places of the strings that two lists share, in order and as many as there are: [[i, j], …]. What stands
// between elements counts for little, as it is the same everywhere.
function matchUp(was, is) {
  let [first, last] = [0, 0];
  const shorter = Math.min(was.length, is.length);
  while (first < shorter && was[first] === is[first]) first += 1;
  while (last < shorter - first && was.at(-1 - last) === is.at(-1 - last)) last += 1;
  const pairs = Array.from({ length: first }, (_, k) => [k, k]);
  const [rows, columns] = [was.length - first - last, is.length - first - last];
  if (rows * columns <= MOST_COMPARED) {
    const most = new Uint32Array((rows + 1) * (columns + 1)); // that is shared from row and column on
    const at = (row, column) => row * (columns + 1) + column;
    for (let row = rows - 1; row >= 0; row -= 1) {
      for (let column = columns - 1; column >= 0; column -= 1) {
        const same = was[first + row] === is[first + column];
        const other = Math.max(most[at(row + 1, column)], most[at(row, column + 1)]);
        const weight = was[first + row].trim() ? 100 : 1;
        most[at(row, column)] = same ? Math.max(other, most[at(row + 1, column + 1)] + weight) : other;
      }
    }
    let [row, column] = [0, 0];
    while (row < rows && column < columns) {
      const here = most[at(row, column)];
      if (here === most[at(row + 1, column)]) row += 1;
      else if (here === most[at(row, column + 1)]) column += 1;
      else pairs.push([first + row++, first + column++]);
    }
  }
  for (let k = last; k > 0; k -= 1) pairs.push([was.length - k, is.length - k]);
  return pairs;
}

const holdsSomething = (nodes) => nodes.some((node) => node.nodeType === 1 || node.textContent.trim());

// Where something was taken out: the block that now stands there, else the one before.
function findNeighbour(after, before) {
  const next = findElement(after, "nextSibling");
  const previous = findElement(before, "previousSibling");
  if (next?.matches(BLOCK)) return next;
  if (next?.querySelector(BLOCK)) return next.querySelector(BLOCK);
  if (previous?.matches(BLOCK)) return previous;
  return [...(previous?.querySelectorAll(BLOCK) ?? [])].at(-1);
}

// `node`, if it is an element, else the first in that direction.
function findElement(node, direction) {
  let found = node;
  while (found && found.nodeType !== 1) found = found[direction];
  return found;
}

// Elements that hold blocks are looked into; a paragraph that differs is taken whole.
function isAlike(one, other) {
  const same = one.nodeType === 1 && other.nodeType === 1 && one.tagName === other.tagName;
  return same && one.id === other.id && one.querySelector("[data-source], [id], li, p, span.page") !== null;
}

function note(node, parent, changed) {
  const own = parent.ownerDocument.importNode(node, true);
  if (own.nodeType === 1) changed.add(own);
  else if (own.textContent.trim()) changed.add(parent);
  return own;
}

function copyAttributes(old, news) {
  for (const name of old.getAttributeNames()) if (!news.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of news.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

// Two trees that differ in nothing else.
function copyAllAttributes(old, news) {
  if (old.nodeType !== 1) return;
  copyAttributes(old, news);
  const targets = old.querySelectorAll("*");
  news.querySelectorAll("*").forEach((element, i) => copyAttributes(targets[i], element));
}

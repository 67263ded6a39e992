// The printed pages: pictures of them as sharp as the screen, redrawn where they changed.
import { findRoom, flash, make, overlaps } from "./common.js";

const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.25, 1.5, 2, 2.5, 3, 4];
const THUMB_WIDTH = 92; // CSS px
const BLINK = 2; // px: a scroll position that we set ourselves comes back as close as that

export class Sheets {
  // `told(scale, fits)` hears how large the pages are laid out.
  constructor(issue, box, thumbs, choose, told) {
    this.issue = issue;
    this.box = box;
    this.thumbs = thumbs;
    this.choose = choose;
    this.told = told;
    this.sheets = []; // {digest, width, height, element, canvas, thumb, small, blocks}
    this.scale = 0; // CSS px to a CSS px of paper; 0: as wide as there is room
    this.spread = false;
    this.reading = null; // the page at the top of the view, and how much of it has gone by
    this.settled = 0; // the scroll position that keeps it there
    this.shape = ""; // how the pages were laid out, empty while they are hidden
    this.moved = false; // by the reader, since the view was chosen
    this.seen = new Set();
    const near = { root: box, rootMargin: "60% 0px" };
    this.watcher = new IntersectionObserver((entries) => this.notice(entries), near);
    this.small = new IntersectionObserver((entries) => this.notice(entries), { root: thumbs, rootMargin: "300px 0px" });
    new ResizeObserver(() => this.layOut()).observe(box);
    box.addEventListener("scroll", () => {
      this.remember();
      this.markCurrent();
    }, { passive: true });
    box.addEventListener("keydown", (event) => this.walk(event, box));
    thumbs.addEventListener("keydown", (event) => this.walk(event, thumbs));
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => this.layOut());
  }

  // New pages; of `changed` places the first is brought into view, and all are lit up.
  update(sheets, blocks, changed) {
    while (this.sheets.length > sheets.length) this.drop(this.sheets.pop());
    sheets.forEach(([digest, width, height], index) => {
      const sheet = this.sheets[index] || this.add(index);
      Object.assign(sheet, { digest, width, height });
      sheet.blocks = [];
    });
    for (const [source, page, x, y, width, height] of blocks) {
      this.sheets[page - 1]?.blocks.push({ source, x, y, width, height });
    }
    for (const sheet of this.sheets) this.placeBlocks(sheet);
    this.layOut();
    this.reveal(changed);
  }

  add(index) {
    const element = make("section", "sheet");
    element.setAttribute("aria-label", `第${index + 1}页`);
    const thumb = make("button");
    thumb.type = "button";
    thumb.append(make("canvas"), String(index + 1));
    thumb.setAttribute("aria-label", `第${index + 1}页`);
    const sheet = { element, thumb, blocks: [], canvas: element.appendChild(make("canvas")), small: thumb.firstChild };
    sheet.canvas.setAttribute("role", "img");
    sheet.canvas.setAttribute("aria-label", `第${index + 1}页的样子；文字见“网页”`);
    thumb.addEventListener("click", () => {
      element.scrollIntoView({ block: "start" });
      this.box.focus({ preventScroll: true });
    });
    this.sheets.push(sheet);
    this.box.append(element);
    this.thumbs.append(thumb);
    this.watcher.observe(element);
    this.small.observe(thumb);
    return sheet;
  }

  drop(sheet) {
    this.watcher.unobserve(sheet.element);
    this.small.unobserve(sheet.thumb);
    this.seen.delete(sheet.element);
    this.seen.delete(sheet.thumb);
    sheet.element.remove();
    sheet.thumb.remove();
  }

  // Buttons over the paragraphs: one of them takes the Tab key, the arrows lead to the others.
  placeBlocks(sheet) {
    const held = sheet.element.contains(document.activeElement) ? document.activeElement.dataset.source : null;
    const buttons = sheet.blocks.map((block) => {
      const place = make("button");
      place.type = "button";
      place.dataset.source = block.source;
      place.tabIndex = -1;
      place.setAttribute("aria-label", `改 ${block.source.split("/").pop().replace(/:(\d+)-\d+$/, " 第$1行")}`);
      place.style.left = `${(block.x / sheet.width) * 100}%`;
      place.style.top = `${(block.y / sheet.height) * 100}%`;
      place.style.width = `${(block.width / sheet.width) * 100}%`;
      place.style.height = `${(block.height / sheet.height) * 100}%`;
      place.addEventListener("click", () => this.choose(block.source));
      return place;
    });
    sheet.element.replaceChildren(sheet.canvas, ...buttons);
    if (held) buttons.find((place) => place.dataset.source === held)?.focus({ preventScroll: true });
    const first = this.box.querySelector("button");
    if (first && !this.box.querySelector('button[tabindex="0"]')) first.tabIndex = 0;
  }

  walk(event, box) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (!(event.key in steps) || event.target.tagName !== "BUTTON") return;
    const all = [...box.querySelectorAll("button")];
    const next = all[all.indexOf(event.target) + steps[event.key]];
    if (!next) return;
    event.preventDefault();
    for (const place of all) place.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  zoom(way) {
    const now = this.scale || this.fit();
    if (way === "fit") this.scale = 0;
    else if (way === "in") this.scale = STEPS.find((step) => step > now + 0.01) ?? STEPS.at(-1);
    else this.scale = STEPS.findLast((step) => step < now - 0.01) ?? STEPS[0];
    this.layOut();
  }

  setSpread(on) {
    this.remember();
    this.spread = on;
    this.box.classList.toggle("spread", on);
    this.settled = this.box.scrollTop; // it may have had to give way
    this.layOut();
  }

  fit() {
    const sheet = this.sheets[0];
    const style = getComputedStyle(this.box);
    const room = this.box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const columns = this.spread ? 2 : 1;
    return sheet ? Math.min((room - (columns - 1) * 18) / columns / sheet.width, 2) : 1;
  }

  layOut() {
    if (!this.box.clientWidth) {
      this.shape = "";
      return;
    }
    this.remember();
    const scale = this.scale || this.fit();
    this.told(scale, !this.scale);
    for (const sheet of this.sheets) {
      sheet.element.style.width = `${Math.floor(sheet.width * scale)}px`;
      sheet.element.style.height = `${Math.floor(sheet.width * scale) * (sheet.height / sheet.width)}px`;
      sheet.thumb.firstChild.style.aspectRatio = `${sheet.width} / ${sheet.height}`;
      this.paint(sheet);
    }
    const shape = `${scale} ${this.spread}`;
    if (shape !== this.shape && this.sheets.length) {
      this.shape = shape;
      this.restore();
    }
    this.markCurrent();
  }

  notice(entries) {
    for (const entry of entries) {
      if (entry.isIntersecting) this.seen.add(entry.target);
      else this.seen.delete(entry.target);
    }
    for (const sheet of this.sheets) this.paint(sheet);
  }

  // Draw what is in view and not yet drawn; let go of what is far away.
  paint(sheet) {
    this.draw(sheet, sheet.canvas, sheet.element, Math.floor(sheet.width * (this.scale || this.fit())));
    this.draw(sheet, sheet.small, sheet.thumb, THUMB_WIDTH);
  }

  async draw(sheet, canvas, watched, width) {
    if (!this.seen.has(watched)) {
      if (canvas.dataset.drawn) {
        delete canvas.dataset.drawn;
        canvas.width = 0;
        canvas.height = 0;
      }
      return;
    }
    const wanted = `${sheet.digest}@${Math.min(4000, Math.max(40, Math.round(width * devicePixelRatio)))}`;
    if (canvas.wanted === wanted || canvas.dataset.drawn === wanted) return;
    canvas.wanted = wanted;
    try {
      const response = await fetch(`issues/${this.issue}/sheets/${wanted}.png`);
      if (response.status !== 200) return; // newer pages are on their way
      const picture = await createImageBitmap(await response.blob());
      if (canvas.wanted !== wanted || !this.seen.has(watched)) {
        picture.close();
        return;
      }
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
      canvas.dataset.drawn = wanted;
    } catch {
      // the server is gone; the page says so
    } finally {
      if (canvas.wanted === wanted) canvas.wanted = "";
    }
  }

  findPlaces(places) {
    const all = [...this.box.querySelectorAll("button[data-source]")];
    const found = all.filter((place) => places.some((other) => overlaps(place.dataset.source, other)));
    const exact = found.filter((place) => places.includes(place.dataset.source));
    return exact.length ? exact : found;
  }

  reveal(places) {
    const found = this.findPlaces(places);
    found.forEach(flash);
    const frame = this.box.getBoundingClientRect();
    const inView = (place) => {
      const box = place.getBoundingClientRect();
      return box.bottom > frame.top + 20 && box.top < frame.bottom - 20;
    };
    if (found.length && this.box.clientWidth && !found.some(inView)) found[0].scrollIntoView({ block: "center" });
  }

  // Scroll what stands at `place` out from under `box`.
  clear(place, box) {
    const [block] = this.findPlaces([place]);
    if (block) this.box.scrollTop += findRoom(block.getBoundingClientRect(), this.box.getBoundingClientRect(), box);
  }

  mark(place) {
    for (const button of this.box.querySelectorAll("button.chosen")) button.classList.remove("chosen");
    for (const button of this.findPlaces([place])) button.classList.add("chosen");
  }

  // Note what is read, as it is to stay there when the pages are laid out anew.
  remember() {
    if (!this.shape || Math.abs(this.box.scrollTop - this.settled) < BLINK) return;
    this.moved = true;
    this.settled = this.box.scrollTop;
    const top = this.box.getBoundingClientRect().top;
    const index = this.sheets.findIndex((sheet) => sheet.element.getBoundingClientRect().bottom > top);
    const box = this.sheets[index]?.element.getBoundingClientRect();
    this.reading = box && this.box.scrollTop >= BLINK ? { index, part: (top - box.top) / box.height } : null;
  }

  // Put what is read back to where it was in the view.
  restore() {
    const sheet = this.reading && this.sheets[Math.min(this.reading.index, this.sheets.length - 1)];
    const box = sheet?.element.getBoundingClientRect();
    if (box) this.box.scrollTop += box.top + this.reading.part * box.height - this.box.getBoundingClientRect().top;
    else this.box.scrollTop = 0;
    this.settled = this.box.scrollTop;
  }

  // What is read, for the other view; and what was read in it. A paragraph may run over several pages.
  get place() {
    if (!this.reading) return null;
    const { index, part } = this.reading;
    for (const sheet of this.sheets.slice(index)) {
      const top = sheet === this.sheets[index] ? part * sheet.height : 0;
      const block = sheet.blocks.find(({ y, height }) => y + height > top + 1);
      if (!block) continue;
      const pieces = this.findPieces(block.source);
      const whole = pieces.reduce((sum, piece) => sum + piece.height, 0);
      const gone = pieces.slice(0, pieces.indexOf(block)).reduce((sum, piece) => sum + piece.height, 0);
      return { source: block.source, part: (gone + Math.max(0, top - block.y)) / (whole || 1) };
    }
    return null;
  }

  set place(place) {
    const pieces = place ? this.findPieces(place.source) : [];
    let rest = (place?.part ?? 0) * pieces.reduce((sum, piece) => sum + piece.height, 0);
    const piece = pieces.find(({ height }) => rest < height || ((rest -= height), false)) ?? pieces.at(-1);
    const index = this.sheets.findIndex((sheet) => sheet.blocks.includes(piece));
    if (place && index < 0) return;
    this.reading = place && { index, part: (piece.y + Math.min(rest, piece.height)) / this.sheets[index].height };
    if (this.shape) this.restore();
  }

  findPieces(source) {
    const all = this.sheets.flatMap((sheet) => sheet.blocks);
    const exact = all.filter((block) => block.source === source);
    return exact.length ? exact : all.filter((block) => overlaps(block.source, source));
  }

  markCurrent() {
    const frame = this.box.getBoundingClientRect();
    const middle = frame.top + frame.height / 3;
    const found = this.sheets.findIndex((sheet) => sheet.element.getBoundingClientRect().bottom > middle);
    const current = found < 0 ? this.sheets.length - 1 : found;
    this.sheets.forEach((sheet, index) => {
      sheet.thumb.tabIndex = index === current ? 0 : -1; // one stop of the Tab key; the arrows lead on
      if (index !== current) sheet.thumb.removeAttribute("aria-current");
      else if (!sheet.thumb.hasAttribute("aria-current")) {
        sheet.thumb.setAttribute("aria-current", "true");
        sheet.thumb.scrollIntoView({ block: "nearest" });
      }
    });
  }
}

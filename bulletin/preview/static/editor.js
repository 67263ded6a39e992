// A box to correct a few lines in: read from the file, written back to it, undone.
import { get, post, showError } from "./common.js";

export class Editor {
  // `turned(box)` hears where on the screen the box has opened, and (`null`) that it has closed.
  constructor(dialog, undo, open, turned) {
    this.dialog = dialog;
    this.undoButton = undo;
    this.open = open;
    this.turned = turned;
    this.place = ""; // of what is in the box
    this.saving = false;
    this.part = (name) => document.getElementById(`editor-${name}`);
    this.excerpt = null;
    this.part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.part("close").addEventListener("click", () => this.leave());
    this.part("text").addEventListener("input", () => (this.warned = false));
    addEventListener("beforeunload", (event) => this.isChanged && event.preventDefault());
    this.part("open").addEventListener("click", () => this.open({ path: this.excerpt.path, line: this.excerpt.first }));
    dialog.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // the keys are the input method's
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save();
      else if (event.key === "Escape") this.leave();
      else return;
      event.preventDefault();
    });
    undo.addEventListener("click", () => this.undo());
  }

  get isChanged() {
    return this.dialog.open && this.excerpt && this.part("text").value !== this.excerpt.text;
  }

  async edit(place, shown = "") {
    let excerpt = null;
    try {
      if (!this.isChanged) excerpt = await get(`api/source?at=${encodeURIComponent(place)}${shown}`);
    } catch (error) {
      showError(error);
      return;
    }
    if (this.isChanged || this.saving) {
      this.say("这一段改了还没有存：先保存，或关上");
      this.part("text").focus();
      return;
    }
    this.excerpt = excerpt;
    const { path, first, last, text, undoable } = this.excerpt;
    this.place = place;
    this.part("place").textContent = first === last ? `${path}:${first}` : `${path}:${first}—${last}`;
    this.part("text").value = text;
    this.warned = false;
    this.say("");
    this.showUndo(undoable);
    this.back = document.activeElement;
    if (!this.dialog.open) this.dialog.show();
    this.part("text").focus();
    this.part("text").setSelectionRange(0, 0);
    this.part("text").scrollTop = 0;
    this.turned(this.dialog.getBoundingClientRect());
  }

  async save() {
    if (!this.isChanged) {
      this.close();
      return;
    }
    if (this.saving) return;
    const { path, first, last, digest } = this.excerpt;
    this.saving = true;
    this.part("text").readOnly = true; // what is typed now would not be saved
    try {
      const answer = await post("api/source", { path, first, last, digest, text: this.part("text").value });
      this.showUndo(answer.undoable);
      this.excerpt.text = this.part("text").value;
      this.close();
    } catch (error) {
      this.say(error instanceof TypeError ? "与预览程序的连接断了，没有存" : error.message);
    } finally {
      this.saving = false;
      this.part("text").readOnly = false;
    }
  }

  // What the proofreader is sure of, put in the place of what is there.
  async fix(problem) {
    try {
      const place = `${problem.path}:${problem.line}-${problem.line}`;
      const excerpt = await get(`api/source?at=${encodeURIComponent(place)}`);
      if (excerpt.text !== problem.source) throw new Error("这一行刚刚改过，等校对更新了再试");
      const chars = Array.from(excerpt.text);
      // From the end, so that columns stay.
      for (const spot of [...problem.fixes].sort((a, b) => b.column - a.column)) {
        chars.splice(spot.column - 1, spot.end_column - spot.column, spot.fix);
      }
      const { path, first, last, digest } = excerpt;
      const answer = await post("api/source", { path, first, last, digest, text: chars.join("") });
      this.showUndo(answer.undoable);
    } catch (error) {
      showError(error);
    }
  }

  async undo() {
    try {
      const answer = await post("api/undo", {});
      this.showUndo(answer.undoable);
    } catch (error) {
      showError(error);
    }
  }

  // What was typed is thrown away only when it is asked for twice.
  leave() {
    if (this.isChanged && !this.warned) {
      this.warned = true;
      this.say("改的还没有存；再关一次就不要了");
    } else this.close();
  }

  close() {
    this.warned = false;
    this.dialog.close();
    this.turned(null);
    this.back?.focus?.({ preventScroll: true });
  }

  showUndo(count) {
    this.undoButton.hidden = !count;
    this.undoButton.textContent = `撤销（${count}）`;
  }

  say(text) {
    this.part("said").textContent = text;
  }
}


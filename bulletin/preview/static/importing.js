// Files dropped on the page, or chosen with its button → articles of the issue, and what is said of them beside it.
import { button, get, make, post, problemItem, refuse, show } from "./common.js";

const MOST_BYTES = 20_000_000; // of a file: a longer one is refused, in the words of the command
const MOST_FILES = 20;
const MOST_UPLOAD = 63_000_000; // of all files at once
const CLOSED = "bulletin-report-closed"; // the last report that the editor has put away
const STOPPED = "停下了，什么也没有写。";

const $ = (id) => document.getElementById(id);
const byName = new Intl.Collator("zh", { numeric: true });

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

// Calls `take(files, folders)`, the names of folders apart, for what is dropped anywhere in the window; files
// that nobody takes would be opened in its place. `tell(on)` hears that some hang over it.
export function watchDrops(target, take, tell) {
  const on = (kind, act) => {
    target.addEventListener(kind, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      act(event);
    });
  };
  on("dragenter", () => tell?.(true));
  on("dragover", (event) => Object.assign(event.dataTransfer, { dropEffect: "copy" }));
  on("drop", (event) => {
    tell?.(false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const files = [...event.dataTransfer.files];
    const isFolder = (_, index) => entries[index]?.isDirectory;
    take(files.filter((file, index) => !isFolder(file, index)), files.filter(isFolder).map((file) => file.name));
  });
}

export class Importer {
  // `actions` are those of a problem, and `see` brings a place into view; `opened` hears that the report is there.
  constructor(issue, label, actions, opened) {
    this.issue = issue;
    this.actions = actions;
    this.opened = opened;
    this.busy = false;
    this.abort = null; // while the files are on their way
    this.label = label;
    this.hasBegun = false; // an import, since the page was opened
    this.shown = ""; // the report that is seen
  }

  listen() {
    const choose = () => {
      $("import-files").value = ""; // the same file again is a choice, too
      $("import-files").click();
    };
    $("import").addEventListener("click", choose);
    $("import-files").addEventListener("change", () => this.take([...$("import-files").files], []));
    show($("import"), true);
    $("drop-where").textContent = `松开鼠标，导入到${this.label}`;
    const hang = (isHanging) => show($("drop"), isHanging);
    watchDrops(window, (files, folders) => this.take(files, folders), hang);
    $("drop").addEventListener("dragleave", () => hang(false));
    // What is dragged over the page in its frame is not heard of out here; the veil takes it over.
    const { contentWindow: frame } = $("page");
    $("page").addEventListener("load", () => frame.addEventListener("dragenter", (event) => hang(hasFiles(event))));
    $("report-close").addEventListener("click", () => this.close());
    $("report-stop").addEventListener("click", () => this.stop());
    $("report").addEventListener("keydown", (event) => event.key === "Escape" && this.isEnded() && this.close());
    this.recall().catch(() => null); // a report that does not come back lies in the folder still
  }

  // A page that is opened anew shows what it showed, with the way to undo it, until it was closed.
  async recall() {
    const { done } = await get(`api/import?issue=${this.issue}`);
    if (!done || this.busy || done.report === sessionStorage.getItem(CLOSED)) return;
    show($("report"), true);
    this.report(done);
  }

  async take(files, folders) {
    if (this.busy) {
      $("report-said").textContent = "正在导入，等它做完再放";
      return;
    }
    if (!files.length && !folders.length) return;
    this.busy = true;
    this.begin();
    try {
      if (folders.length) throw new Error(`“${folders[0]}”是文件夹：把里面的文件拖进来，不要拖文件夹`);
      if (files.length > MOST_FILES) throw new Error(`一次最多放 ${MOST_FILES} 个文件，请分几次放`);
      await this.send(files.sort((one, other) => byName.compare(one.name, other.name)));
    } catch (error) {
      const lost = error instanceof TypeError ? "与预览程序的连接断了；看看文章写进去没有，再放一次" : error.message;
      this.end("没有导入", error.name === "AbortError" ? STOPPED : lost);
    } finally {
      this.busy = false;
      this.abort = null;
    }
  }

  begin() {
    this.hasBegun = true;
    show($("report"), true);
    this.setStoppable(true);
    $("report-title").textContent = "正在导入";
    $("report-said").textContent = "正在取文件……";
    $("report-body").replaceChildren();
    this.opened();
  }

  async send(files) {
    const parts = await Promise.all(files.map((file) => readFile(file)));
    if (parts.reduce((sum, part) => sum + part.byteLength, 0) > MOST_UPLOAD) {
      throw new Error("一次放的文件太大，请分几次放");
    }
    const list = files.map((file, index) => [file.name, parts[index].byteLength]);
    this.abort = new AbortController();
    const response = await fetch(`api/import?issue=${this.issue}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: new Blob([`${JSON.stringify(list)}\n`, ...parts]),
      signal: this.abort.signal,
    });
    if (!response.ok) await refuse(response);
    this.abort = null;
    let [read, ended] = [0, false];
    await readLines(response.body, ({ reading, done, problems }) => {
      ended = reading === undefined;
      if (!ended) {
        read += 1;
        $("report-said").textContent = `正在读 ${reading}……${files.length > 1 ? `（${read}/${files.length}）` : ""}`;
      } else if (done) this.report(done);
      else if (problems) this.refuse(problems);
      else this.end("没有导入", STOPPED);
    });
    if (!ended) throw new TypeError("the answer has no end");
  }

  async stop() {
    if (this.abort) this.abort.abort();
    else await post("api/import/cancel", {}).catch((error) => ($("report-said").textContent = error.message));
  }

  refuse(problems) {
    const list = make("ul", "problems");
    list.append(...problems.map((problem) => problemItem(problem, {})));
    this.end("没有导入", "什么也没有写。", list);
  }

  report({ lines, is_whole: isWhole, articles, doubts, missing, report }) {
    this.shown = report;
    const parts = [];
    const first = make("ul", "first");
    const marks = ["made", doubts.length ? "look" : "made", isWhole ? "made" : "lost"];
    first.append(...lines.map((line, index) => make("li", marks[index], line)));
    parts.push(first, this.offer(articles, report));
    if (doubts.length) {
      const list = make("ul", "problems");
      list.append(...doubts.map((problem) => problemItem(problem, this.actions)));
      parts.push(make("h3", "", "要看的，要紧的在前"), list);
    }
    if (missing.length) {
      const list = make("ul", "missing");
      list.append(...missing.map((text) => make("li", "", text)));
      parts.push(make("h3", "", "没有收进的字，要用就自己补上"), list);
    }
    this.end("导入好了", "", ...parts);
  }

  offer(articles, report) {
    const buttons = make("div", "do");
    for (const [path, title] of articles) {
      const text = articles.length > 1 ? `看《${title}》` : "看这一篇";
      buttons.append(button(text, () => this.actions.see({ path, line: 2 })));
    }
    buttons.append(
      button("打开完整的报告", () => this.actions.open({ path: report, line: 1 })),
      button("撤销导入", () => this.undo(report)),
    );
    return buttons;
  }

  async undo(report) {
    try {
      const { names } = await post("api/import/undo", { report });
      this.end("已经撤销", `删去了 ${names.join("、")}。原稿没有动。`);
    } catch (error) {
      $("report-said").textContent = error.message;
    }
  }

  isEnded() {
    return !$("report-close").hidden;
  }

  setStoppable(on) {
    show($("report-stop"), on);
    show($("report-close"), !on);
  }

  end(title, said, ...parts) {
    this.setStoppable(false);
    $("report-title").textContent = title;
    $("report-said").textContent = said;
    $("report-body").replaceChildren(...parts);
    $("report").scrollTop = 0;
    // Whoever types in the meantime is not torn away, nor who opens the page anew.
    if (this.hasBegun && !$("editor").open) $("report-title").focus({ preventScroll: true });
  }

  close() {
    if (this.shown) sessionStorage.setItem(CLOSED, this.shown);
    show($("report"), false);
    $("import").focus();
  }
}

async function readFile(file) {
  try {
    return await file.slice(0, MOST_BYTES + 1).arrayBuffer();
  } catch {
    throw new Error(`“${file.name}”读不出来；检查有没有权限打开；如果 Word、WPS 正开着它，先关闭`);
  }
}

// Calls `take` with the value of each line of JSON of a stream, until it ends.
function readLines(stream, take) {
  let rest = "";
  const write = (piece) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    for (const line of lines) take(JSON.parse(line));
  };
  return stream.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
}

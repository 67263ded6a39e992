// Which issue and which view; what the server says → the views.
import { get, make, post, problemItem, show, showError } from "./common.js";
import { Editor } from "./editor.js";
import { Importer, watchDrops } from "./importing.js";
import { Sheets } from "./sheets.js";
import { follow } from "./stream.js";
import { WebPage } from "./web.js";

const $ = (id) => document.getElementById(id);
const issue = decodeURIComponent(location.pathname.split("/").pop());
const narrow = matchMedia("(max-width: 760px)");

async function listIssues() {
  show($("list"), true);
  $("title").textContent = "预览";
  document.querySelector(".home").hidden = true;
  const answer = await get("api/issues");
  document.title = `${answer.folder} · 预览`;
  const items = [];
  for (const row of answer.issues) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = row.id;
    const name = document.createElement("b");
    name.textContent = /[a-z]$/.test(row.id) ? row.id : row.label;
    const state = document.createElement("span");
    state.textContent = row.problems ? `${row.problems} 处要改` : row.state;
    const about = document.createElement("span");
    about.textContent = [name.textContent === row.id ? "" : row.id, row.date, row.articles && `${row.articles} 篇`].filter(Boolean).join("　");
    link.append(name, state, about);
    item.append(link);
    items.push(item);
  }
  $("issues").replaceChildren(...items);
  if (!answer.issues.length) $("issues").textContent = "还没有哪一期：先在命令窗口里用 new 命令建一期。";
}

function showIssue() {
  document.title = `${issue} · 预览`;
  $("title").textContent = issue.replace(/^(\d+)-0*(\d+)$/, "$1年第$2期");
  document.querySelector(".views").hidden = false;
  const problems = { web: [], print: [], proof: [], words: [] };
  let printing = true; // until the server says how it stands
  let connection = "open"; // or "lost", while the browser tries again, or "closed": there is another server
  let hasPages = false;
  let changed = [];

  const editor = new Editor($("editor"), $("undo"), openSource, (box) => {
    if (!box) sheets.mark("");
    else for (const pane of [sheets, page]) pane.clear(editor.place, box);
  });
  const sheets = new Sheets(issue, $("sheets"), $("thumbs"), (place) => choose(place, "print", page), showZoom);
  const page = new WebPage(issue, $("page"), $("frame"), (place) => choose(place, "web", sheets));

  function showZoom(scale, fits) {
    $("zoom").textContent = `${Math.round(scale * 100)}%`;
    document.querySelector('[data-zoom="fit"]').setAttribute("aria-pressed", String(fits));
  }

  // A paragraph chosen in one view is brought into view in the other.
  function choose(place, view, other) {
    sheets.mark(place);
    other.reveal([place]);
    editor.edit(place, `&issue=${issue}&view=${view}`);
  }

  const actions = {
    open: openSource,
    see: (problem) => {
      if (view === "check") setView(narrow.matches ? "print" : "both");
      const place = `${problem.path}:${problem.line}-${problem.line}`;
      requestAnimationFrame(() => {
        sheets.reveal([place]);
        page.reveal([place]);
      });
    },
    fix: (problem) => editor.fix(problem),
    edit: (problem) => editor.edit(`${problem.path}:${problem.line}-${problem.line}`),
  };

  const showPages = () => view === "check" && setView(narrow.matches ? "print" : "both");
  new Importer(issue, $("title").textContent, actions, showPages).listen();

  const panesOf = (name) => ({ print: [sheets], web: [page], both: [sheets, page] })[name] ?? [];

  function setView(name) {
    // What was read in the one view is read on in the one that takes its place.
    const [before, after] = [panesOf(view), panesOf(name).filter((pane) => !panesOf(view).includes(pane))];
    for (const pane of before) pane.remember();
    const place = before.length === 1 && after.length === 1 && before[0].moved ? { at: before[0].place } : null;
    view = name;
    for (const button of document.querySelectorAll(".views button")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    }
    show($("print"), name === "print" || name === "both");
    show($("web"), name === "web" || name === "both");
    show($("check"), name === "check");
    remember("view", name);
    sheets.layOut();
    page.layOut();
    if (place) after[0].place = place.at;
    for (const pane of panesOf(name)) pane.moved = false;
    showPanel();
  }

  function showState() {
    const state = $("state");
    state.classList.toggle("lost", connection !== "open");
    state.classList.toggle("wrong", countErrors() > 0);
    if (connection === "closed") state.textContent = "预览重新运行过，请从命令窗口里的新地址打开";
    else if (connection === "lost") state.textContent = "与预览程序的连接断了；它停了的话，在命令窗口里重新运行 preview";
    else if (countErrors() && printing) state.textContent = "有错，正在重新排版……";
    else if (countErrors()) state.textContent = hasPages ? "有错，页面还是上一次的样子" : "有错，还没有页面";
    else state.textContent = printing ? "排版中……" : "已是最新";
  }

  function listBuildProblems() {
    const found = [...problems.web, ...problems.print, ...problems.proof];
    return [...new Map(found.map((problem) => [keyOf(problem), problem])).values()];
  }

  const countErrors = () => listBuildProblems().filter((problem) => problem.severity === "error").length;

  // What `build` would print lies over the last good pages, and goes when it is mended.
  function showPanel() {
    const panel = $("panel");
    const found = listBuildProblems();
    const errors = found.filter((problem) => problem.severity === "error");
    show(panel, view !== "check" && found.length > 0);
    panel.classList.toggle("mild", !errors.length);
    const kind = errors.length ? "error" : found.length ? "notice" : "";
    const before = panel.querySelector("details");
    if (!kind) {
      before?.remove();
      return;
    }
    const list = make("ul", "problems");
    list.append(...(errors.length ? errors : found).map((problem) => problemItem(problem, actions)));
    const details = make("details");
    // Who has put it aside is not shown it again, until it has been mended and there is something else.
    details.open = before?.dataset.kind === kind ? before.open : kind === "error";
    details.dataset.kind = kind;
    const text = errors.length ? `有 ${errors.length} 处要改，改好存盘就会消失` : `${found.length} 处提醒`;
    details.append(make("summary", "", text), list);
    if (before?.textContent === details.textContent) return; // nothing is to lose its focus
    panel.replaceChildren(details);
  }

  function showFindings() {
    const found = problems.words;
    const count = { error: 0, warning: 0, info: 0 };
    for (const problem of found) count[problem.severity] += 1;
    $("count").textContent = count.error + count.warning || "";
    const summary = document.createElement("p");
    summary.className = "summary";
    summary.textContent = found.length
      ? `错误 ${count.error} 处，警告 ${count.warning} 处，提示 ${count.info} 处。错误要改；警告请核对；提示供参考。`
      : "没有找到要改的地方。";
    const parts = [summary];
    const groups = Map.groupBy ? Map.groupBy(found, (problem) => problem.path) : groupByPath(found);
    for (const [path, group] of groups) {
      const heading = document.createElement("h2");
      heading.textContent = path.replace(`issues/${issue}/`, "") || "整期";
      const list = document.createElement("ul");
      list.className = "problems";
      list.append(...group.map((problem) => problemItem(problem, actions)));
      parts.push(heading, list);
    }
    const top = $("check").scrollTop;
    $("check").replaceChildren(...parts);
    $("check").scrollTop = top;
  }

  let view = recall("view") || "both";
  if (narrow.matches && view === "both") view = "print";
  for (const button of document.querySelectorAll(".views button")) {
    button.addEventListener("click", () => setView(button.dataset.view));
  }
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => sheets.zoom(button.dataset.zoom));
  }
  toggle($("spread"), "spread", false, (on) => sheets.setSpread(on));
  toggle($("thumbnails"), "thumbnails", true, (on) => {
    $("thumbs").classList.toggle("off", !on);
    sheets.layOut();
  });
  const widths = document.querySelectorAll("[data-width]");
  const setWidth = (width) => {
    for (const button of widths) button.setAttribute("aria-pressed", String(button.dataset.width === width));
    remember("width", width);
    page.setWidth(Number(width));
  };
  for (const button of widths) button.addEventListener("click", () => setWidth(button.dataset.width));
  setWidth(recall("width") || "0");
  $("download").href = `issues/${issue}/${issue}.pdf`;
  setView(view);
  showState();

  const takers = {};
  const on = (kind, take) => (takers[kind] = take);
  on("web", (news) => {
    // What is mended on the web page need not wait for the press to say so too.
    const before = new Set(problems.web.map(keyOf));
    problems.web = news.problems;
    problems.print = problems.print.filter((problem) => !before.has(keyOf(problem)));
    showPanel();
    hasPages ||= Boolean(news.html);
    showState();
    if (news.html) {
      const found = page.update(news.html, news.style, news.places);
      if (found.length) changed = found;
    }
  });
  on("pages", (news) => {
    // These may be pages of an older text: what changed is shown again on the next, until all is printed.
    sheets.update(news.sheets, news.blocks, changed);
    show($("download"), true);
  });
  on("state", (news) => {
    printing = news.printing;
    if (!printing) changed = [];
    showState();
  });
  for (const kind of ["print", "proof"]) {
    on(kind, (news) => {
      problems[kind] = news.problems;
      showPanel();
      showState();
    });
  }
  on("words", (news) => {
    problems.words = news.problems;
    showFindings();
  });
  follow(
    `issues/${issue}/events`,
    (kind, data) => takers[kind](JSON.parse(data)),
    (state) => {
      connection = state;
      showState();
    },
  );
}

async function openSource({ path, line, column = 1 }) {
  try {
    await post("api/open", { path, line, column });
  } catch (error) {
    showError(error);
  }
}

const keyOf = (problem) => [problem.code, problem.path, problem.line, problem.message].join("\n");

function groupByPath(problems) {
  const groups = new Map();
  for (const problem of problems) groups.set(problem.path, [...(groups.get(problem.path) || []), problem]);
  return groups;
}

function toggle(button, name, usual, apply) {
  const set = (on) => {
    button.setAttribute("aria-pressed", String(on));
    remember(name, on ? "1" : "0");
    apply(on);
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  set((recall(name) ?? (usual ? "1" : "0")) === "1");
}

function remember(name, value) {
  try {
    localStorage.setItem(`bulletin-${name}`, value);
  } catch {
    // private windows have no storage
  }
}

function recall(name) {
  try {
    return localStorage.getItem(`bulletin-${name}`);
  } catch {
    return null;
  }
}

// Chromium leaves the words that it drew first in the font it drew them in.
document.fonts.addEventListener("loadingdone", () => {
  for (const element of document.querySelectorAll(".home, #title")) element.replaceChildren(element.textContent);
});

if (issue) showIssue();
else {
  let again; // while the disk cannot be read
  const list = async () => {
    clearTimeout(again);
    try {
      await listIssues();
      $("state").textContent = "";
    } catch (error) {
      showError(error);
      again = setTimeout(list, 3000);
    }
  };
  list();
  const where = "先点开一期，再把稿件拖进去；整期的旧刊在命令窗口里用 import 命令导入";
  watchDrops(window, () => ($("state").textContent = where));
  addEventListener("focus", list); // an issue may have been made meanwhile
}

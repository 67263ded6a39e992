// Requests to the server, and how a problem is shown.

export async function get(address) {
  return read(await fetch(address));
}

export async function post(address, values) {
  const headers = { "Content-Type": "application/json" };
  return read(await fetch(address, { method: "POST", headers, body: JSON.stringify(values) }));
}

async function read(response) {
  if (!response.ok) await refuse(response);
  return response.json();
}

// Throws what is to be said of an answer that is none.
export async function refuse(response) {
  if (response.status === 409) {
    const { problems } = await response.json();
    throw new Error(problems.map((problem) => `${problem.message}\n${problem.hint}`).join("\n"));
  }
  if (response.status === 403) {
    throw new Error("预览重新运行过：先复制框里的文字，再从命令窗口里的新地址打开");
  }
  if (response.status === 413) throw new Error("文字太长，没有存；请打开稿件来改");
  throw new Error("预览程序没有照办，请刷新页面再试");
}

export function show(element, on) {
  element.hidden = !on;
}

export function showError(error) {
  const state = document.getElementById("state");
  state.textContent = error instanceof TypeError ? "与预览程序的连接断了" : error.message.replace("\n", "；");
}

// "issues/2024-09/01.md:3-5" → its parts
export function parsePlace(text) {
  const match = /^(.+):(\d+)-(\d+)$/s.exec(text);
  if (!match) return { path: "", first: 0, last: -1, line: 0 };
  return { path: match[1], first: Number(match[2]), last: Number(match[3]), line: Number(match[2]) };
}

// Of elements that hold each other, the innermost.
export function innermost(elements) {
  return elements.filter((element) => !elements.some((other) => other !== element && element.contains(other)));
}

// Whether two places share a line.
export function overlaps(a, b) {
  const [one, other] = [parsePlace(a), parsePlace(b)];
  return one.path !== "" && one.path === other.path && one.first <= other.last && other.first <= one.last;
}

const KINDS = { error: "错误", warning: "警告", info: "提示" };

export function problemItem(problem, actions) {
  const item = make("li", `problem ${problem.severity}`);
  const what = make("p", "what");
  what.append(make("span", "kind", KINDS[problem.severity]), `　${problem.message} `, make("span", "code", `[${problem.code}]`));
  item.append(what);
  const name = problem.path.split("/").pop();
  if (name) item.append(make("p", "place", problem.line ? `${name} 第${problem.line}行` : name));
  if (problem.source.trim()) item.append(excerpt(problem));
  item.append(make("p", "hint", problem.hint));
  const buttons = make("div", "do");
  if (problem.fixes.length && actions.fix) {
    const right = problem.fixes.map((spot) => spot.fix).join(" ");
    buttons.append(button(right.trim() ? `改成“${right}”` : "删去", () => actions.fix(problem)));
  }
  if (problem.line) {
    if (/\.(md|yaml)$/.test(problem.path)) {
      buttons.append(button("看这一段", () => actions.see(problem)), button("在这里改", () => actions.edit(problem)));
    }
    buttons.append(button("打开稿件", () => actions.open(problem)));
  }
  if (buttons.childElementCount) item.append(buttons);
  return item;
}

// The source line around what is meant; columns count characters, not UTF-16 units.
function excerpt(problem) {
  const line = make("p", "line");
  const chars = Array.from(problem.source);
  if (!problem.column) {
    line.textContent = chars.length > 90 ? `${chars.slice(0, 89).join("")}…` : problem.source.trim();
    return line;
  }
  const [start, end] = [problem.column - 1, problem.end_column - 1];
  const [first, last] = [Math.max(0, start - 24), Math.min(chars.length, end + 24)];
  line.append(
    (first ? "…" : "") + chars.slice(first, start).join(""),
    make("mark", "", chars.slice(start, end).join("")),
    chars.slice(end, last).join("") + (last < chars.length ? "…" : ""),
  );
  return line;
}

export function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

export function button(text, act) {
  const element = make("button", "", text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// How far down `frame` is to be scrolled for `block` to stand clear of `box`; all are boxes on the screen.
export function findRoom(block, frame, box) {
  const [left, right] = [Math.max(block.left, box.left), Math.min(block.right, box.right)];
  if (left >= right || block.bottom <= box.top || block.top >= box.bottom) return 0;
  return Math.max(0, Math.min(block.bottom - box.top + 12, block.top - frame.top - 12));
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function flash(element) {
  const colour = "rgb(255 213 74 / .55)";
  element.animate([{ backgroundColor: colour }, { backgroundColor: colour, offset: 0.4 }, {}], calm.matches ? 2500 : 1500);
}

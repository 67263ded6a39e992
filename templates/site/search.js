// The page that searches: what is typed → what search-index.js finds, quoted and marked, and kept in the address.
//
// Words of articles and of the address are only ever set as text, never as HTML.
"use strict";

(() => {
  const { fold, parseQuery } = window.bulletinText;
  const { load, loadText, LoadError, search } = window.bulletinSearch;
  const PAGE = 10; // articles shown at once
  const SNIPPET = 60; // characters quoted around a hit
  const MOST_PASSAGES = 3; // quoted from one article
  const WAIT = 200; // ms after the last key
  const SLOW = 400; // ms of a search before it says that it is searching

  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  // The stretches of `text` that any needle covers, in order, none touching another; with the needle of each.
  function findMarks(text, needles) {
    const { folded, starts, ends } = fold(text);
    const marks = [];
    for (const needle of needles) {
      for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length)) {
        marks.push({ start: starts[at], end: ends[at + needle.length - 1], needles: [needle] });
      }
    }
    marks.sort((a, b) => a.start - b.start || b.end - a.end);
    const merged = [];
    for (const mark of marks) {
      const before = merged[merged.length - 1];
      if (before && mark.start <= before.end) {
        before.end = Math.max(before.end, mark.end);
        before.needles.push(...mark.needles);
      } else {
        merged.push(mark);
      }
    }
    return merged;
  }

  // `text` from `start` to `end` as nodes, what is marked in <mark>.
  function markText(text, marks, start = 0, end = text.length) {
    const nodes = [];
    let at = start;
    for (const mark of marks) {
      if (mark.end <= start || mark.start >= end) continue;
      const [from, to] = [Math.max(mark.start, start), Math.min(mark.end, end)];
      nodes.push(text.slice(at, from), make("mark", "", text.slice(from, to)));
      at = to;
    }
    nodes.push(text.slice(at, end));
    return nodes.filter((node) => node !== "");
  }

  // A place to cut `text` near `at`, not inside a surrogate pair, a number or a Latin word.
  function findCut(text, at, step) {
    let cut = at;
    const inside = (place) => /[\dA-Za-z\ud800-\udbff][\d.A-Za-z\udc00-\udfff]/.test(text.slice(place - 1, place + 1));
    for (let tries = 0; tries < 12 && cut > 0 && cut < text.length && inside(cut); tries++) cut += step;
    return Math.max(0, Math.min(text.length, cut));
  }

  // Where to begin quoting for `mark`: at a sentence where one begins near enough.
  function findStart(text, mark) {
    const room = Math.max(0, SNIPPET - (mark.end - mark.start)) >> 1;
    const earliest = Math.max(0, Math.min(mark.start - room, text.length - SNIPPET));
    if (earliest === 0) return 0;
    const sentence = text.slice(earliest, mark.start).search(/[。！？；][^”’」』）]/);
    return sentence < 0 ? findCut(text, earliest, -1) : earliest + sentence + 1;
  }

  // The passages of the text that show each needle once, a few at most; else the article's opening.
  function findPassages(article, needles) {
    const shown = new Set();
    const passages = [];
    for (const text of article.paragraphs) {
      const marks = findMarks(text, needles);
      for (const mark of marks) {
        if (passages.length === MOST_PASSAGES || mark.needles.every((needle) => shown.has(needle))) continue;
        const start = findStart(text, mark);
        const end = findCut(text, Math.max(mark.end, Math.min(text.length, start + SNIPPET)), 1);
        for (const inside of marks.filter((other) => other.start >= start && other.end <= end)) {
          inside.needles.forEach((needle) => shown.add(needle));
        }
        passages.push({ text, marks, start, end, hit: text.slice(mark.start, mark.end) });
      }
    }
    const [opening] = article.paragraphs;
    if (!passages.length && opening) {
      const end = findCut(opening, Math.min(opening.length, SNIPPET), 1);
      passages.push({ text: opening, marks: [], start: 0, end, hit: "" });
    }
    return passages;
  }

  function renderPassage({ text, marks, start, end }) {
    const passage = make("p", "passage", ...markText(text, marks, start, end));
    if (start > 0) passage.prepend("……");
    if (end < text.length) passage.append("……");
    return passage;
  }

  // The article's page, scrolled to the hit where the browser knows text fragments; a folder has no index.
  function findAddress(article, hit) {
    const page = location.protocol === "file:" && article.address.endsWith("/") ? "index.html" : "";
    const fragment = hit && `#:~:text=${encodeURIComponent(hit).replace(/-/g, "%2D")}`;
    return article.address + page + fragment;
  }

  function formatDate(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return `${year}年${month}月${day}日`;
  }

  function renderResult(result, issue) {
    const article = issue.articles[result.article];
    const passages = findPassages(article, result.needles);
    const link = make("a", "", ...markText(article.title, findMarks(article.title, result.needles)));
    link.href = findAddress(article, passages.length ? passages[0].hit : "");
    const where = make("p", "where", make("span", "", issue.label));
    if (issue.date) {
      const date = make("time", "", formatDate(issue.date));
      date.dateTime = issue.date;
      where.append(" ", date);
    }
    if (article.page) where.append(" ", make("span", "", `第${article.page}页`));
    for (const words of [...article.byline, ...article.tags.map((tag) => `#${tag}`)]) {
      where.append(" ", make("span", "", ...markText(words, findMarks(words, result.needles))));
    }
    return make("li", "", make("h2", "", link), where, ...passages.map(renderPassage));
  }

  function describe(results, terms, missing) {
    const whole = results.filter((result) => result.whole).length;
    if (!terms.length) return "";
    if (!results.length) {
      const which = missing.length ? `各期文章里没有“${missing.join("”“")}”。` : "没有一篇同时符合这些条件。";
      return `没有找到。${which}可以少写几个字，或换一个说法。`;
    }
    if (whole === results.length) return `找到 ${results.length} 篇`;
    if (whole) return `找到 ${results.length} 篇，其中 ${whole} 篇有原样的字句`;
    return `没有原样的字句；含有其中各个词的，找到 ${results.length} 篇`;
  }

  // The choices of a filter that `all` results leave, newest or last first; each with how many of `values` it has.
  function fillFilter(filter, all, values, chosen) {
    const counts = new Map([...all, ...(chosen ? [chosen] : [])].map((value) => [value, 0]));
    for (const value of values) counts.set(value, counts.get(value) + 1);
    const options = [...counts].sort().reverse().map(([name, count]) => new Option(`${name}（${count}）`, name));
    filter.replaceChildren(filter.options[0], ...options);
    filter.value = chosen;
    filter.closest("label").hidden = counts.size < 2 && !chosen;
  }

  function start(main) {
    const form = main.querySelector("form");
    const { q: input, year, tag } = form.elements;
    const [status, list, more] = ["status", "results", "more"].map((name) => main.querySelector(`.search-${name}`));
    const folder = main.dataset.index;
    let turn = 0; // of the search that may show what it finds; one that comes later takes it
    let results = [];
    let shown = 0;
    let timer = 0;
    let composing = false; // Chinese is being typed: what stands in the field is half of it pinyin
    let typing = false; // the newest entry of the history is still being typed

    const readIndex = async () => ({ ...(await load(folder, "index")), folder });

    function readAddress() {
      const values = new URLSearchParams(location.search);
      input.value = values.get("q") || "";
      return { year: values.get("year") || "", tag: values.get("tag") || "" };
    }

    const readFilters = () => ({ year: year.value, tag: tag.value });

    function writeAddress(push) {
      const values = new URLSearchParams();
      for (const [name, value] of Object.entries({ q: input.value.trim(), ...readFilters() })) {
        if (value) values.set(name, value);
      }
      const query = String(values);
      const address = location.pathname + (query && `?${query}`);
      if (address !== location.pathname + location.search) {
        history[push ? "pushState" : "replaceState"](null, "", address);
      }
    }

    // Show results up to the number `count`; the first new one, or null where a later search has the turn.
    async function show(count, mine) {
      const next = results.slice(shown, count);
      const index = await readIndex();
      const issues = await Promise.all(next.map((result) => loadText(index, result.issue)));
      if (mine !== turn) return null;
      const items = next.map((result, at) => renderResult(result, issues[at]));
      const apart = next.findIndex((result) => !result.whole);
      if (apart >= 0 && results[0].whole && (apart > 0 || results[shown - 1].whole)) {
        items[apart].prepend(make("p", "search-apart", "以下各篇含有其中各个词，但不连在一起"));
      }
      if (!shown) list.replaceChildren();
      list.append(...items);
      shown += next.length;
      more.hidden = shown >= results.length;
      more.textContent = `更多（还有 ${results.length - shown} 篇）`;
      return items[0] || null;
    }

    // Do `work`, a search or the showing of more; say so where its data cannot be had.
    async function attempt(mine, work) {
      const slow = setTimeout(() => {
        if (mine === turn && input.value.trim()) status.textContent = "正在搜索……";
      }, SLOW);
      try {
        await work();
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        if (mine === turn) {
          status.textContent = "没有取到搜索用的数据：网络不通，或者网站刚更新过。请刷新本页，再搜一次。";
        }
      } finally {
        clearTimeout(slow);
      }
    }

    function run(chosen, count = PAGE) {
      clearTimeout(timer);
      const mine = ++turn;
      return attempt(mine, async () => {
        const terms = parseQuery(input.value);
        const { results: all, missing } = await search(await readIndex(), terms);
        if (mine !== turn) return;
        const ofYear = all.filter((result) => !chosen.year || result.year === chosen.year);
        const ofTag = all.filter((result) => !chosen.tag || result.tags.includes(chosen.tag));
        const [yearOf, tagsOf] = [(result) => result.year, (result) => result.tags];
        fillFilter(year, all.map(yearOf), ofTag.map(yearOf), chosen.year);
        fillFilter(tag, all.flatMap(tagsOf), ofYear.flatMap(tagsOf), chosen.tag);
        results = ofYear.filter((result) => ofTag.includes(result));
        shown = 0;
        await show(count, mine);
        if (mine === turn) status.textContent = describe(results, terms, missing);
      });
    }

    function type(event) {
      clearTimeout(timer);
      if (composing || event.isComposing) return;
      timer = setTimeout(() => {
        writeAddress(!typing);
        typing = true;
        run(readFilters());
      }, WAIT);
    }

    function settle(push) {
      writeAddress(push);
      typing = false;
      run(readFilters());
    }

    const arrive = () => run(readAddress(), (history.state && history.state.shown) || PAGE);

    input.addEventListener("compositionstart", () => {
      composing = true;
      clearTimeout(timer);
    });
    input.addEventListener("compositionend", (event) => {
      composing = false;
      type(event);
    });
    input.addEventListener("input", type);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!composing) settle(!typing);
    });
    for (const filter of [year, tag]) filter.addEventListener("change", () => settle(true));
    more.addEventListener("click", () => {
      const mine = turn;
      attempt(mine, async () => {
        const first = await show(shown + PAGE, mine);
        if (!first) return;
        history.replaceState({ shown }, "");
        first.querySelector("a").focus();
      });
    });
    window.addEventListener("popstate", () => {
      typing = false;
      arrive();
    });
    main.querySelector(".search-none").remove();
    arrive();
  }

  const main = document.getElementById("search");
  if (main) start(main);
})();

// Terms → the articles of the archive that hold it, from the postings that bulletin/site/search.py writes.
//
// A term is looked up as it was typed, by its pairs of characters; where that finds too little, its words are
// looked up one by one. Data arrives as scripts that call bulletinSearch(name, value), for a page opened from a
// folder may load scripts and nothing else. What the page needs is kept on that function.
"use strict";

(() => {
  const { fold, splitTerm } = window.bulletinText;
  const MOST_PAIRS = 6; // of a phrase that are asked for before its texts
  const ENOUGH = 10; // articles that hold a term whole: then none is sought that holds its words apart
  const SENTENCE = 12; // a term of more characters means that sentence: one article that holds it is enough
  // As in search.py: half of the digits of positions, and the first of the characters that number an issue.
  const HALF = 46;
  const FIRST_ISSUE = 0xa1;
  // Where a term is found, best first; a term whose words stand apart is worth less than any that stands whole.
  const POINTS = { whole: [6, 5, 4], apart: [3, 2, 1] };
  const ARTICLES = 4096; // more than an issue has: issue and article as one number

  const arrivals = new Map(); // name → what to do with its value
  const loads = new Map(); // address → promise of its value

  class LoadError extends Error {}

  function receive(name, value) {
    const resolve = arrivals.get(name);
    arrivals.delete(name);
    if (resolve) resolve(value);
  }

  function load(folder, name) {
    const address = `${folder}${name}.js`;
    if (!loads.has(address)) {
      const promise = new Promise((resolve, reject) => {
        arrivals.set(name, resolve);
        const script = document.createElement("script");
        const end = () => {
          script.remove();
          reject(new LoadError(address)); // of no effect where the value has arrived
        };
        script.addEventListener("load", end);
        script.addEventListener("error", end);
        script.src = address;
        document.head.append(script);
      });
      loads.set(address, promise);
      promise.catch(() => loads.delete(address)); // the next search tries again
    }
    return loads.get(address);
  }

  const loadText = (index, issue) => load(`${index.folder}../text/`, index.issues[issue].text);

  // Order by code points, as search.py sorts; strings of JavaScript compare by units of UTF-16.
  function comparePairs(a, b) {
    const [x, y] = [Array.from(a), Array.from(b)];
    return x[0].codePointAt(0) - y[0].codePointAt(0) || x[1].codePointAt(0) - y[1].codePointAt(0);
  }

  // The number of the shard that holds `pair` if any does; -1 before the first.
  function findShard(index, pair) {
    let [low, high] = [0, index.shards.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePairs(index.shards[middle], pair) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  // Issue → places in it, rising.
  function decode(data) {
    const found = new Map();
    let places = [];
    let place = -1;
    let number = 0;
    for (let at = 0; at < data.length; at++) {
      const code = data.charCodeAt(at);
      if (code >= FIRST_ISSUE) {
        places = [];
        found.set(code - FIRST_ISSUE, places);
        place = -1;
        continue;
      }
      const digit = code === 33 ? 57 : code - 35;
      if (digit >= HALF) {
        number = number * HALF + digit - HALF + 1;
      } else {
        place += 1 + number * HALF + digit;
        places.push(place);
        number = 0;
      }
    }
    return found;
  }

  async function findPair(index, first, second) {
    const shard = findShard(index, first + second);
    const row = shard >= 0 && (await load(index.folder, `p${shard}`))[first];
    const at = row ? Array.from(row[0]).indexOf(second) : -1;
    return decode(at < 0 ? "" : row[1].split(" ")[at]);
  }

  // A character alone: all pairs that it begins; the last of a paragraph begins one with its end.
  async function findCharacter(index, char) {
    const last = findShard(index, `${char}\u{10ffff}`);
    const shards = [];
    for (let shard = Math.max(0, findShard(index, `${char}\0`)); shard <= last; shard++) {
      shards.push(load(index.folder, `p${shard}`));
    }
    const found = new Map();
    for (const shard of await Promise.all(shards)) {
      for (const data of shard[char] ? shard[char][1].split(" ") : []) {
        for (const [issue, places] of decode(data)) found.set(issue, [...(found.get(issue) || []), ...places]);
      }
    }
    for (const places of found.values()) places.sort((a, b) => a - b);
    return found;
  }

  // Those of the places in `found` after which each list has its pair, as far on as its step says.
  function keepFollowed(found, lists, steps) {
    let kept = found;
    lists.forEach((list, at) => {
      const followed = new Map();
      for (const [issue, places] of kept) {
        const others = new Set(list.get(issue) || []);
        const both = places.filter((place) => others.has(place + steps[at]));
        if (both.length) followed.set(issue, both);
      }
      kept = followed;
    });
    return kept;
  }

  // Those of the places in `found` where the texts themselves say `chars`, laid out as search.py indexes them.
  async function readThrough(index, found, chars) {
    const numbers = [...found.keys()];
    const issues = await Promise.all(numbers.map((number) => loadText(index, number)));
    const kept = new Map();
    issues.forEach(({ articles }, at) => {
      const fields = articles.flatMap(({ title, byline, tags, paragraphs }) => [title, ...byline, ...tags, ...paragraphs]);
      const text = Array.from(fields.map((field) => `${fold(field).folded}\n`).join(""));
      const places = found.get(numbers[at]).filter((place) => chars.every((char, step) => text[place + step] === char));
      if (places.length) kept.set(numbers[at], places);
    });
    return kept;
  }

  // Where `phrase` begins: its pairs, side by side, each as far from the first as in the phrase. Of a long one
  // some pairs are asked for; they leave so few issues that the texts, which will be shown, can say the rest.
  async function findPhrase(index, phrase) {
    const chars = Array.from(phrase);
    if (chars.length === 1) return findCharacter(index, phrase);
    const steps = [];
    for (let step = 0; step + 1 < chars.length; step += 2) steps.push(step);
    if (chars.length % 2) steps.push(chars.length - 2);
    const stride = Math.ceil(steps.length / MOST_PAIRS);
    const [some, rest] = [steps.filter((_, at) => at % stride === 0), steps.filter((_, at) => at % stride > 0)];
    const read = (chosen) => Promise.all(chosen.map((step) => findPair(index, chars[step], chars[step + 1])));
    const [first, ...others] = await read(some);
    const found = keepFollowed(first, others, some.slice(1));
    if (!rest.length || !found.size) return found;
    return found.size <= ENOUGH ? readThrough(index, found, chars) : keepFollowed(found, await read(rest), rest);
  }

  // Article → its best field: 0 the title, 1 a heading, byline or tag, 2 the text.
  function findFields(index, found) {
    const fields = new Map();
    for (const [issue, places] of found) {
      let next = 0;
      let end = 0;
      index.issues[issue].lengths.forEach((lengths, article) => {
        lengths.forEach((length, run) => {
          end += length;
          const field = run === 0 ? 0 : run % 2 ? 1 : 2;
          for (; next < places.length && places[next] < end; next++) {
            const key = issue * ARTICLES + article;
            fields.set(key, Math.min(field, fields.has(key) ? fields.get(key) : 2));
          }
        });
      });
    }
    return fields;
  }

  const find = async (index, phrase) => findFields(index, await findPhrase(index, phrase));

  // Article → { points, needles }: how well the term is found there, and what to mark.
  async function findTerm(index, term) {
    const hits = new Map();
    for (const [key, field] of await find(index, term.text)) {
      hits.set(key, { points: POINTS.whole[field], needles: [term.text] });
    }
    const enough = Array.from(term.text).length > SENTENCE ? 1 : ENOUGH;
    const words = term.quoted || hits.size >= enough ? [] : splitTerm(term.text);
    if (words.length > 1) {
      const [first, ...others] = await Promise.all(words.map((word) => find(index, word)));
      for (const [key, field] of first) {
        if (hits.has(key) || !others.every((other) => other.has(key))) continue;
        const worst = Math.max(field, ...others.map((other) => other.get(key)));
        hits.set(key, { points: POINTS.apart[worst], needles: words });
      }
    }
    return hits;
  }

  // The articles that hold every term, best first, then newest first; and the terms that no article holds.
  async function search(index, terms) {
    const found = await Promise.all(terms.map((term) => findTerm(index, term)));
    const results = [];
    for (const key of found.length ? found[0].keys() : []) {
      const hits = found.map((hits) => hits.get(key));
      if (!hits.every(Boolean)) continue;
      const [issue, article] = [Math.floor(key / ARTICLES), key % ARTICLES];
      results.push({
        issue,
        article,
        year: index.issues[issue].year,
        tags: index.issues[issue].tags[article].map((tag) => index.tags[tag]),
        whole: hits.every((hit) => hit.points > POINTS.apart[0]),
        points: hits.reduce((sum, hit) => sum + hit.points, 0),
        needles: [...new Set(hits.flatMap((hit) => hit.needles))],
      });
    }
    results.sort((a, b) => b.whole - a.whole || b.points - a.points || b.issue - a.issue || a.article - b.article);
    return { results, missing: terms.filter((_, at) => !found[at].size).map((term) => term.typed) };
  }

  window.bulletinSearch = Object.assign(receive, { load, loadText, LoadError, search });
})();

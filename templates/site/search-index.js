// A query → the articles of the archive that hold it, from the postings that bulletin/site/search.py writes.
//
// A term is looked up as it was typed, by its pairs of characters; where that finds too little, its words are
// looked up one by one. Data arrives as scripts that call bulletinSearch(name, value), for a page opened from a
// folder may load scripts and nothing else. What the page needs is kept on that function.
"use strict";

(() => {
  const MOST_CHARACTERS = 100; // of a query: each pair of them may cost a request
  const ENOUGH = 10; // articles that hold a term whole: then none is sought that holds its words apart
  // As in search.py: the digits of positions, the characters that number an issue, and what needs no spaces.
  const HALF = 46;
  const FIRST_ISSUE = 0xa1;
  const WIDE = 0x2000;
  const SPACE = /[ \t\n\v\f\r\x1c-\x1f\x85\u1680\u2028\u2029]/;
  const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
  // Where a term is found, best first; a term whose words stand apart is worth less than any that stands whole.
  const POINTS = { whole: [6, 5, 4], apart: [3, 2, 1] };
  const ARTICLES = 4096; // more than an issue has: issue and article as one number
  // Words of one character that say nothing of their own when a term is taken apart.
  const PARTICLES = new Set("的了和与及或在是为对等从到向把被于而也都以其之");

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

  // `text`, composed, as search.py's normalize gives it; and of each unit of that, which units of `text` it covers.
  function fold(text) {
    let folded = "";
    const starts = [];
    const ends = [];
    let pending = false;
    let last = 0;
    let at = 0;
    for (const char of text) {
      for (const whole of char.normalize("NFKC")) {
        for (const part of whole.toLowerCase()) {
          if (INVISIBLE.test(part)) continue;
          if (SPACE.test(part)) {
            pending = folded !== "";
            continue;
          }
          const code = part.codePointAt(0);
          if (pending && last < WIDE && code < WIDE) {
            folded += " ";
            starts.push(ends[ends.length - 1]);
            ends.push(at);
          }
          pending = false;
          folded += part;
          for (let unit = 0; unit < part.length; unit++) {
            starts.push(at);
            ends.push(at + char.length);
          }
          last = code;
        }
      }
      at += char.length;
    }
    return { folded, starts, ends };
  }

  function normalize(text) {
    return fold(text.normalize("NFC")).folded;
  }

  // Terms at spaces; what stands in quotation marks, Chinese or not, stays whole and is not taken apart.
  function parseQuery(query) {
    const terms = new Map();
    const cut = Array.from(query.normalize("NFC")).slice(0, MOST_CHARACTERS).join("");
    for (const match of cut.matchAll(/["“”＂]([^"“”＂]*)["“”＂]|[^\s"“”＂]+/g)) {
      const typed = match[1] === undefined ? match[0] : match[1];
      const text = normalize(typed);
      if (text && !terms.has(text)) terms.set(text, { typed, text, quoted: match[1] !== undefined });
    }
    return [...terms.values()];
  }

  // A term's words, for articles that hold them apart. Characters that are no word of the dictionary stay
  // together: most likely they are a name.
  function splitTerm(term) {
    const chars = Array.from(term);
    if (typeof Intl === "undefined" || !Intl.Segmenter) {
      return [...new Set(chars.slice(1).map((char, at) => chars[at] + char))];
    }
    const words = new Set();
    let run = [];
    const close = () => {
      while (run.length && PARTICLES.has(run[0])) run.shift();
      while (run.length && PARTICLES.has(run[run.length - 1])) run.pop();
      if (run.length) words.add(run.join(""));
      run = [];
    };
    for (const { segment, isWordLike } of new Intl.Segmenter("zh", { granularity: "word" }).segment(term)) {
      if (isWordLike && /^\p{Script=Han}$/u.test(segment)) {
        run.push(segment);
      } else {
        close();
        if (isWordLike) words.add(segment);
      }
    }
    close();
    return [...words];
  }

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

  // Where `phrase` begins: its pairs, side by side, each as far from the first as in the phrase.
  async function findPhrase(index, phrase) {
    const chars = Array.from(phrase);
    if (chars.length === 1) return findCharacter(index, phrase);
    const steps = [];
    for (let step = 0; step + 1 < chars.length; step += 2) steps.push(step);
    if (chars.length % 2) steps.push(chars.length - 2);
    const lists = await Promise.all(steps.map((step) => findPair(index, chars[step], chars[step + 1])));
    let [found] = lists;
    for (let at = 1; at < lists.length; at++) {
      const both = new Map();
      for (const [issue, places] of found) {
        const others = new Set(lists[at].get(issue) || []);
        const kept = places.filter((place) => others.has(place + steps[at]));
        if (kept.length) both.set(issue, kept);
      }
      found = both;
    }
    return found;
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
    const words = term.quoted || hits.size >= ENOUGH ? [] : splitTerm(term.text);
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

  // normalize: for the test beside Python's.
  window.bulletinSearch = Object.assign(receive, { load, LoadError, fold, normalize, parseQuery, search });
})();

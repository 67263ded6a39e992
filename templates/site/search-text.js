// Words as typed or printed → their normal form, the same as normalize in bulletin/site/search.py; a query → its terms.
"use strict";

(() => {
  const MOST_CHARACTERS = 100; // of a query: each pair of them may cost a request
  const WIDE = 0x2000; // from here on no word is written with spaces
  const SPACE = /[ \t\n\v\f\r\x1c-\x1f\x85\u1680\u2028\u2029]/;
  const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
  // Words of one character that say nothing of their own when a term is taken apart.
  const PARTICLES = new Set("的了和与及或在是为对等从到向把被于而也都以其之");

  // `text`, composed, in its normal form; and of each unit of that, which units of `text` it covers.
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
  // together, most likely a name; one alone belongs to the word before it, as 市 and 会 do.
  function splitTerm(term) {
    const chars = Array.from(term);
    if (typeof Intl === "undefined" || !Intl.Segmenter) {
      return [...new Set(chars.slice(1).map((char, at) => chars[at] + char))];
    }
    const words = [];
    let run = [];
    let follows = false; // whether the run stands right after the last word
    const close = () => {
      while (run.length && PARTICLES.has(run[run.length - 1])) run.pop();
      for (; run.length && PARTICLES.has(run[0]); follows = false) run.shift();
      if (run.length === 1 && follows) words[words.length - 1] += run[0];
      else if (run.length) words.push(run.join(""));
      run = [];
    };
    for (const { segment, isWordLike } of new Intl.Segmenter("zh", { granularity: "word" }).segment(term)) {
      if (isWordLike && /^\p{Script=Han}$/u.test(segment)) {
        run.push(segment);
      } else {
        close();
        if (isWordLike) words.push(segment);
        follows = isWordLike;
      }
    }
    close();
    return [...new Set(words)];
  }

  // normalize is here for the test that sets it beside Python's.
  window.bulletinText = { fold, normalize, parseQuery, splitTerm };
})();

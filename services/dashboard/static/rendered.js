// Shows a text with its mathematics and code as a person would write them; as it was written it stays a click away.
const FENCE = /^[ \t]*(```|~~~)[ \t]*([\w+#-]*)[^\n]*\n([\s\S]*?)(?:^[ \t]*\1[ \t]*$|(?![\s\S]))/gm;
const MATH = /\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)|\$(?!\s)((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)|(\\boxed\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})/g;
const MOST = 60000;

function math(source, display) {
  const place = document.createElement(display ? "div" : "span");
  try {
    katex.render(source, place, { displayMode: display, throwOnError: true, trust: false, maxExpand: 200, maxSize: 20, strict: "ignore" });
  } catch {
    place.textContent = source; // no mathematics that can be read: as it was written
    place.className = "unread";
  }
  return place;
}

function prose(text, into) {
  let at = 0;
  for (const found of text.matchAll(MATH)) {
    into.append(text.slice(at, found.index));
    const display = found[1] ?? found[2];
    into.append(math(display ?? found[3] ?? found[4] ?? found[5], display !== undefined));
    at = found.index + found[0].length;
  }
  into.append(text.slice(at));
}

function code(text, language) {
  const block = document.createElement("pre"), inner = document.createElement("code");
  block.tabIndex = 0;
  if (language && hljs.getLanguage(language)) {
    inner.innerHTML = hljs.highlight(text, { language, ignoreIllegals: true }).value; // it escapes what it is given
  } else {
    inner.textContent = text;
  }
  block.append(inner);
  return block;
}

function render(source) {
  const view = document.createElement("div");
  view.className = "rendered foreign";
  const text = source.textContent.slice(0, MOST);
  const whole = source.dataset.language;
  let at = 0;
  if (whole) {
    view.append(code(text, whole));
    return view;
  }
  for (const found of text.matchAll(FENCE)) {
    prose(text.slice(at, found.index), view);
    view.append(code(found[3], found[2].toLowerCase() || "python"));
    at = found.index + found[0].length;
  }
  prose(text.slice(at), view);
  return view;
}

for (const source of document.querySelectorAll("[data-rendered]")) {
  const button = document.createElement("button");
  button.type = "button";
  let view;
  const turn = () => {
    const shows = !source.hidden;
    view ??= render(source);
    view.hidden = !shows;
    source.hidden = shows;
    button.textContent = shows ? "As it was written" : "Rendered";
    button.setAttribute("aria-pressed", String(shows));
    if (!view.isConnected) source.after(view);
  };
  button.addEventListener("click", turn);
  button.textContent = "Rendered";
  source.before(button);
  if (source.dataset.rendered === "first") turn();
}

// On a phone, the page of a thing shows its questions closed, each to be opened; the first stays open where nothing above
// says the same in brief. Printed and on wide screens all is open.
// Without this script everything is open everywhere.
"use strict";

(() => {
  const narrow = window.matchMedia("(max-width: 43.9rem)");
  const sections = [...document.querySelectorAll("article.thing > .question")];
  if (!narrow.matches || sections.length < 4) return;

  const open = (section, is_open) => {
    section.querySelector(".fold").setAttribute("aria-expanded", String(is_open));
    section.querySelector(".rows").hidden = !is_open;
  };

  const is_told_in_brief = document.querySelector("article.thing .brief") !== null;
  for (const section of sections) {
    const title = section.querySelector("h2");
    const rows = section.querySelector(".rows");
    if (!title || !rows) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener("click", () => open(section, rows.hidden));
    open(section, section === sections[0] && !is_told_in_brief);
  }
  document.documentElement.classList.add("folded");

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1)); // ids here need no escapes
    const section = target?.closest("article.thing > .question");
    if (section?.querySelector(".fold")) {
      open(section, true);
      target.scrollIntoView();
    }
  };
  const openAll = () => sections.forEach((each) => each.querySelector(".fold") && open(each, true));
  window.addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) reveal(); // the same once more changes no hash
  });
  window.addEventListener("beforeprint", openAll);
  narrow.addEventListener("change", openAll);
  reveal();
})();

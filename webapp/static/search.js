// Suggestions under the search box while one types: the combobox pattern of the ARIA authoring practices.
// Without this script the box is a plain form.
"use strict";

(() => {
  const form = document.querySelector("form[data-suggestions]");
  if (!form) return;
  const input = form.elements.q;
  const status = form.querySelector("[role=status]");
  const list = document.createElement("ul");
  let current = -1;
  let request = null;
  let waiting = 0;

  list.id = "q-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const close = () => {
    clearTimeout(waiting);
    request?.abort(); // an answer on its way would open it again
    list.hidden = true;
    current = -1;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (place) => {
    const options = [...list.children];
    current = place;
    options.forEach((each, rank) => each.setAttribute("aria-selected", String(rank === place)));
    if (place < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options[place].id);
      options[place].scrollIntoView({ block: "nearest" });
    }
  };

  const option = (row, rank) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const aside = document.createElement("span");
    item.id = `q-suggestion-${rank}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.href = row.href;
    name.className = `hue hue-${row.hue}`;
    name.textContent = row.name;
    aside.className = "aside";
    aside.textContent = [row.kind, row.within].filter(Boolean).join(" · ");
    item.append(name, " ", aside);
    return item;
  };

  const show = (rows) => {
    list.replaceChildren(...rows.map(option));
    current = -1;
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = rows.length
      ? status.dataset.told.replace("{count}", rows.length)
      : status.dataset.none;
  };

  const ask = async () => {
    request?.abort();
    const typed = input.value.trim();
    if (typed.length < 2) {
      close();
      return;
    }
    request = new AbortController();
    const address = new URL(form.dataset.suggestions, document.baseURI);
    address.searchParams.set("q", typed);
    const place = form.querySelector("input[name=place]");
    if (place) address.searchParams.set("place", place.value);
    try {
      const response = await fetch(address, { signal: request.signal });
      const rows = response.ok ? await response.json() : [];
      if (!response.ok) close();
      else if (document.activeElement === input) show(rows);
    } catch (fault) {
      if (fault.name !== "AbortError") close(); // offline: the form still works
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (list.hidden && event.key === "ArrowDown" && input.value) {
      event.preventDefault();
      ask();
    } else if (list.hidden || !count) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(current < 0 && step < 0 ? count - 1 : current + step >= count ? -1 : current + step);
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      location.assign(list.children[current].dataset.href);
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    const chosen = event.target.closest("[role=option]");
    event.preventDefault();
    if (chosen) location.assign(chosen.dataset.href);
  });
})();

"use strict";
(() => {
  const all = (where, what) => [...where.querySelectorAll(what)];
  const one = (id) => document.getElementById(id);
  const form = one("filters"), box = one("window"), body = one("window-body");
  document.documentElement.classList.add("js");
  form.hidden = false;

  // Filters: a study counts while it fits every choice; the columns of other outcomes are hidden.
  const largest = Math.max(...all(document, "a.cell .mark").map((mark) => parseFloat(mark.style.getPropertyValue("--d"))));
  const cells = all(document, "a.cell").map((link) => {
    const studies = all(one(link.hash.slice(1)), ".studies > li");
    const part = (name) => link.querySelector(name);
    return { link, studies, count: part(".count"), mark: part(".mark"), rating: part(".rating"), designs: part(".designs") };
  });
  const groups = [...form.elements.design.options].map((option) => option.value).filter((group) => group !== "");
  const byDesign = (studies) => groups
    .map((group) => [distinct(studies.filter((study) => study.dataset.design === group)), group])
    .filter(([number]) => number > 0).map((pair) => pair.join(" ")).join(", ");
  const distinct = (studies) => new Set(studies.map((study) => study.dataset.study)).size;
  const most = Math.max(...cells.map((cell) => distinct(cell.studies)));
  const filter = () => {
    const wanted = [...new FormData(form)].filter(([, value]) => value !== "");
    const fits = (study) => wanted.every(([key, value]) => study.dataset[key] === value);
    const outcome = form.elements.outcome.value;
    for (const place of all(document, "#map [data-outcome]")) {
      place.hidden = outcome !== "" && place.dataset.outcome !== outcome;
    }
    let shown = [], full = 0;
    one("map").classList.toggle("narrow", outcome !== "");
    for (const { link, studies, count, mark, rating, designs } of cells) {
      for (const study of studies) study.hidden = !fits(study);
      const left = studies.filter(fits), number = distinct(left);
      link.classList.toggle("out", number === 0);
      count.textContent = number === 0 ? "none of these" : number === 1 ? "1 study" : `${number} studies`;
      designs.textContent = byDesign(left);
      const best = left.reduce((best, study) => (Number(study.dataset.rank) > Number(best.dataset.rank) ? study : best), left[0]);
      rating.textContent = best ? best.dataset.words : "";
      if (best) mark.className = `mark ${best.dataset.class}`;
      mark.style.setProperty("--d", `${(Math.sqrt(number / most) * largest).toFixed(1)}px`);
      shown = shown.concat(left);
      full += number === 0 ? 0 : 1;
    }
    const words = wanted.length === 0 ? "Everything is shown: " : "";
    one("found").textContent = `${words}${distinct(shown)} studies in ${full} cells. The voices do not change with the filters.`;
  };
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());

  // A cell, or a number of voices, opens with its studies and the words of the themes linked to it.
  const without = (node) => {
    for (const named of [node, ...all(node, "[id]")]) named.removeAttribute("id");
    return node;
  };
  const open = (id) => {
    const found = one(id);
    if (!found || !found.matches("#cells > article, #lines > article")) return false;
    const shown = without(found.cloneNode(true));
    shown.querySelector("h3").id = "window-head";
    // Each theme unfolds in its place; those linked to the row and to the outcome are open at once.
    for (const item of all(shown, ".themes > li")) {
      const theme = without(one(item.querySelector("a").hash.slice(1)).cloneNode(true));
      theme.querySelector("h3").remove();
      const fold = document.createElement("details"), head = document.createElement("summary");
      head.textContent = item.textContent;
      fold.open = item.textContent.includes("linked to both");
      fold.append(head, theme);
      item.replaceChildren(fold);
    }
    body.replaceChildren(shown);
    box.showModal();
    box.scrollTop = 0;
    return true;
  };
  one("map").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && open(link.hash.slice(1))) event.preventDefault();
  });
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  filter();
  if (location.hash) open(location.hash.slice(1));
})();

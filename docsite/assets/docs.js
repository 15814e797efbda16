// What dbt's page asks of folio: where a search's result stands, and Markdown as plain words.
const FOLIO_LAYERS = /^(marts|quality)\//;

// dbt's page means to rank what it finds, and shows it by name backwards: what people use stands first,
// before how it is made; then what bears the word in its name, or is keyed by it.
window.folioRanked = (results, query) => {
  const asked = (query || "").trim().toLowerCase();
  for (const result of results) {
    const model = result.model, name = (model.name || "").toLowerCase();
    const columns = Object.values(model.columns || {}).map((column) => (column.name || "").toLowerCase());
    const kinds = {source: 600, seed: 300, exposure: 300, model: FOLIO_LAYERS.test(model.path || "") ? 1000 : 200};
    result.overallWeight = (kinds[model.resource_type] || 0) + (name === asked ? 5000 : 0)
      + (name.includes(asked) ? 300 : 0) + (columns.includes(asked) ? 100 : 0) + (columns[0] === asked ? 50 : 0)
      + new Set(result.matches.map((match) => match.key)).size;
  }
  return results;
};

window.folioPlain = (text) =>
  typeof text !== "string" ? text : text
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/<(https?:[^>]+)>/g, "$1")
    .replace(/[`*]/g, "");

// the tree, where it steps aside: open by its button, closed by whatever else is chosen
addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".folio-menu");
  const show = (open) => {
    document.body.classList.toggle("folio-open", open);
    button.setAttribute("aria-expanded", open);
  };
  button.addEventListener("click", () => show(!document.body.classList.contains("folio-open")));
  addEventListener("hashchange", () => show(false));
  addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".app-menu, .folio-menu")) show(false);
  });
});

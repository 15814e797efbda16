// A page that is opened bare shows one lone table: begin with the column that the whole herbarium is about.
// Where there is little room, the tree of models is folded away at first.
(() => {
  const asked = new URLSearchParams(location.search);
  if (!asked.has("model")) {
    asked.set("model", "model.folio.labelled_sheets");
    asked.set("column", "is_usable");
    asked.set("parents", "2");
    asked.set("children", "1");
  }
  if (Math.min(innerWidth, screen.width) < 800) asked.set("hideSidebars", "true");
  if (`?${asked}` !== location.search) history.replaceState(null, "", `${location.pathname}?${asked}`);
})();

// Draws each chart into its place. As SVG, whose colours are the page's CSS variables: light, dark and paper need no
// second drawing.
(() => {
  const specs = JSON.parse(document.getElementById("specs").textContent);
  const config = JSON.parse(document.getElementById("config").textContent);
  const views = [];
  const drawn = [...document.querySelectorAll("[data-chart]")].map((place) =>
    vegaEmbed(place, specs[place.dataset.chart], {
      renderer: "svg",
      actions: false,
      config,
      tooltip: { theme: "custom" },
    })
      .then((result) => views.push(result.view))
      .catch((error) => {
        place.textContent = "This chart could not be drawn; its numbers stand below.";
        console.error(error);
      }),
  );
  Promise.all(drawn).then(() => document.documentElement.setAttribute("data-drawn", views.length));
})();

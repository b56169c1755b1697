// What live updates must not take away: opened details. And the button that copies a text.
let opened = [];

document.addEventListener("htmx:sseBeforeMessage", () => {
  opened = [...document.querySelectorAll("#live details[open]")].map((one) => one.id);
});

document.addEventListener("htmx:sseMessage", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    source.select();
    await navigator.clipboard.writeText(source.value);
    button.textContent = "Copied";
  });
}

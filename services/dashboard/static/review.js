// Labels by single keys. Keys typed into a field, or together with others, are left alone.
const form = document.querySelector("form.actions");
const comment = document.getElementById("comment");

if (form) {
  document.getElementById("keys").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement === comment) comment.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "c") {
      event.preventDefault();
      comment.focus();
    }
    form.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
}

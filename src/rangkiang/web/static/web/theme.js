// Follow the reader's system: Bootstrap's dark palette hangs on an attribute. Without JavaScript pages stay light.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);

// On a phone the main pages stand in one line; the one we are on comes into sight.
const show = () => {
  const here = document.querySelector(".doors [aria-current]"), line = here?.closest("ul");
  if (line) line.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - line.clientWidth / 2;
};
document.addEventListener("DOMContentLoaded", show);
window.addEventListener("resize", show);

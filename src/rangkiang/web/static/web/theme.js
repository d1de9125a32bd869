// Follow the reader's system: Bootstrap's dark palette hangs on an attribute. Without JavaScript pages stay light.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);

// On a phone the main pages stand in one line; the one we are on comes into sight, and the sign for more goes at its end.
const show = () => {
  const line = document.querySelector(".doors ul"), here = line?.querySelector("[aria-current]");
  if (!line) return;
  const end = () => line.toggleAttribute("data-end", line.scrollLeft + line.clientWidth >= line.scrollWidth - 2);
  line.onscroll = end;
  if (here) line.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - line.clientWidth / 2;
  end();
};
document.addEventListener("DOMContentLoaded", show);
window.addEventListener("resize", show);

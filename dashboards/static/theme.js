// Runs before the page is painted: the reader's choice, if any, wins over the preference of the system.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* storage is closed: the preference of the system applies */ }
document.documentElement.classList.add("js");
